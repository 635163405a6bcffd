"""The search over everything stored, within days, a category and what an interest reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ranker.app.search.searching import search as search_for
from ranker.app.workspace import Workspace
from ranker.errors import UsageError
from ranker.fields import check_category
from ranker.store.within import Within
from ranker.web.find_pages import FOUND, Item, items_of
from ranker.web.site import Site
from ranker.web.today_view import PageQuery

_LONGEST = 300  # characters of a query
_FIELDS = ("q", "from", "to", "category", "profile")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search is for: a text, among papers public from `first` to `last`, in a category,
    and in those of an interest; empty for any."""

    text: str
    first: date | None = None
    last: date | None = None
    category: str = ""
    profile: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the text is asked for."""
        return bool(self.first or self.last or self.category or self.profile)

    def query(self) -> str:
        """The query string that asks for this, without what is empty: an address to keep."""
        values = (self.text, self.first, self.last, self.category, self.profile)
        return urlencode(
            {name: value for name, value in zip(_FIELDS, values, strict=True) if value}
        )


async def search(site: Site, request: Request) -> Response:
    """What a text finds among everything stored, or among what is chosen of it."""
    given = request.query_params
    wanted = wanted_of(given)
    if any(given.get(name) == "" for name in _FIELDS):
        return RedirectResponse(f"/search?{wanted.query()}", 303)
    items, profiles, categories = await site.desk.do(lambda ws: _searched(ws, wanted))
    return site.page(
        request,
        "found.html",
        query=wanted.text,
        heading=f"“{wanted.text}”",
        items=items,
        wanted=wanted,
        profiles=profiles,
        categories=categories,
        asked=PageQuery(),
    )


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """What the fields of an address ask for. Raises UsageError for no text, for days that are none
    or go backwards, for an unknown category."""
    text, category = given.get("q", "").strip(), given.get("category", "").strip()
    if not text:
        raise UsageError("there is nothing to search for; give some words")
    first, last = _date(given.get("from", "")), _date(given.get("to", ""))
    if first and last and first > last:
        raise UsageError(f"{first} is after {last}")
    listed = check_category(category) if category else ""
    return Wanted(text[:_LONGEST], first, last, listed, given.get("profile", ""))


def _searched(ws: Workspace, wanted: Wanted) -> tuple[list[Item], list[str], tuple[str, ...]]:
    config = ws.config
    own = config.profile(wanted.profile).categories if wanted.profile else ()
    within = Within(wanted.first, wanted.last, wanted.category, own)
    found = search_for(ws, wanted.text, FOUND, within)
    items = items_of(ws, [f.paper for f in found], [f"{f.day}" for f in found], wanted.profile)
    return items, [p.name for p in config.profiles], config.categories


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{text!r} is no date; write it as YYYY-MM-DD") from None
