"""Papers as numbers: TF-IDF rows, centred embeddings, category indicators.

TF-IDF is the usual one (Salton & Buckley 1988; smooth idf as scikit-learn documents it):
weight = (1 + ln tf) * (1 + ln((1 + N) / (1 + df))), each row divided by its length. Embeddings
are moved by the background's mean and brought back to length 1: sentence vectors share a large
common direction that says nothing (Mu & Viswanath 2018, "All-but-the-Top").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ranker.models.words import terms
from ranker.paper import Paper

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]

CATEGORY_VALUE, PRIMARY_VALUE = 0.5, 0.25  # of indicators, beside rows of length 1: hints
MOST_TERMS = 20_000
LEAST_PAPERS = 5
LARGEST_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Rows:
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

    def mean(self, columns: int) -> Floats:
        """The mean row, (columns,) float64."""
        sums = np.bincount(self.indices, weights=self.values, minlength=columns)
        return sums / max(len(self), 1)

    def take(self, rows: NDArray[np.int64]) -> Rows:
        """These rows, in this order."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        where = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return Rows(starts, self.indices[where], self.values[where])

    def to_scipy(self, columns: int) -> csr_matrix:
        """The same as a scipy matrix."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self.values, self.indices, self.starts), shape=(len(self), columns))


@dataclass(frozen=True, slots=True)
class Features:
    """n papers as numbers: `terms` and `categories` sparse, `dense` (n, D) float64 unit rows.

    `raw` (n, D) are the embeddings as the encoder made them, to compare with keywords'.
    """

    papers: tuple[Paper, ...]
    terms: Rows
    raw: NDArray[np.float32]
    dense: Floats
    categories: Rows
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
        space = FeatureSpace.fit(papers, vectors)
        return cls(space, space.of(papers, vectors))


@dataclass(frozen=True)
class FeatureSpace:
    """What is fitted on the background: vocabulary, idf (V,), mean embedding (D,), categories."""

    vocabulary: tuple[str, ...]
    idf: NDArray[np.float32]
    mean: NDArray[np.float32]
    category_codes: tuple[str, ...]

    def __post_init__(self) -> None:
        numbers = {term: n for n, term in enumerate(self.vocabulary)}
        object.__setattr__(self, "_term_numbers", numbers)

    @classmethod
    def fit(cls, papers: Sequence[Paper], vectors: NDArray[np.float32]) -> FeatureSpace:
        """From the background papers and their vectors (n, D); both may be few, not none."""
        total: Counter[str] = Counter()
        in_papers: Counter[str] = Counter()
        for paper in papers:
            found = paper_terms(paper)
            total.update(found)
            in_papers.update(set(found))
        least = min(LEAST_PAPERS, 1 + len(papers) // 100)
        ceiling = max(LARGEST_SHARE * len(papers), least)
        eligible = [t for t in total if least <= in_papers[t] <= ceiling]
        chosen = sorted(sorted(eligible, key=lambda t: (-total[t], t))[:MOST_TERMS])
        frequency = np.array([in_papers[t] for t in chosen], np.float64)
        idf = 1 + np.log((1 + len(papers)) / (1 + frequency))
        codes = sorted({code for paper in papers for code, _ in _subjects(paper)})
        return cls(
            tuple(chosen), idf.astype(np.float32), vectors.mean(0).astype(np.float32), tuple(codes)
        )

    def of(self, papers: Sequence[Paper], vectors: NDArray[np.float32]) -> Features:
        """The features of papers with their vectors (n, D), in the order given."""
        centred = vectors.astype(np.float64) - self.mean
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        return Features(
            papers=tuple(papers),
            terms=self._terms(papers),
            raw=vectors,
            dense=centred / np.maximum(lengths, 1e-9),
            categories=self._categories(papers),
            term_count=len(self.vocabulary),
            category_count=len(self.category_codes),
        )

    def _terms(self, papers: Sequence[Paper]) -> Rows:
        """TF-IDF rows of length 1; a paper without a known term is an empty row."""
        numbers: dict[str, int] = self.__dict__["_term_numbers"]
        starts = [0]
        found: list[int] = []
        counts: list[int] = []
        for paper in papers:
            row = Counter([n for t in paper_terms(paper) if (n := numbers.get(t)) is not None])
            found.extend(row.keys())
            counts.extend(row.values())
            starts.append(len(found))
        indices = np.array(found, np.int32)
        values = (1 + np.log(np.array(counts, np.float32))) * self.idf[indices]
        rows = _rows(starts, indices, values)
        lengths = np.sqrt(rows.sums(values**2))
        return replace(
            rows, values=(values / np.repeat(lengths, np.diff(starts))).astype(np.float32)
        )

    def _categories(self, papers: Sequence[Paper]) -> Rows:
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


def paper_terms(paper: Paper) -> list[str]:
    """The terms of a paper, the title's counted twice."""
    return terms(paper.text) + terms(paper.title)


def _subjects(paper: Paper) -> list[tuple[str, float]]:
    """A paper's categories and its primary one, with the values of their indicators."""
    primary = paper.categories[0] if paper.categories else "none"
    own = [(code, CATEGORY_VALUE) for code in paper.categories]
    return [*own, (f"primary {primary}", PRIMARY_VALUE)]


def _rows(starts: list[int], indices: NDArray[np.int32], values: NDArray[Any]) -> Rows:
    return Rows(np.array(starts, np.int64), indices, values.astype(np.float32))
