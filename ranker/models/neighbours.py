"""Likeness to single liked papers: the mean of the largest TF-IDF cosines to a like.

A mean over all likes blurs a reader with several interests; the nearest few do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ranker.models.features import Features
from ranker.models.rows import Floats, Rows

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`likes` are the TF-IDF rows of the m liked papers over `columns` terms."""

    likes: Rows
    columns: int
    scale: float = 1.0
    constant: float = 0.0

    def contributions(self, x: Features) -> Floats:
        """What each like adds to each paper, (n, m): its cosine where it is among the nearest."""
        cosines = np.empty((len(x), len(self.likes)))
        for column in range(len(self.likes)):
            cosines[:, column] = x.terms.dot(self._dense(column))
        nearest = min(NEAREST, len(self.likes))
        keep = np.argsort(-cosines, axis=1, kind="stable")[:, :nearest]
        kept = np.zeros_like(cosines)
        np.put_along_axis(kept, keep, np.take_along_axis(cosines, keep, 1), 1)
        return self.scale * kept / nearest

    def without_self(self) -> Floats:
        """The likes' own values, (m,), each compared with the other likes only."""
        cosines = np.stack([self.likes.dot(self._dense(i)) for i in range(len(self.likes))], 1)
        np.fill_diagonal(cosines, 0.0)
        nearest = min(NEAREST, max(len(self.likes) - 1, 1))
        largest = np.sort(cosines, axis=1)[:, -nearest:]
        return np.asarray(self.scale * largest.sum(1) / nearest + self.constant)

    def _dense(self, like: int) -> Floats:
        row = np.zeros(self.columns)
        indices, values = self.likes.row(like)
        row[indices] = values
        return row

    def standardised(self, reference: Features) -> Neighbours:
        """Moved and scaled to mean 0 and deviation 1 over the reference papers."""
        values = self.contributions(reference).sum(1)
        scale = 1.0 / (float(values.std()) + 1e-9)
        return replace(self, scale=scale, constant=-scale * float(values.mean()))
