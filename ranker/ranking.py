"""From scores to places. Pure: the same scores give the same ranking, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ranker.explain import SHOWN_REASONS, condense
from ranker.exploring import explore
from ranker.models.reasons import Reasons
from ranker.models.scoring import Scored
from ranker.paper import Entry
from ranker.scored import RankedPaper, by_place, comparable
from ranker.settings import DigestSettings

_NO_EXPLORING = DigestSettings()


def rank(
    entries: Sequence[Entry],
    scored: Scored,
    profile: str,
    settings: DigestSettings = _NO_EXPLORING,
) -> tuple[RankedPaper, ...]:
    """The entries by descending score; equal scores stand in the order of their ids.

    Those that are withdrawn stand after all others, whatever their score, and are not explored.
    `scored` holds the entries' papers in the order of `entries`. With `settings.explore`, some of
    the shown places go to papers further down, marked as such.
    """
    reasons = Reasons(scored)
    scores = list(map(comparable, scored.scores))
    order = sorted(range(len(entries)), key=lambda i: by_place(entries[i].paper, scores[i]))
    withdrawn = [i for i in order if entries[i].paper.withdrawn]
    order = [i for i in order if not entries[i].paper.withdrawn]
    picked: frozenset[int] = frozenset()
    if settings.explore:
        size = settings.shown([float(scored.probabilities[i]) for i in order])
        order, picked = explore(
            order,
            scored.probabilities,
            scored.features.dense,
            scored.model.voted.dense.astype(np.float64),
            size,
            settings.explore,
        )
    usual = reasons.usual()
    ranked = []
    for place, i in enumerate([*order, *withdrawn], 1):
        because = condense(reasons.of(i, SHOWN_REASONS), scores[i])
        ranked.append(
            RankedPaper(
                rank=place,
                paper=entries[i].paper,
                kind=entries[i].kind,
                score=scores[i],
                probability=float(scored.probabilities[i]),
                keyword_hits=scored.hits[i],
                because=because,
                profile=profile,
                exploration=i in picked,
                usual=tuple(comparable(usual.get((r.kind, r.name), 0.0)) for r in because),
            )
        )
    return tuple(ranked)
