"""JSON exports: CSL JSON (https://docs.citationstyles.org, appendix III), Better BibTeX JSON, and
the answers of Zotero's and Mendeley's interfaces; a list of items, or an object that has one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from ranker.errors import InputFileError
from ranker.feedback.importers.identifying import plain_key
from ranker.feedback.importers.works import Library, work_of, works_of

_LISTS = ("items", "references", "data", "documents", "papers", "entries", "results", "records")
_NO_WORKS = frozenset({"attachment", "note", "annotation"})


def read_items(text: str, name: str) -> Library:
    """The works of a JSON export. Raises InputFileError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputFileError(f"{name} is no readable JSON: {error}") from None
    items = item_list(data)
    if items is None:
        raise InputFileError(f"{name} is JSON, but no list of items as CSL JSON has it")
    return works_of_items(items, name)


def works_of_items(items: Iterable[Any], name: str) -> Library:
    """The works among parsed items; attachments and notes are none."""
    return works_of(
        (f"{name} item {number}", partial(work_of, fields)) for number, fields in _fields(items)
    )


def item_list(data: Any) -> list[Any] | None:
    """The list of items in parsed JSON, or None where there is none."""
    if isinstance(data, dict):
        found = (data[key] for key in _LISTS if isinstance(data.get(key), list | dict))
        data = next(found, list(data.values()) if _holds_items(data) else None)
        if isinstance(data, dict):
            data = list(data.values())
    return data if isinstance(data, list) else None


def _holds_items(data: dict[str, Any]) -> bool:
    """Whether an object has items for values, under names of their own."""
    return bool(data) and all(isinstance(v, dict) and "title" in v for v in data.values())


def _fields(items: Iterable[Any]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, item in enumerate(items, 1):
        whole = item if isinstance(item, dict) else {}
        own = whole.get("data")
        whole = own if isinstance(own, dict) else whole
        kind = whole.get("itemType")
        if not (isinstance(kind, str) and kind in _NO_WORKS):
            yield number, _flat(whole)


def _flat(item: Mapping[str, Any]) -> dict[str, str]:
    """The texts of an item; of what holds texts itself (identifiers, external ids), those too."""
    fields: dict[str, str] = {}
    for name, value in item.items():
        key = plain_key(name)
        if isinstance(value, str):
            fields[key] = value
        elif isinstance(value, dict) and key in {"identifiers", "externalids", "custom", "ids"}:
            fields |= {plain_key(k): v for k, v in value.items() if isinstance(v, str)}
        elif isinstance(value, list) and key in {"url", "urls", "websites", "links", "title"}:
            fields[key] = "\n".join(v for v in value if isinstance(v, str))
        elif isinstance(value, list) and key == "attachments":
            fields[key] = "\n".join(
                str(part.get(k) or "")
                for part in value if isinstance(part, dict)
                for k in ("url", "path", "localPath")
            )  # fmt: skip
        elif isinstance(value, int) and key in {"timestamp", "added", "dateadded"}:
            fields[key] = str(value)
    if "created" in fields and "identifiers" in map(plain_key, item):
        fields["added"] = fields["created"]  # Mendeley's word for when it was put there
    return fields
