"""No network, a broken one, or an arXiv that refuses: a stated outcome in a stated time."""

from __future__ import annotations

from datetime import date

import pytest

from ranker.digest.words import outcome
from ranker.errors import BusyError
from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader, states
from tests.conftest import Rank
from tests.sources.server import PORTAL, Reply, give_up_soon

FEED_TRIES = 2 * 1.5 * (10 + 40)  # seconds: the longest jittered waits for the feed and the pages
BROKEN = {
    "a server that drops the body": (Reply(b"x" * 90, fault="drop"), 3),
    "a server that hangs": (Reply(b"x" * 90, fault="hang"), 3),
    "a log-in page": (Reply(PORTAL), 3),
    "403": (Reply(b"", 403), FEED_TRIES),
    "406": (Reply(b"", 406), FEED_TRIES),
    "429": (Reply(b"", 429), FEED_TRIES),
    "429, ask again in 30 s": (Reply(b"", 429, (("Retry-After", "30"),)), 4 * 30 + 45),
    "429, ask again in an hour": (Reply(b"", 429, (("Retry-After", "3600"),)), 0),
    "500": (Reply(b"", 500), FEED_TRIES),
    "503": (Reply(b"", 503), FEED_TRIES),
    "Rate exceeded.": (Reply(b"Rate exceeded."), FEED_TRIES),
}
broken = pytest.mark.parametrize(("answer", "seconds"), BROKEN.values(), ids=BROKEN)


@broken
def test_what_is_stored_is_shown_and_dated_and_nothing_is_confirmed(
    reader: Reader,
    arxiv: FakeArxiv,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    answer: Reply,
    seconds: float,
) -> None:
    clock.set("2026-07-13 15:00")
    reader.today()
    clock.set("2026-07-14 15:00")
    clock.slept = 0
    arxiv.fault = lambda path: answer
    if answer.fault == "hang":
        give_up_soon(monkeypatch, "/")
    digest = reader.today()
    assert outcome(digest).startswith("could not confirm (arXiv could not be asked: ")
    assert outcome(digest).endswith("; this is the newest stored")
    assert digest.announcement == date(2026, 7, 13)
    assert set(states(digest).values()) == {"waiting"}
    assert clock.slept <= seconds


@broken
def test_with_nothing_stored_it_is_exit_code_3_and_one_line(
    rank: Rank, arxiv: FakeArxiv, monkeypatch: pytest.MonkeyPatch, answer: Reply, seconds: float
) -> None:
    arxiv.fault = lambda path: answer
    if answer.fault == "hang":
        give_up_soon(monkeypatch, "/")
    for words in (["today"], ["fetch"], ["today", "--date", "2026-07-10"]):
        done = rank(*words)
        assert done.code == 3, done
        assert done.out == ""
        assert done.complaint


def test_refused_and_unknown_hosts(reader: Reader, rank: Rank, arxiv: FakeArxiv) -> None:
    for base in ("http://127.0.0.1:9", "http://no-such-host.invalid"):
        reader.settle(base=base)
        done = rank("today")
        assert (done.code, done.out) == (3, "")
        assert "could not be reached" in done.complaint


def test_with_anything_stored_it_is_not_exit_code_3(
    reader: Reader, rank: Rank, arxiv: FakeArxiv
) -> None:
    reader.today()
    arxiv.fault = lambda path: Reply(b"x" * 90, fault="drop")
    missing = rank("today", "--date", "2026-07-10")
    assert missing.code == 1
    assert "could not be reached" in missing.complaint
    assert rank("today").code == 0


def test_a_cool_down_is_kept_and_nobody_is_asked_until_it_ends(
    reader: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    clock.set("2026-07-13 15:00")
    reader.today()
    clock.set("2026-07-14 15:00")
    arxiv.fault = lambda path: Reply(b"", 429, (("Retry-After", "3600"),))
    reader.today()
    arxiv.fault = lambda path: None
    asked = len(arxiv.server.requests)
    assert "asked for a pause until 2026-07-14 20:00 UTC" in outcome(reader.today())
    assert len(arxiv.server.requests) == asked
    clock.set("2026-07-14 16:01")
    assert outcome(reader.today()) == "new announcement"


def test_offline_asks_nobody_and_does_not_claim_more_than_it_knows(
    reader: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    reader.today()
    asked = len(arxiv.server.requests)
    assert outcome(reader.today(offline=True)) == "already shown"
    clock.set("2026-07-15 09:00")
    digest = reader.today(offline=True)
    assert outcome(digest).startswith("could not confirm (arXiv was not asked)")
    assert digest.announcement == date(2026, 7, 14)
    assert len(arxiv.server.requests) == asked


def test_two_at_once_are_told_apart(reader: Reader, rank: Rank) -> None:
    ws = reader.workspace()
    with ws.alone():
        done = rank("today")
        assert done.code == 1
        assert "another rank is at work" in done.complaint
        with pytest.raises(BusyError):
            reader.today()
    assert outcome(reader.today()) == "new announcement"
