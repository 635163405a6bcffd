"""The files of a digest follow the votes, on days without an announcement, too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ranker.app.feedback.voting import cast_votes
from ranker.digest.outcome import CONFIRMED
from ranker.digest.renderers import renderer
from ranker.digest.value import Digest
from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader
from tests.announcement.test_outcomes import DOWN


def text_of(digest: Digest) -> str:
    """What the file of a digest should say."""
    return renderer("markdown").render(replace(digest, history="new", standing=CONFIRMED))


def files(home: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (home / "digests").glob("*.md")}


@pytest.fixture
def voted(reader: Reader, arxiv: FakeArxiv, clock: Clock) -> Reader:
    """A reader who has the digest of Friday, and has voted on it since."""
    clock.set("2026-07-03 15:00")
    shown = reader.today()
    reader.within(lambda ws: cast_votes(ws, [shown.papers[5].paper.id], 1, None))
    return reader


def test_a_vote_on_a_holiday_ranks_the_files_anew(voted: Reader, clock: Clock) -> None:
    before = files(voted.home)
    clock.set("2026-07-06 15:00")
    holiday = voted.today()
    assert holiday.standing.cause == "holiday"
    assert holiday.history == "reranked"
    after = files(voted.home)
    assert after["2026-07-03.md"] != before["2026-07-03.md"]
    assert after["2026-07-03.md"] == after["latest.md"] == text_of(holiday)


def test_a_vote_while_arxiv_cannot_be_asked_ranks_the_files_anew(
    voted: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    clock.set("2026-07-07 15:00")
    arxiv.fault = lambda path: DOWN
    digest = voted.today()
    assert (digest.standing.confirmation, digest.history) == ("unconfirmed", "reranked")
    order = [f"/abs/{ranked.paper.id}" for ranked in digest.shown if not ranked.vote]
    for text in files(voted.home).values():
        assert sorted(order, key=text.index) == order
        assert "could not confirm" not in text  # the file is of its own day, which was read
