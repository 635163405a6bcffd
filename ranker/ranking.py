"""From scores to places. Pure: the same scores give the same ranking, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence

from ranker.digest.value import RankedPaper
from ranker.explain import SHOWN_REASONS, condense
from ranker.models.reasons import Reasons
from ranker.models.scoring import Scored
from ranker.paper import Entry


def rank(entries: Sequence[Entry], scored: Scored, profile: str) -> tuple[RankedPaper, ...]:
    """The entries by descending score; equal scores stand in the order of their ids.

    `scored` holds the entries' papers in the order of `entries`.
    """
    reasons = Reasons(scored)
    order = sorted(
        range(len(entries)), key=lambda i: (-float(scored.scores[i]), entries[i].paper.id)
    )
    return tuple(
        RankedPaper(
            rank=place,
            paper=entries[i].paper,
            kind=entries[i].kind,
            score=float(scored.scores[i]),
            probability=float(scored.probabilities[i]),
            keyword_hits=scored.hits[i],
            because=condense(reasons.of(i, SHOWN_REASONS), float(scored.scores[i])),
            profile=profile,
        )
        for place, i in enumerate(order, 1)
    )
