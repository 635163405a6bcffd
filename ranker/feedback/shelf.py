"""The reader's shelf: feedback/shelf.jsonl, append-only, one JSON object a line.

A line says one thing of a paper at a time: that it is saved or not, read or not, or the note on it,
of which the last one stands. `{"id": "2507.03149", "at": "…", "saved": true, "title": "…"}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from ranker.encodings import whole
from ranker.errors import InputFileError
from ranker.feedback.append_only import append_lines
from ranker.feedback.votes import has_other_zones

Field = Literal["saved", "read", "note"]
NOTE_LIMIT = 10_000
"""Characters of a note."""


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """What the shelf says of a paper. `at` is when it was saved, else when it was last said
    anything of; `title` as it was known then."""

    id: str
    at: datetime
    saved: bool = False
    read: bool = False
    note: str = ""
    title: str = ""


class Shelf:
    """One shelf's file, appended to by any number of processes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(
        self, paper_id: str, field: Field, value: bool | str, at: datetime, title: str = ""
    ) -> None:
        """Add a line and sync it. Raises StoreError, BusyError; then it is not kept."""
        data = {"id": paper_id, "at": at.isoformat(), field: value}
        if title:
            data["title"] = title
        append_lines(self.path, json.dumps(data, ensure_ascii=False) + "\n", "what you noted")

    def all(self) -> dict[str, ShelfItem]:
        """What stands for each paper that was ever on the shelf, by id.

        A line that is no such line is passed over; nothing else hangs on it. Raises
        InputFileError where the file cannot be opened.
        """
        if not self.path.exists():
            return {}
        try:
            text = self.path.read_text("utf-8-sig", "replace")
        except OSError as error:
            raise InputFileError(f"the shelf {self.path} cannot be read: {error}") from None
        return _standing(filter(None, map(_read, text.split("\n"))))


def _standing(lines: Iterable[dict[str, Any]]) -> dict[str, ShelfItem]:
    found: dict[str, ShelfItem] = {}
    for line in lines:
        at = line.pop("at")
        kept = found.get(line["id"]) or ShelfItem(line["id"], at)
        begins = line.get("saved") is True and not kept.saved
        found[kept.id] = replace(kept, **line, at=at if begins or not kept.saved else kept.at)
    return found


def _read(line: str) -> dict[str, Any] | None:
    """The fields of a line that are what they should be; None where it is none."""
    try:
        data = json.loads(line)
        found: dict[str, Any] = {"id": data["id"], "at": datetime.fromisoformat(data["at"])}
        if found["at"].tzinfo is None or not (isinstance(found["id"], str) and found["id"]):
            return None
        if not has_other_zones(found["at"]):
            return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    for name, kind in (("saved", bool), ("read", bool), ("note", str), ("title", str)):
        if isinstance(data.get(name), kind):
            found[name] = data[name]
    return {k: whole(v) if isinstance(v, str) else v for k, v in found.items()}
