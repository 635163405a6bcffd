"""Which format a file to import is in, told from its content, and its reader."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ranker.doi import dois
from ranker.encodings import text_of
from ranker.errors import InputFileError
from ranker.feedback.importers.foreign import refuse_binary, refuse_text
from ranker.feedback.importers.json_items import item_list
from ranker.feedback.importers.keyword_filter import NAMES
from ranker.feedback.importers.tables import is_table
from ranker.feedback.importers.tagged import REFER, RIS
from ranker.feedback.importers.works import Library
from ranker.feedback.importers.xml_items import is_endnote, is_zotero_rdf
from ranker.feedback.votes import LIKE, Vote, votes_in
from ranker.paper import is_id

Format = Literal[
    "votes", "keyword-filter", "bibtex", "table", "json", "ris", "refer", "endnote", "rdf", "ids"
]  # fmt: skip

_LARGEST = 256 * 1024 * 1024  # bytes
_LINES_TRIED = 50
_KEYWORD_FILTER = re.compile(rf"^(?:{'|'.join(NAMES)})\s*(?::[^=\n]*)?\+?=", re.MULTILINE)
_VOTE = re.compile(r'^\{.*"vote"', re.MULTILINE)
_BIBTEX = re.compile(r"^[ \t]*@[A-Za-z]+\s*[{(]", re.MULTILINE)


def read_text(path: Path) -> str:
    """The file as text, in whatever encoding.

    Raises InputFileError, for a file that is no text with what to export instead.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise InputFileError(f"{path} is larger than {_LARGEST >> 20} MB; split it")
        data = path.read_bytes()
    except OSError as error:
        raise InputFileError(f"{path} cannot be read: {error.strerror}") from None
    if not data.strip():
        raise InputFileError(f"{path} is empty")
    refuse_binary(data, str(path))
    return text_of(data)


def recognise(text: str, name: str) -> Format:
    """The format of a text. Raises InputFileError that says which are read."""
    start = text.lstrip()
    if _VOTE.search(text):
        return "votes"
    if "\0" in text:
        raise InputFileError(f"{name} is no text file")
    if start.startswith(("[", "{")):
        return _json_kind(text)
    if start.startswith("<"):
        return _xml_kind(text, name)
    for kind, is_one in _TEXTS:
        if is_one(start):
            return kind
    refuse_text(start, name)
    raise InputFileError(
        f"{name} is none of what can be imported: a votes file, BibTeX, RIS, EndNote XML, Zotero's "
        "RDF, CSV or JSON, arXiv ids one a line, or the keyword filter's config.py"
    )


@dataclass(frozen=True, slots=True)
class Likes:
    """What a file to import holds: its votes, the lines not read, and whether it is a library,
    which holds likes and nothing else. `formerly` gives, for works with an arXiv id, the key that
    they had before their id was known."""

    votes: tuple[Vote, ...]
    bad_lines: tuple[str, ...]
    is_library: bool
    formerly: Mapping[str, str]


def read_likes(path: Path) -> Likes:
    """The votes of a file.

    A like's time is when the entry was added, else when the file was last written, so that the
    same file gives the same votes. Raises InputFileError, also for the keyword filter's
    configuration, which is a profile and no votes.
    """
    text = read_text(path)
    kind = recognise(text, str(path))
    if kind == "votes":
        found = votes_in(text, str(path))
        return Likes(found.votes, found.bad_lines, False, {})
    if kind == "keyword-filter":
        raise InputFileError(
            f"{path} is the keyword filter's configuration; `rank init --profile NAME --import "
            f"{path}` makes a profile of it"
        )
    library = _reader(kind)(text, str(path))
    if not (library.works or library.bad_lines):
        raise InputFileError(f"{path} holds no work")
    return likes_of(library, datetime.fromtimestamp(int(path.stat().st_mtime), UTC))


def likes_of(library: Library, otherwise: datetime) -> Likes:
    """A library's works as likes; `otherwise` is the time of those that do not say when they
    were added."""
    votes = {
        work.key: Vote(
            work.key, LIKE, work.added or otherwise, title=work.title, abstract=work.abstract
        )
        for work in reversed(library.works)  # of two entries for one work the first counts
    }
    formerly = {work.key: work.other for work in library.works if work.other not in {"", work.key}}
    return Likes(tuple(reversed(votes.values())), library.bad_lines, True, formerly)


def _reader(kind: Format) -> Callable[[str, str], Library]:
    from ranker.feedback.importers import bibtex, id_list, json_items, tables, tagged, xml_items

    readers: dict[Format, Callable[[str, str], Library]] = {
        "bibtex": bibtex.read_bibtex,
        "ids": id_list.read_ids,
        "table": tables.read_table,
        "json": json_items.read_items,
        "ris": tagged.read_ris,
        "refer": tagged.read_refer,
        "endnote": xml_items.read_endnote,
        "rdf": xml_items.read_zotero_rdf,
    }
    return readers[kind]


def _json_kind(text: str) -> Format:
    """Votes are an object a line; a library is one document."""
    if text.lstrip().startswith("["):
        return "json"
    try:
        return "votes" if item_list(json.loads(text)) is None else "json"
    except (ValueError, RecursionError):
        return "votes"


def _xml_kind(text: str, name: str) -> Format:
    if is_zotero_rdf(text):
        return "rdf"
    if is_endnote(text):
        return "endnote"
    raise InputFileError(
        f"{name} is XML or HTML; export the library as BibTeX, RIS, CSV or CSL JSON instead, "
        "or, if it holds arXiv's papers, run `rank fetch --from`"
    )


def _holds_ids(start: str) -> bool:
    return any(map(_is_id, start.splitlines()[:_LINES_TRIED]))


def _is_id(line: str) -> bool:
    written = line.partition(" #")[0].strip()
    return is_id(written) or bool(dois(written) and " " not in written)


_TEXTS: tuple[tuple[Format, Callable[[str], object]], ...] = (
    ("keyword-filter", _KEYWORD_FILTER.search),
    ("bibtex", _BIBTEX.match),
    ("ris", RIS.search),
    ("bibtex", _BIBTEX.search),
    ("table", is_table),
    ("refer", REFER.search),
    ("ids", _holds_ids),
)
