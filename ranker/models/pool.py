"""Earlier papers to look among for what a reader is likely to like.

Twenty good papers are rarely among the five thousand of the background, which stand for all: which
of them happen to be there would decide the ranking. So they are looked for in all that is stored of
late, roughly by the embedding first, so that few papers need be read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.models.features import Features, FeatureSpace
from ranker.paper import Paper

CANDIDATES = 1_000  # read closely, of those that look best by their embeddings


@dataclass(frozen=True, slots=True)
class Pool:
    """Papers public before the day to rank: `ids` and `vectors` (n, D); `read` gives papers.

    `read` takes row numbers.
    """

    ids: tuple[str, ...]
    vectors: NDArray[np.float32]
    read: Callable[[Sequence[int]], Sequence[Paper]]

    @classmethod
    def of(cls, papers: Sequence[Paper], vectors: NDArray[np.float32]) -> Pool:
        """Of papers that are read already."""
        return cls(tuple(p.id for p in papers), vectors, lambda rows: [papers[i] for i in rows])

    def best(
        self,
        roughly: Floats,
        exactly: Callable[[Features], Floats],
        space: FeatureSpace,
        *,
        without: Collection[str],
        count: int,
    ) -> Features:
        """The `count` papers of the best exact scores, among those of the best rough ones (n,)."""
        open_rows = np.array([n for n, i in enumerate(self.ids) if i not in without], np.int64)
        order = np.argsort(-roughly[open_rows], kind="stable")[:CANDIDATES]
        rows = np.sort(open_rows[order])
        x = space.of(self.read(rows.tolist()), self.vectors[rows])
        return x.take(np.argsort(-exactly(x), kind="stable")[:count])
