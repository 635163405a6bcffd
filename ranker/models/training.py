"""From votes, keywords and background papers to a profile's model.

The recipe and its constants were chosen by leaving readers out (docs/ranking.md has the figures
and what did not pay).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from ranker.digest.value import ModelCard
from ranker.errors import NothingToRankError
from ranker.models.calibration import calibrate
from ranker.models.features import Background, Features, Floats
from ranker.models.keyword_profile import KeywordProfile
from ranker.models.linear import Group, Linear, fit_logistic
from ranker.models.neighbours import Neighbours
from ranker.models.scoring import AUTHOR, Parts, ProfileModel, Voted, shared_authors
from ranker.models.stage import stage_of
from ranker.paper import Paper
from ranker.settings import Profile

BACKGROUND = 5_000  # papers that stand for "not liked", and for the scale of every part
FEEDBACK = 20  # papers found best in a first round, taken as likes in the second
WEAK_MOST = 0.5  # share of the positive weight that they carry at the most
FOUND_WEIGHT = 3.0  # of what the keywords find, to 1.0 of the keywords' own score
INVERSE_STRENGTH = 0.3  # C, for sample weights that sum to TOTAL
TOTAL = 5_000.0
DISLIKE_SHARE = 0.05  # of the negative weight
NEAR, AGAINST = 0.1, 0.2  # weights of the nearest likes, and of dislikes without a like
MOST_NEIGHBOURS = 200  # likes compared with one by one, the latest


@dataclass(frozen=True, slots=True)
class Labelled:
    """Papers with their vectors, (n, D)."""

    papers: tuple[Paper, ...]
    vectors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.papers)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a model is trained on, besides the background.

    Likes and dislikes stand in the order of their votes. `keyword_vectors` (k, D) belong to the
    profile's keywords. Everything was known before `until`.
    """

    profile: Profile
    keyword_vectors: NDArray[np.float32]
    likes: Labelled
    dislikes: Labelled
    until: date
    encoder: str
    basis: str


def train(evidence: Evidence, background: Background, now: datetime) -> ProfileModel:
    """Fit a profile's model. Deterministic. Raises NothingToRankError without any evidence."""
    profile, space = evidence.profile, background.space
    if not (profile.keywords or profile.authors or evidence.likes or evidence.dislikes):
        raise NothingToRankError(
            f"the profile {profile.name} has no keywords and no votes; add keywords to rank.toml "
            "or vote with `rank like ID`"
        )
    liked = space.of(evidence.likes.papers, evidence.likes.vectors)
    disliked = space.of(evidence.dislikes.papers, evidence.dislikes.vectors)
    reference = _unvoted(background.features, liked, disliked)
    linear = Linear.zero(reference, len(liked) + len(disliked))
    keywords, keyword_weight = None, 0.0
    if profile.keywords:
        keywords = KeywordProfile.fit(profile.keywords, evidence.keyword_vectors, reference)
        keyword_weight = _keyword_weight(len(liked))
        found = _found_by(keywords, reference, len(linear.support))
        linear = found.scaled(FOUND_WEIGHT * keyword_weight)
    keyword_dense = linear.dense
    near, own = None, np.zeros(len(liked))
    if len(liked):
        learned, presence = _learned(liked, disliked, reference)
        linear, own = linear.plus(learned), presence[: len(liked)]
        near = _neighbours(liked, reference)
    elif len(disliked):
        linear = linear.plus(_against(disliked, reference).scaled(AGAINST if keywords else 1.0))
    parts = Parts(keywords, keyword_weight, near, linear, _author_weights(liked), profile.authors)
    return ProfileModel(
        card=ModelCard(_name(evidence, now), now, len(liked), len(disliked)),
        profile=profile.name,
        stage=stage_of(len(liked), len(disliked), keywords=bool(profile.keywords)),
        until=evidence.until,
        basis=evidence.basis,
        encoder=evidence.encoder,
        background=len(background.features),
        space=space,
        parts=parts,
        keyword_dense=keyword_dense,
        voted=_voted(liked, disliked),
        calibration=calibrate(_held_out(parts, liked, own), parts.values(reference)),
    )


def _keyword_weight(likes: int) -> float:
    """Weight of the keywords' own score: less the more is learned."""
    return 0.25 * (2.5 / likes if likes else 1.0)


def _unvoted(papers: Features, liked: Features, disliked: Features) -> Features:
    voted = {p.id for p in (*liked.papers, *disliked.papers)}
    rows = [n for n, paper in enumerate(papers.papers) if paper.id not in voted]
    return papers.take(rows) if rows else papers


