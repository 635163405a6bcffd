"""BibTeX and BibLaTeX libraries (BibDesk, JabRef, Zotero, Mendeley), through bibtexparser."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ranker.feedback.importers.identifying import plain_key
from ranker.feedback.importers.works import Library, Work, work_of, works_of
from ranker.text.tex import tex_to_unicode

if TYPE_CHECKING:
    from bibtexparser.model import Entry

_MATHS = re.compile(r"((?<!\\)\$(?:[^$\\]|\\.)++\$)")
_ESCAPED = re.compile(r"\\([_%#&~])")


def read_bibtex(text: str, name: str) -> Library:
    """The works of a .bib file; an entry that is no BibTeX is a bad line and costs no other."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

    # It logs what its failed blocks say, too.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    entries: list[tuple[str, Callable[[], Work]]] = []
    broken = []
    for block in parse_string(text).blocks:
        where = f"{name} line {(block.start_line or 0) + 1}"
        found = [block] if isinstance(block, Entry) else []
        if isinstance(block, DuplicateBlockKeyBlock):
            found = parse_string(block.raw or "").entries  # two of one name are both read
        elif isinstance(block, ParsingFailedBlock):
            broken.append(f"{where}: this entry is no BibTeX")
        entries += ((where, partial(_work, entry)) for entry in found)
    library = works_of(entries)
    return Library(library.works, library.bad_lines + tuple(broken))


def _work(entry: Entry) -> Work:
    fields = {plain_key(field.key): str(field.value) for field in entry.fields}
    title, abstract = _untexed(fields.get("title", "")), _untexed(fields.get("abstract", ""))
    written = {name: _ESCAPED.sub(r"\1", text) for name, text in fields.items()}
    return work_of(written | {"key": entry.key}, title, abstract)


def _untexed(text: str) -> str:
    """TeX as Unicode, and without the braces that keep capitals; mathematics as it is."""
    parts = _MATHS.split(tex_to_unicode(text))
    return "".join(
        part if number % 2 else re.sub(r"[{}]", "", part).replace("~", " ")
        for number, part in enumerate(parts)
    )
