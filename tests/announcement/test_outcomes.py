"""`rank today` ends in one of four outcomes, and never takes one for another."""

from __future__ import annotations

from datetime import date

import pytest

from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader, ids


def announced(arxiv: FakeArxiv, day: str) -> set[str]:
    """The new and cross-listed papers of a listing date."""
    when = date.fromisoformat(day)
    return {e.paper_id for e in arxiv.world.events if e.day == when and not e.replaced}


def test_a_first_run_shows_the_whole_announcement(reader: Reader, arxiv: FakeArxiv) -> None:
    digest = reader.today()
    assert digest.outcome == "new announcement"
    assert digest.announcement == date(2026, 7, 14)
    assert ids(digest) == announced(arxiv, "2026-07-14")
    assert {c.state for c in digest.completeness} == {"fresh"}
