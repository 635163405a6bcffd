"""The day's announcement from rss.arxiv.org, all categories in one request where they fit.

Facts: https://info.arxiv.org/help/rss.html. The feed takes its dates from the clock, so an old
batch can look like today's; and it keeps the last 2,000 rows of an order that puts `new` at the
end of the queue, so a cut feed has lost new papers first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from ranker.errors import NotArxivError, SourceError, UnreachableError
from ranker.sources.combine import each_category
from ranker.sources.feed_xml import parse_feed
from ranker.sources.http import Client
from ranker.sources.interface import Batch, Problem
from ranker.sources.trouble import UnknownCategoryError

BASE = "https://rss.arxiv.org"
ROW_CAP = 2000
ACCEPT = "application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8"
_STALE_SHARE = 0.1  # of the new papers known from an earlier day; one alone may be a wrong date

KnownSince = Callable[[Iterable[str]], Mapping[str, date]]


def nothing_known(_ids: Iterable[str]) -> Mapping[str, date]:
    """The `known_since` of an empty store."""
    return {}


class Feed:
    """The Source `feed`. `known_since` gives, for the ids the store has, the earliest listing date
    under which it has them; it is how an old batch dressed as today's is recognised.
    """

    name = "feed"

    def __init__(
        self, client: Client, base: str = BASE, known_since: KnownSince = nothing_known
    ) -> None:
        self._client = client
        self._base = base.rstrip("/")
        self._known_since = known_since

    def fetch(self, categories: tuple[str, ...], day: date | None = None) -> Batch:
        """The current announcement; the feed has no other, so `day` only checks its date.

        Problems: "unknown-category", "capped" (one category alone reaches the limit),
        "truncated", "stale", "mismatch" (not of `day`), and the failure of single categories.
        Raises SourceError or UnreachableError when no category could be read.
        """
        if not categories:
            raise SourceError("no categories to fetch; name some in rank.toml")
        try:
            batch = self._get(categories)
        except (UnreachableError, NotArxivError):
            raise  # what is in the way is in the way of every category
        except SourceError:
            if len(categories) == 1:
                raise
            return self._checked(each_category(self.name, categories, self._one), day)
        if _rows(batch) >= ROW_CAP and len(categories) > 1:
            batch = each_category(self.name, categories, self._one, batch.entries)
        return self._checked(batch, day)

    def _get(self, categories: tuple[str, ...]) -> Batch:
        where = "+".join(categories)
        answer = self._client.get(f"{self._base}/atom/{where}", "api", ACCEPT)
        try:
            batch = parse_feed(answer.body, where)
        except UnknownCategoryError:
            raise
        except SourceError as error:
            if answer.status == 200:
                raise
            raise SourceError(f"{where}: the feed answered HTTP {answer.status}") from error
        if _rows(batch) >= ROW_CAP and len(categories) == 1:
            said = f"the feed stops at {ROW_CAP} rows, and drops new papers first"
            batch = replace(batch, problems=(*batch.problems, Problem("capped", where, said)))
        return batch

    def _one(self, category: str) -> Batch:
        return self._get((category,))

    def _checked(self, batch: Batch, day: date | None) -> Batch:
        announced = batch.announced
        if announced is None:
            return batch
        problems = list(batch.problems)
        if day is not None and announced != day:
            said = f"asked for {day}, the feed has {announced}"
            problems.append(Problem("mismatch", "feed", said))
        new = [entry.paper.id for entry in batch.entries if entry.kind == "new"]
        known = self._known_since(new)
        earlier = [
            since for paper_id in new if (since := known.get(paper_id, announced)) < announced
        ]
        if new and len(earlier) >= _STALE_SHARE * len(new):
            since = Counter(earlier).most_common(1)[0][0]
            said = f"the papers dated {announced} are those announced on {since}"
            problems.append(Problem("stale", "feed", said))
        return replace(batch, problems=tuple(problems))


def _rows(batch: Batch) -> int:
    return len(batch.entries) + sum(one.trouble == "bad-line" for one in batch.problems)
