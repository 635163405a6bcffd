"""Which announcement is the newest, is it stored, and what was missed since the last one.

The listing date comes from arXiv, never from the local clock; the calendar only says which one
to expect. A listing date is read from the feed while the feed has it (on its own Eastern day),
else from the listing pages; missed ones from the catch-up pages. What was read to its end is
noted per category, so a run that breaks off goes on where it stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ranker.app.ingest import keep
from ranker.app.services import Services
from ranker.app.workspace import Workspace
from ranker.errors import SourceError, UnreachableError
from ranker.sources.calendar import (
    CATCH_UP_DAYS,
    EASTERN,
    announcement_of,
    expected_listing,
    holiday_hint,
    listings_between,
)
from ranker.sources.interface import Batch, Problem, Source
from ranker.taxonomy import in_category

log = logging.getLogger(__name__)

_LATE = timedelta(hours=3)
"""arXiv fills batches late: a first reading sooner than this after the announcement is repeated."""
_NOT_READ = frozenset(
    {"truncated", "capped", "stale", "throttled", "unreachable", "not-arxiv", "unknown-category"}
)
_SECONDS_PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """The newest listing date known, and what that means.

    `day` is None where nothing is stored. `reason` is empty where the expected announcement is
    stored; else it says why there is none, and `none_expected` whether that was to be expected.
    """

    day: date | None
    reason: str = ""
    none_expected: bool = False
    notes: tuple[str, ...] = ()


def look(ws: Workspace, services: Services, categories: Sequence[str]) -> Finding:
    """Bring the store up to the newest announcement. Raises UnreachableError with an empty store.

    What was missed in between is fetched after the newest, so that a run that is stopped has
    the newest.
    """
    if not categories:
        return Finding(ws.papers.newest_announcement(), "the profiles name no categories")
    expected = expected_listing(ws.now())
    try:
        problems = read_day(ws, services, expected, categories, newest=True)
        notes = _catch_up(ws, services, categories, expected)
    except SourceError as error:
        known = ws.papers.newest_announcement()
        if known is None:
            raise
        return Finding(known, f"arXiv could not be asked: {error}")
    there = ws.coverage.of(expected)
    if there:
        failed = {c for c in categories if c not in there}
        notes += tuple(f"{p.where}: {p.message}" for p in problems if p.where in failed)
        return Finding(expected, notes=notes)
    hint = holiday_hint(expected)
    reason = f"no announcement on {hint}" if hint else f"arXiv has not announced {expected} yet"
    return Finding(ws.papers.newest_announcement(), reason, bool(hint), notes)


def read_day(
    ws: Workspace, services: Services, day: date, categories: Sequence[str], *, newest: bool
) -> tuple[Problem, ...]:
    """Store a listing date in those categories that were not read yet (or were read too early).

    `newest` says that it is the newest that can be, so that the feed and the listing pages have
    it; an earlier one is on the catch-up pages. Raises SourceError if nothing could be read.
    """
    wanted = unread(ws, day, categories)
    if not wanted:
        return ()
    problems: list[Problem] = []
    first_error: SourceError | None = None
    for source in _sources(ws, services, day, newest=newest):
        try:
            batch = source.fetch(wanted, day)
        except SourceError as error:
            log.info("%s: %s", source.name, error)
            first_error = first_error or error
            if isinstance(error, UnreachableError):
                continue
        else:
            problems += batch.problems
            _note(ws, day, wanted, batch)
        wanted = unread(ws, day, categories)
        if not wanted:
            return tuple(problems)
    if first_error and not ws.coverage.of(day) and not problems:
        raise first_error
    return tuple(problems)


def estimate(pages: int) -> str:
    """How long that many listing pages take under arXiv's crawl delay, in words."""
    minutes = max(1, round(pages * _SECONDS_PER_PAGE / 60))
    return f"about {minutes} minute{'' if minutes == 1 else 's'} (arXiv allows a page in 15 s)"


def _sources(ws: Workspace, services: Services, day: date, *, newest: bool) -> Iterator[Source]:
    """The sources that can have a listing date, in the order to ask them."""
    if newest:
        # The feed has the rows of the current Eastern day and no others.
        if ws.now().astimezone(EASTERN).date() == day:
            yield services.feed
        yield services.listing
    else:
        yield services.catch_up


def _note(ws: Workspace, day: date, categories: Sequence[str], batch: Batch) -> None:
    """Store a batch of that day, and which categories it read to their end."""
    broken = {p.where for p in batch.problems if p.trouble in _NOT_READ}
    if batch.source in broken or batch.announced != day:
        return  # an old batch under a new date, or another day's
    keep(ws, batch)
    doubtful = {p.where for p in batch.problems if p.trouble == "mismatch"}
    stated, joined = dict(batch.stated), "+".join(categories)
    counts = {}
    for category in categories:
        found = sum(
            e.announced == day and in_category(e.paper.categories, category) for e in batch.entries
        )
        if not broken & {category, joined} and (found or category not in doubtful):
            counts[category] = stated.get(category, found)
    ws.coverage.put(day, counts, batch.source, ws.now())


def unread(ws: Workspace, day: date, categories: Sequence[str]) -> tuple[str, ...]:
    """The categories of a listing date that were not read, or only before arXiv was done."""
    covered = ws.coverage.of(day)
    settled = announcement_of(day) + _LATE
    return tuple(
        c
        for c in categories
        if c not in covered
        or (covered[c].checks == 1 and covered[c].checked_at < settled <= ws.now())
    )


def _catch_up(
    ws: Workspace, services: Services, categories: Sequence[str], newest: date
) -> tuple[str, ...]:
    """Fetch the listing dates missed before `newest`; what failed is said, not raised."""
    missed = missed_days(ws, categories, newest)
    if not missed:
        return ()
    pages = sum(len(wanted) for _, wanted in missed)
    if len(missed) > 1:
        log.warning("catching up on %d listing dates, %s", len(missed), estimate(pages))
    advance = ws.task.begin("catching up", len(missed))
    for done, (day, wanted) in enumerate(missed):
        try:
            read_day(ws, services, day, wanted, newest=False)
        except SourceError as error:
            left = len(missed) - done
            return (f"{left} missed listing dates are still to fetch, from {day} on: {error}",)
        advance(1)
    return ()


def missed_days(
    ws: Workspace, categories: Sequence[str], newest: date
) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """Listing dates before `newest`, oldest first, each with the categories that lack it.

    A category lacks the dates since the first one that was read of it, no longer ago than the
    catch-up pages go back. Where nothing was ever read and `newest` is not out, the date before
    it is missed in all of them, so that a first run has something to show.
    """
    furthest = newest - timedelta(days=CATCH_UP_DAYS)
    days = listings_between(furthest, newest - timedelta(days=1))
    first = {c: ws.coverage.oldest(c) for c in categories}
    if not any(first.values()):
        return ((days[-1], tuple(categories)),)
    missed = []
    for day in days:
        due = [c for c, start in first.items() if start is not None and start <= day]
        wanted = unread(ws, day, due)
        if wanted:
            missed.append((day, wanted))
    return tuple(missed)
