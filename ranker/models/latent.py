"""Latent dimensions of a vocabulary: terms of the same papers come to lie near one another.

A truncated singular value decomposition of the background's TF-IDF rows (latent semantic
indexing; Deerwester et al. 1990). It carries what the sentence encoder has no words for: with
few likes, and in fields that the encoder was not trained on, it is worth more than the terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.models.csr import CsrMatrix

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

DIMENSIONS = 100
LENGTH = 0.6  # of a latent row, beside an embedding of length 1
ITERATIONS, OVERSAMPLED = 4, 10
_STEP = 2  # every second background paper is enough to find the dimensions
_AT_ONCE = 256  # papers, so that their gathered terms stay small in memory


@dataclass(frozen=True, slots=True)
class Latent:
    """`basis` (V, L) int8, of which column j counts in units of `units[j]`; `mean` (L,) float32.

    Eight bits a weight cost no figure in the ranking's measure, and make a model a quarter as
    large.
    """

    basis: NDArray[np.int8]
    units: NDArray[np.float32]
    mean: NDArray[np.float32]

    @classmethod
    def fit(cls, rows: CsrMatrix, columns: int) -> Latent:
        """From the background's rows (n, V); fewer dimensions where there are few of either."""
        sample = rows.take(np.arange(0, len(rows), _STEP))
        dimensions = min(DIMENSIONS, len(sample) - 1, columns - 1)
        if dimensions < 1 or not len(sample.values):
            return cls.none(columns)
        found = _directions(sample.to_scipy(columns), dimensions)
        units = np.maximum(np.abs(found).max(1), 1e-9).astype(np.float32) / 127
        basis = np.ascontiguousarray(np.rint(found / units[:, None]).T.astype(np.int8))
        zero = cls(basis, units, np.zeros(dimensions, np.float32))
        return cls(basis, units, zero._projected(rows).mean(0).astype(np.float32))

    @classmethod
    def none(cls, columns: int) -> Latent:
        """No dimension at all."""
        nothing = np.zeros(0, np.float32)
        return cls(np.zeros((columns, 0), np.int8), nothing, nothing)

    def of(self, rows: CsrMatrix) -> Floats:
        """Rows of length LENGTH, (n, L) float64; 0 for a paper without a known term."""
        moved = self._projected(rows) - self.mean
        moved[np.diff(rows.starts) == 0] = 0
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(LENGTH * moved / np.maximum(lengths, 1e-9))

    def _projected(self, rows: CsrMatrix) -> Floats:
        found = np.zeros((len(rows), len(self.units)))
        for first in range(0, len(rows), _AT_ONCE):
            last = min(first + _AT_ONCE, len(rows))
            part = slice(rows.starts[first], rows.starts[last])
            weighted = self.basis[rows.indices[part]] * rows.values[part, None]
            filled = first + np.flatnonzero(np.diff(rows.starts[first : last + 1]))
            if len(filled):
                starts = rows.starts[filled] - rows.starts[first]
                found[filled] = np.add.reduceat(weighted, starts, axis=0)
        return found * self.units


def _directions(matrix: csr_matrix, count: int) -> Floats:
    """About the first right singular vectors, (count, V): a randomised range finder with power
    iterations (Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1).

    scikit-learn has it too, but takes a second to import on a morning that trains.
    """
    from threadpoolctl import threadpool_limits

    across = matrix.T.tocsr()
    width = min(count + OVERSAMPLED, *matrix.shape)
    start = np.random.default_rng(0).standard_normal((matrix.shape[1], width)).astype(np.float32)
    with threadpool_limits(1, user_api="blas"):  # as in linear.py
        basis = np.linalg.qr(matrix @ start)[0]
        for _ in range(ITERATIONS):
            basis = np.linalg.qr(matrix @ (across @ basis))[0]
        _, _, found = np.linalg.svd((across @ basis).T, full_matrices=False)
    return np.asarray(found[:count], np.float64)
