"""What is believed of the feed, and how each category is read to its end in spite of it."""

from __future__ import annotations

from datetime import date

import pytest

from ranker.digest.words import outcome
from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader, announced, eastern, ids, states
from tests.announcement.world import CATEGORIES
from tests.sources.pages import new_page
from tests.sources.server import PORTAL, Reply, give_up_soon


@pytest.fixture
def regular(reader: Reader, clock: Clock) -> Reader:
    """A reader who has yesterday's announcement, checked, on Tuesday at 09:00."""
    clock.set("2026-07-13 15:00")
    reader.today()
    clock.set("2026-07-14 09:00")
    reader.arxiv.server.requests.clear()
    clock.slept = 0
    return reader


def test_a_regular_reader_needs_one_request_for_all_categories(regular: Reader) -> None:
    assert ids(regular.today()) == announced(regular.arxiv, "2026-07-14")
    assert regular.arxiv.server.paths == ["/atom/cs.SD+eess.AS+cs.CL"]
    assert regular.clock.slept == 0


def test_a_first_run_asks_the_pages_since_an_old_batch_could_not_be_noticed(
    reader: Reader, arxiv: FakeArxiv
) -> None:
    arxiv.stale_feed.add(date(2026, 7, 14))
    assert ids(reader.today()) == announced(arxiv, "2026-07-14")
    assert [p for p in arxiv.server.paths if p.startswith("/atom")] == []


def test_an_old_batch_under_a_new_date_is_noticed(regular: Reader) -> None:
    regular.arxiv.stale_feed.add(date(2026, 7, 14))
    digest = regular.today()
    assert ids(digest) == announced(regular.arxiv, "2026-07-14")
    assert not ids(digest) & announced(regular.arxiv, "2026-07-13")


def test_an_old_batch_on_a_holiday_is_no_announcement(reader: Reader, clock: Clock) -> None:
    clock.set("2026-07-03 15:00")
    reader.today()
    reader.arxiv.stale_feed.add(date(2026, 7, 6))
    clock.set("2026-07-06 15:00")
    holiday = reader.today()
    assert outcome(holiday) == "none expected (no announcement on Independence Day), already shown"
    assert holiday.announcement == date(2026, 7, 3)


