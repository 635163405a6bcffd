"""`rank report`: what a profile's model has learned, put together from what is stored."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np

from ranker.app.announcements.listing_dates import month_of
from ranker.app.interests.keyword_counts import keyword_counts
from ranker.app.learning.in_use import model_in_use
from ranker.app.learning.replaying import replay
from ranker.app.workspace import Workspace
from ranker.calendar import expected_listing
from ranker.errors import NothingToRankError
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.report.projection import principal_plane
from ranker.report.value import Dot, ListingDate, PaperMap, Report, Term, Terms, VotesOn, VoteTimes
from ranker.settings import Profile

LISTINGS = 30
MAP_DAYS = 28
MOST_DOTS = 1_000
"""Papers without a vote that have a dot: with more, the votes drown and the page grows heavy."""
MOST_TERMS = 12
_DAILY, _WEEKLY = 45, 2 * 366
"""Days of voting up to which a bin is a day, or a week; else it is four weeks."""


def make_report(ws: Workspace, profile_name: str | None) -> Report:
    """The report of one profile. Replays its votes, which takes as long as `rank replay`.

    Raises UsageError for an unknown profile, BusyError.
    """
    profile = ws.config.profile(profile_name)
    replayed = replay(ws, profile.name)
    return Report(
        profile=profile.name,
        made_at=ws.now(),
        stored=ws.papers.count(),
        votes=vote_times(tuple(ws.votes_of(profile).values())),
        replay=replayed,
        terms=_terms(ws, profile),
        keywords=keyword_counts(ws, profile),
        map=_map(ws, profile),
        listings=_listings(ws),
    )


def vote_times(votes: tuple[Vote, ...]) -> VoteTimes:
    """The votes by the day, or more of them, on which they were cast, without a gap."""
    days = [(v.at.date(), v.vote) for v in votes]
    likes, dislikes = (sum(v == kind for _, v in days) for kind in (LIKE, DISLIKE))
    if not days:
        return VoteTimes(1, (), 0, 0)
    first, last = min(days)[0], max(days)[0]
    span = (last - first).days + 1
    width = 1 if span <= _DAILY else 7 if span <= _WEEKLY else 28
    if width > 1:
        first -= timedelta(days=first.weekday())
    found = Counter(((day - first).days // width, vote) for day, vote in days)
    bins = tuple(
        VotesOn(first + timedelta(days=n * width), found[n, LIKE], found[n, DISLIKE])
        for n in range((last - first).days // width + 1)
    )
    return VoteTimes(width, bins, likes, dislikes)


def _terms(ws: Workspace, profile: Profile) -> Terms | None:
    """The model's terms; None where there is nothing to train a model on, or it weighs none."""
    try:
        model = model_in_use(ws, profile)
    except NothingToRankError:
        return None
    weights = model.parts.linear.terms
    order = np.argsort(-weights, kind="stable")

    def named(columns: np.ndarray) -> tuple[Term, ...]:
        return tuple(Term(model.space.tfidf.term(int(c)), float(weights[c])) for c in columns)

    strongest = named(order[:MOST_TERMS][weights[order[:MOST_TERMS]] > 0])
    weakest = named(order[::-1][:MOST_TERMS][weights[order[::-1][:MOST_TERMS]] < 0])
    if not strongest and not weakest:
        return None
    card = model.card
    return Terms(card.id, model.stage, card.likes, card.dislikes, strongest, weakest)


def _map(ws: Workspace, profile: Profile) -> PaperMap | None:
    """The papers of the last weeks that are embedded; None where there are hardly any."""
    last = ws.papers.newest_announcement()
    if last is None:
        return None
    first = last - timedelta(days=MAP_DAYS - 1)
    titles: dict[str, str] = {}
    for number in range(MAP_DAYS):
        for entry in ws.papers.announced(first + timedelta(days=number), profile.categories):
            titles[entry.paper.id] = entry.paper.title
    vectors = ws.vectors.get(titles)
    if len(vectors.ids) < 3:
        return None
    points, share = principal_plane(vectors.values)
    votes = ws.votes_of(profile)
    others = [n for n, i in enumerate(vectors.ids) if i not in votes]
    voted = [n for n, i in enumerate(vectors.ids) if i in votes]
    if len(others) > MOST_DOTS:
        others = [others[i] for i in np.linspace(0, len(others) - 1, MOST_DOTS).astype(int)]
    dots = []
    for n in (*others, *voted):
        paper_id = vectors.ids[n]
        vote = votes[paper_id].vote if paper_id in votes else 0
        x, y = map(float, points[n])
        dots.append(Dot(paper_id, titles[paper_id], x, y, vote))
    unembedded = len(titles) - len(vectors.ids)
    return PaperMap(first, last, len(vectors.ids), unembedded, share, tuple(dots))


def _listings(ws: Workspace) -> tuple[ListingDate, ...]:
    """The latest listing dates that are due, oldest first."""
    month = expected_listing(ws.now()).replace(day=1)
    found: list[ListingDate] = []
    while len(found) < LISTINGS:
        due = [one for one in month_of(ws, month) if one.kind != "later"]
        found = [*due, *found]
        month = _month_before(month)
    return tuple(found[-LISTINGS:])


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
