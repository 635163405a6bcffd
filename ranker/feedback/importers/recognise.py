"""Which format a file to import is in, told from its content, and its reader."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ranker.errors import InputFileError, PaperIdError
from ranker.feedback.importers.keyword_filter import NAMES
from ranker.feedback.importers.works import Library
from ranker.feedback.votes import LIKE, Vote, VoteFile, read_votes
from ranker.paper import canonical_id

Format = Literal["votes", "keyword-filter", "bibtex", "zotero-csv", "csl-json", "ids"]

_LARGEST = 256 * 1024 * 1024  # bytes
_LINES_TRIED = 50
_KEYWORD_FILTER = re.compile(rf"^(?:{'|'.join(NAMES)})\s*(?::[^=\n]*)?\+?=", re.MULTILINE)
_VOTE = re.compile(r'^\{.*"vote"', re.MULTILINE)
_BIBTEX = re.compile(r"^\s*@[A-Za-z]+\s*[{(]", re.MULTILINE)


def read_text(path: Path) -> str:
    """The file as text: UTF-8, else the old Windows encoding. Raises InputFileError."""
    try:
        if path.stat().st_size > _LARGEST:
            raise InputFileError(f"{path} is larger than {_LARGEST >> 20} MB; split it")
        data = path.read_bytes()
    except OSError as error:
        raise InputFileError(f"{path} cannot be read: {error.strerror}") from None
    if not data.strip():
        raise InputFileError(f"{path} is empty")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def recognise(text: str, name: str) -> Format:
    """The format of a text. Raises InputFileError that says which are read."""
    start = text.lstrip()
    if start.startswith("{") or _VOTE.search(text):
        return "votes"
    if "\0" in text:
        raise InputFileError(f"{name} is no text file")
    if start.startswith("["):
        return "csl-json"
    if _KEYWORD_FILTER.search(text):
        return "keyword-filter"
    if _BIBTEX.search(text):
        return "bibtex"
    if _is_zotero(start):
        return "zotero-csv"
    if any(map(_is_id, start.splitlines()[:_LINES_TRIED])):
        return "ids"
    if start.startswith("<"):
        raise InputFileError(
            f"{name} is XML or HTML; export the library as BibTeX, CSV or CSL JSON instead, "
            "or, if it holds arXiv's papers, run `rank fetch --from`"
        )
    raise InputFileError(
        f"{name} is none of what can be imported: a votes file, BibTeX, Zotero's CSV or CSL JSON, "
        "arXiv ids one a line, or the keyword filter's config.py"
    )


def read_likes(path: Path) -> tuple[VoteFile, bool]:
    """The votes of a file, and whether it is a library, which holds likes and nothing else.

    A like's time is when the entry was added, else when the file was last written, so that the
    same file gives the same votes. Raises InputFileError, also for the keyword filter's
    configuration, which is a profile and no votes.
    """
    text = read_text(path)
    kind = recognise(text, str(path))
    if kind == "votes":
        return read_votes(path), False
    if kind == "keyword-filter":
        raise InputFileError(
            f"{path} is the keyword filter's configuration; `rank init --profile NAME --import "
            f"{path}` makes a profile of it"
        )
    library = _reader(kind)(text, str(path))
    if not (library.works or library.bad_lines):
        raise InputFileError(f"{path} holds no work")
    written = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    votes = {
        work.key: Vote(
            work.key, LIKE, work.added or written, title=work.title, abstract=work.abstract
        )
        for work in reversed(library.works)  # of two entries for one work the first counts
    }
    return VoteFile(tuple(reversed(votes.values())), library.bad_lines), True


def _reader(kind: Format) -> Callable[[str, str], Library]:
    if kind == "bibtex":
        from ranker.feedback.importers.bibtex import read_bibtex

        return read_bibtex
    if kind == "ids":
        from ranker.feedback.importers.id_list import read_ids

        return read_ids
    from ranker.feedback.importers.zotero import read_csl_json, read_zotero_csv

    return read_csl_json if kind == "csl-json" else read_zotero_csv


def _is_zotero(start: str) -> bool:
    header = start.partition("\n")[0]
    try:
        columns = set(next(csv.reader([header]), []))
    except csv.Error:
        return False
    return {"Item Type", "Title"} <= columns


def _is_id(line: str) -> bool:
    try:
        canonical_id(line.partition(" #")[0])
    except PaperIdError:
        return False
    return True
