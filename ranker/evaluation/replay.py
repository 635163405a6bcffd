"""Replay: how rankers would have fared on a reader's own history, walked in time order.

The history is cut at listing dates. What is trained for a cut knows the votes cast and the papers
public before it; it ranks the announcements from there to the next cut, and is judged by the
votes cast on them. Differences are paired by announcement; their intervals are Student's t, at a
level that holds for all rankers compared at once (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from ranker.arrays import Floats
from ranker.calendar import announcement_of
from ranker.evaluation.metrics import Quality, mean, quality
from ranker.evaluation.reliability import Reliability
from ranker.feedback.votes import DISLIKE, LIKE
from ranker.plurals import count

LEAST_BEFORE = 5  # likes to train the first step on
LEAST_LIKES, LEAST_DAYS = 20, 8
"""Judged likes and announcements below which no difference is believed, however large."""
_LEVEL = 0.95
_TOO_CLOSE = 10_000


@dataclass(frozen=True, slots=True)
class StandingVote:
    """A standing vote, as replay sees it.

    `day` is the first listing date of the paper, None where none is stored. A vote that claims to
    be older than its paper's announcement counts from the announcement on, so that no clock error
    lets a ranker learn from a paper it is to be judged on.
    """

    id: str
    vote: int
    at: datetime
    day: date | None

    @property
    def since(self) -> datetime:
        """The moment from which the vote may be known."""
        return self.at if self.day is None else max(self.at, announcement_of(self.day))


@dataclass(frozen=True, slots=True)
class Step:
    """Train on what came before the listing date `cut`, rank the announcements `days`."""

    cut: date
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class DayResult:
    """One announcement: the votes that judge it, and how every ranker fared by its name."""

    day: date
    likes: int
    dislikes: int
    qualities: Mapping[str, Quality]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean difference of nDCG@10 and the bounds of its confidence interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One ranker: its mean measures over the announcements it could rank, the votes that judged
    them, and how far the first ranker is ahead of it on the same ones."""

    name: str
    quality: Quality
    likes: int
    dislikes: int
    days: int
    ahead: Interval | None

    @property
    def enough(self) -> bool:
        """Whether there are votes enough to believe a difference."""
        return self.likes >= LEAST_LIKES and self.days >= LEAST_DAYS


