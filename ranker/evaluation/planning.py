"""Where a reader's history is cut for a replay, and which announcements each step ranks. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from ranker.calendar import announcement_of
from ranker.evaluation.replay import LEAST_BEFORE, StandingVote, Step

STEPS = 4
MOST_DAYS = 40  # announcements ranked, at most: a replay takes minutes, not hours


def plan(
    heard: Iterable[StandingVote], first: date | None = None, most: int = STEPS
) -> tuple[Step, ...]:
    """The steps of a replay; none where too few likes came before any other.

    The announcements that have a like are shared out among at most `most` steps by their likes.
    The first step begins at `first`, else where a quarter of the likes were cast, 5 at least.
    """
    likes = [v for v in heard if v.vote > 0]
    liked = Counter(v.day for v in likes if v.day is not None)
    begin = _beginning(likes, liked) if first is None else first
    days = _spread([d for d in sorted(liked) if d >= begin])
    groups = _shared_out(days, liked, most)
    return tuple(Step(group[0], tuple(group)) for group in groups if group)


def _beginning(likes: Sequence[StandingVote], liked: Iterable[date]) -> date:
    """The first liked day with enough likes cast before its announcement."""
    least = max(LEAST_BEFORE, len(likes) // 4)
    return next((d for d in sorted(liked) if _cast_before(likes, d) >= least), date.max)


def _cast_before(likes: Iterable[StandingVote], day: date) -> int:
    moment = announcement_of(day)
    return sum(v.since < moment for v in likes)


def _spread(days: list[date]) -> list[date]:
    """At most MOST_DAYS of the days, evenly apart, first and last among them."""
    if len(days) <= MOST_DAYS:
        return days
    return [days[i] for i in np.linspace(0, len(days) - 1, MOST_DAYS).astype(int)]


def _shared_out(days: Iterable[date], liked: Mapping[date, int], most: int) -> list[list[date]]:
    """The days in `most` groups, in order, each with about as many likes; a group may be empty."""
    days = list(days)
    total, before = sum(liked[d] for d in days), 0
    groups: list[list[date]] = [[] for _ in range(most)]
    for day in days:
        groups[before * most // total].append(day)
        before += liked[day]
    return groups
