"""`rank fetch`: papers into the store, of a file, of the day, or of days gone by."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.app.announcement import estimate, read_day, unread
from ranker.app.ingest import embed, keep, read_file
from ranker.app.workspace import Workspace
from ranker.errors import SourceError, UsageError
from ranker.sources.calendar import CATCH_UP_DAYS, expected_listing, listings_between

if TYPE_CHECKING:
    from ranker.app.services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """How many papers were read, new to the store and updated, and how many it has now."""

    read: int
    new: int
    updated: int
    stored: int
    notes: tuple[str, ...] = ()


def fetch_file(ws: Workspace, path: Path) -> Fetched:
    """Store and embed the papers of a file."""
    with ws.alone():
        batch = read_file(path)
        added = keep(ws, batch, from_file=True)
        embed(ws, [e.paper.id for e in batch.entries])
        return Fetched(added.entries, added.new, added.updated, ws.papers.count())


def fetch_since(ws: Workspace, since: date | None) -> Fetched:
    """Store and embed what was announced from `since` on, or the newest announcement alone.

    The last 90 days come from the listing and catch-up pages, exactly as announced; what is
    older comes from OAI-PMH, without its listing dates. What was read is not read again.
    """
    from ranker.app.services import Services

    categories = ws.config.categories
    if not categories:
        raise UsageError("no category to fetch; add some to a profile in rank.toml")
    with ws.alone():
        services = Services(ws)
        before, notes = ws.papers.count(), []
        newest = expected_listing(ws.now())
        first = max(since or newest, newest - timedelta(days=CATCH_UP_DAYS))
        days = listings_between(first - timedelta(days=1), newest)[::-1]
        wanted = [day for day in days if unread(ws, day, categories)]
        if len(wanted) > 1:
            log.warning("%d days, %s", len(wanted), estimate(len(wanted) * len(categories)))
        advance = ws.task.begin("fetching announcements", len(wanted))
        for day in wanted:
            problems = read_day(ws, services, day, categories, newest=day == newest)
            notes += [f"{p.where}: {p.message}" for p in problems]
            advance(1)
        if since is not None and since < first:
            notes += _harvest(ws, services, since, first)
        ids = [e.paper.id for day in days for e in ws.papers.announced(day, categories)]
        embed(ws, ids)
        total = ws.papers.count()
        return Fetched(len(ids), total - before, 0, total, tuple(dict.fromkeys(notes)))


def _harvest(ws: Workspace, services: Services, since: date, until: date) -> list[str]:
    """Papers older than the catch-up pages, by month of modification, from OAI-PMH."""
    notes = []
    for category in ws.config.categories:
        advance = ws.task.begin(f"harvesting {category}", 0)
        try:
            for page in services.oai.pages(category, since, until):
                added = ws.papers.add(page.batch.entries, ws.now().date())
                log.info("%s: %d papers, %d new", category, added.entries, added.new)
                embed(ws, [e.paper.id for e in page.batch.entries])
        except SourceError as error:
            notes.append(f"{category}: {error}")
        advance(1)
    return notes
