"""The rankers that a replay compares, trained on what was known before a cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

import numpy as np

from ranker.arrays import Floats
from ranker.evaluation import peers
from ranker.models.evidence import Evidence, PaperVectors
from ranker.models.features import Background, Features
from ranker.models.training import train

OURS, PREVIOUS, KEYWORDS = "rank", "previous model", "keywords alone"
ROCCHIO, SANITY = "Rocchio", "arxiv-sanity-lite"

TrainRankers = Callable[
    [Evidence, PaperVectors, Background, Features], Iterator[tuple[str, Floats]]
]
"""Trains rankers on the evidence before a cut and the papers public before it, and yields each
one's name and its scores of the n papers to rank, (n,)."""


def ours(
    evidence: Evidence, _past: PaperVectors, background: Background, x: Features
) -> Iterator[tuple[str, Floats]]:
    """Today's way of training, alone."""
    yield OURS, _trained(evidence, background, x)


def all_rankers(
    evidence: Evidence, past: PaperVectors, background: Background, x: Features
) -> Iterator[tuple[str, Floats]]:
    """Today's way, the same without votes, Rocchio, and arxiv-sanity-lite, where they can train."""
    yield from ours(evidence, past, background, x)
    likes, dislikes = evidence.likes, evidence.dislikes
    if evidence.profile.keywords:
        none = PaperVectors((), likes.vectors[:0])
        yield KEYWORDS, _trained(replace(evidence, likes=none, dislikes=none), background, x)
    if not len(likes):
        return
    vectors = np.vstack([likes.vectors, dislikes.vectors]).astype(np.float64)
    rows = np.arange(len(vectors))
    said = peers.VotedRows(rows[: len(likes)], rows[len(likes) :])
    yield ROCCHIO, peers.rocchio(said, vectors, x.raw.astype(np.float64))
    yield from _sanity_lite(past, likes, x)


def _trained(evidence: Evidence, background: Background, x: Features) -> Floats:
    # The date goes into the model's name only.
    midnight = datetime.combine(evidence.until, time(), UTC)
    return train(evidence, background, midnight).parts.values(x)


def _sanity_lite(
    past: PaperVectors, likes: PaperVectors, x: Features
) -> Iterator[tuple[str, Floats]]:
    papers = tuple({p.id: p for p in (*past.papers, *likes.papers)}.values())
    place = {paper.id: n for n, paper in enumerate(papers)}
    liked = np.array([place[p.id] for p in likes.papers], np.int64)
    try:
        ranker = peers.SanityLite(papers)
    except ValueError:  # too few papers for its own limits on document frequencies
        return
    yield SANITY, ranker.scores(peers.VotedRows(liked, liked[:0]), ranker.features(x.papers))
