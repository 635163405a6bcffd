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

from ranker.errors import SourceError, UnreachableError
from ranker.paper import KINDS, Entry
from ranker.sources.feed_xml import parse_feed
from ranker.sources.http import Client
from ranker.sources.interface import Batch, Problem
from ranker.sources.trouble import UnknownCategoryError, problem_of

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
        except UnreachableError:
            raise
        except SourceError:
            if len(categories) == 1:
                raise
            return self._checked(self._one_by_one(categories, ()), day)
        if len(batch.entries) >= ROW_CAP and len(categories) > 1:
            batch = self._one_by_one(categories, batch.entries)
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
        if len(batch.entries) >= ROW_CAP and len(categories) == 1:
            said = f"the feed stops at {ROW_CAP} rows, and drops new papers first"
            batch = replace(batch, problems=(*batch.problems, Problem("capped", where, said)))
        return batch

    def _one_by_one(self, categories: tuple[str, ...], joined: tuple[Entry, ...]) -> Batch:
        """A request for each category; `joined` is what the common request brought, if it did."""
        entries: list[Entry] = list(joined)
        problems: list[Problem] = []
        first: SourceError | None = None
        for number, category in enumerate(categories):
            try:
                batch = self._get((category,))
            except UnreachableError as error:
                # What hit this one hits the others: they'd only wait in vain.
                first = first or error
                problems += [problem_of(error, missed) for missed in categories[number:]]
                break
            except SourceError as error:
                first = first or error
                problems.append(problem_of(error, category))
                continue
            entries += batch.entries
            problems += batch.problems
        if first and len(problems) >= len(categories) and not entries:
            raise first
        return Batch("feed", merged(entries), problems=tuple(problems))

    def _checked(self, batch: Batch, day: date | None) -> Batch:
        days = Counter(entry.announced for entry in batch.entries if entry.announced)
        announced = days.most_common(1)[0][0] if days else None
        batch = replace(batch, announced=announced)
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


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each paper once, in order of first sight: the strongest kind, categories united, the newest
    version's text.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        before = found.get(entry.paper.id)
        if before is None:
            found[entry.paper.id] = entry
            continue
        newest = max(before, entry, key=lambda one: one.paper.version)
        united = dict.fromkeys(before.paper.categories + entry.paper.categories)
        found[entry.paper.id] = replace(
            newest,
            paper=replace(newest.paper, categories=tuple(united)),
            kind=min(before.kind, entry.kind, key=KINDS.index),
        )
    return tuple(found.values())
