"""Embeddings: one flat file per encoder, row numbers in SQLite.

Rows are written and synced before they are committed, so a row number never points at bytes
that are not there; a crash leaves at most unreferenced bytes at the end, written over next time.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.arrays import refuse_unsound, sound
from ranker.errors import StoreError
from ranker.links import check_link
from ranker.store.database import is_read_only, transaction
from ranker.store.within import Within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

_BLOCK = 8192  # rows looked at together


@dataclass(frozen=True, slots=True)
class Vectors:
    """Embeddings with the ids they belong to: `values` is (len(ids), dimensions), unit rows."""

    ids: tuple[str, ...]
    values: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or len(self.ids) != self.values.shape[0]:
            raise ValueError(f"{len(self.ids)} ids for vectors of shape {self.values.shape}")


def embedded_with(folder: Path, fingerprint: str) -> bool:
    """Whether the encoder has embedded anything, told without opening it or making a store."""
    return _file(folder, fingerprint).exists()


def _file(folder: Path, fingerprint: str) -> Path:
    return folder / f"{fingerprint}.f16"


class VectorStore:
    """The vectors of one encoder, told apart by its fingerprint so that none ever mix."""

    def __init__(
        self, db: sqlite3.Connection, folder: Path, fingerprint: str, dimensions: int
    ) -> None:
        self._db = db
        self._encoder = fingerprint
        self._path = _file(folder, fingerprint)
        self._row_bytes = 2 * dimensions
        self._dimensions = dimensions

    def missing(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Those of the ids that have no vector, in the order given."""
        wanted = tuple(dict.fromkeys(ids))
        have = self._rows(wanted)
        return tuple(i for i in wanted if i not in have)

    def put(self, ids: Sequence[str], values: NDArray[np.float32]) -> None:
        """Append vectors, (len(ids), dimensions), and commit their rows. Raises StoreError.

        Raises EncoderError, keeping none, where one is no unit vector.
        """
        if values.shape != (len(ids), self._dimensions):
            raise ValueError(f"{len(ids)} ids for vectors of shape {values.shape}")
        refuse_unsound(values)
        with transaction(self._db):
            # Where the file was cut short, rows past its end would come to life as zeros.
            gone = "DELETE FROM vectors WHERE encoder = ? AND row >= ?"
            self._db.execute(gone, (self._encoder, self._rows_there()))
            query = "SELECT COALESCE(MAX(row) + 1, 0) FROM vectors WHERE encoder = ?"
            first = self._db.execute(query, (self._encoder,)).fetchone()[0]
            self._write(first, values.astype("<f2").tobytes())
            self._db.executemany(
                "INSERT OR REPLACE INTO vectors (encoder, paper_id, row) VALUES (?, ?, ?)",
                [(self._encoder, paper_id, first + n) for n, paper_id in enumerate(ids)],
            )

    def get(self, ids: Iterable[str]) -> Vectors:
        """The vectors of these papers as float32, in the order given, without the missing ones.

        One that was damaged is forgotten, which is told once, so that it is missing from then on.
        """
        import numpy as np

        wanted = tuple(dict.fromkeys(ids))
        have = self._rows(wanted)
        found = tuple(i for i in wanted if i in have)
        if not found:
            return Vectors((), np.zeros((0, self._dimensions), np.float32))
        with np.errstate(invalid="ignore"):  # of a NaN that is noise
            values = self.matrix()[[have[i] for i in found]].astype(np.float32)
        whole = sound(values)
        if not whole.all():
            self._forget([have[i] for i, ok in zip(found, whole, strict=True) if not ok])
            found = tuple(i for i, ok in zip(found, whole, strict=True) if ok)
            values = values[whole]
        return Vectors(found, values)

    def damaged(self) -> tuple[int, ...]:
        """The rows of papers that are no unit vectors, after a look at the whole file."""
        return tuple(sorted(self.ids_of(self._unsound())))

    def forget_damaged(self) -> NDArray[np.int64]:
        """Forget every damaged vector, so that it is embedded again. The rows that are sound."""
        import numpy as np

        bad = self._unsound()
        self._forget(bad)
        return np.setdiff1d(np.arange(len(self.matrix())), bad)

    def _unsound(self) -> list[int]:
        import numpy as np

        matrix, bad = self.matrix(), []
        for start in range(0, len(matrix), _BLOCK):
            whole = sound(matrix[start : start + _BLOCK])
            bad += (start + np.flatnonzero(~whole)).tolist()
        return bad

    def _forget(self, rows: Sequence[int]) -> None:
        """Delete rows that are damaged, and make them zeros, which no search finds."""
        import json

        from ranker.plurals import count

        lost = len(self.ids_of(rows))
        if lost:
            what = count(lost, "stored vector")
            log.warning("%s: %s damaged; what is needed is embedded again", self._path, what)
        if is_read_only(self._db):
            return
        with transaction(self._db):
            gone = (
                "DELETE FROM vectors WHERE encoder = ? AND row IN (SELECT value FROM json_each(?))"
            )
            self._db.execute(gone, (self._encoder, json.dumps(list(rows))))
        try:
            with self._path.open("r+b") as file:
                for row in rows:
                    file.seek(row * self._row_bytes)
                    file.write(bytes(self._row_bytes))
        except OSError as error:
            raise StoreError(f"the vectors {self._path} cannot be written: {error}") from None

    def matrix(self) -> NDArray[np.float16]:
        """The whole file, memory-mapped, (rows, dimensions) float16; unreferenced rows included."""
        import numpy as np

        try:
            size = self._path.stat().st_size
            if size < self._row_bytes:
                return np.zeros((0, self._dimensions), np.float16)
            shape = (size // self._row_bytes, self._dimensions)
            return np.memmap(self._path, "<f2", "r", shape=shape)
        except FileNotFoundError:
            return np.zeros((0, self._dimensions), np.float16)
        except OSError as error:
            raise StoreError(f"the vectors {self._path} cannot be read: {error}") from None

    def ids_of(self, rows: Sequence[int]) -> dict[int, str]:
        """The papers that rows of the matrix belong to; a row without one is absent."""
        import json

        found = self._db.execute(
            "SELECT row, paper_id FROM vectors WHERE encoder = ?"
            " AND row IN (SELECT value FROM json_each(?))",
            (self._encoder, json.dumps(rows)),
        )
        return dict(found.fetchall())

    def rows_within(self, within: Within) -> NDArray[np.int64]:
        """The rows of the papers looked among, ascending."""
        import numpy as np

        clause, values = within.clause()
        # CROSS JOIN: the papers first, since few of millions are that new.
        found = self._db.execute(
            "SELECT row FROM papers CROSS JOIN vectors ON paper_id = papers.id"
            f" WHERE {clause} AND encoder = ? AND row < ?",
            (*values, self._encoder, self._rows_there()),
        )
        return np.sort(np.fromiter((row[0] for row in found), np.int64))

    def count(self) -> int:
        """How many papers have a vector of this encoder."""
        query = "SELECT COUNT(*) FROM vectors WHERE encoder = ?"
        return int(self._db.execute(query, (self._encoder,)).fetchone()[0])

    def _rows(self, ids: tuple[str, ...]) -> dict[str, int]:
        import json

        rows = self._db.execute(
            "SELECT paper_id, row FROM vectors WHERE encoder = ?"
            " AND paper_id IN (SELECT value FROM json_each(?))",
            (self._encoder, json.dumps(ids)),
        )
        # A file that was cut short behind our back loses its papers' vectors, never mixes them.
        there = self._rows_there()
        return {paper_id: row for paper_id, row in rows if row < there}

    def _rows_there(self) -> int:
        return self._path.stat().st_size // self._row_bytes if self._path.exists() else 0

    def _write(self, first_row: int, data: bytes) -> None:
        try:
            check_link(self._path)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("r+b" if self._path.exists() else "w+b") as file:
                file.seek(first_row * self._row_bytes)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"the vectors {self._path} cannot be written: {error}") from None
