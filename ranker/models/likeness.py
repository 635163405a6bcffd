"""Likeness to the liked papers as they are, beside what is learned from them against the others.

Rocchio's ranking (1971) in two spaces: the mean cosine of TF-IDF rows to the likes, and of
embeddings. A classifier with few likes leans on what tells them from the background; a mean leans
on what they share, and on how usual a paper they are. For people's libraries both together find
more than either (docs/ranking.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.models.csr import CsrMatrix
from ranker.models.features import Features


@dataclass(frozen=True, slots=True)
class Likeness:
    """`terms` are the TF-IDF rows of m likes over `columns` terms, `raw` (m, D) float16 their
    embeddings; `by_words` and `by_meaning` weigh the mean cosines."""

    terms: CsrMatrix
    raw: NDArray[np.float16]
    columns: int
    by_words: float = 1.0
    by_meaning: float = 1.0
    constant: float = 0.0

    @classmethod
    def fit(cls, liked: Features, reference: Features, words: float, meaning: float) -> Likeness:
        """To at least one like; each mean cosine moved to mean 0 and scaled to a deviation of
        `words` and of `meaning` over the reference papers."""
        plain = cls(liked.terms, liked.raw.astype(np.float16), liked.term_count)
        by_words, by_meaning = plain._cosines(reference)
        word_scale = words / (float(by_words.std()) + 1e-9)
        meaning_scale = meaning / (float(by_meaning.std()) + 1e-9)
        constant = -word_scale * float(by_words.mean()) - meaning_scale * float(by_meaning.mean())
        return cls(plain.terms, plain.raw, plain.columns, word_scale, meaning_scale, constant)

    def __len__(self) -> int:
        return len(self.terms)

    def values(self, x: Features) -> Floats:
        """What being like the likes adds to each paper, (n,); 0 is an average paper."""
        by_words, by_meaning = self._cosines(x)
        return np.asarray(self.by_words * by_words + self.by_meaning * by_meaning + self.constant)

    def shares(self, x: Features) -> Floats:
        """What each like adds to the papers of `x` on average, (m,); with the constant they sum
        to the mean value."""
        mean = np.bincount(x.terms.indices, weights=x.terms.values, minlength=self.columns) / len(x)
        words = self.terms.dot(mean)
        meaning = self.raw.astype(np.float64) @ x.raw.mean(0, dtype=np.float64)
        return np.asarray((self.by_words * words + self.by_meaning * meaning) / len(self))

    def without_self(self) -> Floats:
        """The likes' own values, (m,), each compared with the other likes only; 0 of a single."""
        m = len(self)
        if m == 1:
            return np.zeros(1)
        raw = self.raw.astype(np.float64)
        squares = self.terms.sums(self.terms.values.astype(np.float64) ** 2)
        words = m * self.terms.dot(self._mean_terms()) - squares
        meaning = raw @ raw.sum(0) - (raw**2).sum(1)
        return np.asarray(
            (self.by_words * words + self.by_meaning * meaning) / (m - 1) + self.constant
        )

    def _cosines(self, x: Features) -> tuple[Floats, Floats]:
        mean = self.raw.mean(0, dtype=np.float64)
        return x.terms.dot(self._mean_terms()), x.raw.astype(np.float64) @ mean

    def _mean_terms(self) -> Floats:
        weights = self.terms.values.astype(np.float64) / len(self)
        sums = np.bincount(self.terms.indices, weights=weights, minlength=self.columns)
        return sums.astype(np.float64)
