"""Papers as numbers: TF-IDF rows, embeddings with latent dimensions, category indicators.

Embeddings are moved by the background's mean and brought back to length 1: sentence vectors
share a large common direction that says nothing (Mu & Viswanath 2018, "All-but-the-Top").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.models.csr import CsrMatrix
from ranker.models.latent import Latent
from ranker.models.tfidf import Tfidf
from ranker.paper import Paper

CATEGORY_VALUE, PRIMARY_VALUE = 0.5, 0.25  # of indicators, beside rows of length 1: hints


@dataclass(frozen=True, slots=True)
class Features:
    """n papers as numbers: sparse `terms` (n, V) and `categories` (n, K), `dense` (n, D + L).

    `dense` (float64) has the centred embedding, of length 1, and the latent row. `raw` (n, D)
    float32 are the embeddings as the encoder made them, to compare with keywords'.
    """

    papers: tuple[Paper, ...]
    terms: CsrMatrix
    raw: NDArray[np.float32]
    dense: Floats
    categories: CsrMatrix
    term_count: int
    category_count: int

    def __len__(self) -> int:
        return len(self.papers)

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> Features:
        """These papers, in this order."""
        where = np.asarray(rows, np.int64)
        return Features(
            tuple(self.papers[i] for i in where),
            self.terms.take(where),
            self.raw[where],
            self.dense[where],
            self.categories.take(where),
            self.term_count,
            self.category_count,
        )


@dataclass(frozen=True, slots=True)
class Background:
    """Earlier papers, unvoted or not, as the space they span and their features in it."""

    space: FeatureSpace
    features: Features

    @classmethod
    def fit(cls, papers: Sequence[Paper], vectors: NDArray[np.float32]) -> Background:
        """From papers that were public before the day to rank, with their vectors (n, D)."""
        tfidf, terms = Tfidf.fit(papers)
        latent = Latent.fit(terms, len(tfidf))
        codes = sorted({code for paper in papers for code, _ in _subjects(paper)})
        mean = vectors.mean(0).astype(np.float32)
        space = FeatureSpace(tfidf, latent, mean, tuple(codes))
        return cls(space, space.features(terms, papers, vectors))


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """What is fitted on the background; `mean` (D,) is of its embeddings."""

    tfidf: Tfidf
    latent: Latent
    mean: NDArray[np.float32]
    category_codes: tuple[str, ...]

    def of(self, papers: Sequence[Paper], vectors: NDArray[np.float32]) -> Features:
        """The features of papers with their vectors (n, D), in the order given."""
        return self.features(self.tfidf.rows(papers), papers, vectors)

    def features(
        self, terms: CsrMatrix, papers: Sequence[Paper], vectors: NDArray[np.float32]
    ) -> Features:
        """The same, of papers whose TF-IDF rows are known."""
        return Features(
            papers=tuple(papers),
            terms=terms,
            raw=vectors,
            dense=np.hstack([self.centred(vectors.astype(np.float64)), self.latent.of(terms)]),
            categories=self._categories(papers),
            term_count=len(self.tfidf),
            category_count=len(self.category_codes),
        )

    def centred(self, vectors: NDArray[Any]) -> NDArray[Any]:
        """The vectors (n, D), of any float type, from the mean, with length 1."""
        moved = vectors - self.mean
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.maximum(lengths, 1e-9))

    def _categories(self, papers: Sequence[Paper]) -> CsrMatrix:
        numbers = {code: n for n, code in enumerate(self.category_codes)}
        starts = [0]
        found: list[int] = []
        values: list[float] = []
        for paper in papers:
            for code, value in _subjects(paper):
                if code in numbers:
                    found.append(numbers[code])
                    values.append(value)
            starts.append(len(found))
        return _rows(starts, np.array(found, np.int32), np.array(values))


def _subjects(paper: Paper) -> list[tuple[str, float]]:
    """A paper's categories and its primary one, with the values of their indicators."""
    primary = paper.categories[0] if paper.categories else "none"
    own = [(code, CATEGORY_VALUE) for code in paper.categories]
    return [*own, (f"primary {primary}", PRIMARY_VALUE)]


def _rows(starts: list[int], indices: NDArray[np.int32], values: NDArray[Any]) -> CsrMatrix:
    return CsrMatrix(np.array(starts, np.int64), indices, values.astype(np.float32))
