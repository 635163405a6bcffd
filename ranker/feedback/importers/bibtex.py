"""BibTeX and BibLaTeX libraries (BibDesk, JabRef, Zotero, Mendeley), through bibtexparser."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ranker.feedback.importers.works import Library, Work, make_work, parse_time
from ranker.sources.tex import tex_to_unicode

if TYPE_CHECKING:
    from bibtexparser.model import Entry

_MATHS = re.compile(r"((?<!\\)\$(?:[^$\\]|\\.)++\$)")
_ADDED = ("date-added", "dateadded", "timestamp")
_MENTIONS = ("url", "note", "journal", "journaltitle", "howpublished", "number", "annote")


def read_bibtex(text: str, name: str) -> Library:
    """The works of a .bib file; an entry that is no BibTeX is a bad line and costs no other."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

    # It logs what its failed blocks say, too.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    works, bad = [], []
    for block in parse_string(text).blocks:
        where = f"{name} line {(block.start_line or 0) + 1}"
        entries = [block] if isinstance(block, Entry) else []
        if isinstance(block, DuplicateBlockKeyBlock):
            entries = parse_string(block.raw or "").entries  # two of one name are both read
        elif isinstance(block, ParsingFailedBlock):
            bad.append(f"{where}: this entry is no BibTeX")
        for entry in entries:
            try:
                works.append(_work(entry))
            except ValueError as error:
                bad.append(f"{where}: {error}")
    return Library(tuple(works), tuple(bad))


def _work(entry: Entry) -> Work:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    added = (parse_time(fields[key]) for key in _ADDED if key in fields)
    return make_work(
        _untexed(fields.get("title", "")),
        _untexed(fields.get("abstract", "")),
        ids=_eprint(fields),
        mentions=[fields.get(key, "") for key in _MENTIONS],
        doi=fields.get("doi", ""),
        added=next(filter(None, added), None),
    )


def _eprint(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The eprint, if it is arXiv's; an old one may leave its archive to `primaryclass`."""
    archive = fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv"
    if archive.strip("{} ").lower() != "arxiv" or "eprint" not in fields:
        return ()
    eprint = fields["eprint"].strip("{} ")
    old = f"{fields.get('primaryclass', '').strip('{} ').partition('.')[0]}/{eprint}"
    return (eprint, old)


def _untexed(text: str) -> str:
    """TeX as Unicode, and without the braces that keep capitals; mathematics as it is."""
    parts = _MATHS.split(tex_to_unicode(text))
    return "".join(
        part if number % 2 else re.sub(r"[{}]", "", part).replace("~", " ")
        for number, part in enumerate(parts)
    )
