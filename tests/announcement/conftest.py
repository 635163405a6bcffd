"""A week of an invented arXiv, and a reader of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.announcement.fake_arxiv import FakeArxiv, fake_arxiv
from tests.announcement.reader import Clock, Reader, eastern
from tests.announcement.world import invent


@pytest.fixture
def clock() -> Clock:
    """Tuesday 2026-07-14, 09:00 in New York."""
    return Clock(eastern("2026-07-14 09:00"))


@pytest.fixture
def arxiv(clock: Clock) -> Iterator[FakeArxiv]:
    """Every weekday from 29 June to 31 July 2026, but for Independence Day's Monday listing."""
    world = invent(7, date(2026, 6, 29), date(2026, 7, 31), holidays=[date(2026, 7, 6)])
    with fake_arxiv(world, clock) as running:
        yield running


@pytest.fixture
def reader(tmp_path: Path, arxiv: FakeArxiv, clock: Clock) -> Reader:
    return Reader(tmp_path / "home", arxiv, clock).settle()
