"""Why a paper stands where it stands: its score as an exact sum of named parts."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum

from ranker.reason_kinds import REASON_KINDS, ReasonKind
from ranker.scored import By, Reason

SHOWN_REASONS = 8


def condense(
    reasons: Iterable[Reason], score: float, most: int = SHOWN_REASONS
) -> tuple[Reason, ...]:
    """The strongest reasons and one that holds the rest, summing to the score exactly.

    The rest is computed from the score rather than added up, so that rounding stays in it.
    """
    ordered = sorted(merge(reasons), key=lambda r: (-abs(r.contribution), r.kind, r.name))
    kept = tuple(r for r in ordered if not REASON_KINDS[r.kind].folded and r.contribution)[:most]
    rest = score - fsum(r.contribution for r in kept)
    if abs(rest) < 1e-12:
        return kept
    return (*kept, Reason("rest", "everything else", rest))


def merge(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Reasons of the same kind and name added together, in the order of first appearance."""
    sums: dict[tuple[ReasonKind, str, By], list[float]] = {}
    for reason in reasons:
        sums.setdefault((reason.kind, reason.name, reason.by), []).append(reason.contribution)
    return tuple(Reason(kind, name, fsum(parts), by) for (kind, name, by), parts in sums.items())
