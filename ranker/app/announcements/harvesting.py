"""Papers from before the catch-up pages, by OAI-PMH: background, without listing dates."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta

from ranker.app.papers.ingest import embed
from ranker.app.services import Services
from ranker.app.workspace import Workspace
from ranker.errors import SourceError, UnreachableError
from ranker.paper import Entry
from ranker.sources.oai_xml import OaiError, OaiPage
from ranker.store.harvests import Harvest, Harvests

log = logging.getLogger(__name__)


def harvest(
    ws: Workspace, services: Services, since: date, until: date
) -> tuple[int, tuple[str, ...]]:
    """Store and embed the papers of the categories since `since`; returns their number and notes.

    A harvest that was done up to `until` or later is not repeated, an older one is continued from
    the day it was begun. One that was stopped goes on after its last page, as long as arXiv
    honours the page's token.
    """
    kept = Harvests(ws.paths.store / "harvests.json")
    today = ws.now().date()
    total, notes = 0, []
    for category in ws.config.categories:
        last = kept.get(category)
        if last is None or last.since > since:
            plan = Harvest(since, since, today, None)
        elif last.token is not None:
            plan = last
        elif last.asked >= until:
            continue
        else:
            plan = Harvest(last.since, last.asked - timedelta(days=1), today, None)
        try:
            total += _harvest(ws, services, category, plan, kept)
        except SourceError as error:
            notes.append(f"{category}: {error}; run the command again to go on")
            if isinstance(error, UnreachableError):
                break
    return total, tuple(notes)


def _harvest(
    ws: Workspace, services: Services, category: str, plan: Harvest, kept: Harvests
) -> int:
    """One category, page by page; each is stored and embedded before it counts as done."""
    try:
        return _pages(ws, services, category, plan, kept)
    except OaiError as error:
        if plan.token is None or error.code != "badResumptionToken":
            raise
        log.info("%s: the harvest begins again, its token has expired", category)
        again = replace(plan, asked=ws.now().date(), token=None)
        return _pages(ws, services, category, again, kept)


def _pages(ws: Workspace, services: Services, category: str, plan: Harvest, kept: Harvests) -> int:
    # No end date: what was revised lately has a recent date, however old it is.
    advance, count, left = None, 0, 0
    try:
        for page in services.oai.pages(category, plan.begin, None, plan.token):
            if advance is None:
                left = max(page.total or 0, len(page.batch.entries))
                log.warning("%s: %d records to read", category, left)
                advance = ws.task.begin(f"harvesting {category}", left)
            count += _keep_page(ws, page, plan.since)
            if any(p.trouble == "truncated" for p in page.batch.problems):
                raise SourceError(page.batch.problems[-1].message)
            kept.put(category, replace(plan, token=page.token))
            left -= len(page.batch.entries)
            advance(len(page.batch.entries))
    finally:
        if advance is not None:
            advance(max(0, left))
    if advance is None:  # no record at all
        kept.put(category, replace(plan, token=None))
    return count


def _keep_page(ws: Workspace, page: OaiPage, since: date) -> int:
    first = (since.year, since.month)
    wanted = [entry for entry in page.batch.entries if _month(entry) >= first]
    ws.papers.add(wanted, ws.now().date())
    embed(ws, [entry.paper.id for entry in wanted])
    return len(wanted)


def _month(entry: Entry) -> tuple[int, int]:
    """Year and month of the id, which arXiv assigns at announcement."""
    digits = entry.paper.id.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    century = 1900 if year >= 91 and "/" in entry.paper.id else 2000
    return century + year, month
