"""From votes, keywords and background papers to a profile's model.

docs/ranking.md says how the recipe and its constants were chosen, with the figures and what did
not pay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from ranker.arrays import Floats
from ranker.errors import NothingToRankError
from ranker.models import blend
from ranker.models.calibration import calibrate
from ranker.models.evidence import Evidence
from ranker.models.features import Background, Features, FeatureSpace
from ranker.models.keyword_profile import KeywordProfile
from ranker.models.likeness import Likeness
from ranker.models.linear import Group, Linear, fit_logistic
from ranker.models.missing import completed
from ranker.models.pool import Pool
from ranker.models.scoring import AUTHOR, Parts, ProfileModel, Voted, shared_authors
from ranker.models.stage import stage_of
from ranker.paper import Paper
from ranker.people import spelling
from ranker.scored import ModelCard

POOL = 20_000  # earlier papers to find likely likes among
FOUND = 20  # papers that the keywords like best, learned as if liked
FOUND_STRENGTH = 0.3  # C of that, for sample weights that sum to TOTAL
TOTAL = 5_000.0
DISLIKE_SHARE = 0.05  # of the negative weight
PASSED_SHARE = 0.001  # of it, for each paper passed over: five times one of the background
MOST_PASSED_SHARE = 0.3  # of it, for all of them
AGAINST = 0.2  # weight of dislikes without a like
LATEST = 100  # likes compared with one by one, and that calibrate


def train(evidence: Evidence, background: Background, now: datetime) -> ProfileModel:
    """Fit a profile's model. Deterministic. Raises NothingToRankError without any evidence."""
    profile, space = evidence.profile, background.space
    if not (profile.keywords or profile.authors or evidence.likes or evidence.dislikes):
        raise NothingToRankError(
            f"the profile {profile.name} has no keywords and no votes; add keywords to rank.toml "
            "or vote with `rank like ID`"
        )
    told = (evidence.likes, evidence.dislikes, evidence.passed)
    liked, disliked, passed = (space.of(some.papers, some.vectors) for some in told)
    reference = _without(background.features, liked, disliked, passed)
    if not len(reference):
        reference = background.features
    liked, disliked = completed(liked, reference), completed(disliked, reference)
    linear = Linear.zero(reference, len(liked) + len(disliked))
    keywords, keyword_weight, contributions = None, 0.0, np.zeros((len(reference), 0))
    if profile.keywords:
        vectors = evidence.keyword_vectors
        keywords, contributions = KeywordProfile.fit(profile.keywords, vectors, reference)
        voted = (*liked.papers, *disliked.papers)
        found = _found_by(keywords, evidence.pool, space, reference, voted)
        share = blend.keyword_share(len(liked))
        ranks = _ranks(keywords, found, share, liked, contributions.sum(1), reference)
        weight = blend.keyword_weight(len(liked), ranks, len(reference))
        keyword_weight, linear = share * weight, found.scaled((1 - share) * weight)
    keyword_dense = linear.dense
    likeness, own, weak = None, np.zeros(len(liked)), 0
    if len(liked):
        negatives = _negatives(disliked, passed)
        learned, presence, weak = _learned(liked, negatives, evidence.pool, space, reference)
        linear, own = linear.plus(learned), presence[: len(liked)]
        weights = blend.likeness(keywords=keywords is not None)
        likeness = Likeness.fit(_latest(liked), reference, *weights)
    elif len(disliked):
        linear = linear.plus(_against(disliked, reference).scaled(AGAINST if keywords else 1.0))
    authors = _author_weights(liked)
    parts = Parts(keywords, keyword_weight, likeness, linear, authors, profile.authors)
    background_scores = parts.sums(reference, keyword_weight * contributions)
    return ProfileModel(
        card=_card(evidence, background, now, weak),
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
        calibration=calibrate(_held_out(parts, liked, own), background_scores),
    )


def _without(papers: Features, *others: Features) -> Features:
    """The papers that are not among the others."""
    known = {paper.id for other in others for paper in other.papers}
    return papers.take([n for n, paper in enumerate(papers.papers) if paper.id not in known])


def _found_by(
    keywords: KeywordProfile,
    pool: Pool,
    space: FeatureSpace,
    reference: Features,
    voted: Sequence[Paper],
) -> Linear:
    """Pseudo-relevance feedback: the papers the keywords like best, learned as if liked."""
    cosines = pool.vectors @ keywords.vectors.T
    best = pool.best(
        cosines.mean(1) + cosines.max(1) / 2,
        lambda x: keywords.contributions(x).sum(1),
        space,
        without={p.id for p in voted},
        count=FOUND,
    )
    rest = _without(reference, best)
    if not len(rest):
        return Linear.zero(reference, len(voted))
    half = TOTAL / 2
    groups = (Group(best, 1, half), Group(rest, -1, half))
    found, _ = fit_logistic(groups, FOUND_STRENGTH, reference)
    return replace(found, support=np.zeros(len(voted)))


def _negatives(disliked: Features, passed: Features) -> tuple[Group, Group]:
    """Dislikes and papers passed over; their masses are shares of the negative weight."""
    return (
        Group(disliked, -1, DISLIKE_SHARE if len(disliked) else 0.0, voted=True),
        Group(passed, -1, min(PASSED_SHARE * len(passed), MOST_PASSED_SHARE)),
    )


