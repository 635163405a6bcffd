"""The page as an application: its parts, its routes, and what an error looks like."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from ranker.app.workspace import Workspace
from ranker.digest import escape, words, words_view
from ranker.digest.addresses import addresses, named
from ranker.errors import (
    BusyError,
    NothingToRankError,
    PaperIdError,
    RankError,
    UnknownPaperError,
    UsageError,
    without_paths,
)
from ranker.plurals import count
from ranker.web import text
from ranker.web.desk import Desk
from ranker.web.guard import Address, ForgedError, Guard
from ranker.web.keys import Keys
from ranker.web.today_view import PageQuery, look
from ranker.web.undo import Steps

log = logging.getLogger(__name__)

_STATUS: dict[type[RankError], int] = {
    PaperIdError: 400,
    UsageError: 400,
    UnknownPaperError: 404,
    NothingToRankError: 404,
    BusyError: 409,
}


class Site:
    """What every page needs: the desk, the keys, the templates, and the steps to take back."""

    def __init__(self, desk: Desk, keys: Keys, address: Address) -> None:
        self.desk = desk
        self.keys = keys
        self.address = address
        self.steps = Steps()
        self.looked_at: float | None = None
        self._templates = _environment()

    async def warm(self) -> None:
        """Read what the first page shows; what is wrong with it is told there."""
        with suppress(Exception):
            await self.desk.do(lambda ws: look(ws, self.desk.memory, PageQuery()))

    def page(self, request: Request, name: str, status: int = 200, **context: Any) -> Response:
        """A page, or a part of one, filled from the template of that name."""
        return HTMLResponse(self.filled(request, name, **context), status)

    def filled(self, request: Request, name: str, **context: Any) -> str:
        """The text of a page or a part."""
        common = {
            "form_token": self.keys.form_token,
            "state": self.desk.jobs.state,
            "path": request.url.path,
            "back": _own(request),
            "ranking": False,
        }
        return self._templates.get_template(name).render(common | context)

    def error(self, request: Request, message: str, status: int) -> Response:
        """What went wrong, as a page, or as a line for the page that asked."""
        name = "error_part.html" if is_part(request) else "error.html"
        return self.page(request, name, status, message=without_paths(message))


def make_app(
    open_workspace: Callable[[], Workspace], keys: Keys, address: Address, *, offline: bool
) -> Guard:
    """The application. Each call of `open_workspace` makes one for a thread of its own.

    With `offline`, arXiv is asked for nothing unless a reader clicks.
    """
    from ranker.web import routes

    desk = Desk(open_workspace, offline=offline)
    site = Site(desk, keys, address)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        warm = asyncio.create_task(site.warm())  # while the browser is on its way
        yield
        await warm
        desk.close()

    async def failed(request: Request, error: Exception) -> Response:
        if isinstance(error, ForgedError):
            return site.error(request, "This did not come from a page of rank; reload it.", 403)
        if isinstance(error, HTTPException):
            said = "There is no such page." if error.status_code == 404 else error.detail
            return site.error(request, said, error.status_code)
        if not isinstance(error, RankError):
            log.error("%s %s", request.method, request.url.path, exc_info=error)
            return site.error(request, "A fault of rank itself; its terminal says more.", 500)
        status = next((s for kind, s in _STATUS.items() if isinstance(error, kind)), 500)
        return site.error(request, str(error), status)

    static = StaticFiles(directory=Path(__file__).parent / "static")
    handlers = dict.fromkeys((RankError, ForgedError, HTTPException, Exception), failed)
    app = Starlette(
        routes=[*routes.routes(site), Mount("/static", static)],
        exception_handlers=handlers,
        lifespan=lifespan,
    )
    return Guard(app, keys, address)


def is_part(request: Request) -> bool:
    """Whether htmx asks, for a part of a page."""
    return request.headers.get("hx-request") == "true"


def back_to(fields: dict[str, str], paper_id: str = "") -> RedirectResponse:
    """Where a form's page is, for a browser without scripts; only pages of ours are."""
    where = fields.get("back", "")
    if not re.fullmatch(r"/(?!/)[\w/?=&%.+:~-]*", where, re.ASCII):
        where = "/"
    return RedirectResponse(f"{where}#{anchor(paper_id)}" if paper_id else where, 303)


def anchor(paper_id: str) -> str:
    """A paper's place on a page."""
    return "p-" + re.sub(r"[^\w.-]", "_", paper_id, flags=re.ASCII)


def _own(request: Request) -> str:
    """The page's own address, for its forms; a part belongs to the page that asked for it."""
    given = request.query_params.get("back")
    query = f"?{request.url.query}" if request.url.query else ""
    return given or f"{request.url.path}{query}"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ranker.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clean": escape.clean,
        "percent": words.percent,
        "day": words.day,
        "reason": words.reason,
        "anchor": anchor,
        "named": named,
        "title": text.title_html,
        "abstract": text.abstract_html,
        "remark": text.remark_html,
    }
    environment.globals |= {
        "marked": text.marked_html,
        "addresses": addresses,
        "flags": words.flags,
        "count": count,
        "headings": words_view.headings,
        "message_of": without_paths,
    }
    return environment
