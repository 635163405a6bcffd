"""All sources on one client, and the plan for missed days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ranker.errors import ConfigError
from ranker.sources.http import Client
from ranker.sources.open import (
    Addresses,
    catch_up_seconds,
    open_sources,
    sources_on,
    split_missed,
)
from tests.sources import samples
from tests.sources.conftest import FakeClock
from tests.sources.pages import catchup_page, new_page, row, section
from tests.sources.server import Reply, Server

L = date(2026, 7, 6)


def test_the_services_share_one_pace(server: Server, client: Client, clock: FakeClock) -> None:
    answers = {
        "/atom": samples.atom_feed(samples.feed_entry(1)),
        "/list": new_page(section("new", [row()])),
        "/catchup": catchup_page(section("new", [row()])),
        "/oai": samples.OAI.replace(b"abc|3", b""),
        "/api": samples.API,
    }
    server.reply = lambda path: Reply(answers["/" + path.split("/")[1].partition("?")[0]])
    base = server.base
    sources = sources_on(client, Addresses(base, base, f"{base}/oai", f"{base}/api/query"))
    assert len(sources.feed.fetch(("cs.SD",), L).entries) == 1
    assert len(sources.api.lookup(["hep-th/9901001"]).entries) == 1
    assert len(list(sources.oai.pages("cs.SD", L))) == 1
    assert clock.slept == [pytest.approx(3.0)] * 2
    assert len(sources.listing.fetch(("cs.SD",), L).entries) == 1
    assert len(sources.catchup.fetch(("cs.SD",), L).entries) == 1
    assert clock.slept[2:] == [pytest.approx(15.0)]


def test_opening_asks_nothing_and_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "politeness"
    sources = open_sources(folder, contact="ada@example.org")
    assert (sources.feed.name, sources.catchup.name) == ("feed", "catchup")
    assert not folder.exists()
    with pytest.raises(ConfigError, match="contact"):
        open_sources(folder, contact="two\nlines")


def test_missed_days_are_split_where_catch_up_pages_end() -> None:
    missed = (date(2026, 4, 6), date(2026, 4, 7), date(2026, 4, 8), L)
    recent, older = split_missed(missed, L)
    assert recent == (date(2026, 4, 7), date(2026, 4, 8), L)
    assert older == (date(2026, 4, 6),)


def test_the_time_estimate_follows_the_spacing() -> None:
    assert catch_up_seconds(days=4, categories=3) == 4 * 3 * 15
