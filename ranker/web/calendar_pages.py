"""The calendar of listing dates, and fetching what is missing of it."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from ranker.app.announcements.listing_dates import fetch_range, month_of, oldest_fetchable
from ranker.app.today import Request as DayAsked
from ranker.app.today import today
from ranker.app.workspace import Workspace
from ranker.calendar import expected_listing
from ranker.errors import NothingToRankError, UsageError
from ranker.report.value import ListingDate
from ranker.web.guard import fields
from ranker.web.site import Site, back_to
from ranker.web.today_view import PageQuery

MONTHS = 3
"""Months that a page shows."""

Week = tuple[ListingDate | None, ...]


async def calendar(site: Site, request: Request) -> Response:
    """Some months of listing dates, the newest first."""
    given = request.query_params.get("month", "")

    def work(ws: Workspace) -> tuple[date, date, list[tuple[date, list[Week]]], date | None]:
        newest = expected_listing(ws.now())
        first = _month(given) if given else newest.replace(day=1)
        months = []
        for _ in range(MONTHS):
            months.append((first, _weeks(month_of(ws, first))))
            first = _month_before(first)
        return newest, oldest_fetchable(ws), months, ws.papers.newest_announcement()

    newest, oldest, months, stored = await site.desk.do(work)
    lacking = [one.day for _, weeks in months for week in weeks for one in week
               if one and one.fetchable]  # fmt: skip
    return site.page(
        request,
        "calendar.html",
        months=months,
        earlier=_month_before(months[-1][0]),
        later=_month_after(months[0][0]) if months[0][0] < newest.replace(day=1) else None,
        stored=stored,
        first=min(lacking, default=newest),
        last=newest,
        oldest=oldest,
        asked=PageQuery(),
    )


async def fetch(site: Site, request: Request) -> Response:
    """Begin to fetch a listing date, or a range of them; what it comes to is told at the top."""
    given = await fields(request, site.keys)
    first = _date(given.get("day") or given.get("first", ""))
    last = _date(given.get("day") or given.get("last", ""))

    def work(ws: Workspace) -> None:
        fetch_range(ws, first, last)
        try:
            today(ws, DayAsked(day=last if first == last else None, offline=True))
        except NothingToRankError:
            return  # a holiday: it was read, and there is nothing

    what = f"fetching {first}" if first == last else f"fetching {first} to {last}"
    site.desk.jobs.start(what, what, work)
    return back_to({"back": given.get("back", "/calendar")})


async def stop(site: Site, request: Request) -> Response:
    """Break off what is going on. What was stored stays, and the rest can be fetched again."""
    given = await fields(request, site.keys)
    site.desk.jobs.stop_one()
    return back_to(given)


def _weeks(days: tuple[ListingDate, ...]) -> list[Week]:
    """The days by weeks, each Monday to Friday, with gaps before the first and after the last."""
    weeks: dict[date, list[ListingDate | None]] = {}
    for one in days:
        week = weeks.setdefault(one.day - timedelta(days=one.day.weekday()), [None] * 5)
        week[one.day.weekday()] = one
    return [tuple(week) for week in weeks.values()]


def _month(text: str) -> date:
    return _date(f"{text}-01")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date; write it as YYYY-MM-DD") from None


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
