"""`rank today` ends in one of four outcomes, and never takes one for another."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ranker.app.feedback.voting import cast_votes
from ranker.digest.words import outcome
from ranker.errors import UnreachableError
from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader, announced, ids, living, states
from tests.sources.server import Reply

DOWN = Reply(b"x" * 80, fault="drop")


def test_a_first_run_shows_the_whole_announcement(reader: Reader, arxiv: FakeArxiv) -> None:
    digest = reader.today()
    assert outcome(digest) == "new announcement"
    assert digest.announcement == date(2026, 7, 14)
    assert ids(digest) == announced(arxiv, "2026-07-14")
    assert set(states(digest).values()) == {"fresh"}


def test_the_same_announcement_is_already_shown_and_asks_nobody(
    reader: Reader, arxiv: FakeArxiv
) -> None:
    first = reader.today()
    asked = len(arxiv.server.requests)
    again = reader.today()
    assert outcome(again) == "already shown"
    assert ids(again) == ids(first)
    assert len(arxiv.server.requests) == asked


@pytest.mark.parametrize(
    ("now", "listing"),
    [
        ("2026-07-14 19:59", "2026-07-14"),
        ("2026-07-14 20:01", "2026-07-15"),
        ("2026-07-14 23:59", "2026-07-15"),
        ("2026-07-15 00:01", "2026-07-15"),
        ("2026-07-16 20:01", "2026-07-17"),  # Thursday evening: Friday's listing
        ("2026-07-17 20:01", "2026-07-17"),  # Friday evening has none
        ("2026-07-19 19:59", "2026-07-17"),
        ("2026-07-19 20:01", "2026-07-20"),  # Sunday evening: Monday's listing
        ("2026-07-20 00:01", "2026-07-20"),
    ],
)
def test_the_listing_date_follows_the_hour_in_new_york(
    reader: Reader, arxiv: FakeArxiv, clock: Clock, now: str, listing: str
) -> None:
    clock.set(now)
    digest = reader.today()
    assert outcome(digest) == "new announcement"
    assert digest.announcement == date.fromisoformat(listing)
    assert ids(digest) == announced(arxiv, listing)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles", "UTC"])
@pytest.mark.parametrize(
    ("now", "listing"), [("2026-07-14 19:59", "2026-07-14"), ("2026-07-14 23:59", "2026-07-15")]
)
def test_the_readers_own_zone_changes_nothing(
    reader: Reader,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    now: str,
    listing: str,
    zone: str,
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    clock.set(now)
    clock.time = clock.time.astimezone(ZoneInfo(zone))
    digest = reader.today()
    monkeypatch.undo()
    time.tzset()
    assert digest.announcement == date.fromisoformat(listing)
    assert outcome(digest) == "new announcement"


def test_from_friday_evening_to_sunday_evening_none_is_expected(
    reader: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    clock.set("2026-07-17 15:00")
    assert outcome(reader.today()) == "new announcement"
    for now in ("2026-07-17 20:01", "2026-07-18 12:00", "2026-07-19 19:59"):
        clock.set(now)
        weekend = reader.today()
        assert outcome(weekend) == "none expected (weekend), already shown"
        assert weekend.announcement == date(2026, 7, 17)
    clock.set("2026-07-19 20:01")
    monday = reader.today()
    assert (outcome(monday), monday.announcement) == ("new announcement", date(2026, 7, 20))
    assert not ids(monday) & announced(arxiv, "2026-07-17")


def test_a_holiday_is_expected_only_once_arxiv_shows_no_listing(
    reader: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    clock.set("2026-07-06 09:00")
    arxiv.fault = lambda path: DOWN
    with pytest.raises(UnreachableError, match="could not be reached"):
        reader.today()
    arxiv.fault = lambda path: None
    holiday = reader.today()
    assert outcome(holiday) == "none expected (no announcement on Independence Day)"
    assert holiday.announcement == date(2026, 7, 3)
    arxiv.fault = lambda path: DOWN
    assert outcome(reader.today()).startswith("could not confirm (arXiv could not be asked")


def test_a_holiday_on_a_thursday_skips_fridays_listing(tmp_path: Path) -> None:
    quiet = ["2026-11-27"]  # the day after Thanksgiving
    with living(tmp_path, "2026-11-25 09:00", "2026-11-23", "2026-12-01", quiet) as reader:
        seen = ids(reader.today())
        reader.clock.set("2026-11-26 21:00")
        evening = reader.today()
        assert outcome(evening) == "none expected (no announcement on Thanksgiving)"
        assert evening.announcement == date(2026, 11, 26)
        seen |= ids(evening)
        reader.clock.set("2026-11-30 09:00")
        monday = reader.today()
        assert outcome(monday) == "new announcement"
        assert ids(monday) == announced(reader.arxiv, "2026-11-30") - seen
        assert not any("missed" in note for note in monday.notes)


@pytest.mark.parametrize(
    ("first", "friday", "sunday", "monday"),
    [
        ("2026-03-02", "2026-03-06", "2026-03-08", "2026-03-09"),  # the clocks go forward
        ("2026-10-26", "2026-10-30", "2026-11-01", "2026-11-02"),  # and back
    ],
)
def test_both_changes_of_the_clocks(
    tmp_path: Path, first: str, friday: str, sunday: str, monday: str
) -> None:
    with living(tmp_path, f"{friday} 12:00", first, monday) as reader:
        shown = reader.today()
        assert shown.announcement == date.fromisoformat(friday)
        reader.clock.set(f"{sunday} 19:59")
        assert outcome(reader.today()).startswith("none expected (weekend)")
        reader.clock.set(f"{sunday} 20:01")
        after = reader.today()
        assert (outcome(after), str(after.announcement)) == ("new announcement", monday)
        assert ids(after) == announced(reader.arxiv, monday) - ids(shown)


def test_a_late_announcement_is_awaited_and_the_last_one_is_dated(
    reader: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    clock.set("2026-07-13 09:00")
    reader.today()
    arxiv.delays[date(2026, 7, 14)] = timedelta(hours=30)
    clock.set("2026-07-14 09:00")
    waiting = reader.today()
    assert outcome(waiting).startswith("could not confirm (arXiv has not announced 2026-07-14 yet)")
    assert waiting.announcement == date(2026, 7, 13)
    assert set(states(waiting).values()) == {"waiting"}
    clock.set("2026-07-14 19:30")
    assert set(states(reader.today()).values()) == {"waiting"}
    arxiv.delays[date(2026, 7, 14)] = arxiv.delays[date(2026, 7, 15)] = timedelta(hours=60)
    clock.set("2026-07-14 21:00")
    assert set(states(reader.today()).values()) == {"stalled"}


def test_votes_rank_a_shown_announcement_anew_and_do_not_make_it_new(
    reader: Reader, clock: Clock
) -> None:
    shown = reader.today()
    liked = shown.papers[3].paper.id
    reader.within(lambda ws: cast_votes(ws, [liked], 1, None))
    again = reader.today()
    assert outcome(again) == "already shown, ranked anew"
    assert ids(again) == ids(shown)


def test_a_clock_that_is_slow_does_not_hide_the_newest(reader: Reader, arxiv: FakeArxiv) -> None:
    arxiv.delays[date(2026, 7, 15)] = -timedelta(hours=20)
    digest = reader.today()
    assert digest.announcement == date(2026, 7, 15)
    assert outcome(digest) == "new announcement"
