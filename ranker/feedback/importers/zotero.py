"""Zotero's exports: CSV, and CSL JSON (https://docs.citationstyles.org, appendix III)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ranker.errors import InputFileError
from ranker.feedback.importers.works import Library, Work, make_work, parse_time

_LONGEST_FIELD = 16 * 1024 * 1024  # characters; the notes of an item are in one field
_CSV_MENTIONS = ("Extra", "Url", "Archive ID", "Archive Location", "Number", "Publication Title")
_CSL_MENTIONS = ("number", "note", "URL", "archive_location", "container-title")


def read_zotero_csv(text: str, name: str) -> Library:
    """The works of a CSV export, by the names in its first row."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        return _library(_rows(text, name), _csv_work)
    except csv.Error as error:
        raise InputFileError(f"{name} is no readable CSV: {error}") from None
    finally:
        csv.field_size_limit(before)


def read_csl_json(text: str, name: str) -> Library:
    """The works of a CSL JSON export: one list of items. Raises InputFileError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputFileError(f"{name} is no readable JSON: {error}") from None
    if not isinstance(data, list):
        raise InputFileError(f"{name} is JSON, but no list of items as CSL JSON has it")
    items = (
        (f"{name} item {number}", item if isinstance(item, dict) else {})
        for number, item in enumerate(data, 1)
    )
    return _library(items, _csl_work)


def _rows(text: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for row in reader:
        yield f"{name} line {reader.line_num}", row


def _library(
    items: Iterable[tuple[str, dict[str, Any]]], work: Callable[[Mapping[str, Any]], Work]
) -> Library:
    works, bad = [], []
    for where, item in items:
        try:
            works.append(work(item))
        except ValueError as error:
            bad.append(f"{where}: {error}")
    return Library(tuple(works), tuple(bad))


def _csv_work(row: Mapping[str, Any]) -> Work:
    return make_work(
        _text(row, "Title"),
        _text(row, "Abstract Note"),
        mentions=[_text(row, key) for key in _CSV_MENTIONS],
        doi=_text(row, "DOI"),
        added=parse_time(_text(row, "Date Added")),
    )


def _csl_work(item: Mapping[str, Any]) -> Work:
    return make_work(
        _text(item, "title"),
        _text(item, "abstract"),
        mentions=[_text(item, key) for key in _CSL_MENTIONS],
        doi=_text(item, "DOI"),
    )


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""
