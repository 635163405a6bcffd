"""The shelf, its export, and the window that the bookmarklet opens."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ranker.app.feedback.shelf import FORMATS, export, shelved
from ranker.app.papers.naming import known_id, name_one
from ranker.app.workspace import Workspace
from ranker.errors import UsageError
from ranker.paper import canonical_id
from ranker.web import actions
from ranker.web.find_pages import Item, items_of
from ranker.web.guard import ForgedError, fields
from ranker.web.keys import same
from ranker.web.site import Site
from ranker.web.today_view import PageQuery
from ranker.web.undo import Step

_TYPES = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}


async def shelf(site: Site, request: Request) -> Response:
    """What is saved, newest first."""
    items = await site.desk.do(_shelved)
    return site.page(request, "shelf.html", items=items, asked=PageQuery(), formats=FORMATS)


async def exported(site: Site, request: Request) -> Response:
    """The papers chosen, or the whole shelf, as a file."""
    form, chosen = request.query_params.get("as", ""), request.query_params.getlist("id")

    def work(ws: Workspace) -> str:
        found = shelved(ws)
        return export([one for one in found if not chosen or one.paper.id in chosen], form)

    text = await site.desk.do(work)
    kind = _TYPES.get(form, "text/markdown")
    named = {"content-disposition": f'attachment; filename="shelf.{form}"'}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=named)


async def mark(site: Site, request: Request) -> Response:
    """A paper of arxiv.org, to vote on or save. Whoever asks must have the bookmarklet's token."""
    if not same(site.keys.bookmark, request.query_params.get("token", "")):
        raise ForgedError
    text = request.query_params.get("id", "")
    item = await _named(site, text)
    return site.page(
        request, "mark.html", item=item, token=site.keys.bookmark, asked=PageQuery(), done=""
    )


async def marked(site: Site, request: Request) -> Response:
    """A vote from that window: by a form of ours, in a page of ours."""
    given = await fields(request, site.keys)
    if not same(site.keys.bookmark, given.get("token", "")):
        raise ForgedError
    if given.get("do") == "note":
        raise UsageError("notes are made on the paper's own page")
    step, item = await site.desk.do(lambda ws: _act(site, ws, given))
    actions.rank_again(site, PageQuery(), None)
    done = step.said if step else "It was so already"
    return site.page(
        request, "mark.html", item=item, token=site.keys.bookmark, asked=PageQuery(), done=done
    )


def _shelved(ws: Workspace) -> list[Item]:
    return items_of(ws, [one.paper for one in shelved(ws)])


async def _named(site: Site, text: str) -> Item:
    """The paper that an address names, asked of arXiv where it is not stored."""

    def known(ws: Workspace) -> Item | None:
        found = ws.papers.get([canonical_id(text)])
        return items_of(ws, list(found.values()))[0] if found else None

    item = await site.desk.do(known)
    if item is not None:
        return item

    def ask(ws: Workspace) -> None:
        name_one(ws, text, ask=True)

    await site.desk.jobs.result("asking arXiv for a paper", ask)
    item = await site.desk.do(known)
    if item is None:
        raise UsageError("that is no page of a paper")
    return item


def _act(site: Site, ws: Workspace, given: dict[str, str]) -> tuple[Step | None, Item]:
    paper_id = known_id(ws, given.get("paper", ""))
    step = actions.do(ws, given, paper_id, given.get("do", ""))
    if step is not None:
        site.steps.add(step)
    ws.forget_votes_read()
    return step, items_of(ws, list(ws.papers.get([paper_id]).values()))[0]
