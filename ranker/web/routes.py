"""Which address is answered by what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ranker.web import (
    actions,
    calendar_pages,
    day_pages,
    find_pages,
    lever_pages,
    search_page,
    shelf_pages,
)
from ranker.web.site import Site

Handler = Callable[[Site, Request], Awaitable[Response]]


def routes(site: Site) -> list[Route]:
    """Every page and every action."""

    def at(path: str, handler: Handler, method: str = "GET") -> Route:
        async def endpoint(request: Request) -> Response:
            return await handler(site, request)

        return Route(path, endpoint, methods=[method])

    return [
        at("/open", day_pages.enter),
        at("/", day_pages.today),
        at("/list", day_pages.listed),
        at("/status", day_pages.status),
        at("/help", day_pages.help_page),
        at("/act", actions.act, "POST"),
        at("/undo", actions.undo, "POST"),
        at("/search", search_page.search),
        at("/similar/{id:path}", find_pages.similar),
        at("/paper/{id:path}", find_pages.paper),
        at("/shelf", shelf_pages.shelf),
        at("/export", shelf_pages.exported),
        at("/mark", shelf_pages.mark),
        at("/mark", shelf_pages.marked, "POST"),
        at("/calendar", calendar_pages.calendar),
        at("/fetch", calendar_pages.fetch, "POST"),
        at("/stop", calendar_pages.stop, "POST"),
        at("/keywords", lever_pages.keywords),
        at("/lever", lever_pages.tried),
        at("/lever", lever_pages.pulled, "POST"),
    ]
