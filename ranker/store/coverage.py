"""What is known of each announcement: which categories were read, and how many papers arXiv said.

A row says that one category of one listing date was read. A date without a row was missed,
whatever papers of it happen to be stored.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ranker.store.database import transaction


@dataclass(frozen=True, slots=True)
class Covered:
    """One category of one announcement: papers that arXiv announced, the source, the last check.

    `checks` counts how often it was read. A first reading whose numbers did not add up counts 0,
    so that it is repeated whenever it was made.
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

    def put(
        self,
        day: date,
        category: str,
        ids: Iterable[str],
        *,
        stated: int,
        source: str,
        now: datetime,
        sure: bool,
    ) -> None:
        """Note that a category of the day was read, with these papers of as many as are `stated`.

        The last reading counts. `sure` is false where the source's own numbers did not add up.
        """
        key = day.isoformat(), category
        with transaction(self._db):
            self._db.execute("DELETE FROM listed WHERE announced = ? AND category = ?", key)
            self._db.executemany(
                "INSERT OR IGNORE INTO listed VALUES (?, ?, ?)", [(*key, i) for i in ids]
            )
            self._db.execute(
                "INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (announced, category) DO UPDATE SET stated = excluded.stated,"
                " source = excluded.source, checked_at = excluded.checked_at, checks = checks + 1",
                (*key, stated, source, now.isoformat(), int(sure)),
            )

    def of(self, day: date) -> dict[str, Covered]:
        """What is known of a listing date, by category."""
        return self.between(day, day).get(day, {})

    def between(self, first: date, last: date) -> dict[date, dict[str, Covered]]:
        """What is known of the listing dates from `first` to `last`, by date and category."""
        rows = self._db.execute(
            "SELECT announced, category, stated, source, checked_at, checks FROM coverage"
            " WHERE announced BETWEEN ? AND ?",
            (first.isoformat(), last.isoformat()),
        )
        found: dict[date, dict[str, Covered]] = {}
        for day, category, stated, source, checked_at, checks in rows:
            found.setdefault(date.fromisoformat(day), {})[category] = Covered(
                category, stated, source, datetime.fromisoformat(checked_at), checks
            )
        return found

    def listed(self, category: str, first: date, last: date) -> list[str]:
        """The papers announced in a category from `first` to `last`, once for each date."""
        rows = self._db.execute(
            "SELECT paper_id FROM listed WHERE category = ? AND announced BETWEEN ? AND ?",
            (category, first.isoformat(), last.isoformat()),
        )
        return [row[0] for row in rows]

    def counts(self, first: date, last: date) -> dict[tuple[date, str], int]:
        """How many papers are stored of each category that was read, by date and category."""
        rows = self._db.execute(
            "SELECT announced, category, count(*) FROM listed WHERE announced BETWEEN ? AND ?"
            " GROUP BY announced, category",
            (first.isoformat(), last.isoformat()),
        )
        return {(date.fromisoformat(row[0]), row[1]): row[2] for row in rows}

    def oldest(self, category: str) -> date | None:
        """The oldest listing date of which the category was read."""
        return self._one("SELECT MIN(announced) FROM coverage WHERE category = ?", category)

    def newest(self, category: str) -> date | None:
        """The newest listing date of which the category was read."""
        return self._one("SELECT MAX(announced) FROM coverage WHERE category = ?", category)

    def newest_of_all(self) -> date | None:
        """The newest listing date of which anything was read."""
        return self._one("SELECT MAX(announced) FROM coverage")

    def _one(self, query: str, *values: str) -> date | None:
        found = self._db.execute(query, values).fetchone()[0]
        return date.fromisoformat(found) if found else None