def _found_by(keywords: KeywordProfile, reference: Features, votes: int) -> Linear:
    """Pseudo-relevance feedback: the papers the keywords like best, learned as if liked."""
    best, rest = _split(reference, keywords.contributions(reference).sum(1))
    if not len(rest):
        return Linear.zero(reference, votes)
    half = TOTAL / 2
    groups = (Group(best, 1, half), Group(rest, -1, half))
    found, _ = fit_logistic(groups, INVERSE_STRENGTH, reference)
    return replace(found, support=np.zeros(votes))


def _learned(liked: Features, disliked: Features, reference: Features) -> tuple[Linear, Floats]:
    """The logistic model: likes against dislikes and background, in two rounds.

    The unvoted papers that the first round likes best are weak likes in the second: with few
    votes they tell more of the interest than the likes alone. Returns what fit_logistic does.
    """
    nothing = reference.take(())
    first, presence = _round(liked, nothing, disliked, reference, reference)
    best, rest = _split(reference, first.values(reference))
    if not len(rest):
        return first, presence
    return _round(liked, best, disliked, rest, reference)


def _round(
    liked: Features, weak: Features, disliked: Features, rest: Features, reference: Features
) -> tuple[Linear, Floats]:
    weak_share = min(WEAK_MOST, 2.5 / len(liked)) if len(weak) else 0.0
    dislike_share = DISLIKE_SHARE if len(disliked) else 0.0
    half = TOTAL / 2
    groups = (
        Group(liked, 1, half * (1 - weak_share), voted=True),
        Group(disliked, -1, half * dislike_share, voted=True),
        Group(weak, 1, half * weak_share),
        Group(rest, -1, half * (1 - dislike_share)),
    )
    return fit_logistic(groups, INVERSE_STRENGTH, reference)


def _split(papers: Features, scores: Floats) -> tuple[Features, Features]:
    """The FEEDBACK best papers, and the others in their old order."""
    order = np.argsort(-scores, kind="stable")
    return papers.take(order[:FEEDBACK]), papers.take(np.sort(order[FEEDBACK:]))


def _against(disliked: Features, reference: Features) -> Linear:
    """Dislikes alone: away from their mean, shared out among them."""
    share = -np.full(len(disliked), 1.0 / len(disliked))
    zero = Linear.zero(reference, len(disliked))
    return replace(zero, dense=share @ disliked.dense, support=share).standardised(reference)


def _neighbours(liked: Features, reference: Features) -> Neighbours:
    """Nearness to the latest likes, weighted into its share of the score."""
    latest = liked.take(range(max(0, len(liked) - MOST_NEIGHBOURS), len(liked)))
    near = Neighbours(latest.terms, latest.term_count).standardised(reference)
    return replace(near, scale=near.scale * NEAR, constant=near.constant * NEAR)


def _author_weights(liked: Features) -> dict[str, int]:
    """How many likes each author has."""
    counts: dict[str, int] = {}
    for paper in liked.papers:
        for name in dict.fromkeys(paper.authors):
            counts[name] = counts.get(name, 0) + 1
    return counts


def _held_out(parts: Parts, liked: Features, own: Floats) -> Floats:
    """Scores of the latest likes with what each one's own vote adds taken out, (m,)."""
    first = max(0, len(liked) - MOST_NEIGHBOURS)
    latest = liked.take(range(first, len(liked)))
    scores = parts.values(latest) - own[first:]
    if parts.neighbours and len(latest):
        with_self = parts.neighbours.contributions(latest).sum(1) + parts.neighbours.constant
        scores += parts.neighbours.without_self() - with_self
    for row, paper in enumerate(latest.papers):
        with_self = shared_authors(paper, parts.liked_authors)
        elsewhere = [a for a in paper.authors if parts.liked_authors.get(a, 0) > 1]
        without = shared_authors(paper, elsewhere)
        scores[row] += AUTHOR * (sum(without.values()) - sum(with_self.values()))
    return scores


def _voted(liked: Features, disliked: Features) -> Voted:
    papers = (*liked.papers, *disliked.papers)
    dense = np.vstack([liked.dense, disliked.dense]).astype(np.float32)
    return Voted(tuple(p.id for p in papers), tuple(p.title for p in papers), dense, len(liked))


def _name(evidence: Evidence, now: datetime) -> str:
    text = f"{evidence.profile} {evidence.basis} {evidence.until} {now.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:10]
