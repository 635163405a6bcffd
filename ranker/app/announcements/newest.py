"""Which announcement is the newest, is it stored, and what was missed since the last one.

The listing date comes from arXiv, never from the local clock; the calendar only says which one
to expect. What was read is noted by category, so a run that breaks off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ranker.app.announcements.catching_up import furthest, missed, read_plan
from ranker.app.announcements.reading import Reading, read_missed, read_newest, unread
from ranker.app.progress import bar
from ranker.app.services import Services
from ranker.app.workspace import Workspace
from ranker.calendar import CATCH_UP_DAYS, expected_listing, holiday_hint, listings_between
from ranker.digest.outcome import CONFIRMED, Cause, Standing
from ranker.errors import NothingToRankError, RankError, SourceError, UnreachableError


@dataclass(frozen=True, slots=True)
class Finding:
    """The newest listing date known, and what that means.

    `day` is None where nothing is stored. `standing` is confirmed where the expected announcement
    is stored.
    """

    day: date | None
    standing: Standing = CONFIRMED
    notes: tuple[str, ...] = ()


def look(
    ws: Workspace, services: Services, categories: Sequence[str], since: date | None = None
) -> Finding:
    """Bring the store up to the newest announcement, and from `since` on if given.

    What was missed is fetched after the newest, so that a run that is stopped has the newest.
    Raises SourceError where nothing could be read and nothing is stored.
    """
    if not categories:
        return Finding(ws.papers.newest_announcement(), Standing("unconfirmed", "no-categories"))
    expected = expected_listing(ws.now())
    begun = set(ws.coverage.between(furthest(ws.now()), expected))
    reading = ask_newest(ws, services, expected, categories)
    newest = newest_of(ws, reading, expected)
    if newest is None:
        known = ws.papers.newest_announcement()
        if known is None:
            raise reading.error
        return Finding(known, Standing("unconfirmed", "unreachable", str(reading.error)))
    notes = _notes(ws, reading, newest, categories)
    if reading.failure is None:
        plan = missed(ws, categories, newest, since)
        again = all(day in begun for day, _ in plan)
        caught = read_plan(ws, services, plan, "re-checking" if again else "catching up")
        notes += tuple(caught.notes)
        for day, papers in caught.added.items():
            reading.added.setdefault(day, set()).update(papers)
    notes += _earlier(reading.added, newest, begun)
    if newest >= expected:
        return Finding(newest, notes=notes)
    # A hint alone is not enough: arXiv must have shown that an earlier one is its newest.
    hint = None if reading.failure else holiday_hint(expected)
    if hint:
        return Finding(newest, Standing("none-expected", "holiday", hint), notes)
    return Finding(newest, Standing("unconfirmed", "not-announced", str(expected)), notes)


def look_at(ws: Workspace, services: Services, day: date, categories: Sequence[str]) -> Finding:
    """Bring one listing date into the store. Raises NothingToRankError where it cannot be had."""
    expected = expected_listing(ws.now())
    if day > expected:
        raise NothingToRankError(f"{day} is not announced yet; the newest is that of {expected}")
    if not listings_between(day - timedelta(days=1), day):
        return Finding(day, Standing("none-expected", "weekend"))
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
    hint = holiday_hint(day)
    cause: Cause = "holiday" if hint else "nothing-announced"
    return Finding(day, Standing("none-expected", cause, hint or ""), notes)


def ask_newest(
    ws: Workspace, services: Services, expected: date, categories: Sequence[str]
) -> Reading:
    """Read the newest announcement, with a bar."""
    with bar(ws, f"asking for {expected}", len(unread(ws, expected, categories))) as advance:
        return read_newest(ws, services, expected, categories, advance)


def newest_of(ws: Workspace, reading: Reading, expected: date) -> date | None:
    """The newest listing date that arXiv has shown: now, or when the expected one was read."""
    known = {expected} if ws.coverage.of(expected) else set()
    return max({*reading.days.values(), *known}, default=None)


def as_failure(ws: Workspace, error: SourceError) -> RankError:
    """The error as the exit codes have it: 3 is for a reader who has nothing stored."""
    if isinstance(error, UnreachableError) and ws.papers.count():
        return SourceError(str(error))
    return error


def _earlier(added: Mapping[date, set[str]], newest: date, begun: set[date]) -> tuple[str, ...]:
    """What came in of earlier listing dates, and how to see it; `begun` were read before."""
    days = sorted(day for day, papers in added.items() if papers and day < newest)
    notes = [
        f"{len(added[day])} more of {day} came late; `rank today --date {day}` shows that day"
        for day in days
        if day in begun
    ]
    missed_days = [day for day in days if day not in begun]
    if missed_days:
        first, named = missed_days[0], ", ".join(map(str, missed_days))
        notes.append(
            f"missed and fetched: {named}; `rank today --since {first}` ranks them together"
        )
    return tuple(notes)


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
