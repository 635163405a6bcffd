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
FEW = 300  # papers or terms, up to which a matrix is decomposed whole
_NOTHING = 1e-4  # of the largest singular value: a direction that the papers do not span
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
        zero = cls(basis, units, np.zeros(len(units), np.float32))
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
    """The first right singular vectors, (count, V), or fewer where the papers span fewer.

    Always the same ones, down to the sign: ARPACK starts from fixed numbers, on one thread. It
    draws others of its own where a matrix spans less than it looks at, so few papers are
    decomposed whole.
    """
    from scipy.sparse.linalg import svds
    from threadpoolctl import threadpool_limits

    least = min(matrix.shape)
    with threadpool_limits(1, user_api="blas"):  # as in linear.py
        if least <= FEW:
            _, values, found = np.linalg.svd(matrix.toarray(), full_matrices=False)
        else:
            start = np.random.default_rng(0).standard_normal(least)
            # In double precision the rounding to eight bits does not hang on the last digits.
            _, values, found = svds(matrix.astype(np.float64), count, v0=start)
    best = np.argsort(-values)[:count]
    found = found[best[values[best] > _NOTHING * values.max()]]
    largest = found[np.arange(len(found)), np.abs(found).argmax(1)]
    return np.asarray(found * np.sign(largest)[:, None], np.float64)
