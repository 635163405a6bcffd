"""export.arxiv.org/api/query through the package `arxiv`: papers by id, and search.

The package (4.0.2) has no timeout, does not honour Retry-After, tries 4xx again and reads a web
page or an error entry with status 200 as no results; so it gets its pages from our own client,
which has looked at them first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ranker.errors import RankError, SourceError
from ranker.paper import Entry, canonical_id
from ranker.sources.api_xml import parse_api
from ranker.sources.combine import merged
from ranker.sources.http import Client
from ranker.sources.interface import Batch, Problem
from ranker.sources.record import make_entry

if TYPE_CHECKING:
    import arxiv

BASE = "https://export.arxiv.org/api/query"
ACCEPT = "application/atom+xml, application/xml;q=0.9"
PAGE_IDS = 100
PAGE_RESULTS = 100
_TOTAL = re.compile(rb"<opensearch:totalResults[^>]*>\s*(\d{1,9})")


class Api:
    """Papers by id and by search. Entries have no listing date."""

    name = "api"

    def __init__(self, client: Client, base: str = BASE) -> None:
        self._client = client
        self._base = base

    def lookup(self, ids: Sequence[str]) -> Batch:
        """The papers of `ids`, each in its newest version, in the order asked for.

        Problem "mismatch" for an id that arXiv does not know. Raises PaperIdError for a text that
        is no id, SourceError or UnreachableError where nothing could be read.
        """
        wanted = list(dict.fromkeys(map(canonical_id, ids)))
        found: dict[str, Entry] = {}
        problems: list[Problem] = []
        for start in range(0, len(wanted), PAGE_IDS):
            some = wanted[start : start + PAGE_IDS]
            batch = self._run(query="", id_list=some, max_results=len(some))
            found |= {entry.paper.id: entry for entry in batch.entries}
            problems += batch.problems
        missing = [paper_id for paper_id in wanted if paper_id not in found]
        problems += [Problem("mismatch", one, "arXiv knows no such paper") for one in missing]
        entries = tuple(found[paper_id] for paper_id in wanted if paper_id in found)
        return Batch(self.name, entries, problems=tuple(problems))

    def search(self, query: str, limit: int, *, newest: bool = False) -> Batch:
        """Up to `limit` papers for a query in the API's language, best or `newest` first.

        https://info.arxiv.org/help/api/user-manual.html#query_details
        """
        if not query.strip() or limit < 1:
            return Batch(self.name, ())
        import arxiv

        kind = arxiv.SortCriterion
        order = kind.SubmittedDate if newest else kind.Relevance
        return self._run(query=query, id_list=[], max_results=limit, sort_by=order)

    def _run(self, **search: Any) -> Batch:
        import arxiv

        pages = _Pages(self._client)
        size = min(PAGE_RESULTS, search["max_results"])
        package = arxiv.Client(page_size=size, delay_seconds=0, num_retries=0)
        package.query_url_format = self._base + "?{}"
        package._session = pages  # no public way: tests/test_internals.py holds it
        entries: list[Entry] = []
        problems: list[Problem] = []
        try:
            for result in package.results(arxiv.Search(**search)):
                try:
                    entries.append(_entry(result))
                except RankError as error:
                    problems.append(Problem("bad-line", str(result.entry_id), str(error)))
        except arxiv.UnexpectedEmptyPageError:
            said = f"arXiv's API stopped after {len(entries)} results of more"
            problems.append(Problem("truncated", "api", said))
        except (arxiv.ArxivError, ValueError) as error:
            raise SourceError(f"arXiv's API sent what cannot be read ({error})") from error
        except SourceError as error:
            if not entries:
                raise
            problems.append(Problem("truncated", "api", str(error)))
        return Batch(self.name, merged(entries), problems=(*pages.problems, *problems))


@dataclass(slots=True)
class _Page:
    status_code: int
    content: bytes


@dataclass(slots=True)
class _Pages:
    """Stands where the package keeps its requests.Session: gets a page and looks at it first."""

    client: Client
    problems: list[Problem] = field(default_factory=list)

    def get(self, url: str, headers: object = None) -> _Page:
        del headers  # our client sends its own
        answer = self.client.get(url, "api", ACCEPT)
        batch = parse_api(answer.body, "api")
        if answer.status != 200:
            raise SourceError(f"arXiv's API answered HTTP {answer.status}")
        self.problems += [one for one in batch.problems if one.trouble == "truncated"]
        total = _TOTAL.search(answer.body)
        if not batch.entries and "&start=0&" in f"{url}&" and total and int(total[1]) > 0:
            raise SourceError("arXiv's API announced results and sent none; try again later")
        return _Page(answer.status, answer.body)


def _entry(result: arxiv.Result) -> Entry:
    authors: Iterable[str] = (author.name for author in result.authors)
    return make_entry(
        result.entry_id,
        result.title,
        result.summary,
        authors,
        (result.primary_category, *result.categories),
        comments=result.comment or "",
    )
