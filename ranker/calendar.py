"""When arXiv announces: 20:00 US Eastern, Sunday to Thursday, under the next weekday's date.

https://info.arxiv.org/help/availability.html. Submissions until 14:00 Eastern of a weekday are in
the announcement of that evening, Friday's in Sunday's. The listing date L is the Eastern date of
the announcement plus one day, so it runs from Monday to Friday. Delays happen; a source has the
last word, and the calendar only says what to expect.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
CUT_OFF = time(14, 0)
ANNOUNCED = time(20, 0)
CATCH_UP_DAYS = 90  # days that arxiv.org/catchup goes back
_DAY = timedelta(days=1)
_MONDAY, _THURSDAY, _FRIDAY = 0, 3, 4


def expected_listing(now: datetime) -> date:
    """The newest L that should be out at the aware moment `now`. Holidays are not considered."""
    eastern = _eastern(now)
    day = eastern.date() + _DAY if eastern.time() >= ANNOUNCED else eastern.date()
    return day if _is_listing_day(day) else _listing_day_before(day)


def next_announcement(now: datetime) -> datetime:
    """The first announcement strictly after `now`, in US Eastern time."""
    eastern = _eastern(now)
    day = eastern.date() + _DAY if eastern.time() >= ANNOUNCED else eastern.date()
    while not _is_listing_day(day + _DAY):
        day += _DAY
    return datetime.combine(day, ANNOUNCED, EASTERN)


def announcement_of(listing: date) -> datetime:
    """The moment at which `listing` is due, in US Eastern time."""
    return datetime.combine(listing - _DAY, ANNOUNCED, EASTERN)


def listing_announced_at(moment: datetime) -> date:
    """The L of what arXiv sent or wrote at `moment`: from the cut-off on, the next L to come.

    A mail that leaves shortly before 20:00 belongs to that evening, a late one to the same L.
    """
    eastern = _eastern(moment)
    day = eastern.date() + _DAY if eastern.time() >= CUT_OFF else eastern.date()
    while not _is_listing_day(day):
        day += _DAY
    return day


def listings_between(after: date, until: date) -> tuple[date, ...]:
    """The listing dates later than `after`, up to and with `until`, oldest first."""
    days = (after + n * _DAY for n in range(1, (until - after).days + 1))
    return tuple(day for day in days if _is_listing_day(day))


def holiday_hint(listing: date) -> str | None:
    """Why there may be no `listing`, or None.

    arXiv skips the announcement whose cut-off falls on a holiday: after Thursday's Juneteenth of
    2025 there was no Friday listing, after Friday's 4 July none on Monday. Only a hint: the list
    changes by the year.
    """
    if not _is_listing_day(listing):
        return None
    return _holidays(listing).get(_listing_day_before(listing))


def _holidays(around: date) -> dict[date, str]:
    """The weekdays without processing near `around`, from arXiv's published list of 2023."""
    found: dict[date, str] = {}
    for year in (around.year - 1, around.year):
        # Ad-hoc deferrals cluster there (25 and 27 December in 2023).
        for day in range(24, 32):
            found[date(year, 12, day)] = "the end of the year"
        found |= {
            _observed(date(year, 1, 1)): "New Year's Day",
            _nth_weekday(year, 1, _MONDAY, 3): "Martin Luther King Jr. Day",
            _observed(date(year, 6, 19)): "Juneteenth",
            _observed(date(year, 7, 4)): "Independence Day",
            _nth_weekday(year, 9, _MONDAY, 1): "Labor Day",
            _nth_weekday(year, 11, _THURSDAY, 4): "Thanksgiving",
            _observed(date(year, 12, 25)): "Christmas Day",
        }
    return found


def _observed(day: date) -> date:
    """US federal holidays on a weekend are kept on the nearest weekday."""
    return day + {5: -_DAY, 6: _DAY}.get(day.weekday(), timedelta())


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _is_listing_day(day: date) -> bool:
    return day.weekday() <= _FRIDAY


def _listing_day_before(day: date) -> date:
    day -= _DAY
    while not _is_listing_day(day):
        day -= _DAY
    return day


def _eastern(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(EASTERN)
