"""Forecasts: the first probability that a reader was shown for a paper. None is ever changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ranker.store.database import transaction

_AT_ONCE = 100  # rows


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
        rows = self._db.execute("SELECT * FROM forecasts WHERE profile = ?", (profile,))
        return tuple(sorted(_read(rows.fetchall()), key=_order))

    def of_papers(self, profile: str, ids: Iterable[str]) -> tuple[Forecast, ...]:
        """Those of these papers, in the order of time and place."""
        rows = self._db.execute(
            "SELECT * FROM forecasts WHERE profile = ?"
            " AND paper_id IN (SELECT value FROM json_each(?))",
            (profile, json.dumps(list(ids))),
        )
        return tuple(sorted(_read(rows.fetchall()), key=_order))

    def newest(self, profile: str, before: date, last_place: int) -> Iterator[Forecast]:
        """Those of digests of days before that one down to a place, newest first by the second;
        within a second in any order. Those that nobody asks for are not read."""
        rows = self._db.execute(
            "SELECT * FROM forecasts WHERE profile = ? AND digest < ? AND place <= ?"
            " ORDER BY datetime(at) DESC",
            (profile, before.isoformat(), last_place),
        )
        while some := rows.fetchmany(_AT_ONCE):
            yield from _read(some)

    def _unkept(self, forecasts: Sequence[Forecast]) -> list[Forecast]:
        rows = self._db.execute(
            "SELECT profile, paper_id FROM forecasts"
            " WHERE paper_id IN (SELECT value FROM json_each(?))",
            (json.dumps([f.paper_id for f in forecasts]),),
        )
        kept = set(rows)
        return [f for f in forecasts if (f.profile, f.paper_id) not in kept]


def _read(rows: Sequence[tuple[Any, ...]]) -> list[Forecast]:
    # A digest's stand by the dozen under one date and one time.
    digests = {text: date.fromisoformat(text) for text in {row[2] for row in rows}}
    times = {text: datetime.fromisoformat(text) for text in {row[3] for row in rows}}
    return [
        Forecast(profile, paper_id, digests[day], times[at], place, probability, model, bool(told))
        for profile, paper_id, day, at, place, probability, model, told in rows
    ]


def _order(f: Forecast) -> tuple[datetime, int, str]:
    return f.at, f.place, f.paper_id


def _row(f: Forecast) -> tuple[object, ...]:
    seen = (f.digest.isoformat(), f.at.isoformat(), f.place)
    return (f.profile, f.paper_id, *seen, f.probability, f.model, f.told)
