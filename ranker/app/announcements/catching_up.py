"""What was missed since the first reading, and reading it from the catch-up pages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ranker.app.announcements.reading import Reading, read_missed, unread
from ranker.app.progress import bar
from ranker.app.services import Services
from ranker.app.workspace import Workspace
from ranker.calendar import CATCH_UP_DAYS, EASTERN, listings_between
from ranker.plurals import count

log = logging.getLogger(__name__)

_SECONDS_PER_PAGE = 15

Plan = tuple[tuple[date, tuple[str, ...]], ...]
"""Listing dates to read, each with the categories that are to be read of it."""


def missed(
    ws: Workspace, categories: Sequence[str], newest: date, since: date | None = None
) -> Plan:
    """Listing dates before `newest`, oldest first, each with the categories that lack it.

    A category lacks the dates since the first one that was read of it, and those from `since` on,
    no longer ago than the catch-up pages go back.
    """
    begin = {}
    for category in categories:
        oldest = ws.coverage.oldest(category)
        starts = [d for d in (oldest, since) if d]
        begin[category] = min(starts, default=newest)
    days = listings_between(furthest(ws.now()), newest - timedelta(days=1))
    covered = ws.coverage.between(days[0], days[-1]) if days else {}
    plan = []
    for day in days:
        due = [c for c, start in begin.items() if start <= day]
        wanted = unread(ws, day, due, covered.get(day, {}))
        if wanted:
            plan.append((day, wanted))
    return tuple(plan)


def read_plan(ws: Workspace, services: Services, plan: Plan, what: str) -> Reading:
    """Read those listing dates from the catch-up pages; what failed is said, not raised.

    Ctrl-C ends it, and what is left is read another time.
    """
    pages = sum(len(wanted) for _, wanted in plan)
    if len(plan) > 1:
        log.warning("%s: %s, %s", what, _days(len(plan)), estimate(pages))
    done = Reading()
    with bar(ws, what, pages) as advance:
        for number, (day, wanted) in enumerate(plan):
            try:
                reading = read_missed(ws, services, day, wanted, advance)
                why: object = reading.failure
            except KeyboardInterrupt:
                reading, why = Reading(), "stopped"
            done.added |= reading.added
            done.notes += [f"{day} {n}" for n in (*reading.notes, *reading.troubles.values())]
            if why is not None:
                left = _days(len(plan) - number)
                done.notes.append(f"{left} still to fetch, from {day} on: {why}")
                break
    return done


def furthest(now: datetime) -> date:
    """The last date that the catch-up pages do not have any more."""
    return now.astimezone(EASTERN).date() - timedelta(days=CATCH_UP_DAYS)


def estimate(pages: int) -> str:
    """How long that many listing pages take under arXiv's crawl delay, in words."""
    seconds = (pages - 1) * _SECONDS_PER_PAGE + 2 * pages
    minutes = round(seconds / 60)
    time = f"{seconds} seconds" if seconds < 90 else f"{minutes} minutes"
    return f"about {time} (arXiv allows a page every {_SECONDS_PER_PAGE} s)"


def _days(number: int) -> str:
    return count(number, "listing date")
