"""Reading one listing date: which source to ask, and what to note of what it says.

The feed has every category in one request, but neither says how many papers there should be nor
takes its date from anything but the clock. It is believed where it can be checked: the listing
date before is stored, none of its new papers is, and at least one paper is new to the store.
Everything else comes from the listing pages, which state their date and their numbers, and, for
days gone by, from the catch-up pages, which do the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from ranker.app.announcements.believing import Believed, of_feed, of_page
from ranker.app.papers.ingest import embed, keep
from ranker.app.services import Services
from ranker.app.workspace import Workspace
from ranker.calendar import CUT_OFF, EASTERN, listings_between
from ranker.errors import NotArxivError, SourceError, UnreachableError
from ranker.sources.interface import Batch, Source
from ranker.store.coverage import Covered

log = logging.getLogger(__name__)

_SETTLED: time = CUT_OFF
"""arXiv fills batches late. What was read before this hour (Eastern) of its listing date, when
the next announcement begins to be gathered, is read once more after it."""


@dataclass
class Reading:
    """What came of reading, by category: the listing date that arXiv stated, or why there is none.

    `added` has the papers that are new to the store under their listing date, replaced ones left
    out. `notes` say what was wrong with a page that was read, `failure` why reading broke off:
    arXiv could not be reached.
    """

    days: dict[str, date] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    added: dict[date, set[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failure: UnreachableError | None = None

    @property
    def error(self) -> SourceError:
        """Why nothing was read."""
        return self.failure or SourceError("; ".join(self.troubles.values()) or "nothing was read")


def read_newest(
    ws: Workspace,
    services: Services,
    day: date,
    categories: Sequence[str],
    advance: Callable[[int], None] = lambda done: None,
) -> Reading:
    """Store the newest announcement, expected to be that of `day`, from the feed and the listing.

    What the pages have instead, an announcement of another date, is stored under its own date.
    """
    reading = Reading()
    feed_has_it = ws.now().astimezone(EASTERN).date() == day
    checkable = tuple(c for c in unread(ws, day, categories) if _checkable(ws, day, c))
    if feed_has_it and checkable:
        try:
            batch = services.feed.fetch(checkable, day)
        except SourceError as error:
            log.info("feed: %s", error)
        else:
            for category in _note_feed(ws, batch, day, checkable):
                reading.days[category] = day
                advance(1)
    wanted = unread(ws, day, categories)
    return _read_pages(ws, services.listing, None, wanted, reading, advance)


def read_missed(
    ws: Workspace,
    services: Services,
    day: date,
    categories: Sequence[str],
    advance: Callable[[int], None] = lambda done: None,
) -> Reading:
    """Store a listing date gone by from the catch-up pages."""
    wanted = unread(ws, day, categories)
    return _read_pages(ws, services.catch_up, day, wanted, Reading(), advance)


def unread(
    ws: Workspace,
    day: date,
    categories: Sequence[str],
    covered: dict[str, Covered] | None = None,
) -> tuple[str, ...]:
    """The categories of a listing date that were not read, or read once and too early.

    `covered` is what the store knows of the day, where the caller has it already.
    """
    known = ws.coverage.of(day) if covered is None else covered
    settled = datetime.combine(day, _SETTLED, EASTERN)
    due = ws.now() >= settled
    return tuple(
        c
        for c in categories
        if c not in known
        or known[c].checks == 0
        or (due and known[c].checks == 1 and known[c].checked_at < settled)
    )


def _checkable(ws: Workspace, day: date, category: str) -> bool:
    """Whether an old batch under this date would be noticed; not in a second reading, either."""
    before = listings_between(day - timedelta(days=7), day - timedelta(days=1))[-1]
    return category not in ws.coverage.of(day) and category in ws.coverage.of(before)


def _read_pages(
    ws: Workspace,
    source: Source,
    day: date | None,
    categories: Sequence[str],
    reading: Reading,
    advance: Callable[[int], None],
) -> Reading:
    """One category at a time, each stored and embedded before the next is asked for.

    The time that embedding takes is no loss: arXiv wants a pause between pages.
    """
    for category in categories:
        try:
            batch = source.fetch((category,), day)
        except UnreachableError as error:
            reading.failure = error
            return reading
        except NotArxivError as error:
            # A log-in page stands before all of arXiv.
            reading.failure = UnreachableError(str(error))
            return reading
        except SourceError as error:
            log.info("%s: %s", source.name, error)
            reading.troubles[category] = str(error)
        else:
            reading.notes += [f"{p.where}: {p.message}" for p in batch.problems]
            _note_page(ws, batch, category, reading)
            embed(ws, [e.paper.id for e in batch.entries if e.kind in ("new", "cross")])
            if batch.announced is not None:
                reading.days[category] = batch.announced
        advance(1)
    return reading


def _note_page(ws: Workspace, batch: Batch, category: str, reading: Reading) -> None:
    """Store one category's page under the date that it states, and that it was read."""
    believed = of_page(batch, category, ws.coverage.newest_of_all())
    if believed is None:
        return
    there = {entry.paper.id for entry in ws.papers.announced(believed.day)}
    reading.added.setdefault(believed.day, set()).update(believed.announced - there)
    _write(ws, batch, believed)


def _note_feed(
    ws: Workspace, batch: Batch, day: date, categories: Sequence[str]
) -> tuple[str, ...]:
    """Store what can be believed of the feed; returns the categories that were read by it."""
    known = ws.papers.first_announced(e.paper.id for e in batch.entries)
    believed = of_feed(batch, day, categories, known)
    if believed is None:
        log.info("feed: %s", "; ".join(p.message for p in batch.problems) or "it is empty")
        return ()
    _write(ws, batch, believed)
    return tuple(one.category for one in believed.read)


def _write(ws: Workspace, batch: Batch, believed: Believed) -> None:
    keep(ws, replace(batch, entries=believed.entries, problems=()))
    for one in believed.read:
        ws.coverage.put(
            believed.day,
            one.category,
            one.ids,
            stated=one.stated,
            source=believed.source,
            now=ws.now(),
            sure=one.sure,
        )
