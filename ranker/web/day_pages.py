"""The page of a day, and the parts of it that are asked for again."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ranker.app.workspace import Workspace
from ranker.errors import UsageError
from ranker.web import actions
from ranker.web.guard import cookie_name, int_or
from ranker.web.site import Site, is_part
from ranker.web.today_view import PageQuery, TodayView, look

WAIT = 20.0
"""Seconds that a part waits for a ranking to be done, before it says that it is not."""
_YEAR = 365 * 24 * 3600


async def enter(site: Site, request: Request) -> Response:
    """Let a browser in that comes with a token which was not used yet."""
    if not site.keys.opens(request.query_params.get("token", "")):
        return site.error(
            request, "This address was used before. Start `rank serve` again for another.", 403
        )
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        cookie_name(site.address.port),
        site.keys.session,
        max_age=_YEAR,
        httponly=True,
        samesite="strict",
    )
    return answer


async def today(site: Site, request: Request) -> Response:
    """The digest of a day."""
    asked = asked_of(request)
    view, around = await _looked(site, asked)
    if view is None:
        actions.start_day(site)
    if view is None or not view.fresh:
        actions.rank_again(site, asked, view)
    ranking = view is not None and not view.fresh
    page = site.page(request, "today.html", view=view, asked=asked, ranking=ranking, **around)
    page.background = BackgroundTask(actions.start_day, site)  # the reader has something to read
    return page


async def listed(site: Site, request: Request) -> Response:
    """The list alone; with `wait`, once it is ranked on all there is, or as it is after a while."""
    asked = asked_of(request)
    view, around = await _looked(site, asked)
    if request.query_params.get("wait") and (view is None or not view.fresh):
        await site.desk.jobs.idle(WAIT)
        view, around = await _looked(site, asked)
        if view is not None and not view.fresh:  # voted on again meanwhile
            actions.rank_again(site, asked, view)
            await site.desk.jobs.idle(WAIT)
            view, around = await _looked(site, asked)
    if not is_part(request):
        return RedirectResponse(f"/?{asked.query()}", 303)
    return site.page(request, "list_part.html", view=view, asked=asked, **around)


async def status(site: Site, request: Request) -> Response:
    """What is going on, for a page that watches it; at its end, whether a newer day is there."""
    asked, seen = asked_of(request), request.query_params.get("seen", "")
    newer = ""
    if not site.desk.jobs.state.busy and seen and asked.day is None:
        view, _ = await _looked(site, asked)
        newest = str(view.digest.announcement) if view else ""
        newer = newest if newest > seen else ""
    return site.page(request, "status_part.html", asked=asked, seen=seen, newer=newer)


async def help_page(site: Site, request: Request) -> Response:
    """The keys, and the bookmarklet."""
    opens = f"http://{request.headers['host']}/mark?token={site.keys.bookmark}&id="
    script = (
        f"window.open('{opens}'+encodeURIComponent(location.href),'rank','width=560,height=440')"
    )
    return site.page(request, "help.html", bookmarklet=f"javascript:void({script})")


def asked_of(request: Request) -> PageQuery:
    """What the address asks for. Raises UsageError for what is no date."""
    given = request.query_params
    day = given.get("day") or None
    try:
        wanted = date.fromisoformat(day) if day else None
    except ValueError:
        raise UsageError(f"{day!r} is no date; write it as YYYY-MM-DD") from None
    rest = min(int_or(given.get("rest"), 0), 1000)
    return PageQuery(given.get("profile", ""), wanted, given.get("category", ""), rest)


async def _looked(site: Site, asked: PageQuery) -> tuple[TodayView | None, dict[str, Any]]:
    return await site.desk.do(lambda ws: (look(ws, site.desk.memory, asked), _around(ws)))


def _around(ws: Workspace) -> dict[str, Any]:
    """What the filters offer: profiles, and the categories they read."""
    config = ws.config
    return {"profiles": [p.name for p in config.profiles], "categories": config.categories}
