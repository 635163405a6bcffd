"""The list of papers that a reader saw last: what numbers on the command line mean."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ranker.paper_list import PaperList
from ranker.store.database import transaction

Channel = Literal["printed", "written"]
"""Printed by a command for a reader, or written by a scheduled run."""


class LastLists:
    """Reads and writes the last list of each channel."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, channel: Channel, shown: PaperList) -> None:
        """Note a list, in place of the channel's last. Raises StoreError."""
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO last_lists VALUES (?, ?, ?, ?, ?)",
                (channel, shown.kind, shown.name, shown.at.isoformat(), json.dumps(shown.papers)),
            )

    def get(self, channel: Channel) -> PaperList | None:
        """The last list of a channel."""
        row = self._db.execute(
            "SELECT kind, name, at, papers FROM last_lists WHERE channel = ?", (channel,)
        ).fetchone()
        if row is None:
            return None
        papers: Sequence[tuple[str, str]] = json.loads(row[3])
        pairs = tuple((paper_id, profile) for paper_id, profile in papers)
        return PaperList(row[0], row[1], datetime.fromisoformat(row[2]), pairs)
