"""From votes, keywords and background papers to a profile's model.

The recipe and its constants were chosen by leaving readers out (docs/ranking.md has the
figures and what did not pay).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from ranker.config import Profile
from ranker.digest.value import ModelCard
from ranker.errors import NothingToRankError
from ranker.models.features import Features, FeatureSpace, Floats
from ranker.models.keyword_profile import KeywordProfile
from ranker.models.linear import Linear, fit_logistic, mean_terms
from ranker.models.neighbours import Neighbours
from ranker.models.scoring import Calibration, ProfileModel, Voted
from ranker.models.stage import stage_of
from ranker.paper import Paper

BACKGROUND = 5_000  # papers that stand for "not liked", and for the scale of every part
FEEDBACK, FEEDBACK_STRENGTH = 20, 3.0  # papers the keywords like best, taken as likes; their C
INVERSE_STRENGTH = 0.3  # C of the model on votes
DISLIKE_SHARE = 0.2  # of the negative weight
TOTAL_WEIGHT = 5_000.0  # sum of all sample weights, which C is relative to
MEAN_WEIGHT, NEAR_WEIGHT = 0.25, 0.15
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
    """What a model is trained on. Likes and dislikes stand in the order of their votes.

    `background` are papers without a vote that were public before `until`. `keyword_vectors`
    (k, D) belong to the profile's keywords.
    """

    profile: Profile
    keyword_vectors: NDArray[np.float32]
    likes: Labelled
    dislikes: Labelled
    background: Labelled
    until: date
    encoder: str
    basis: str


def train(evidence: Evidence, now: datetime) -> ProfileModel:
    """Fit a profile's model. Deterministic. Raises NothingToRankError without any evidence."""
    profile, likes, dislikes = evidence.profile, evidence.likes, evidence.dislikes
    if not (profile.keywords or likes or dislikes or profile.authors):
        raise NothingToRankError(
            f"the profile {profile.name} has no keywords and no votes; add keywords to rank.toml "
            "or vote with `rank like ID`"
        )
    if not len(evidence.background):
        raise NothingToRankError("no paper is stored yet; run `rank fetch`")
    space = FeatureSpace.fit(evidence.background.papers, evidence.background.vectors)
    reference, liked, disliked = (
        space.of(part.papers, part.vectors) for part in (evidence.background, likes, dislikes)
    )
    votes = len(likes) + len(dislikes)
    keywords, linear = None, Linear.zero(reference, votes)
    keyword_weight = _keyword_weight(len(likes)) if profile.keywords else 0.0
    if profile.keywords:
        keywords = KeywordProfile.fit(profile.keywords, evidence.keyword_vectors, reference)
        linear = _feedback(keywords, reference, votes).scaled(keyword_weight)
    keyword_dense = linear.dense
    neighbours = None
    if votes:
        linear = linear.plus(_learned(liked, disliked, reference))
    if likes:
        mean = mean_terms(liked, disliked, votes).standardised(reference)
        linear = linear.plus(mean.scaled(MEAN_WEIGHT))
        neighbours = _neighbours(liked, reference)
    return ProfileModel(
        card=ModelCard(_name(evidence, now), now, len(likes), len(dislikes)),
        profile=profile.name,
        stage=stage_of(len(likes), len(dislikes), keywords=bool(profile.keywords)),
        until=evidence.until,
        basis=evidence.basis,
        encoder=evidence.encoder,
        background=len(reference),
        space=space,
        keywords=keywords,
        keyword_weight=keyword_weight,
        neighbours=neighbours,
        linear=linear,
        keyword_dense=keyword_dense,
        voted=_voted(liked, disliked),
        authors=profile.authors,
        hit_words=profile.keywords,
        calibration=Calibration(0.75, -4.0),
    )


def _keyword_weight(likes: int) -> float:
    """Full weight without likes, about half with few, falling as they come in."""
    return 0.55 * 8 / (8 + likes) if likes else 1.0


def _feedback(keywords: KeywordProfile, reference: Features, votes: int) -> Linear:
    """Pseudo-relevance feedback: the papers the keywords like best, learned as if liked."""
    scores = keywords.contributions(reference).sum(1)
    order = np.argsort(-scores, kind="stable")
    top, rest = order[:FEEDBACK], np.sort(order[FEEDBACK:])
    if not len(rest):
        return Linear.zero(reference, votes)
    labels = np.repeat([1, -1], [len(top), len(rest)])
    weights = _balance(len(top), 0, len(rest))
    fitted = fit_logistic(
        (reference.take(top), reference.take(rest)), labels, weights, FEEDBACK_STRENGTH, votes=0
    ).standardised(reference)
    return Linear(fitted.terms, fitted.dense, fitted.categories, np.zeros(votes), fitted.constant)


def _learned(liked: Features, disliked: Features, reference: Features) -> Linear:
    """The logistic model: likes against dislikes and background papers."""
    votes = len(liked) + len(disliked)
    labels = np.repeat([1, -1], [len(liked), len(disliked) + len(reference)])
    weights = _balance(len(liked), len(disliked), len(reference))
    if not len(liked):
        # Dislikes alone: the background is what they are told apart from.
        labels = np.repeat([-1, 1], [len(disliked), len(reference)])
        weights = _balance(len(reference), len(disliked), 0)[::-1]
    blocks = (liked, disliked, reference)
    return fit_logistic(blocks, labels, weights, INVERSE_STRENGTH, votes).standardised(reference)


def _balance(likes: int, dislikes: int, background: int) -> Floats:
    """Sample weights: both classes the same in sum, dislikes with their share of the negatives."""
    share = 1.0 if not background else DISLIKE_SHARE if dislikes else 0.0
    parts = ((likes, 1.0), (dislikes, share), (background, 1.0 - share))
    return np.concatenate([np.full(n, s / max(n, 1)) for n, s in parts]) * TOTAL_WEIGHT / 2


def _neighbours(liked: Features, reference: Features) -> Neighbours:
    """Nearness to the latest likes, weighted into its share of the score."""
    latest = liked.take(range(max(0, len(liked) - MOST_NEIGHBOURS), len(liked)))
    near = Neighbours(latest.terms, latest.term_count).standardised(reference)
    return Neighbours(
        near.likes, near.columns, near.scale * NEAR_WEIGHT, near.constant * NEAR_WEIGHT
    )


def _voted(liked: Features, disliked: Features) -> Voted:
    papers = (*liked.papers, *disliked.papers)
    dense = np.vstack([liked.dense, disliked.dense]).astype(np.float32)
    return Voted(tuple(p.id for p in papers), tuple(p.title for p in papers), dense, len(liked))


def _name(evidence: Evidence, now: datetime) -> str:
    text = f"{evidence.profile} {evidence.basis} {evidence.until} {now.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:10]
