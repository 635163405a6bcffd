"""Every live source on one polite client, in the order in which they are asked.

The feed for the newest announcement, the listing page to check or replace it, catch-up pages for
missed days up to 90 back, OAI-PMH beyond, the API for ids and search.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ranker.sources.api import BASE as API_BASE
from ranker.sources.api import Api
from ranker.sources.calendar import CATCH_UP_DAYS
from ranker.sources.feed import BASE as FEED_BASE
from ranker.sources.feed import Feed, KnownSince, nothing_known
from ranker.sources.http import Client, open_client
from ranker.sources.listing import BASE as PAGES_BASE
from ranker.sources.listing import CatchUp, Listing
from ranker.sources.oai import BASE as OAI_BASE
from ranker.sources.oai import Oai
from ranker.sources.pacing import SPACING


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services are; tests and mirrors set others."""

    feed: str = FEED_BASE
    pages: str = PAGES_BASE
    oai: str = OAI_BASE
    api: str = API_BASE


@dataclass(frozen=True, slots=True)
class Sources:
    """One of each, sharing one client and so one pace."""

    feed: Feed
    listing: Listing
    catchup: CatchUp
    oai: Oai
    api: Api


def open_sources(
    folder: Path,
    addresses: Addresses = Addresses(),
    *,
    contact: str = "",
    read_timeout: float = 30.0,
    known_since: KnownSince = nothing_known,
) -> Sources:
    """Sources on the real clock; `folder` keeps their politeness across processes.

    `known_since` is described at `Feed`. Raises ConfigError for a contact that no header carries.
    """
    return sources_on(open_client(folder, contact, read_timeout), addresses, known_since)


def sources_on(
    client: Client,
    addresses: Addresses = Addresses(),
    known_since: KnownSince = nothing_known,
) -> Sources:
    """Sources on a client that is there already."""
    return Sources(
        Feed(client, addresses.feed, known_since),
        Listing(client, addresses.pages),
        CatchUp(client, addresses.pages),
        Oai(client, addresses.oai),
        Api(client, addresses.api),
    )


def split_missed(
    missed: tuple[date, ...], today: date
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Listing dates that catch-up pages still have, and older ones, which only OAI-PMH covers."""
    oldest = today - timedelta(days=CATCH_UP_DAYS)
    recent = tuple(day for day in missed if day >= oldest)
    return recent, tuple(day for day in missed if day < oldest)


def catch_up_seconds(days: int, categories: int) -> float:
    """The least time in which `days` of `categories` can be fetched politely, a page each."""
    return days * categories * SPACING["html"]
