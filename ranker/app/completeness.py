"""How complete each category's announcements are: announced, fetched, seen before, shown, and
the state.

- fresh: it was read, and there are papers;
- quiet: it was read, and there are none;
- waiting: it is due and not read, for a day at most;
- stalled: it is due and not read for longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ranker.app.workspace import Workspace
from ranker.config import Profile
from ranker.digest.value import Completeness, State
from ranker.paper import Entry
from ranker.sources.calendar import (
    announcement_of,
    expected_listing,
    holiday_hint,
    listings_between,
)
from ranker.taxonomy import in_category

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
    shown: frozenset[str],
) -> tuple[Completeness, ...]:
    """What became of the papers of those listing dates, category by category.

    `entries` are what is stored of them, `seen` the ids that an earlier digest had, `shown` those
    that this one has. Papers are counted, once a category; what arXiv said is counted by the day.
    """
    names = profile.categories or (ANY,)
    covered = ws.coverage.between(days[0], days[-1])
    stated = Counter[str]()
    for read in covered.values():
        stated.update({name: read[name].stated for name in read})
    own = [(e.paper.id, e.paper.categories) for e in entries]
    rows = []
    for name in names:
        ids = [i for i, categories in own if name == ANY or in_category(categories, name)]
        rows.append(
            Completeness(
                category=name,
                announced=stated.get(name),
                fetched=len(ids),
                seen_before=sum(i in seen for i in ids),
                shown=sum(i in shown for i in ids),
                state=_state(ws, name, days[-1], stated=stated.get(name), stored=len(ids)),
            )
        )
    return tuple(rows)


def awaited(ws: Workspace, category: str) -> State:
    """The state of the newest announcement due, where it is not there: waiting or stalled."""
    return _overdue(ws, category, expected_listing(ws.now()))


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
    """As the day's digest had it, with what is stored now; without a digest nothing is shown."""
    entries = ws.papers.announced(day, profile.categories)
    kept = ws.digests.get(profile.name, str(day))
    shown = frozenset(r.paper.id for r in kept.digest.papers) if kept else frozenset[str]()
    ids = [e.paper.id for e in entries if e.paper.id not in shown]
    seen = ws.digests.shown_elsewhere(profile.name, ids, day, day)
    return completeness(ws, profile, (day,), entries, seen, shown)


def _state(ws: Workspace, category: str, day: date, *, stated: int | None, stored: int) -> State:
    if category in ws.coverage.of(day):
        return "fresh" if stated else "quiet"
    if stored or category == ANY:
        return "fresh"  # brought by a file
    return _overdue(ws, category, day)


def _overdue(ws: Workspace, category: str, day: date) -> State:
    """Since when arXiv owes an announcement: the first one after the last that was read."""
    last = ws.coverage.newest(category)
    begin = last if last is not None and last < day else day - timedelta(days=1)
    owed = [d for d in listings_between(begin, day) if holiday_hint(d) is None]
    due = announcement_of(owed[0] if owed else day)
    return "stalled" if ws.now() - due > _STALLED_AFTER else "waiting"
