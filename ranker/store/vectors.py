"""Embeddings: one flat file per encoder, row numbers in SQLite.

Rows are written and synced before they are committed, so a row number never points at bytes
that are not there; a crash leaves at most unreferenced bytes at the end, written over next time.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.errors import StoreError
from ranker.links import check_link
from ranker.store.database import transaction
from ranker.store.within import Within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
        """Append vectors, (len(ids), dimensions), and commit their rows. Raises StoreError."""
        if values.shape != (len(ids), self._dimensions):
            raise ValueError(f"{len(ids)} ids for vectors of shape {values.shape}")
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
        """The vectors of these papers as float32, in the order given, without the missing ones."""
        import numpy as np

        wanted = tuple(dict.fromkeys(ids))
        have = self._rows(wanted)
        found = tuple(i for i in wanted if i in have)
        if not found:
            return Vectors((), np.zeros((0, self._dimensions), np.float32))
        values = self.matrix()[[have[i] for i in found]].astype(np.float32)
        return Vectors(found, values)

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
