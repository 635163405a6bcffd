"""Reading one listing date: which source to ask, what to believe of it, and what to note.

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

from ranker.app.papers.ingest import embed, keep
from ranker.app.services import Services
from ranker.app.workspace import Workspace
from ranker.calendar import CUT_OFF, EASTERN, listings_between
from ranker.errors import NotArxivError, SourceError, UnreachableError
from ranker.paper import Entry
from ranker.sources.interface import Batch, Source
from ranker.store.coverage import Covered
from ranker.taxonomy import in_category

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
    day = batch.announced
    later = ws.coverage.newest_of_all()
    if day is None or (batch.source == "catchup" and not batch.entries and not _after(later, day)):
        return  # an empty catch-up page of the newest date may be one that is still to be filled
    # The page says so: in_category does not know that cs.IT and math.IT are one.
    entries = tuple(_listed_under(entry, category) for entry in batch.entries)
    there = {entry.paper.id for entry in ws.papers.announced(day)}
    announced = {e.paper.id for e in entries if not e.kind.startswith("replace")}
    reading.added.setdefault(day, set()).update(announced - there)
    keep(ws, replace(batch, entries=entries, problems=()))
    unreadable = sum(p.trouble == "bad-line" for p in batch.problems)
    sure = all(p.trouble == "bad-line" for p in batch.problems)
    # arXiv counts a paper once for each section it is in, we count papers.
    stated = len(entries) + unreadable if sure else dict(batch.stated).get(category, len(entries))
    ws.coverage.put(
        day,
        category,
        (entry.paper.id for entry in entries),
        stated=stated,
        source=batch.source,
        now=ws.now(),
        sure=sure,
    )


def _note_feed(
    ws: Workspace, batch: Batch, day: date, categories: Sequence[str]
) -> tuple[str, ...]:
    """Store what can be believed of the feed; returns the categories that were read by it."""
    if batch.announced != day or any(p.trouble == "stale" for p in batch.problems):
        log.info("feed: %s", "; ".join(p.message for p in batch.problems) or "it is empty")
        return ()
    rows = [e for e in batch.entries if e.announced == day]
    known = ws.papers.first_announced(e.paper.id for e in rows)
    old = [e for e in rows if known.get(e.paper.id, day) < day]
    fresh = [e for e in rows if known.get(e.paper.id, day) >= day]
    stale = {c for c in categories for e in old if e.kind == "new" and announced_in(e, c)}
    alive = {c for c in categories for e in fresh if announced_in(e, c)}
    vouched = tuple(c for c in categories if c in alive - stale)
    entries = tuple(e for e in rows if any(announced_in(e, c) for c in vouched))
    keep(ws, replace(batch, entries=entries, problems=()))
    # A problem names its category, the categories of its request, or a row of either.
    broken = {c for p in batch.problems for c in p.where.split(" ")[0].split("+")}
    read = tuple(c for c in vouched if c not in broken)
    for category in read:
        ids = [e.paper.id for e in entries if announced_in(e, category)]
        ws.coverage.put(
            day, category, ids, stated=len(ids), source=batch.source, now=ws.now(), sure=True
        )
    return read


def announced_in(entry: Entry, category: str) -> bool:
    """Whether the announcement that brought the entry was made in that category.

    A paper that is cross-listed later is announced in the new category, not in its primary one.
    """
    own = entry.paper.categories
    return in_category(own[1:] if entry.kind == "cross" else own, category)


def _listed_under(entry: Entry, category: str) -> Entry:
    if in_category(entry.paper.categories, category):
        return entry
    own = (*entry.paper.categories, category)
    return replace(entry, paper=replace(entry.paper, categories=own))


def _after(later: date | None, day: date) -> bool:
    return later is not None and later > day
