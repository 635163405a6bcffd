"""Likeness to single liked papers: the mean of the largest TF-IDF cosines to a like.

A mean over all likes blurs a reader with several interests; the nearest few do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ranker.models.features import Features, Floats, Rows

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
            dense = np.zeros(self.columns)
            indices, values = self.likes.row(column)
            dense[indices] = values
            cosines[:, column] = x.terms.dot(dense)
        nearest = min(NEAREST, len(self.likes))
        keep = np.argsort(-cosines, axis=1, kind="stable")[:, :nearest]
        kept = np.zeros_like(cosines)
        np.put_along_axis(kept, keep, np.take_along_axis(cosines, keep, 1), 1)
        return self.scale * kept / nearest

    def standardised(self, reference: Features) -> Neighbours:
        """Moved and scaled to mean 0 and deviation 1 over the reference papers."""
        values = self.contributions(reference).sum(1)
        scale = 1.0 / (float(values.std()) + 1e-9)
        return replace(self, scale=scale, constant=-scale * float(values.mean()))
