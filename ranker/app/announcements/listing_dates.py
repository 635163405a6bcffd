"""The calendar of listing dates: what was read of each, what is missing, and reading a range."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from ranker.app.announcements.catching_up import furthest, read_plan
from ranker.app.announcements.reading import unread
from ranker.app.workspace import Workspace
from ranker.calendar import expected_listing, holiday_hint, listings_between
from ranker.errors import SourceError, UsageError
from ranker.report.value import Kind, ListingDate


def month_of(ws: Workspace, first: date) -> tuple[ListingDate, ...]:
    """The listing dates of the month that begins on `first`, oldest first."""
    last = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    days = listings_between(first - timedelta(days=1), last)
    covered = ws.coverage.between(first, last)
    listed = ws.coverage.counts(first, last)
    stored = ws.papers.announced_counts(first, last)
    made = ws.digests.between(first, last)
    categories = ws.config.categories
    begun = min((d for c in categories if (d := ws.coverage.oldest(c))), default=None)
    expected, oldest = expected_listing(ws.now()), furthest(ws.now())
    found = []
    for day in days:
        read = covered.get(day, {})
        lacking = unread(ws, day, categories, read)
        short = any(listed.get((day, c), 0) < one.stated for c, one in read.items())
        papers = stored.get(day, 0)
        if day > expected:
            kind: Kind = "later"
        elif not read and papers:
            kind = "file"
        elif not read:
            missed = begun is not None and begun < day < expected
            kind = "missing" if missed else "unread"
        else:
            kind = "partly" if short or any(c not in read for c in categories) else "complete"
        found.append(
            ListingDate(
                day=day,
                kind=kind,
                papers=papers,
                lacking=lacking if kind != "later" else (),
                digest=day in made,
                holiday=holiday_hint(day) or "",
                fetchable=oldest < day <= expected and bool(lacking),
            )
        )
    return tuple(found)


def fetch_range(ws: Workspace, first: date, last: date) -> None:
    """Read what is lacking of the listing dates from `first` to `last` from arXiv, and store it.

    As `rank fetch --since` does it: the last 90 days as they were announced; what is older by
    OAI-PMH, which has no end and no listing dates, as background. Raises UsageError for a range
    that cannot be, SourceError that says what is left.
    """
    expected = expected_listing(ws.now())
    if first > last:
        raise UsageError(f"{first} is after {last}")
    if not ws.config.categories:
        raise UsageError("no category to fetch; add some to a profile in rank.toml")
    if last >= expected:
        from ranker.app.announcements.fetching import fetch_since

        _complain(fetch_since(ws, first).notes)
        return
    from ranker.app.services import Services

    gone = furthest(ws.now())
    days = listings_between(max(first - timedelta(days=1), gone), last)
    covered = ws.coverage.between(first, last)
    wanted = [(d, unread(ws, d, ws.config.categories, covered.get(d, {}))) for d in days]
    plan = tuple((day, lacking) for day, lacking in wanted if lacking)
    with ws.alone():
        services = Services(ws)
        notes = tuple(read_plan(ws, services, plan, "fetching announcements").notes)
        if first <= gone:
            from ranker.app.announcements.harvesting import harvest

            notes += harvest(ws, services, first, gone)[1]
    _complain(notes)


def oldest_fetchable(ws: Workspace) -> date:
    """The first listing date that arXiv's pages still have; what is older has none any more."""
    return listings_between(furthest(ws.now()), furthest(ws.now()) + timedelta(days=4))[0]


def _complain(notes: Sequence[str]) -> None:
    if notes:
        raise SourceError("; ".join(dict.fromkeys(notes)))
