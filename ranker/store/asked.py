"""Of which papers arXiv was asked by id, when, and whether it had what was lacking."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime

from ranker.store.database import transaction


class Asked:
    """The newest answer on each paper. One connection, one thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def note(self, paper_ids: Collection[str], at: datetime, *, found: bool) -> None:
        """Keep that arXiv was asked of these, and whether it had more of them."""
        with transaction(self._db):
            self._db.executemany(
                "INSERT OR REPLACE INTO asked VALUES (?, ?, ?)",
                [(paper_id, at.isoformat(), found) for paper_id in paper_ids],
            )

    def in_vain(self, since: datetime) -> frozenset[str]:
        """The papers that arXiv was asked of since then, and had no more of."""
        rows = self._db.execute("SELECT paper_id, at FROM asked WHERE NOT found")
        return frozenset(i for i, at in rows if datetime.fromisoformat(at) >= since)

    def found(self, paper_ids: Collection[str]) -> frozenset[str]:
        """Those of these papers whose text came from arXiv later than their vote."""
        rows = self._db.execute(
            "SELECT paper_id FROM asked"
            " WHERE found AND paper_id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(paper_ids)),),
        )
        return frozenset(row[0] for row in rows)
