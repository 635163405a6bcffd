"""Listing dates of the calendar: their state, and reading a gap or a range of them."""

from __future__ import annotations

from datetime import date

import pytest

from ranker.app.announcements.listing_dates import fetch_range, month_of, oldest_fetchable
from ranker.errors import SourceError, UsageError
from ranker.report.value import ListingDate
from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader, announced

JULY = date(2026, 7, 1)


@pytest.fixture
def away(reader: Reader, clock: Clock) -> Reader:
    """A reader who had the announcements of 8 and 14 July, offline between."""
    clock.set("2026-07-08 15:00")
    reader.today()
    clock.set("2026-07-14 15:00")
    reader.arxiv.server.requests.clear()
    return reader


def states(reader: Reader) -> dict[int, ListingDate]:
    return {one.day.day: one for one in reader.within(lambda ws: month_of(ws, JULY))}


def test_a_gap_is_missing_until_it_is_fetched_and_nothing_else_is_read(
    away: Reader, arxiv: FakeArxiv
) -> None:
    before = states(away)
    kinds = {day: one.kind for day, one in before.items() if 7 <= day <= 15}
    assert kinds == {7: "unread", 8: "complete", 9: "missing", 10: "missing", 13: "missing",
                     14: "unread", 15: "later"}  # fmt: skip
    assert before[9].fetchable
    assert not before[8].fetchable
    assert not before[15].fetchable
    gap = date(2026, 7, 10)
    away.within(lambda ws: fetch_range(ws, gap, gap))
    after = states(away)
    assert (after[10].kind, after[9].kind) == ("complete", "missing")
    assert after[10].papers >= len(announced(arxiv, "2026-07-10"))
    assert all("2026-07-10" in path for path in arxiv.server.paths)


def test_a_range_is_caught_up_to_the_newest(away: Reader) -> None:
    away.within(lambda ws: fetch_range(ws, date(2026, 7, 9), date(2026, 7, 14)))
    after = states(away)
    assert {after[day].kind for day in (8, 9, 10, 13, 14)} == {"complete"}
    assert after[7].kind == "unread"
    with pytest.raises(UsageError):
        away.within(lambda ws: fetch_range(ws, date(2026, 7, 10), date(2026, 7, 9)))


@pytest.mark.parametrize("last", [date(2026, 7, 13), date(2026, 7, 10), date(2026, 3, 6)])
def test_what_arxiv_has_no_pages_of_any_more_comes_without_listing_dates(
    away: Reader, arxiv: FakeArxiv, last: date
) -> None:
    """As `rank fetch --since` has it; the pages of the range that there are come as announced."""
    first = date(2026, 3, 2)
    away.within(lambda ws: fetch_range(ws, first, last))
    asked = arxiv.server.paths
    assert any("from=2026-03-02" in path for path in asked)
    pages = {path.rpartition("/")[2][:10] for path in asked if path.startswith("/catchup")}
    assert all("2026-04-15" < day <= str(last) for day in pages)
    assert bool(pages) == (last > date(2026, 4, 15))
    kinds = {day: one.kind for day, one in states(away).items() if 8 <= day <= 13}
    caught = {day for day in (9, 10, 13) if date(2026, 7, day) <= last}
    assert {day for day, kind in kinds.items() if kind == "complete"} == {8, *caught}
    arxiv.server.requests.clear()
    away.within(lambda ws: fetch_range(ws, first, last))
    assert arxiv.server.paths == []


def test_the_first_date_that_can_be_fetched(away: Reader) -> None:
    assert away.within(oldest_fetchable) == date(2026, 4, 16)


def test_what_could_not_be_fetched_is_said_and_left(away: Reader, arxiv: FakeArxiv) -> None:
    away.settle(base="http://127.0.0.1:9")
    gap = date(2026, 7, 10)
    with pytest.raises(SourceError, match="still to fetch"):
        away.within(lambda ws: fetch_range(ws, gap, gap))
    assert states(away)[10].kind == "missing"
