"""After days without a run: nothing is lost, nothing repeated, and a stopped run goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

import pytest

from ranker.app.workspace import Task
from ranker.digest.words import outcome
from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader, announced, ids
from tests.announcement.world import CATEGORIES
from tests.sources.server import Reply

MISSED = ("2026-07-10", "2026-07-13")


@pytest.fixture
def away(reader: Reader, clock: Clock) -> Reader:
    """A reader who had Thursday's announcement and comes back on Tuesday at 09:00."""
    clock.set("2026-07-09 15:00")
    reader.today()
    clock.set("2026-07-14 09:00")
    reader.arxiv.server.requests.clear()
    clock.slept = 0
    return reader


def stored(reader: Reader, day: str) -> set[str]:
    when = date.fromisoformat(day)
    return reader.within(
        lambda ws: {
            e.paper.id for e in ws.papers.announced(when) if not e.kind.startswith("replace")
        }
    )


def test_missed_days_are_fetched_and_today_is_shown(away: Reader, arxiv: FakeArxiv) -> None:
    digest = away.today()
    assert (outcome(digest), digest.announcement) == ("new announcement", date(2026, 7, 14))
    for day in MISSED:
        assert stored(away, day) == announced(arxiv, day)
    assert (
        "missed and fetched: 2026-07-10, 2026-07-13; `rank today --since 2026-07-10` ranks them"
        " together" in digest.notes
    )


def test_the_estimate_is_the_time_it_takes(away: Reader, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "ranker"):
        away.today()
    said = [r.getMessage() for r in caplog.records if "catching up" in r.getMessage()]
    assert said == [
        "catching up: 2 listing dates, about 87 seconds (arXiv allows a page every 15 s)"
    ]
    pages = [p for p in away.arxiv.server.paths if not p.startswith("/atom")]
    assert len(pages) == 9  # three of the newest, six of the missed
    assert away.clock.slept == pytest.approx(8 * 15)


def test_the_best_of_everything_missed_names_its_days(away: Reader, arxiv: FakeArxiv) -> None:
    shown = away.today()
    since = away.today(since=date(2026, 7, 10))
    together = ids(since)
    assert together >= announced(arxiv, "2026-07-10") - stored(away, "2026-07-09")
    assert together >= ids(shown)
    assert len(since.shown) == 20
    assert any("2026-07-10, 2026-07-13, 2026-07-14" in note for note in since.notes), since.notes


def test_since_fetches_days_from_before_the_first_run(reader: Reader, arxiv: FakeArxiv) -> None:
    digest = reader.today(since=date(2026, 7, 13))
    assert ids(digest) == announced(arxiv, "2026-07-13") | announced(arxiv, "2026-07-14")


@pytest.mark.parametrize("pages", range(1, 9))
def test_a_run_that_is_killed_goes_on_where_it_stopped(
    away: Reader, arxiv: FakeArxiv, pages: int
) -> None:
    class Killed(BaseException):
        """Nothing catches it, as nothing catches SIGKILL."""

    def kill(path: str) -> Reply | None:
        return Reply(b"x" * 90, fault="drop") if len(arxiv.server.requests) > pages else None

    def sleep_or_die(seconds: float) -> None:
        if len(arxiv.server.requests) >= pages:
            raise Killed
        Clock.sleep(away.clock, seconds)

    away.clock.sleep = sleep_or_die  # type: ignore[method-assign]
    with pytest.raises(Killed):
        away.today()
    before = list(arxiv.server.paths)
    del away.clock.sleep
    digest = away.today()
    assert ids(digest) == announced(arxiv, "2026-07-14") - stored(away, "2026-07-09")
    for day in MISSED:
        assert stored(away, day) == announced(arxiv, day)
    again = [p for p in arxiv.server.paths[len(before) :] if p in before[:-1]]
    assert again == []


def test_what_arxiv_refuses_today_is_fetched_tomorrow(
    away: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    arxiv.fault = lambda path: Reply(b"", 429) if "2026-07-13" in path else None
    first = away.today()
    assert any(n.startswith("1 listing date still to fetch, from 2026-07-13") for n in first.notes)
    assert stored(away, "2026-07-10") == announced(arxiv, "2026-07-10")
    arxiv.fault = lambda path: None
    clock.set("2026-07-15 09:00")
    second = away.today()
    assert any("missed and fetched: 2026-07-13;" in note for note in second.notes)
    assert stored(away, "2026-07-13") == announced(arxiv, "2026-07-13")


def test_ctrl_c_ends_the_catching_up_and_shows_today(away: Reader, arxiv: FakeArxiv) -> None:
    def press(path: str) -> Reply | None:
        return None

    advanced = 0

    def begin(what: str, total: int) -> Callable[[int], None]:
        def advance(count: int) -> None:
            nonlocal advanced
            advanced += count if what == "catching up" else 0
            if advanced == 2 and count == 1:
                raise KeyboardInterrupt

        return advance

    arxiv.fault = press
    away.task = Task(begin)
    digest = away.today()
    assert outcome(digest) == "new announcement"
    assert any("still to fetch, from 2026-07-10 on: stopped" in note for note in digest.notes)
    assert advanced == 6  # the bar comes to its end


def test_the_last_announcement_is_checked_once_more_and_then_no_more(
    reader: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    reader.today()
    clock.set("2026-07-15 09:00")
    arxiv.server.requests.clear()
    reader.today()
    again = [f"/catchup/{c}/2026-07-14?abs=True&page=1" for c in CATEGORIES]
    assert [p for p in arxiv.server.paths if "catchup" in p] == again
    clock.set("2026-07-15 10:00")
    arxiv.server.requests.clear()
    reader.today()
    assert arxiv.server.paths == []


def test_days_longer_ago_than_the_pages_go_are_not_asked_for(
    reader: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    clock.set("2026-06-30 15:00")
    reader.today()
    for week in range(13):
        arxiv.world.new(date.fromordinal(date(2026, 8, 3).toordinal() + 7 * week), "cs.SD")
    clock.set("2026-10-26 15:00")
    arxiv.server.requests.clear()
    reader.today()
    asked = {p.split("/")[3][:10] for p in arxiv.server.paths if p.startswith("/catchup")}
    assert min(asked) == "2026-07-29"
    assert max(asked) == "2026-10-23"


def test_a_date_by_name_is_had_from_the_pages_or_refused(reader: Reader, arxiv: FakeArxiv) -> None:
    from ranker.errors import NothingToRankError

    assert ids(reader.today(day=date(2026, 7, 2))) == announced(arxiv, "2026-07-02")
    for day, why in (
        (date(2026, 7, 15), "not announced yet"),
        (date(2026, 3, 2), "go back 90 days"),
    ):
        with pytest.raises(NothingToRankError, match=why):
            reader.today(day=day)
    weekend = reader.today(day=date(2026, 7, 11))
    assert (outcome(weekend), weekend.papers) == ("none expected (weekend)", ())
    arxiv.fault = lambda path: Reply(b"", 503)
    with pytest.raises(NothingToRankError, match="nothing is stored for 2026-07-03"):
        reader.today(day=date(2026, 7, 3), offline=True)
