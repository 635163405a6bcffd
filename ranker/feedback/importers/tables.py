"""CSV exports, by the names in their first row: Zotero, Mendeley, Google Scholar and the like."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial

from ranker.errors import InputFileError
from ranker.feedback.importers.identifying import plain_key
from ranker.feedback.importers.works import Library, work_of, works_of

_LONGEST_FIELD = 16 * 1024 * 1024  # characters; the notes of an item are in one field
_TITLES = ("title", "articletitle", "documenttitle", "papertitle", "primarytitle")
_ABSTRACTS = ("abstract", "abstractnote", "summary")
# A table with a title is a library where it has one of these as well.
_OTHERS = (
    "author", "authors", "doi", "url", "link", "abstract", "abstractnote", "year",
    "publicationyear", "publication", "journal", "itemtype", "arxiv", "arxivid", "eprint",
)  # fmt: skip


def is_table(start: str) -> bool:
    """Whether a text begins with the first row of a library's table."""
    names = set(_names(start.partition("\n")[0]))
    return any(name in names for name in _TITLES) and any(name in names for name in _OTHERS)


def read_table(text: str, name: str) -> Library:
    """The works of a CSV export, separated by commas, semicolons or tabs. Raises InputFileError."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        return works_of(
            (where, partial(work_of, row, _first(row, _TITLES), _first(row, _ABSTRACTS)))
            for where, row in _rows(text, name)
        )
    except csv.Error as error:
        raise InputFileError(f"{name} is no readable CSV: {error}") from None
    finally:
        csv.field_size_limit(before)


def _rows(text: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    text = text.lstrip()
    names = _names(text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    next(reader, None)
    for row in reader:
        if any(map(str.strip, row)):
            yield f"{name} line {reader.line_num}", dict(zip(names, row, strict=False))


def _names(header: str) -> list[str]:
    try:
        row = next(csv.reader([header], delimiter=_delimiter(header)))
    except (csv.Error, StopIteration):
        return []
    return [plain_key(name) for name in row]


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _first(row: dict[str, str], names: tuple[str, ...]) -> str:
    return next((row[name] for name in names if row.get(name)), "")
