"""How far each category's harvest of older papers has come, so that a stopped one goes on."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ranker.files import write_atomically


@dataclass(frozen=True, slots=True)
class Harvest:
    """One category: papers since `since`, asked for from `begin` on, by `token` to go on with.

    Without a token it is done, and has what was modified up to `asked`, the day it was begun.
    """

    since: date
    begin: date
    asked: date
    token: str | None


class Harvests:
    """A small file of JSON, `store/harvests.json`. A damaged one costs one harvest."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, category: str) -> Harvest | None:
        """The harvest of a category, None where there was none."""
        with suppress(KeyError, TypeError, ValueError):
            kept = self._read()[category]
            since, begin, asked = (
                date.fromisoformat(kept[name]) for name in ("since", "begin", "asked")
            )
            return Harvest(since, begin, asked, kept["token"])
        return None

    def put(self, category: str, harvest: Harvest) -> None:
        """Keep how far it has come. Raises StoreError."""
        kept = self._read() | {category: asdict(harvest)}
        write_atomically(self._path, json.dumps(kept, default=str, indent=1) + "\n")

    def _read(self) -> dict[str, dict[str, Any]]:
        with suppress(OSError, ValueError):
            found = json.loads(self._path.read_bytes())
            if isinstance(found, dict):
                return found
        return {}
