"""What is known of each announcement: which categories were read, and how many papers arXiv said.

A row says that one category of one listing date was read to its end. A date without a row was
missed, whatever papers of it happen to be stored.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ranker.store.database import transaction


@dataclass(frozen=True, slots=True)
class Covered:
    """One category of one announcement: papers that arXiv stated, the source, the last check.

    `checks` counts how often it was read; arXiv fills batches late, so once is not for good.
    """

    category: str
    stated: int
    source: str
    checked_at: datetime
    checks: int


class Coverage:
    """Reads and writes what is known of announcements."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, day: date, stated: Mapping[str, int], source: str, now: datetime) -> None:
        """Note that these categories of the day were read, with as many papers each."""
        with transaction(self._db):
            self._db.executemany(
                "INSERT INTO coverage VALUES (?, ?, ?, ?, ?, 1)"
                " ON CONFLICT (announced, category) DO UPDATE SET"
                " stated = MAX(stated, excluded.stated), source = excluded.source,"
                " checked_at = excluded.checked_at, checks = checks + 1",
                [
                    (day.isoformat(), category, count, source, now.isoformat())
                    for category, count in stated.items()
                ],
            )

    def of(self, day: date) -> dict[str, Covered]:
        """What is known of a listing date, by category."""
        rows = self._db.execute(
            "SELECT category, stated, source, checked_at, checks FROM coverage WHERE announced = ?",
            (day.isoformat(),),
        )
        return {r[0]: Covered(r[0], r[1], r[2], datetime.fromisoformat(r[3]), r[4]) for r in rows}

    def oldest(self, category: str) -> date | None:
        """The oldest listing date of which the category was read."""
        row = self._db.execute(
            "SELECT MIN(announced) FROM coverage WHERE category = ?", (category,)
        ).fetchone()
        return date.fromisoformat(row[0]) if row[0] else None
