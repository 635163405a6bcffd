"""Similar papers, and a paper's own page with its whole sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from starlette.requests import Request
from starlette.responses import Response

from ranker.app.learning.basis import model_folder
from ranker.app.papers.naming import known_id
from ranker.app.search.searching import similar as similar_to
from ranker.app.search.why import Explanation, why
from ranker.app.workspace import Workspace
from ranker.errors import UnknownPaperError
from ranker.feedback.shelf import ShelfItem
from ranker.feedback.votes import LIKE
from ranker.paper import Paper
from ranker.reason_kinds import REASON_KINDS, ReasonKind
from ranker.scored import Reason
from ranker.web.site import Site
from ranker.web.today_view import PageQuery

FOUND = 30
"""Papers that a search or a look for similar ones lists."""
FAMILIES: dict[ReasonKind, str] = {
    "keyword": "Keywords in it",
    "close": "Near to keywords",
    "vote": "Your vote on it",
    "liked": "Near to papers you liked",
    "disliked": "Near to papers you disliked",
    "author": "Authors you follow",
    "term": "Words",
    "category": "Categories",
    "meaning": "Like what keywords find",
    "field": "Like papers at large",
    "rest": "Other words",
    "constant": "The same for every paper",
}
_TOLD = 0.005  # what rounds to nothing is counted and not named


@dataclass(frozen=True, slots=True)
class Item:
    """A paper outside a digest: by whom it would be voted on, the vote, the shelf, and what is
    said of it here."""

    paper: Paper
    profile: str
    vote: int
    kept: ShelfItem | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """The parts of a sum that are of one kind: those to name, and how many more there are."""

    name: str
    total: float
    parts: tuple[Reason, ...]
    more: int


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper's page; `sum` is None where no model is there yet. `pulls` are liked papers that
    raise it, each with its id where that is known."""

    item: Item
    announced: str
    sum: Explanation | None
    families: tuple[Family, ...]
    pulls: tuple[tuple[str, str, float], ...]


async def similar(site: Site, request: Request) -> Response:
    """The stored papers most like one."""
    name = request.path_params["id"]
    paper, items = await site.desk.do(lambda ws: _similar(ws, name))
    heading = f"Like “{paper.title}”"
    return site.page(request, "found.html", heading=heading, items=items, asked=PageQuery())


async def paper(site: Site, request: Request) -> Response:
    """One paper: its text, its note, the sum behind its score."""
    name, profile = request.path_params["id"], request.query_params.get("profile") or None
    view = await site.desk.do(lambda ws: _paper(ws, name, profile))
    return site.page(request, "paper_page.html", view=view, asked=PageQuery())


def items_of(
    ws: Workspace, papers: Sequence[Paper], said: Sequence[str] = (), profile: str = ""
) -> list[Item]:
    """Papers with their votes, of the profile named, else of the one that showed each, and what
    the shelf has of them."""
    shown = ws.digests.shown_under(p.id for p in papers)
    names = {p.name for p in ws.config.profiles}
    votes = {p.name: ws.votes_of(p) for p in ws.config.profiles}
    first, shelf = ws.config.profiles[0].name, ws.shelf.all()
    found = []
    for n, one in enumerate(papers):
        owner = shown.get(one.id, ("", None))[0]
        voted = next((name for name in votes if one.id in votes[name]), None)
        whose = profile or (owner if owner in names else voted or first)
        vote = votes[whose].get(one.id)
        told = said[n] if said else ""
        found.append(Item(one, whose, vote.vote if vote else 0, shelf.get(one.id), told))
    return found


def _similar(ws: Workspace, name: str) -> tuple[Paper, list[Item]]:
    paper_id = known_id(ws, name)
    found = similar_to(ws, paper_id, FOUND)
    papers = [f.paper for f in found]
    own = ws.papers.get([paper_id])[paper_id]
    return own, items_of(ws, papers, [f"{f.meaning:.0%} alike" for f in found])


def _paper(ws: Workspace, name: str, profile_name: str | None) -> PaperView:
    paper_id = known_id(ws, name)
    stored = ws.papers.get([paper_id]).get(paper_id)
    if stored is None:
        raise UnknownPaperError(f"of {paper_id} only your vote is stored")
    item = items_of(ws, [stored])[0]
    profile = ws.config.profile(profile_name or item.profile)
    summed = None
    if model_folder(ws, profile).load() is not None:
        summed = why(ws, paper_id, profile.name)
    first = ws.papers.first_announced([paper_id]).get(paper_id)
    reasons = summed.reasons if summed else ()
    return PaperView(item, str(first or ""), summed, _families(reasons), _pulls(ws, item, reasons))


def _families(reasons: Sequence[Reason]) -> tuple[Family, ...]:
    found = []
    for kind in REASON_KINDS:
        parts = [r for r in reasons if r.kind == kind]
        if parts:
            named = tuple(r for r in parts if abs(r.contribution) >= _TOLD)
            total = fsum(r.contribution for r in parts)
            found.append(Family(FAMILIES[kind], total, named, len(parts) - len(named)))
    return tuple(sorted(found, key=lambda f: -abs(f.total)))


def _pulls(
    ws: Workspace, item: Item, reasons: Sequence[Reason]
) -> tuple[tuple[str, str, float], ...]:
    """Titles of the liked papers that raise it most, with ids and contributions."""
    votes = ws.votes_of(ws.config.profile(item.profile))
    liked = {i for i, vote in votes.items() if vote.vote == LIKE}
    ids = {p.title: p.id for p in ws.papers.get(liked).values()}
    raising = [r for r in reasons if r.kind == "liked" and r.contribution >= _TOLD]
    return tuple((ids.get(r.name, ""), r.name, r.contribution) for r in raising[:8])
