"""Digests that were made, and which papers they showed first."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from ranker.store.database import transaction


class KeptDigest(Protocol):
    """What the store must know of a digest."""

    @property
    def profile(self) -> str:
        """Whose it is."""

    def to_json(self, *, everything: bool = False) -> dict[str, Any]:
        """All that is kept of it, where `everything` is asked for."""


_Digest = TypeVar("_Digest", bound=KeptDigest)


@dataclass(frozen=True, slots=True)
class StoredDigest(Generic[_Digest]):
    """A digest and the basis that it was ranked on."""

    digest: _Digest
    basis: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """How a digest, named `day`, ranked one paper, and by which model."""

    day: str
    rank: int
    score: float
    probability: float
    model: str


class DigestStore(Generic[_Digest]):
    """Reads and writes digests by profile and listing date.

    `read` makes a digest of what its `to_json` wrote; a KeyError, TypeError or ValueError of its
    says that this is none.
    """

    def __init__(self, db: sqlite3.Connection, read: Callable[[dict[str, Any]], _Digest]) -> None:
        self._db = db
        self._read = read

    def put(
        self, digest: _Digest, name: str, basis: str, made_at: datetime, days: Mapping[str, date]
    ) -> None:
        """Keep a digest under a name (its listing date, or a span of them), in place of an earlier
        one of that name, and mark its papers shown.

        `days` are the listing dates of the papers to mark; one stays marked with its first.
        """
        body = zlib.compress(json.dumps(digest.to_json(everything=True)).encode(), 1)
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO digests VALUES (?, ?, ?, ?, ?)",
                (digest.profile, name, made_at.isoformat(), basis, body),
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO shown VALUES (?, ?, ?)",
                [(digest.profile, paper_id, str(day)) for paper_id, day in days.items()],
            )

    def get(self, profile: str, name: str) -> StoredDigest[_Digest] | None:
        """The digest of that profile and name; None, too, where another rank's cannot be read."""
        return self._one("WHERE profile = ? AND name = ?", (profile, name))

    def placed(self, profile: str, name: str, paper_id: str) -> Placed | None:
        """How a digest has a paper, without reading the rest of it."""
        row = self._db.execute(
            "SELECT body FROM digests WHERE profile = ? AND name = ?", (profile, name)
        ).fetchone()
        try:
            data = json.loads(zlib.decompress(row[0])) if row else {"papers": []}
            for one in data["papers"]:
                if one["id"] == paper_id:
                    model = data["model"]["id"]
                    return Placed(name, one["rank"], one["score"], one["probability"], model)
        except (zlib.error, ValueError, KeyError, TypeError):
            pass  # as good as none
        return None

    def note_file(self, file: str, rests: str, written: str) -> None:
        """Note what a digest's file rests on, and what was written into it, as hashes."""
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO digest_files VALUES (?, ?, ?)", (file, rests, written)
            )

    def file_of(self, file: str) -> tuple[str, str] | None:
        """What was noted of a digest's file, if anything."""
        row = self._db.execute(
            "SELECT rests, written FROM digest_files WHERE file = ?", (file,)
        ).fetchone()
        return (row[0], row[1]) if row else None

    def days(self, profile: str, newest: int) -> tuple[date, ...]:
        """The listing dates with a digest of their own, newest first."""
        rows = self._db.execute(
            "SELECT name FROM digests WHERE profile = ? AND name NOT LIKE '%..%'"
            " ORDER BY name DESC LIMIT ?",
            (profile, newest),
        )
        return tuple(date.fromisoformat(row[0]) for row in rows)

    def newest_day(self, profile: str) -> date | None:
        """The newest listing date with a digest of its own."""
        return next(iter(self.days(profile, 1)), None)

    def between(self, first: date, last: date) -> frozenset[date]:
        """The listing dates with a digest of their own, of any profile."""
        rows = self._db.execute(
            "SELECT DISTINCT name FROM digests WHERE name BETWEEN ? AND ? AND name NOT LIKE '%..%'",
            (first.isoformat(), last.isoformat()),
        )
        return frozenset(date.fromisoformat(row[0]) for row in rows)

    def newest(self, profile: str | None) -> date | None:
        """The last listing date that a digest covers, of one profile or of any; None before one."""
        where, values = ("WHERE profile = ?", (profile,)) if profile else ("", ())
        row = self._db.execute(f"SELECT max(substr(name, -10)) FROM digests {where}", values)
        found = row.fetchone()[0]
        return date.fromisoformat(found) if found else None

    def shown_elsewhere(
        self, profile: str, ids: Iterable[str], first: date, last: date
    ) -> frozenset[str]:
        """Those of the papers that a digest of a listing date outside `first` to `last` had."""
        rows = self._db.execute(
            "SELECT paper_id FROM shown WHERE profile = ? AND announced NOT BETWEEN ? AND ?"
            " AND paper_id IN (SELECT value FROM json_each(?))",
            (profile, first.isoformat(), last.isoformat(), json.dumps(list(ids))),
        )
        return frozenset(row[0] for row in rows)

    def shown_under(self, ids: Iterable[str]) -> dict[str, tuple[str, date]]:
        """For each paper that a digest had, the profile and listing date that showed it last."""
        rows = self._db.execute(
            "SELECT paper_id, profile, announced FROM shown"
            " WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY announced",
            (json.dumps(list(ids)),),
        )
        return {row[0]: (row[1], date.fromisoformat(row[2])) for row in rows}

    def shown(self, profile: str) -> tuple[str, ...]:
        """Every paper that a digest of the profile ever had."""
        query = "SELECT paper_id FROM shown WHERE profile = ? ORDER BY paper_id"
        return tuple(row[0] for row in self._db.execute(query, (profile,)))

    def _one(self, where: str, values: tuple[str, ...]) -> StoredDigest[_Digest] | None:
        row = self._db.execute(f"SELECT basis, made_at, body FROM digests {where}", values)
        found = row.fetchone()
        if found is None:
            return None
        digest = self._unpack(found[2])
        if digest is None:
            return None
        return StoredDigest(digest, found[0], datetime.fromisoformat(found[1]))

    def _unpack(self, body: bytes) -> _Digest | None:
        """A digest can be made again: one that is damaged or of another form is as good as none."""
        try:
            return self._read(json.loads(zlib.decompress(body)))
        except (zlib.error, ValueError, KeyError, TypeError):
            return None