def test_a_category_that_is_a_day_behind_is_read_when_it_has_moved_on(
    reader: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    arxiv.behind = {"eess.AS"}
    clock.set("2026-07-13 20:01")
    partial = reader.today()
    assert partial.announcement == date(2026, 7, 14)
    assert states(partial) == {"cs.SD": "fresh", "eess.AS": "waiting", "cs.CL": "fresh"}
    assert "eess.AS: arXiv still has 2026-07-13 there, not 2026-07-14" in partial.notes
    arxiv.behind = set()
    clock.set("2026-07-13 20:30")
    whole = reader.today()
    assert outcome(whole) == "new announcement"
    assert ids(whole) == announced(arxiv, "2026-07-14")
    assert set(states(whole).values()) == {"fresh"}


@pytest.mark.parametrize(
    "answer",
    [
        Reply(b"Rate exceeded."),
        Reply(b"", 403),
        Reply(b"", 500),
        Reply(PORTAL),
        Reply(b"<feed", 200),
        Reply(b"x" * 100, fault="drop"),
        Reply(b"x" * 100, fault="hang"),
    ],
)
def test_without_the_feed_the_listing_pages_have_everything(
    regular: Reader, answer: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    if answer.fault == "hang":
        give_up_soon(monkeypatch, "/atom")
    regular.arxiv.fault = lambda path: answer if path.startswith("/atom") else None
    digest = regular.today()
    assert outcome(digest) == "new announcement"
    assert ids(digest) == announced(regular.arxiv, "2026-07-14")


def test_a_feed_that_breaks_off_is_completed_from_the_pages(regular: Reader) -> None:
    def halved(path: str) -> Reply | None:
        if not path.startswith("/atom"):
            return None
        whole = regular.arxiv._feed(CATEGORIES).body
        return Reply(whole[: len(whole) // 2])

    regular.arxiv.fault = halved
    assert ids(regular.today()) == announced(regular.arxiv, "2026-07-14")


def test_a_feed_cut_at_its_row_limit_is_completed_from_the_pages(
    regular: Reader, arxiv: FakeArxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ranker.sources.feed.ROW_CAP", 20)  # 2,000 of them take their time
    arxiv.row_cap = 20
    for _ in range(21):
        arxiv.world.new(date(2026, 7, 14), "cs.SD")
    digest = regular.today()
    assert ids(digest) == announced(arxiv, "2026-07-14")
    assert digest.completeness[0].announced == len(arxiv.world.of(date(2026, 7, 14), "cs.SD"))


@pytest.mark.parametrize("status", [400, 404])
def test_a_category_that_arxiv_does_not_know_does_not_lose_the_others(
    reader: Reader, arxiv: FakeArxiv, status: int
) -> None:
    arxiv.unknown = {"cs.CL"}
    digest = reader.today()
    others = {
        e.paper_id
        for c in ("cs.SD", "eess.AS")
        for e in arxiv.world.of(date(2026, 7, 14), c)
        if not e.replaced
    }
    assert others <= ids(digest)
    assert outcome(digest) == "new announcement"
    assert any("cs.CL" in note for note in digest.notes)
    assert states(digest)["cs.CL"] in ("waiting", "stalled", "fresh")


def test_a_quiet_category_is_told_from_one_that_was_not_read(
    reader: Reader, arxiv: FakeArxiv
) -> None:
    arxiv.world.events = [
        e for e in arxiv.world.events if e.day != date(2026, 7, 14) or "cs.CL" not in e.categories
    ]
    assert states(reader.today())["cs.CL"] == "quiet"


def test_a_batch_that_fills_late_is_read_again_once(
    regular: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    arxiv.filled[date(2026, 7, 14)] = eastern("2026-07-14 12:00")
    early = ids(regular.today())
    assert early < announced(arxiv, "2026-07-14")
    clock.set("2026-07-15 09:00")
    wednesday = regular.today()
    missing = len(announced(arxiv, "2026-07-14") - early)
    assert (
        f"{missing} more of 2026-07-14 came late; `rank today --date 2026-07-14` shows that day"
        in (wednesday.notes)
    )
    assert ids(regular.today(day=date(2026, 7, 14))) == announced(arxiv, "2026-07-14")
    pages = [p for p in arxiv.server.paths if "2026-07-14" in p]
    clock.set("2026-07-16 09:00")
    regular.today()
    assert [p for p in arxiv.server.paths if "2026-07-14" in p] == pages


def test_numbers_that_do_not_add_up_are_read_again_once(reader: Reader, arxiv: FakeArxiv) -> None:
    lone = arxiv.world.new(date(2026, 7, 14), "cs.SD").paper_id

    def short(path: str) -> Reply | None:
        if not path.startswith("/list/cs.SD/new"):
            return None
        if "skip" in path:
            return Reply(new_page(day="Tuesday, 14 July 2026"))
        whole = arxiv._listing("cs.SD").body
        start = whole.rindex(b"<dt>", 0, whole.index(b"/abs/" + lone.encode()))
        end = whole.index(b"</dd>", start) + len(b"</dd>")
        return Reply(whole[:start] + whole[end:])

    arxiv.fault = short
    lacking = reader.today()
    row = lacking.completeness[0]
    assert row.announced == row.fetched + 1 == len(arxiv.world.of(date(2026, 7, 14), "cs.SD"))
    assert any(note.startswith("cs.SD: the new section says") for note in lacking.notes)
    arxiv.fault = lambda path: None
    whole = reader.today()
    assert outcome(whole) == "new announcement"
    assert ids(whole) == announced(arxiv, "2026-07-14")
