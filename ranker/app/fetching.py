"""`rank fetch`, and the feed that `rank today` asks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from ranker.app.ingest import embed, keep, read_file
from ranker.app.workspace import Workspace
from ranker.sources.interface import Batch, Source
from ranker.store.papers import Added


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch brought, over how many listing dates, and how many papers are stored now."""

    added: Added
    days: int
    stored: int


def fetch(ws: Workspace, path: Path | None) -> Fetched:
    """Store and embed the papers of a file, or of the day's feed."""
    with ws.alone():
        batch = read_file(path) if path is not None else from_feed(ws)
        added = keep(ws, batch, from_file=path is not None)
        embed(ws, [e.paper.id for e in batch.entries])
        days = len({e.announced for e in batch.entries if e.announced})
        return Fetched(added, days, ws.papers.count())


def from_feed(ws: Workspace) -> Batch:
    """What the feed announces now in all categories of all profiles."""
    return _feed(ws).fetch(ws.config.categories, None)


def _feed(ws: Workspace) -> Source:
    import requests

    from ranker.sources.feed import Feed
    from ranker.sources.http import Client, Limits
    from ranker.sources.pacing import Pacing

    settings = ws.config.arxiv
    client = Client(
        requests.Session(),
        Pacing(ws.paths.store / "pacing", clock=time.time, sleep=time.sleep),
        contact=settings.contact,
        limits=Limits(read=settings.timeout),
    )
    return Feed(client, settings.feed_url, ws.papers.first_announced)
