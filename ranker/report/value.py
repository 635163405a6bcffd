"""The report as a value. Each of its parts is one figure; what it lacks is None or empty."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from ranker.evaluation.replay import Replayed

Kind = Literal["complete", "partly", "missing", "unread", "file", "later"]
"""Read to its end in every category; in some, or short of papers; not read though others before
it were; not read yet (due, or before the first reading); brought by a file alone; to come."""


@dataclass(frozen=True, slots=True)
class VotesOn:
    """The votes that stand of the days from `first` on, as many as a bin has."""

    first: date
    likes: int
    dislikes: int


@dataclass(frozen=True, slots=True)
class VoteTimes:
    """Votes over time, in bins of `days` days, oldest first; none without a vote."""

    days: int
    bins: tuple[VotesOn, ...]
    likes: int
    dislikes: int

    @property
    def total(self) -> int:
        """How many votes stand."""
        return self.likes + self.dislikes


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or two words in a row, and its weight in the linear part of the score."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of the model in use that raise a score most and that lower it most, each the
    strongest first, and the votes that it was trained on."""

    model: str
    stage: str
    likes: int
    dislikes: int
    strongest: tuple[Term, ...]
    weakest: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class KeywordCount:
    """Papers of the profile's digests that have the keyword, and how many of them were voted on."""

    keyword: str
    brought: int
    liked: int
    disliked: int


@dataclass(frozen=True, slots=True)
class ListingDate:
    """One listing date: `papers` stored of it, `lacking` the categories that were not read, and
    whether it has a digest, may have been a holiday, and can still be fetched."""

    day: date
    kind: Kind
    papers: int
    lacking: tuple[str, ...]
    digest: bool
    holiday: str
    fetchable: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A paper of the map: coordinates of no unit, and the vote on it, 0 for none."""

    id: str
    title: str
    x: float
    y: float
    vote: int


@dataclass(frozen=True, slots=True)
class PaperMap:
    """Papers announced from `first` to `last`, projected from their embeddings to two dimensions.

    `share` of their variance lies in these two. `papers` were projected; of those without a vote
    at most some have a dot. `unembedded` have no vector yet.
    """

    first: date
    last: date
    papers: int
    unembedded: int
    share: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What one interest's model has learned, and from what."""

    profile: str
    made_at: datetime
    stored: int
    votes: VoteTimes
    replay: Replayed
    terms: Terms | None
    keywords: tuple[KeywordCount, ...]
    map: PaperMap | None
    listings: tuple[ListingDate, ...]


def figures_json(report: Report) -> dict[str, Any]:
    """The data of every figure by its name; None where there is none."""
    replayed = report.replay
    rows = [
        {
            "name": row.name,
            **asdict(row.quality),
            "likes": row.likes,
            "dislikes": row.dislikes,
            "announcements": row.days,
            "ahead": asdict(row.ahead) if row.ahead else None,
        }
        for row in replayed.rows
    ]
    curve = [
        {
            "cut": point.cut,
            "votes": point.votes,
            "likes": point.likes,
            "announcements": point.days,
            "rankers": [{"name": name, "ndcg": value} for name, value in point.ndcg.items()],
        }
        for point in replayed.curve
    ]
    return {
        "votes": asdict(report.votes),
        "replay": {
            "trainings": replayed.steps,
            "verdict": replayed.verdict,
            "rows": rows,
            "curve": curve,
        },
        "forecasts": asdict(replayed.forecasts),
        "terms": asdict(report.terms) if report.terms else None,
        "keywords": [asdict(one) for one in report.keywords],
        "map": asdict(report.map) if report.map else None,
        "listings": [asdict(one) for one in report.listings],
    }


def to_json(report: Report) -> dict[str, Any]:
    """The whole report: whose, when, and the data of its figures."""
    about = {"profile": report.profile, "made_at": report.made_at, "stored": report.stored}
    return {**about, "figures": figures_json(report)}
