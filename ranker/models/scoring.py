"""A profile's trained model: scores of papers, each an exact sum of named reasons.

score = keyword profile + neighbours + linear + followed authors, every part in deviations from
an average paper of the background, times its weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ranker.digest.value import KeywordHit, ModelCard, Reason, Stage
from ranker.models.features import Features, FeatureSpace, Floats
from ranker.models.keyword_profile import KeywordProfile
from ranker.models.keywords import KeywordMatcher
from ranker.models.linear import Linear
from ranker.models.neighbours import Neighbours
from ranker.paper import Paper

FOLLOWED = 2.0
"""What a followed author adds: about the distance from an average paper to the best tenth."""


@dataclass(frozen=True, slots=True)
class Voted:
    """The voted papers a model rests on, likes first; `dense` (m, D) are unit rows."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    dense: NDArray[np.float32]
    likes: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """probability = 1 / (1 + exp(-(slope * score + intercept))) (Platt 1999)."""

    slope: float
    intercept: float

    def of(self, scores: Floats) -> Floats:
        """Probabilities of a like, (n,), in (0, 1)."""
        return 1 / (1 + np.exp(-np.clip(self.slope * scores + self.intercept, -30, 30)))


@dataclass(frozen=True, slots=True)
class ProfileModel:
    """Everything a ranking needs besides the papers.

    `until` is the day before which everything it was fitted on existed, so that it may rank
    that day and later ones. `keyword_dense` (D,) is the share of the linear part's embedding
    weights that came from the papers the keywords find. `basis` names what it was fitted on;
    `chosen` says in words what training chose for this reader.
    """

    card: ModelCard
    profile: str
    stage: Stage
    until: date
    basis: str
    encoder: str
    background: int
    space: FeatureSpace
    keywords: KeywordProfile | None
    keyword_weight: float
    neighbours: Neighbours | None
    linear: Linear
    keyword_dense: Floats
    voted: Voted
    authors: tuple[str, ...]
    hit_words: tuple[str, ...]
    calibration: Calibration
    chosen: tuple[str, ...] = ()

    def score(self, papers: Sequence[Paper], vectors: NDArray[np.float32]) -> Scored:
        """Scores of papers with their vectors, (n, D), in the order given."""
        x = self.space.of(papers, vectors)
        keywords = np.zeros((len(x), 0))
        if self.keywords:
            keywords = self.keyword_weight * self.keywords.contributions(x)
        neighbours = np.zeros((len(x), 0))
        constant = self.linear.constant
        if self.neighbours:
            neighbours = self.neighbours.contributions(x)
            constant += self.neighbours.constant
        followed = [_followed(paper, self.authors) for paper in papers]
        scores = (
            keywords.sum(1)
            + neighbours.sum(1)
            + x.terms.dot(self.linear.terms)
            + x.dense @ self.linear.dense
            + x.categories.dot(self.linear.categories)
            + FOLLOWED * np.array([bool(names) for names in followed], np.float64)
            + constant
        )
        matcher = KeywordMatcher(self.hit_words)
        hits = tuple(matcher.hits(paper) for paper in papers)
        return Scored(
            self, x, scores, self.calibration.of(scores), hits, keywords, neighbours, followed,
            constant,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """Scored papers, in the order in which they were given.

    `scores` and `probabilities` are (n,) float64, `keywords` (n, k) and `neighbours` (n, m) what
    each keyword and each like added.
    """

    model: ProfileModel
    features: Features
    scores: Floats
    probabilities: Floats
    hits: tuple[tuple[KeywordHit, ...], ...]
    keywords: Floats
    neighbours: Floats
    followed: list[tuple[str, ...]]
    constant: float

    def reasons(self, i: int, most_terms: int | None = None) -> tuple[Reason, ...]:
        """Every part of paper i's score; they sum to it (to rounding).

        With `most_terms`, only that many of the strongest terms by name, the others as one.
        """
        return (
            *self._keyword_reasons(i),
            *self._vote_reasons(i),
            *self._term_reasons(i, most_terms),
            *self._other_reasons(i),
            Reason("constant", "every paper", self.constant),
        )

    def _keyword_reasons(self, i: int) -> list[Reason]:
        if self.model.keywords is None:
            return []
        pairs = zip(self.model.keywords.keywords, self.keywords[i], strict=True)
        return [Reason("keyword", keyword, float(value)) for keyword, value in pairs]

    def _vote_reasons(self, i: int) -> list[Reason]:
        """What each voted paper adds: its share of the embedding's weights, and its nearness."""
        voted, linear = self.model.voted, self.model.linear
        shares = linear.support * (voted.dense.astype(np.float64) @ self.features.dense[i])
        near = np.zeros(len(shares))
        if self.model.neighbours:
            # The neighbours are the latest likes, the likes stand before the dislikes.
            first = voted.likes - self.neighbours.shape[1]
            near[first : voted.likes] = self.neighbours[i]
        own, reasons = self.features.papers[i].id, []
        pairs = zip(voted.ids, voted.titles, shares + near, strict=True)
        for n, (paper_id, title, value) in enumerate(pairs):
            kind = "liked" if n < voted.likes else "disliked"
            if paper_id == own:
                reasons.append(Reason("vote", f"you {kind} it", float(value)))
            else:
                reasons.append(Reason(kind, title, float(value)))
        dense = self.features.dense[i]
        found = float(dense @ self.model.keyword_dense)
        field = float(dense @ linear.dense) - found - float(shares.sum())
        return [
            *reasons,
            Reason("meaning", "papers that your keywords find", found),
            Reason("field", "papers at large", field),
        ]

    def _term_reasons(self, i: int, most: int | None) -> list[Reason]:
        numbers, values = self.features.terms.row(i)
        parts = values * self.model.linear.terms[numbers]
        strongest = np.argsort(-np.abs(parts), kind="stable")[:most]
        vocabulary = self.model.space.vocabulary
        reasons = [
            Reason("term", vocabulary[numbers[n]], float(parts[n])) for n in strongest if parts[n]
        ]
        return [
            *reasons,
            Reason("rest", "other words", float(parts.sum() - parts[strongest].sum())),
        ]

    def _other_reasons(self, i: int) -> list[Reason]:
        numbers, values = self.features.categories.row(i)
        codes, linear = self.model.space.category_codes, self.model.linear
        reasons = [
            Reason("category", codes[n], float(value * linear.categories[n]))
            for n, value in zip(numbers, values, strict=True)
        ]
        if self.followed[i]:
            reasons.append(Reason("author", ", ".join(self.followed[i]), FOLLOWED))
        return reasons


def _followed(paper: Paper, authors: Sequence[str]) -> tuple[str, ...]:
    if not authors:
        return ()
    names = {name.casefold(): name for name in paper.authors}
    return tuple(names[a.casefold()] for a in authors if a.casefold() in names)
