"""A profile's trained model: scores of papers, each an exact sum of named reasons.

score = keyword profile + likeness to the likes + linear function + authors, every part in
deviations from an average paper of the background, times its weight.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.models.calibration import Calibration
from ranker.models.features import Features, FeatureSpace
from ranker.models.keyword_profile import KeywordProfile
from ranker.models.likeness import Likeness
from ranker.models.linear import Linear
from ranker.paper import Paper
from ranker.scored import KeywordHit, ModelCard, Stage

if TYPE_CHECKING:
    from ranker.people import Match

AUTHOR, MOST_AUTHORS = 0.25, 2  # of an author of a liked paper, and how many of them count
FOLLOWED = 2.0
"""What a followed author adds: about the distance from an average paper to the best tenth."""
BY_INITIAL = 0.5
"""Of that, what an author adds who may be the followed one, by an initial."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a score, each as a function of features. `liked_authors` counts the likes of
    each, by the letters of the name (`people.spelling`)."""

    keywords: KeywordProfile | None
    keyword_weight: float
    likeness: Likeness | None
    linear: Linear
    liked_authors: Mapping[str, int]
    followed: tuple[str, ...]

    def values(self, x: Features) -> Floats:
        """Scores, (n,)."""
        return self.sums(x, self.keyword_values(x))

    def sums(self, x: Features, by_keyword: Floats) -> Floats:
        """Scores, (n,), from the part that takes long: keyword_values."""
        authors = [self.author_value(paper) for paper in x.papers]
        likeness = self.likeness.values(x) if self.likeness else 0.0
        return np.asarray(
            by_keyword.sum(1) + likeness + self.linear.values(x) + np.array(authors, np.float64)
        )

    def keyword_values(self, x: Features) -> Floats:
        """What each keyword adds, (n, k)."""
        return self.searched(x)[0]

    def searched(self, x: Features) -> tuple[Floats, tuple[tuple[KeywordHit, ...], ...]]:
        """What each keyword adds, (n, k), and every hit of one in each of the n papers."""
        if self.keywords is None:
            return np.zeros((len(x), 0)), ((),) * len(x)
        contributions, hits = self.keywords.searched(x)
        return self.keyword_weight * contributions, hits

    def author_value(self, paper: Paper) -> float:
        """What the authors add."""
        return sum(self.liked_values(paper).values()) + sum(
            value for _, value in self.followed_values(paper).values()
        )

    def liked_values(self, paper: Paper) -> dict[str, float]:
        """What each author of liked papers adds, a little."""
        return {a: AUTHOR * v for a, v in shared_authors(paper, self.liked_authors).items()}

    def followed_values(self, paper: Paper) -> dict[str, tuple[Match, float]]:
        """What each followed author adds, and how the name agrees; together at most FOLLOWED, and
        by initials alone BY_INITIAL of it."""
        if not self.followed:
            return {}
        from ranker.people import followed  # most readers follow nobody

        found = followed(self.followed).among(paper.authors)
        shares = {name: BY_INITIAL if m == "initial" else 1.0 for name, m in found.items()}
        strongest, total = max(shares.values(), default=0.0), sum(shares.values())
        return {
            name: (match, FOLLOWED * strongest * shares[name] / total)
            for name, match in found.items()
        }

    @property
    def constant(self) -> float:
        """What every paper gets besides the linear function's own constant."""
        return self.likeness.constant if self.likeness else 0.0


def shared_authors(paper: Paper, known: Collection[str]) -> dict[str, float]:
    """The paper's authors among the known ones, sharing at most MOST_AUTHORS between them."""
    if not known:
        return {}
    from ranker.people import spelling  # a reader without likes needs none

    shared = [name for name in dict.fromkeys(paper.authors) if spelling(name) in known]
    return {name: min(MOST_AUTHORS, len(shared)) / len(shared) for name in shared}


@dataclass(frozen=True, slots=True)
class Voted:
    """The voted papers a model rests on, likes first; `dense` (m, D) are unit rows."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    dense: NDArray[np.float32]
    likes: int


@dataclass(frozen=True, slots=True)
class ProfileModel:
    """Everything a ranking needs besides the papers.

    `until` is the day before which everything it was fitted on existed, so that it may rank
    that day and later ones. `keyword_dense` (D,) is the share of the linear part's embedding
    weights that came from the papers the keywords find. `basis` names what it was fitted on.
    """

    card: ModelCard
    profile: str
    stage: Stage
    until: date
    basis: str
    encoder: str
    background: int
    space: FeatureSpace
    parts: Parts
    keyword_dense: Floats
    voted: Voted
    calibration: Calibration

    def score(self, papers: Sequence[Paper], vectors: NDArray[np.float32]) -> Scored:
        """Scores of papers with their vectors, (n, D), in the order given."""
        x = self.space.of(papers, vectors)
        by_keyword, hits = self.parts.searched(x)
        scores = self.parts.sums(x, by_keyword)
        return Scored(self, x, by_keyword, scores, self.calibration.of(scores), hits)


@dataclass(frozen=True, slots=True)
class Scored:
    """Scored papers, in the order in which they were given: `scores` and `probabilities` (n,).

    `by_keyword` (n, k) are what each keyword adds.
    """

    model: ProfileModel
    features: Features
    by_keyword: Floats
    scores: Floats
    probabilities: Floats
    hits: tuple[tuple[KeywordHit, ...], ...]