def _learned(
    liked: Features,
    negatives: Sequence[Group],
    pool: Pool,
    space: FeatureSpace,
    reference: Features,
) -> tuple[Linear, Floats, int]:
    """The logistic model: likes against negatives and background, in two rounds.

    The unvoted papers that the first round likes best are weak likes in the second: with few
    votes they tell more of the interest than the likes alone. Returns what fit_logistic does,
    and how many there were.
    """
    nothing = reference.take(())
    first, presence = _round(liked, nothing, negatives, reference, reference)
    held_out = first.values(liked) - presence[: len(liked)]
    dimensions = pool.vectors.shape[1]
    told = (liked, *(group.papers for group in negatives))
    best = pool.best(
        space.centred(pool.vectors) @ first.dense[:dimensions],
        first.values,
        space,
        without={paper.id for some in told for paper in some.papers},
        count=blend.weak_likes(held_out, first.values(reference), len(pool.ids)),
    )
    rest = _without(reference, best)
    if not len(rest):
        return first, presence, 0
    return *_round(liked, best, negatives, rest, reference), len(best)


def _round(
    liked: Features,
    weak: Features,
    negatives: Sequence[Group],
    rest: Features,
    reference: Features,
) -> tuple[Linear, Floats]:
    weak_share = blend.weak_share(len(liked)) if len(weak) else 0.0
    half = TOTAL / 2
    groups = (
        Group(liked, 1, half * (1 - weak_share), voted=True),
        *(replace(group, mass=half * group.mass) for group in negatives),
        Group(weak, 1, half * weak_share),
        Group(rest, -1, half * (1 - sum(group.mass for group in negatives))),
    )
    return fit_logistic(groups, blend.inverse_strength(len(liked)), reference)


def _against(disliked: Features, reference: Features) -> Linear:
    """Dislikes alone: away from their mean, shared out among them."""
    share = -np.full(len(disliked), 1.0 / len(disliked))
    zero = Linear.zero(reference, len(disliked))
    return replace(zero, dense=share @ disliked.dense, support=share).standardised(reference)


def _ranks(
    keywords: KeywordProfile,
    found: Linear,
    share: float,
    liked: Features,
    contributions: Floats,
    reference: Features,
) -> Floats:
    """The places, from 1, that the keywords give to the latest likes among the reference papers.

    A title alone has few words for them to stand in, so it says nothing.
    """
    whole = [n for n, paper in enumerate(liked.papers) if paper.abstract][-LATEST:]
    likes = liked.take(whole)
    scores = share * keywords.contributions(likes).sum(1) + (1 - share) * found.values(likes)
    others = np.sort(share * contributions + (1 - share) * found.values(reference))
    return np.asarray(1.0 + len(others) - np.searchsorted(others, scores, side="right"))


def _latest(liked: Features) -> Features:
    return liked.take(range(max(0, len(liked) - LATEST), len(liked)))


def _author_weights(liked: Features) -> dict[str, int]:
    """How many likes each author has, by the letters of the name."""
    counts: dict[str, int] = {}
    for paper in liked.papers:
        for name in dict.fromkeys(map(spelling, paper.authors)):
            counts[name] = counts.get(name, 0) + 1
    return counts


def _held_out(parts: Parts, liked: Features, own: Floats) -> Floats:
    """Scores of the latest likes with what each one's own vote adds taken out, (m,)."""
    latest = _latest(liked)
    scores = parts.sums(latest, parts.keyword_values(latest)) - own[len(own) - len(latest) :]
    if parts.likeness is not None and len(latest):
        scores += parts.likeness.without_self() - parts.likeness.values(latest)
    for row, paper in enumerate(latest.papers):
        with_self = shared_authors(paper, parts.liked_authors)
        names = map(spelling, paper.authors)
        elsewhere = [name for name in names if parts.liked_authors.get(name, 0) > 1]
        without = shared_authors(paper, elsewhere)
        scores[row] += AUTHOR * (sum(without.values()) - sum(with_self.values()))
    return scores


def _voted(liked: Features, disliked: Features) -> Voted:
    papers = (*liked.papers, *disliked.papers)
    dense = np.vstack([liked.dense, disliked.dense]).astype(np.float32)
    return Voted(tuple(p.id for p in papers), tuple(p.title for p in papers), dense, len(liked))


def _card(evidence: Evidence, background: Background, now: datetime, weak: int) -> ModelCard:
    return ModelCard(
        id=_name(evidence, background),
        trained_at=now,
        likes=len(evidence.likes),
        dislikes=len(evidence.dislikes),
        weak_likes=weak,
        passed_over=len(evidence.passed),
    )


def _name(evidence: Evidence, background: Background) -> str:
    """The same evidence, the same name: a training that has nothing new makes no new model."""
    labelled = (*evidence.likes.papers, *evidence.dislikes.papers, *evidence.passed.papers)
    parts = [
        f"{evidence.profile} {evidence.basis} {evidence.until}",
        *(f"{p.id}v{p.version} {p.categories}" for p in (*labelled, *background.features.papers)),
        *evidence.pool.ids,
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]
