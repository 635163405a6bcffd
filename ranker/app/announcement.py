"""Which announcement is the newest, is it stored, and what was missed since the last one.

The listing date comes from arXiv, never from the local clock; the calendar only says which one
to expect. What was read is noted by category, so a run that breaks off goes on where it stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ranker.app.reading import Reading, read_missed, read_newest, unread
from ranker.app.services import Services
from ranker.app.workspace import Workspace
from ranker.errors import NothingToRankError, RankError, SourceError, UnreachableError
from ranker.sources.calendar import (
    CATCH_UP_DAYS,
    EASTERN,
    expected_listing,
    holiday_hint,
    listings_between,
)

log = logging.getLogger(__name__)

_SECONDS_PER_PAGE = 15

Plan = tuple[tuple[date, tuple[str, ...]], ...]
"""Listing dates to read, each with the categories that are to be read of it."""


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


def look(
    ws: Workspace, services: Services, categories: Sequence[str], since: date | None = None
) -> Finding:
    """Bring the store up to the newest announcement, and from the day after `since` if given.

    What was missed is fetched after the newest, so that a run that is stopped has the newest.
    Raises SourceError where nothing could be read and nothing is stored.
    """
    if not categories:
        return Finding(ws.papers.newest_announcement(), "the profiles name no categories")
    expected = expected_listing(ws.now())
    reading = ask_newest(ws, services, expected, categories)
    newest = newest_of(ws, reading, expected)
    if newest is None:
        known = ws.papers.newest_announcement()
        if known is None:
            raise reading.error
        return Finding(known, f"arXiv could not be asked: {reading.error}")
    notes = _notes(ws, reading, newest, categories)
    if reading.failure is None:
        notes += _catch_up(ws, services, missed(ws, categories, newest, since))
    if newest >= expected:
        return Finding(newest, notes=notes)
    # A hint alone is not enough: arXiv has just shown that an earlier announcement is its newest.
    hint = holiday_hint(expected) if reading.days else None
    reason = f"no announcement on {hint}" if hint else f"arXiv has not announced {expected} yet"
    return Finding(newest, reason, bool(hint), notes)


def look_at(ws: Workspace, services: Services, day: date, categories: Sequence[str]) -> Finding:
    """Bring one listing date into the store. Raises NothingToRankError where it cannot be had."""
    expected = expected_listing(ws.now())
    if day > expected:
        raise NothingToRankError(f"{day} is not announced yet; the newest is that of {expected}")
    if not listings_between(day - timedelta(days=1), day):
        return Finding(day, "weekend", none_expected=True)
    if day <= furthest(ws.now()):
        raise NothingToRankError(
            f"{day} is too long ago: arXiv's catch-up pages go back {CATCH_UP_DAYS} days"
        )
    ask = ask_newest if day == expected else read_missed
    reading = ask(ws, services, day, categories)
    if not any(c in ws.coverage.of(day) for c in categories):
        if reading.days:
            raise NothingToRankError(f"arXiv has not announced {day} yet")
        raise as_failure(ws, reading.error)
    notes = _notes(ws, reading, day, categories)
    if ws.papers.announced(day, categories):
        return Finding(day, notes=notes)
    return Finding(day, holiday_hint(day) or "nothing was announced", True, notes)


def missed(
    ws: Workspace, categories: Sequence[str], newest: date, since: date | None = None
) -> Plan:
    """Listing dates before `newest`, oldest first, each with the categories that lack it.

    A category lacks the dates since the first one that was read of it, and those after `since`,
    no longer ago than the catch-up pages go back.
    """
    begin = {}
    for category in categories:
        oldest = ws.coverage.oldest(category)
        starts = [d for d in (oldest, since and since + timedelta(days=1)) if d]
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


def read_plan(ws: Workspace, services: Services, plan: Plan, what: str) -> tuple[str, ...]:
    """Read those listing dates from the catch-up pages; what failed is said, not raised.

    Ctrl-C ends it, and what is left is read another time.
    """
    pages = sum(len(wanted) for _, wanted in plan)
    if pages > 1:
        log.warning("%s: %s, %s", what, _days(len(plan)), estimate(pages))
    notes: list[str] = []
    with _bar(ws, what, pages) as advance:
        for number, (day, wanted) in enumerate(plan):
            try:
                reading = read_missed(ws, services, day, wanted, advance)
                why: object = reading.failure
            except KeyboardInterrupt:
                reading, why = Reading(), "stopped"
            notes += [f"{day} {note}" for note in (*reading.notes, *reading.troubles.values())]
            if why is not None:
                notes.append(f"{_days(len(plan) - number)} still to fetch, from {day} on: {why}")
                break
    return tuple(notes)


def ask_newest(
    ws: Workspace, services: Services, expected: date, categories: Sequence[str]
) -> Reading:
    """Read the newest announcement, with a bar."""
    with _bar(ws, f"asking for {expected}", len(unread(ws, expected, categories))) as advance:
        return read_newest(ws, services, expected, categories, advance)


def newest_of(ws: Workspace, reading: Reading, expected: date) -> date | None:
    """The newest listing date that arXiv has shown: now, or when the expected one was read."""
    known = {expected} if ws.coverage.of(expected) else set()
    return max({*reading.days.values(), *known}, default=None)


def furthest(now: datetime) -> date:
    """The last date that the catch-up pages do not have any more."""
    return now.astimezone(EASTERN).date() - timedelta(days=CATCH_UP_DAYS)


def estimate(pages: int) -> str:
    """How long that many listing pages take under arXiv's crawl delay, in words."""
    seconds = (pages - 1) * _SECONDS_PER_PAGE + 2 * pages
    minutes = round(seconds / 60)
    time = f"{seconds} seconds" if seconds < 90 else f"{minutes} minutes"
    return f"about {time} (arXiv allows a page every {_SECONDS_PER_PAGE} s)"


