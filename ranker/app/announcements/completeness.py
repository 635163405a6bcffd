"""How complete each category's announcements are: announced, fetched, seen before, ranked, and
the state.

- fresh: it was read, and there are papers;
- quiet: it was read, and there are none;
- waiting: it is due and not read, for a day at most;
- stalled: it is due and not read for longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ranker.app.announcements.believing import announced_in
from ranker.app.workspace import Workspace
from ranker.calendar import announcement_of, expected_listing, holiday_hint, listings_between
from ranker.digest.value import Completeness, State
from ranker.paper import Entry
from ranker.settings import Profile

_STALLED_AFTER = timedelta(days=1)
ANY = "any"
"""The one row of a profile without categories."""


@dataclass(frozen=True, slots=True)
class Day:
    """The completeness of one listing date."""

    day: date
    rows: tuple[Completeness, ...]


def completeness(
    ws: Workspace,
    profile: Profile,
    days: Sequence[date],
    entries: Iterable[Entry],
    seen: frozenset[str],
    ranked: frozenset[str],
) -> tuple[Completeness, ...]:
    """What became of the papers of those listing dates, category by category.

    `entries` are what is stored of them, `seen` the ids that another digest had, `ranked` those
    that this one has. What was announced and fetched is counted by the day, what was seen and
    ranked once a category.
    """
    first, last = days[0], days[-1]
    covered = ws.coverage.between(first, last)
    entries = tuple(entries)
    rows = []
    for name in profile.categories or (ANY,):
        stated = [read[name].stated for read in covered.values() if name in read]
        ids = ws.coverage.listed(name, first, last)
        if not stated:  # a file brought them, or other categories
            ids = [e.paper.id for e in entries if name == ANY or announced_in(e, name)]
        rows.append(
            Completeness(
                category=name,
                announced=sum(stated) if stated else None,
                fetched=len(ids),
                seen_before=len(seen & set(ids)),
                ranked=len(ranked & set(ids)),
                state=_state(ws, name, last, papers=len(ids)),
            )
        )
    return tuple(rows)


def awaited(ws: Workspace, category: str) -> State:
    """The state of the newest announcement due, where it is not there: waiting or stalled. Without
    categories none is due: files bring the papers."""
    return "fresh" if category == ANY else _overdue(ws, category, expected_listing(ws.now()))


def month(ws: Workspace, profile: Profile, count: int) -> tuple[Day, ...]:
    """The last `count` days' listing dates, newest first, as far back as anything was read."""
    newest = expected_listing(ws.now())
    oldest = [d for c in profile.categories if (d := ws.coverage.oldest(c))]
    if not oldest:
        return ()
    begin = max(min(oldest), newest - timedelta(days=count - 1))
    days = listings_between(begin - timedelta(days=1), newest)
    return tuple(Day(day, _of_day(ws, profile, day)) for day in reversed(days))


def newest(ws: Workspace, profile: Profile) -> Day | None:
    """The newest listing date that was read, with the state of the one that is due."""
    due = expected_listing(ws.now())
    read = [d for c in profile.categories if (d := ws.coverage.newest(c))]
    if not read:
        return None
    day = max(read)
    rows = _of_day(ws, profile, day)
    if day < due and holiday_hint(due) is None:
        rows = tuple(replace(r, state=awaited(ws, r.category)) for r in rows)
    return Day(day, rows)


def _of_day(ws: Workspace, profile: Profile, day: date) -> tuple[Completeness, ...]:
    """As the day's digest had it, with what is stored now; without a digest nothing is ranked."""
    entries = ws.papers.announced(day, profile.categories)
    kept = ws.digests.get(profile.name, str(day))
    ranked = frozenset(r.paper.id for r in kept.digest.papers) if kept else frozenset[str]()
    ids = [e.paper.id for e in entries if e.paper.id not in ranked]
    seen = ws.digests.shown_elsewhere(profile.name, ids, day, day)
    return completeness(ws, profile, (day,), entries, seen, ranked)


def _state(ws: Workspace, category: str, day: date, *, papers: int) -> State:
    read = ws.coverage.of(day)
    if category in read:
        return "fresh" if papers else "quiet"
    if category == ANY or (papers and not read):
        return "fresh"  # brought by a file
    return _overdue(ws, category, day)


def _overdue(ws: Workspace, category: str, day: date) -> State:
    """Since when arXiv owes an announcement: the first one after the last that was read."""
    last = ws.coverage.newest(category)
    begin = last if last is not None and last < day else day - timedelta(days=1)
    owed = [d for d in listings_between(begin, day) if holiday_hint(d) is None]
    due = announcement_of(owed[0] if owed else day)
    return "stalled" if ws.now() - due > _STALLED_AFTER else "waiting"
