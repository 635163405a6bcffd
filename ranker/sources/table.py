"""Papers of a table: CSV with commas, semicolons or tabs, its columns named in the first row as the
fields of JSON records are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import partial

from ranker.encodings import text_of
from ranker.errors import InputFileError
from ranker.paper import Entry
from ranker.sources.interface import Batch
from ranker.sources.json_fields import plain_name
from ranker.sources.json_records import entry_of, has_id
from ranker.sources.parsed_file import ParsedFile

_LONGEST_FIELD = 4 * 1024 * 1024  # characters
_TITLES = ("title", "papertitle", "articletitle")
# Beside a title, one of these says that the first row is the head of a table of papers.
_OTHERS = frozenset(
    ("abstract", "summary", "authors", "author", "categories", "category", "published", "date")
)
_SEPARATOR = re.compile(r"^sep=.\r?\n", re.IGNORECASE)
_FORMULA = re.compile(r"^'(?=[=+\-@\t\r])")  # how tables keep a text from being a formula


def is_table(head: bytes) -> bool:
    """Whether a text begins with the first row of a table of papers."""
    names = _names(_text(head).partition("\n")[0])
    titled = any(name in names for name in _TITLES)
    return titled and (has_id(names) or not _OTHERS.isdisjoint(names))


def read_table(body: bytes, where: str, ended: str, most: int) -> Batch:
    """Read a table of up to `most` rows; `ended` says why it is not all. A row with more fields
    than the head becomes Problem "bad-line", as does one that is no paper. Raises InputFileError
    for nothing at all."""
    text = _text(body)
    head = text.partition("\n")[0]
    names = _names(head)
    if not has_id(names):
        raise InputFileError(
            f"{where} has no column with arXiv ids; name it id (there are: {', '.join(names)})"
        )
    found = ParsedFile(where, most)
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        lines = _Lines(text)
        rows = csv.reader(lines, delimiter=_delimiter(head))
        next(rows, None)
        for row in rows:
            lines.size = 0
            if any(map(str.strip, row)):
                found.add(partial(_entry, names, row), f"line {rows.line_num}")
    except csv.Error as error:
        ended = f"no readable table after line {rows.line_num} ({error})"
    finally:
        csv.field_size_limit(before)
    if found.is_empty:
        raise InputFileError(f"{where} has a first row, and no paper under it")
    return found.batch(ended)


class _Lines:
    """The lines of a text. Those of one row, which can hold lines, are bounded in all: a field of
    nothing but a comma becomes an object."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.size += len(line)
            if self.size > _LONGEST_FIELD:
                raise csv.Error(f"a row is longer than {_LONGEST_FIELD:,} characters")
            yield line


def _entry(names: list[str], row: list[str]) -> Entry:
    if any(map(str.strip, row[len(names) :])):
        raise ValueError(f"it has {len(row)} fields, the first row {len(names)}")
    fields = dict(zip(names, (_FORMULA.sub("", cell) for cell in row), strict=False))
    return entry_of({name: text for name, text in _titled(fields).items() if text.strip()})


def _titled(fields: Mapping[str, str]) -> dict[str, str]:
    title = next((fields[name] for name in _TITLES if fields.get(name)), "")
    return {**fields, "title": title}


def _text(data: bytes) -> str:
    """Without the line in which Excel names the separator."""
    return _SEPARATOR.sub("", text_of(data).lstrip())


def _names(head: str) -> list[str]:
    try:
        row = next(csv.reader([head], delimiter=_delimiter(head)))
    except (csv.Error, StopIteration):
        return []
    return [plain_name(name.strip()) for name in row]


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)
