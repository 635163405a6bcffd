"""Reliability: how often papers were liked that a reader was told a probability of.

What is judged is the first probability that was shown, by what the reader did afterwards:

- A vote that stands and is later than the forecast says liked or not.
- A paper whose vote stood, or is dated, before its forecast is not judged: nothing was foreseen.
- A paper without a vote, or with one that was withdrawn, counts as not liked only where the reader
  went on voting: on a paper of the same digest, or of one shown later, and after it was shown.
  Else the reader may never have looked; it is unread, and judged as soon as there is such a vote.

So the newest digest counts from the first vote on it. Who votes only on what they like, and skips
a digest that has nothing, is judged rightly from the next vote on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import fsum
from typing import Literal

from ranker.feedback.votes import LIKE, Vote
from ranker.store.forecasts import Forecast

EDGES = (0.8, 0.5, 0.2, 0.0)
ENOUGH = 20
"""Judged papers of a band below which nothing is said of it: with fewer, chance alone moves the
liked share by ten points or so (its standard error, sqrt(p (1 - p) / n), is 9 points at p = .8
and 11 at p = .5)."""


@dataclass(frozen=True, slots=True)
class Band:
    """The judged forecasts with a probability in [low, high), as shown: rounded to a percent.

    `shown` counts them, `liked` those liked since; `probability` is their mean, None without any.
    The last percent belongs to the uppermost band.
    """

    low: float
    high: float
    shown: int
    liked: int
    probability: float | None

    @property
    def enough(self) -> bool:
        """Whether there are enough to say something."""
        return self.shown >= ENOUGH


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bands, from the uppermost down, and how many forecasts are not judged: `unread`, since
    the reader may not have looked yet, and `told`, since the vote was there before."""

    bands: tuple[Band, ...]
    unread: int
    told: int

    @property
    def judged(self) -> int:
        """How many forecasts are judged."""
        return sum(band.shown for band in self.bands)

    @property
    def telling(self) -> Band | None:
        """The uppermost band with enough papers to say something."""
        return next((band for band in self.bands if band.enough), None)


Outcome = Literal["liked", "disliked", "passed", "unread", "told"]
"""What became of a forecast: voted on since; passed over by a reader who went on voting; nobody
may have looked yet; the vote was there before."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a profile's votes say of which digests were read: when the last of them on a digest was
    cast, by its listing date, among votes that came after their forecasts; and when the newest of
    what they were cast on had been shown."""

    last_vote: Mapping[date, datetime]
    newest_read: datetime

    @classmethod
    def of(cls, forecasts: Iterable[Forecast], standing: Mapping[str, Vote]) -> Reading:
        """From the forecasts of at least the papers voted on, and the votes that stand by id."""
        last_vote: dict[date, datetime] = {}
        newest_read = datetime.min.replace(tzinfo=UTC)
        for one in forecasts:
            vote = standing.get(one.paper_id)
            if vote is not None and not one.told and vote.at > one.at:
                last_vote[one.digest] = max(vote.at, last_vote.get(one.digest, vote.at))
                newest_read = max(newest_read, one.at)
        return cls(last_vote, newest_read)

    def outcome(self, forecast: Forecast, cast: Vote | None) -> Outcome:
        """What became of a forecast; `cast` is the vote on its paper that stands."""
        same_digest = self.last_vote.get(forecast.digest)
        if forecast.told or (cast and cast.at <= forecast.at):
            return "told"
        if cast:
            return "liked" if cast.vote == LIKE else "disliked"
        read = self.newest_read >= forecast.at or (same_digest and same_digest > forecast.at)
        return "passed" if read else "unread"


def outcomes(forecasts: Sequence[Forecast], standing: Mapping[str, Vote]) -> dict[str, Outcome]:
    """What became of one profile's forecasts by its votes that stand; both by paper id."""
    read = Reading.of(forecasts, standing)
    return {f.paper_id: read.outcome(f, standing.get(f.paper_id)) for f in forecasts}


def reliability(forecasts: Sequence[Forecast], standing: Mapping[str, Vote]) -> Reliability:
    """One profile's forecasts judged by its votes that stand, by paper id."""
    became = outcomes(forecasts, standing)
    judged = [
        (f.probability, became[f.paper_id] == "liked")
        for f in forecasts
        if became[f.paper_id] not in ("unread", "told")
    ]
    counts = Counter(became.values())
    uppers = (1.0, *EDGES)
    bands = (_band(low, high, judged) for low, high in zip(EDGES, uppers, strict=False))
    return Reliability(tuple(bands), counts["unread"], counts["told"])


def _band(low: float, high: float, judged: Sequence[tuple[float, bool]]) -> Band:
    least, end = round(low * 100), round(high * 100) if high < 1 else 101
    inside = [(p, liked) for p, liked in judged if least <= round(p * 100) < end]
    mean = fsum(p for p, _ in inside) / len(inside) if inside else None
    return Band(low, high, len(inside), sum(liked for _, liked in inside), mean)