@dataclass(frozen=True, slots=True)
class Stretch:
    """One step as a point of a curve: `votes` that were known at its cut, and every ranker's mean
    nDCG@10 over the `days` announcements that it was judged on, by its `likes`."""

    cut: date
    votes: int
    likes: int
    days: int
    ndcg: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found: a row a ranker, in how many steps, and the verdict in one line; and
    what came of the probabilities that the reader was shown, which no step was trained for."""

    profile: str
    rows: tuple[Row, ...]
    steps: int
    verdict: str
    forecasts: Reliability
    curve: tuple[Stretch, ...] = ()
    """The rankers step by step, without the previous model, which is a fixed one."""


def judge_day(day: date, votes: Sequence[int], scores: Mapping[str, Floats]) -> DayResult | None:
    """The day judged by the votes on its papers, (n,), 0 for none; `scores` are every ranker's,
    (n,). None where all or none of the papers are liked, so that no order is better."""
    cast = np.array(votes)
    liked = cast == LIKE
    measured = {name: quality(liked, values) for name, values in scores.items()}
    qualities = {name: found for name, found in measured.items() if found is not None}
    if not qualities:
        return None
    return DayResult(day, int(liked.sum()), int((cast == DISLIKE).sum()), qualities)


def rows(judged: Sequence[DayResult], names: Sequence[str]) -> tuple[Row, ...]:
    """One row a ranker, in the order of `names`; the first is the one the others are held to."""
    others = max(1, len(names) - 1)
    return tuple(_row(judged, names[0], name, others) for name in names)


def curve(
    steps: Sequence[Step], known: Sequence[int], judged: Sequence[DayResult], names: Sequence[str]
) -> tuple[Stretch, ...]:
    """How the rankers of those names fared step by step; `known` counts the votes at each cut.

    A ranker has a value only where it ranked all announcements of the step, so that values of
    one step compare.
    """
    found = []
    for step, votes in zip(steps, known, strict=True):
        own = [j for j in judged if j.day in step.days]
        whole = [n for n in names if own and all(n in j.qualities for j in own)]
        ndcg = {n: mean([j.qualities[n] for j in own]).ndcg for n in whole}
        if ndcg:
            found.append(Stretch(step.cut, votes, sum(j.likes for j in own), len(own), ndcg))
    return tuple(found)


def verdict(table: Sequence[Row]) -> str:
    """Whether the first ranker earns its place beside the others, in one line."""
    ours, others = table[0], table[1:]
    if not ours.enough:
        return (
            f"Can't tell yet: {_likes(ours)} judged on {_days(ours)}; a verdict takes at least "
            f"{LEAST_LIKES} likes on {LEAST_DAYS} announcements, cast after {LEAST_BEFORE} others."
        )
    compared = [(row, row.ahead) for row in others if row.ahead is not None]
    if not compared:
        return "Can't tell: there is nothing to compare with."
    row, nearest = min(compared, key=lambda pair: pair[1].mean)
    if any(ahead.high < 0 for _, ahead in compared):
        return f"The model does not earn its place: {row.name} ranks better {_by(nearest, -1)}."
    if all(ahead.low > 0 for _, ahead in compared):
        return f"The model earns its place: it is ahead of all, of {row.name} {_by(nearest, 1)}."
    row, open_one = min(compared, key=lambda pair: pair[1].low)
    side = "ahead of" if open_one.mean >= 0 else "behind"
    sign = 1 if open_one.mean >= 0 else -1
    return (
        f"Can't tell yet: {side} {row.name} {_by(open_one, sign)} on {_likes(ours)}; "
        f"{_needed(open_one, ours.likes)}."
    )


def loses(row: Row) -> bool:
    """Whether the ranker that `row` was compared with is behind it for certain."""
    return row.enough and row.ahead is not None and row.ahead.high < 0


def _row(judged: Sequence[DayResult], ours: str, name: str, others: int) -> Row:
    own = [j for j in judged if name in j.qualities]
    ahead = None
    if name != ours and len(own) > 1:
        pairs = [(j.qualities[ours].ndcg, j.qualities[name].ndcg) for j in own]
        ahead = _interval(np.array([a - b for a, b in pairs]), others)
    return Row(
        name,
        mean([j.qualities[name] for j in own]),
        sum(j.likes for j in own),
        sum(j.dislikes for j in own),
        len(own),
        ahead,
    )


def _interval(differences: np.ndarray, comparisons: int) -> Interval:
    from scipy.special import stdtrit

    count, middle = len(differences), float(differences.mean())
    quantile = float(stdtrit(count - 1, 1 - (1 - _LEVEL) / (2 * comparisons)))
    half = quantile * float(differences.std(ddof=1)) / math.sqrt(count)
    return Interval(middle, middle - half, middle + half)


def _by(found: Interval, sign: int) -> str:
    low, high = sorted((sign * found.low, sign * found.high))
    return f"by {sign * found.mean:.3f} nDCG@10 (95 %: {low:+.3f} to {high:+.3f})"


def _needed(found: Interval, likes: int) -> str:
    """How many likes would tell a difference of this size from none: the square root law."""
    half = found.high - found.mean
    count = likes * (half / found.mean) ** 2 if found.mean else math.inf
    if count > _TOO_CLOSE:
        return "the two are too close for votes to tell apart"
    return f"a difference of that size takes about {max(math.ceil(count / 10) * 10, likes)} likes"


def _likes(row: Row) -> str:
    return count(row.likes, "like")


def _days(row: Row) -> str:
    return count(row.days, "announcement")
