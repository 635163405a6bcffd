"""What a reader does on the page: votes, the shelf, undo; and the ranking that follows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from ranker.app.today import Request as DayAsked
from ranker.app.today import today
from ranker.app.workspace import Workspace
from ranker.errors import UsageError
from ranker.paper import Paper
from ranker.scored import RankedPaper
from ranker.web import undo as undoing
from ranker.web.find_pages import Item, items_of
from ranker.web.guard import fields, int_or
from ranker.web.site import Site, back_to, is_part
from ranker.web.today_view import PageQuery, TodayView, find, look
from ranker.web.undo import Step

LOOK_AGAIN = 1800.0
"""Seconds after which a page that is opened has arXiv asked again."""
_VOTES = {"like": 1, "dislike": -1, "withdraw": 0}
_SHELF = {"save": ("saved", True), "unsave": ("saved", False)}
_SHELF |= {"read": ("read", True), "unread": ("read", False)}


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What came of an action: the step, and the paper as it stands now, in the day if it has it."""

    step: Step | None
    title: str
    ranked: RankedPaper | None
    item: Item


def start_day(site: Site) -> None:
    """What `rank today` does, unless it was done in the last half hour."""
    now = time.monotonic()
    if site.looked_at is not None and now - site.looked_at < LOOK_AGAIN:
        return
    site.looked_at = now
    offline = site.desk.offline

    def work(ws: Workspace) -> None:
        found = today(ws, DayAsked(offline=offline))
        site.desk.memory.standing = found.standing
        site.desk.memory.notes = found.notes

    what = "ranking the newest announcement" if offline else "asking arXiv for what is new"
    site.desk.jobs.start("today", what, work)


def rank_again(site: Site, asked: PageQuery, view: TodayView | None) -> None:
    """Have the day that is asked for ranked on all there is now."""
    day = asked.day or (view.digest.announcement if view else None)
    if day is None:
        return
    profile = asked.profile or None

    def work(ws: Workspace) -> None:
        today(ws, DayAsked(profile=profile, day=day, offline=True))

    site.desk.jobs.start(f"rank {asked.profile} {day}", "ranking anew", work)


async def act(site: Site, request: Request) -> Response:
    """One action on one paper: kept on disk before it is answered."""
    given = await fields(request, site.keys)
    asked = _asked(given)
    paper_id, word = given.get("paper", ""), given.get("do", "")

    def work(ws: Workspace) -> tuple[ActionResult, TodayView | None]:
        step = do(ws, given, paper_id, word)
        if step is not None:
            site.steps.add(step)
        view = look(ws, site.desk.memory, asked, quick=True)
        return _done(ws, step, paper_id, view), view

    done, view = await site.desk.do(work)
    voted = word in _VOTES and done.step is not None
    # Once the answer is on its way: a training would take the processor from it.
    after = BackgroundTask(rank_again, site, asked, view) if voted else None
    back, kind = given.get("back", "/"), given.get("card", "card")
    if not is_part(request):
        answer: Response = back_to(given, paper_id)
        answer.background = after
        return answer
    answer = site.page(
        request,
        "acted_part.html",
        done=done,
        view=view,
        asked=asked,
        ranking=voted and view is not None and is_list(back),
        kind=kind,
        back=back,
    )
    answer.background = after
    return answer


async def undo(site: Site, request: Request) -> Response:
    """Take back the last thing done on the page."""
    given = await fields(request, site.keys)
    asked = _asked(given)

    def work(ws: Workspace) -> tuple[Step | None, TodayView | None]:
        step = site.steps.undo(ws)
        ws.forget_votes_read()
        ws.forget_config_read()
        return step, look(ws, site.desk.memory, asked)

    step, view = await site.desk.do(work)
    if view is not None and not view.fresh:
        rank_again(site, asked, view)
    if not is_part(request):
        return back_to(given, step.paper if step else "")
    back = given.get("back", "/")
    answer = site.page(
        request,
        "undone_part.html",
        step=step,
        asked=asked,
        ranking=view is not None and not view.fresh,
        listing=is_list(back),
        more=len(site.steps) > 0,
        back=back,
    )
    if not is_list(back):
        answer.headers["hx-refresh"] = "true"
    return answer


def is_list(back: str) -> bool:
    """Whether an address of ours is that of a day's list."""
    return back.partition("?")[0] == "/"


def do(ws: Workspace, given: dict[str, str], paper_id: str, word: str) -> Step | None:
    """One thing done with a paper; None where it was so already. Raises RankError."""
    if word in _VOTES:
        return undoing.vote(ws, paper_id, given.get("profile", ""), _VOTES[word])
    if word in _SHELF:
        name, value = _SHELF[word]
        return undoing.shelf(ws, paper_id, "saved" if name == "saved" else "read", value)
    if word == "note":
        return undoing.shelf(ws, paper_id, "note", given.get("note", "").strip())
    raise UsageError(f"{word!r} is nothing that can be done with a paper")


def _done(ws: Workspace, step: Step | None, paper_id: str, view: TodayView | None) -> ActionResult:
    ranked = find(view.digest.papers, paper_id) if view else None
    stored = ws.papers.get([paper_id]).get(paper_id) or Paper(paper_id, paper_id, "")
    return ActionResult(step, stored.title, ranked, items_of(ws, [stored])[0])


def _asked(given: dict[str, str]) -> PageQuery:
    """The page that a form stood on."""
    try:
        day = date.fromisoformat(given.get("day", "")) if given.get("day") else None
    except ValueError:
        raise UsageError(f"{given['day']!r} is no date") from None
    shown = given.get("shown", "")
    return PageQuery(shown, day, given.get("category", ""), int_or(given.get("rest"), 0))
