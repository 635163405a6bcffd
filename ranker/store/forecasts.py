"""Forecasts: the first probability that a reader was shown for a paper. None is ever changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ranker.store.database import transaction


@dataclass(frozen=True, slots=True)
class Forecast:
    """The probability of a like, 0 to 1, that a profile was first shown for a paper.

    `digest` is the listing date of the digest that showed it, `at` when that was, `place` its
    number there, `model` the id of the model (of a digest of several interests: of their models,
    with + between). `told` says that a vote on the paper stood by then, so that nothing was
    foreseen.
    """

    profile: str
    paper_id: str
    digest: date
    at: datetime
    place: int
    probability: float
    model: str
    told: bool = False


class Forecasts:
    """Keeps forecasts, each once. One connection, one thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def keep(self, forecasts: Sequence[Forecast]) -> None:
        """Keep those of papers that have none yet of their profile. Raises StoreError.

        Where two processes show a paper at once, the first one's stays.
        """
        new = self._unkept(forecasts)
        if not new:
            return  # a digest that is shown again writes nothing
        with transaction(self._db):
            self._db.executemany(
                "INSERT OR IGNORE INTO forecasts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [_row(f) for f in new],
            )

    def of(self, profile: str) -> tuple[Forecast, ...]:
        """Every forecast of a profile, in the order of time and place."""
        rows = self._db.execute(
            "SELECT * FROM forecasts WHERE profile = ?", (profile,)
        ).fetchall()
        # A digest's stand by the dozen under one date and one time.
        digests = {text: date.fromisoformat(text) for text in {row[2] for row in rows}}
        times = {text: datetime.fromisoformat(text) for text in {row[3] for row in rows}}
        found = (
            Forecast(
                profile=row[0],
                paper_id=row[1],
                digest=digests[row[2]],
                at=times[row[3]],
                place=row[4],
                probability=row[5],
                model=row[6],
                told=bool(row[7]),
            )
            for row in rows
        )
        return tuple(sorted(found, key=lambda f: (f.at, f.place, f.paper_id)))

    def _unkept(self, forecasts: Sequence[Forecast]) -> list[Forecast]:
        rows = self._db.execute(
            "SELECT profile, paper_id FROM forecasts"
            " WHERE paper_id IN (SELECT value FROM json_each(?))",
            (json.dumps([f.paper_id for f in forecasts]),),
        )
        kept = set(rows)
        return [f for f in forecasts if (f.profile, f.paper_id) not in kept]


def _row(f: Forecast) -> tuple[object, ...]:
    seen = (f.digest.isoformat(), f.at.isoformat(), f.place)
    return (f.profile, f.paper_id, *seen, f.probability, f.model, f.told)