def as_failure(ws: Workspace, error: SourceError) -> RankError:
    """The error as the exit codes have it: 3 is for a reader who has nothing stored."""
    if isinstance(error, UnreachableError) and ws.papers.count():
        return SourceError(str(error))
    return error


def _catch_up(ws: Workspace, services: Services, plan: Plan) -> tuple[str, ...]:
    """Read what was missed, and say where it is to be seen."""
    if not plan:
        return ()
    before = {day: set(_ids(ws, day)) for day, _ in plan}
    again = {day for day, _ in plan if ws.coverage.of(day)}
    what = "re-checking" if len(plan) == len(again) else "catching up"
    notes = read_plan(ws, services, plan, what)
    came = {day: len(set(_ids(ws, day)) - ids) for day, ids in before.items()}
    late = [day for day, count in came.items() if count and day in again]
    notes += tuple(
        f"{came[d]} papers of {d} came late; `rank today --date {d}` shows them" for d in late
    )
    missed_days = [day for day, count in came.items() if count and day not in again]
    if missed_days:
        since = missed_days[0] - timedelta(days=1)
        named = ", ".join(map(str, missed_days))
        notes += (f"missed and fetched: {named}; `rank today --since {since}` ranks them together",)
    return notes


def _ids(ws: Workspace, day: date) -> tuple[str, ...]:
    return tuple(e.paper.id for e in ws.papers.announced(day))


def _notes(
    ws: Workspace, reading: Reading, newest: date, categories: Sequence[str]
) -> tuple[str, ...]:
    """What went wrong with the newest announcement, category by category."""
    covered = ws.coverage.of(newest)
    notes = list(reading.notes)
    for category in categories:
        if category in covered:
            continue
        if category in reading.troubles:
            notes.append(reading.troubles[category])
        elif category in reading.days:
            behind = reading.days[category]
            notes.append(f"{category}: arXiv still has {behind} there, not {newest}")
        elif reading.failure is not None:
            notes.append(f"{category}: {reading.failure}")
    return tuple(notes)


@contextmanager
def _bar(ws: Workspace, what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar that ends even where the work does not come to its end."""
    done = 0
    advance = ws.task.begin(what, total) if total else lambda count: None

    def one_more(count: int) -> None:
        nonlocal done
        done += count
        advance(count)

    try:
        yield one_more
    finally:
        advance(total - done)


def _days(count: int) -> str:
    return f"{count} listing date{'' if count == 1 else 's'}"
