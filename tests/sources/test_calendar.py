"""The announcement calendar: daylight saving, readers far away, weekends and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.calendar import (
    EASTERN,
    announcement_of,
    expected_listing,
    holiday_hint,
    listing_announced_at,
    listings_between,
    next_announcement,
)

moments = st.integers(0, 7 * 366 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def eastern(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("now", "listing"),
    [
        ("2026-07-08T19:59", "2026-07-08"),  # Wednesday evening, just before
        ("2026-07-08T20:00", "2026-07-09"),
        ("2026-07-08T20:01", "2026-07-09"),
        ("2026-07-08T23:59", "2026-07-09"),
        ("2026-07-09T00:01", "2026-07-09"),
        ("2026-07-09T20:01", "2026-07-10"),  # Thursday evening brings Friday's
        ("2026-07-10T20:01", "2026-07-10"),  # nothing on Friday evening
        ("2026-07-10T23:59", "2026-07-10"),
        ("2026-07-11T00:01", "2026-07-10"),
        ("2026-07-11T20:01", "2026-07-10"),  # nor on Saturday
        ("2026-07-12T19:59", "2026-07-10"),
        ("2026-07-12T20:01", "2026-07-13"),  # Sunday evening brings Monday's
        ("2026-07-13T09:00", "2026-07-13"),
    ],
)
def test_the_newest_listing_through_a_week(now: str, listing: str) -> None:
    assert expected_listing(eastern(now)) == date.fromisoformat(listing)


@pytest.mark.parametrize(
    ("utc", "listing", "following"),
    [
        # Clocks go forward on Sunday 8 March 2026: Sunday's announcement is at 00:00 UTC already.
        ("2026-03-06T00:59", "2026-03-05", "2026-03-06T01:00"),
        ("2026-03-06T01:00", "2026-03-06", "2026-03-09T00:00"),
        ("2026-03-08T23:59", "2026-03-06", "2026-03-09T00:00"),
        ("2026-03-09T00:00", "2026-03-09", "2026-03-10T00:00"),
        # And back on Sunday 1 November 2026.
        ("2026-10-30T00:00", "2026-10-30", "2026-11-02T01:00"),
        ("2026-11-02T00:59", "2026-10-30", "2026-11-02T01:00"),
        ("2026-11-02T01:00", "2026-11-02", "2026-11-03T01:00"),
    ],
)
def test_both_changes_of_daylight_saving(utc: str, listing: str, following: str) -> None:
    now = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert expected_listing(now) == date.fromisoformat(listing)
    assert next_announcement(now) == datetime.fromisoformat(following).replace(tzinfo=UTC)


@pytest.mark.parametrize("offset", [8, -8])
def test_readers_far_east_and_west_expect_the_same_listing(offset: int) -> None:
    there = timezone(timedelta(hours=offset))
    before = datetime(2026, 7, 8, 23, 59, tzinfo=UTC).astimezone(there)
    after = datetime(2026, 7, 9, 0, 1, tzinfo=UTC).astimezone(there)
    assert {before.date(), after.date()} == {date(2026, 7, 9 if offset > 0 else 8)}
    assert expected_listing(before) == date(2026, 7, 8)
    assert expected_listing(after) == date(2026, 7, 9)


def test_from_friday_evening_the_next_announcement_is_sundays() -> None:
    for now in ("2026-07-10T14:00", "2026-07-10T20:30", "2026-07-11T20:30", "2026-07-12T19:59"):
        assert next_announcement(eastern(now)) == eastern("2026-07-12T20:00")
    assert next_announcement(eastern("2026-07-12T20:00")) == eastern("2026-07-13T20:00")


def test_missed_listings_leave_out_weekends() -> None:
    missed = listings_between(date(2026, 7, 8), date(2026, 7, 14))
    assert missed == tuple(date(2026, 7, day) for day in (9, 10, 13, 14))
    assert listings_between(date(2026, 7, 10), date(2026, 7, 10)) == ()
    assert listings_between(date(2026, 7, 10), date(2026, 7, 1)) == ()


@pytest.mark.parametrize(
    ("listing", "hint"),
    [
        (date(2026, 11, 26), None),  # Thanksgiving Thursday itself has a listing
        (date(2026, 11, 27), "Thanksgiving"),
        (date(2025, 6, 20), "Juneteenth"),
        (date(2025, 6, 19), None),
        (date(2025, 7, 7), "Independence Day"),  # 4 July was a Friday
        (date(2026, 1, 2), "New Year's Day"),
        (date(2025, 12, 29), "the end of the year"),
        (date(2025, 12, 26), "Christmas Day"),
        (date(2026, 9, 8), "Labor Day"),
        (date(2026, 9, 6), None),  # a Sunday has no listing to miss
        (date(2025, 5, 27), None),  # arXiv announces on Memorial Day
    ],
)
def test_holidays_are_hints_for_the_listing_they_take_away(listing: date, hint: str | None) -> None:
    assert holiday_hint(listing) == hint


def test_a_holiday_does_not_change_what_is_expected() -> None:
    assert expected_listing(eastern("2026-11-26T20:01")) == date(2026, 11, 27)


def test_what_was_sent_belongs_to_the_listing_of_that_evening() -> None:
    thursday = date(2026, 7, 9)
    for sent in ("2026-07-08T19:45", "2026-07-08T20:44", "2026-07-09T02:00"):
        assert listing_announced_at(eastern(sent)) == thursday
    assert listing_announced_at(eastern("2026-07-12T20:30")) == date(2026, 7, 13)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        expected_listing(datetime(2026, 7, 8, 12))  # noqa: DTZ001 - the point of the test


@given(moments)
def test_the_next_announcement_is_the_first_moment_of_the_next_listing(now: datetime) -> None:
    following = next_announcement(now)
    assert now < following <= now + timedelta(days=3, hours=1)
    assert expected_listing(following - timedelta(seconds=1)) == expected_listing(now)
    listing = expected_listing(following)
    assert listings_between(expected_listing(now), listing) == (listing,)
    assert announcement_of(listing) == following
