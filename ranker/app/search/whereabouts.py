"""What became of a stored paper in a profile's digests: where it stands, or what kept it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ranker.app.workspace import Workspace
from ranker.calendar import listings_between
from ranker.models.keywords import KeywordMatcher
from ranker.paper import Paper
from ranker.settings import Profile
from ranker.taxonomy import in_category

Outcome = Literal[
    "shown",
    "beyond",
    "withdrawn",
    "excluded",
    "other-categories",
    "replacement",
    "unranked",
    "unread",
    "unannounced",
]
"""In the digest of `day`: among the papers shown, beyond them, or last since it is withdrawn. Or in
none: an excluded word stands in it; the profile reads none of its categories; only a new version of
it was announced; its day was not ranked since it is stored; a day on which it may have been
announced was not read in its categories; all were, and had it not."""

_BETWEEN = timedelta(days=7)  # from a paper's first date to its announcement, at most


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What became of a paper on listing date `day`, if one is known.

    `rank` is its place among `ranked` papers, 0 where it has none; `words` are the excluded words
    that stand in it, or the categories that were not read.
    """

    outcome: Outcome
    day: date | None = None
    rank: int = 0
    ranked: int = 0
    words: tuple[str, ...] = ()


def whereabouts(ws: Workspace, profile: Profile, paper: Paper) -> Whereabouts:
    """Where the profile's newest digest with the paper has it, else the first thing that kept it
    out, in the order in which a digest is made."""
    days = ws.papers.announced_on(paper.id)
    for day in days:
        stored = ws.digests.get(profile.name, str(day))
        papers = stored.digest.papers if stored else ()
        placed = next((r for r in papers if r.paper.id == paper.id), None)
        if stored and placed:
            shown: Outcome = "shown" if placed.rank <= stored.digest.size else "beyond"
            outcome = "withdrawn" if placed.paper.withdrawn else shown
            return Whereabouts(outcome, day, placed.rank, len(papers))
    return _kept_out(ws, profile, paper, days[0]) if days else _not_met(ws, profile, paper)


def _kept_out(ws: Workspace, profile: Profile, paper: Paper, day: date) -> Whereabouts:
    """What kept an announced paper out of the digest of that day."""
    entries = ws.papers.announced(day, profile.categories)
    entry = next((e for e in entries if e.paper.id == paper.id), None)
    if entry is None:
        return Whereabouts("other-categories", day)
    if unwanted := tuple(KeywordMatcher(profile.exclude).fields(paper)):
        return Whereabouts("excluded", day, words=unwanted)
    replaced = entry.kind.startswith("replace")
    return Whereabouts("replacement" if replaced else "unranked", day)


def _not_met(ws: Workspace, profile: Profile, paper: Paper) -> Whereabouts:
    """Why no announcement that is stored has the paper: it was asked for by name, or voted on."""
    own = tuple(c for c in profile.categories if in_category(paper.categories, c))
    if profile.categories and paper.categories and not own:
        return Whereabouts("other-categories")
    first = ws.papers.public_since([paper.id]).get(paper.id)
    if first is None:
        return Whereabouts("unannounced")
    days = listings_between(first - timedelta(days=1), min(first + _BETWEEN, ws.now().date()))
    covered = ws.coverage.between(days[0], days[-1]) if days else {}
    for day in days:
        if missed := tuple(c for c in own if c not in covered.get(day, {})):
            return Whereabouts("unread", day, words=missed)
    return Whereabouts("unannounced")
