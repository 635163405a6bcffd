"""arXiv's listing pages: the newest announcement of a category, and any of the last 90 days.

One category a request and 15 s between requests, so they check and complete the feed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ranker.errors import SourceError
from ranker.paper import Entry
from ranker.sources.combine import each_category, merged
from ranker.sources.http import Client
from ranker.sources.interface import Batch, Problem
from ranker.sources.listing_html import ListingPage, parse_listing
from ranker.sources.trouble import UnknownCategoryError

BASE = "https://arxiv.org"
ACCEPT = "text/html"
PAGE_ROWS = 2000
_MOST_PAGES = 20


class Listing:
    """The Source `listing`: arxiv.org/list/{category}/new."""

    name = "listing"

    def __init__(self, client: Client, base: str = BASE) -> None:
        self._client = client
        self._base = base.rstrip("/")

    def fetch(self, categories: tuple[str, ...], day: date | None = None) -> Batch:
        """The newest announcement; the page has no other, so `day` only checks its date.

        Problems: "mismatch" (of dates, or of the numbers the page states), "bad-line",
        "unknown-category", and the failure of single categories.
        """
        return each_category(self.name, categories, lambda one: self._one(one, day))

    def _one(self, category: str, day: date | None) -> Batch:
        def page_address(page: int, rows_before: int) -> str:
            address = f"{self._base}/list/{category}/new"
            return f"{address}?skip={rows_before}&show={PAGE_ROWS}" if page > 1 else address

        batch = _all_pages(self._client, self.name, category, page_address)
        if day is None or batch.announced == day:
            return batch
        said = f"asked for {day}, the page has {batch.announced}"
        problems = (*batch.problems, Problem("mismatch", category, said))
        return Batch(self.name, batch.entries, batch.announced, batch.stated, problems)


class CatchUp:
    """The Source `catchup`: arxiv.org/catchup/{category}/{date}, exact for the last 90 days."""

    name = "catchup"

    def __init__(self, client: Client, base: str = BASE) -> None:
        self._client = client
        self._base = base.rstrip("/")

    def fetch(self, categories: tuple[str, ...], day: date | None = None) -> Batch:
        """The announcement of `day`, which must be given; empty where there was none.

        Problems as for `Listing`.
        """
        if day is None:
            raise SourceError("a catch-up page needs a date")
        return each_category(self.name, categories, lambda one: self._one(one, day))

    def _one(self, category: str, day: date) -> Batch:
        def page_address(page: int, _rows_before: int) -> str:
            return f"{self._base}/catchup/{category}/{day}?abs=True&page={page}"

        batch = _all_pages(self._client, self.name, category, page_address)
        if batch.announced != day:
            raise SourceError(f"{category}: asked for {day}, arXiv sent {batch.announced}")
        return batch


def _all_pages(
    client: Client, source: str, category: str, address: Callable[[int, int], str]
) -> Batch:
    entries: list[Entry] = []
    problems: list[Problem] = []
    first: ListingPage | None = None
    rows = 0
    for page_number in range(1, _MOST_PAGES + 1):
        answer = client.get(address(page_number, rows), "html", ACCEPT)
        if answer.status in {400, 404}:
            raise UnknownCategoryError(f"arXiv has no listing of {category} at {answer.url}")
        if answer.status != 200:
            raise SourceError(f"{category}: the listing answered HTTP {answer.status}")
        page = parse_listing(answer.body, category)
        first = first or page
        if page.announced != first.announced:
            said = f"page {page_number} is of {page.announced}, page 1 of {first.announced}"
            problems.append(Problem("mismatch", category, said))
            break
        entries += page.entries
        problems += page.problems
        rows += page.rows
        if rows >= first.total or page.rows == 0:
            break
    assert first is not None  # the range is not empty
    if rows != first.total:
        said = f"arXiv says {first.total} entries, {rows} were found"
        problems.append(Problem("mismatch", category, said))
    stated = ((category, first.total),)
    return Batch(source, merged(entries), first.announced, stated, tuple(problems))
