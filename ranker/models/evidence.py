"""What a profile's model is trained on, besides the background."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ranker.models.pool import Pool
from ranker.paper import Paper
from ranker.settings import Profile


@dataclass(frozen=True, slots=True)
class PaperVectors:
    """Papers with their vectors, (n, D)."""

    papers: tuple[Paper, ...]
    vectors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.papers)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Likes, dislikes and papers passed over stand in the order of time.

    `passed` were among the first of a digest whose reader voted and said nothing of them.
    `keyword_vectors` (k, D) belong to the profile's keywords. `pool` are papers to find likely
    likes among. Everything was known before `until`.
    """

    profile: Profile
    keyword_vectors: NDArray[np.float32]
    likes: PaperVectors
    dislikes: PaperVectors
    passed: PaperVectors
    pool: Pool
    until: date
    encoder: str
    basis: str
