"""Levers: tried on the day's papers, then pulled; and the keywords that votes suggest."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ranker.app.digests import together
from ranker.app.interests.levers import Lever, Preview, lever, preview, pull, release
from ranker.app.interests.suggesting import Suggested, suggest_keywords
from ranker.app.workspace import Workspace
from ranker.errors import NothingToRankError, UsageError
from ranker.settings import Profile
from ranker.web import actions
from ranker.web.guard import fields
from ranker.web.site import Site, back_to, is_part
from ranker.web.today_view import PageQuery
from ranker.web.undo import Step

SAID = {
    "mute": "Muted “{}”",
    "unmute": "No longer muted “{}”",
    "keyword": "Keyword “{}” added",
    "drop": "Keyword “{}” dropped",
    "follow": "Following {}",
    "unfollow": "No longer following {}",
}
ASKED = {
    "mute": "Mute “{}”?",
    "unmute": "Stop muting “{}”?",
    "keyword": "Add the keyword “{}”?",
    "drop": "Drop the keyword “{}”?",
    "follow": "Follow {}?",
    "unfollow": "Stop following {}?",
}
_MOST = 8  # suggested keywords


async def tried(site: Site, request: Request) -> Response:
    """What a lever would do, before it is pulled."""
    given = request.query_params
    wanted = lever(given.get("do", ""), given.get("word", ""), given.get("profile", ""))
    day = _day(given.get("day", ""))
    found = await site.desk.try_out(lambda ws: _preview(ws, wanted, day))
    name = "lever_part.html" if is_part(request) else "lever.html"
    back = given.get("back", "/")
    asked = PageQuery(day=day)
    return site.page(request, name, preview=found, asked=asked, back=back, questions=ASKED)


async def pulled(site: Site, request: Request) -> Response:
    """Pull it: rank.toml says it from now on, and the day is ranked anew."""
    given = await fields(request, site.keys)
    wanted = lever(given.get("do", ""), given.get("word", ""), given.get("profile", ""))
    day = _day(given.get("day", ""))

    def work(ws: Workspace) -> Step:
        done = pull(ws, wanted)
        step = Step(SAID[wanted.pull].format(wanted.word), "", lambda ws: release(ws, done))
        site.steps.add(step)
        return step

    step = await site.desk.do(work)
    asked = PageQuery(day=day)
    newest = await site.desk.do(lambda ws: ws.papers.newest_announcement())
    actions.rank_again(site, PageQuery(day=day or newest), None)
    back = given.get("back", "/")
    if not is_part(request):
        return back_to(given)
    listing = actions.is_list(back)
    return site.page(
        request, "pulled_part.html", step=step, asked=asked, ranking=listing, back=back
    )


async def keywords(site: Site, request: Request) -> Response:
    """The profile's words, each with its lever, and those that its votes suggest."""
    name = request.query_params.get("profile") or None
    profile, names, day = await site.desk.do(
        lambda ws: (
            ws.config.profile(name),
            [p.name for p in ws.config.profiles],
            ws.papers.newest_announcement(),
        )
    )
    found = await site.desk.try_out(lambda ws: _suggested(ws, profile))
    return site.page(
        request,
        "keywords.html",
        profile=profile,
        profiles=names,
        suggested=found,
        asked=PageQuery(profile=profile.name, day=None),
        **_lists(profile),
        day=day,
    )


def _preview(ws: Workspace, wanted: Lever, day: date | None) -> Preview:
    profile = ws.config.profile(wanted.profile or None)
    named = Lever(wanted.pull, wanted.word, profile.name)
    digest = together.stored(ws, profile.name, day)
    if digest is None:
        raise NothingToRankError("there is no digest yet to try that on")
    return preview(ws, named, digest)


def _suggested(ws: Workspace, profile: Profile) -> Suggested | str:
    """The suggestions, or why there are none."""
    try:
        return suggest_keywords(ws, profile.name, _MOST)
    except NothingToRankError as error:
        return str(error)


def _lists(profile: Profile) -> dict[str, Any]:
    return {
        "lists": (
            ("Keywords", "drop", "keyword", profile.keywords, "Papers with these words rise."),
            ("Muted", "unmute", "mute", profile.exclude, "Papers with these words are left out."),
            ("Following", "unfollow", "follow", profile.authors, "Papers of these people rise."),
        )
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{text!r} is no date") from None
