"""A sparse matrix in compressed rows, for the little that scoring does with one: no scipy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, slots=True)
class CsrMatrix:
    """A sparse matrix of n rows in compressed form: row i is `indices[starts[i]:starts[i+1]]`."""

    starts: NDArray[np.int64]
    indices: NDArray[np.int32]
    values: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def dot(self, weights: Floats) -> Floats:
        """Each row times `weights` (columns,): (n,) float64."""
        return self.sums(self.values * weights[self.indices])

    def sums(self, entries: NDArray[Any]) -> Floats:
        """The sum of each row's entries, one for each of `values`: (n,) float64."""
        rows = np.repeat(np.arange(len(self)), np.diff(self.starts))
        return np.bincount(rows, weights=entries, minlength=len(self)).astype(np.float64)

    def row(self, i: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The column numbers and values of row i."""
        part = slice(self.starts[i], self.starts[i + 1])
        return self.indices[part], self.values[part]

    def take(self, rows: NDArray[np.int64]) -> CsrMatrix:
        """These rows, in this order."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        where = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return CsrMatrix(starts, self.indices[where], self.values[where])

    def to_scipy(self, columns: int) -> csr_matrix:
        """The same as a scipy matrix."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self.values, self.indices, self.starts), shape=(len(self), columns))
