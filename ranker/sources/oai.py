"""oaipmh.arxiv.org: long gaps and bulk. Dates there are modification dates, not listing dates.

https://info.arxiv.org/help/oa/index.html. Records have no listing date, so this is no `Source` of
an announcement: it gives pages, each of which can be stored before the next is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from ranker.errors import SourceError
from ranker.sources.http import Client
from ranker.sources.oai_xml import OaiError, OaiPage, parse_oai

BASE = "https://oaipmh.arxiv.org/oai"
ACCEPT = "text/xml, application/xml;q=0.9"
_OWN_GROUP = frozenset({"cs", "econ", "eess", "math", "q-bio", "q-fin", "stat"})


class Oai:
    """Harvests one category's records in pages of up to 2,000. `today` gives the date in UTC."""

    name = "oai"

    def __init__(
        self,
        client: Client,
        base: str = BASE,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._client = client
        self._base = base
        self._today = today

    def pages(
        self, category: str, since: date, until: date | None = None, token: str | None = None
    ) -> Iterator[OaiPage]:
        """The pages of records modified from `since` to `until`, both included.

        `token` resumes an earlier harvest after the page that carried it; tokens expire daily,
        which raises OaiError with code "badResumptionToken": begin again. Raises SourceError or
        UnreachableError; what was yielded before stays good.
        """
        seen: set[str] = set()
        while True:
            arguments = _resume(token) if token else self._begin(category, since, until)
            try:
                page = self._page(arguments, category)
            except OaiError as error:
                if error.code == "noRecordsMatch":
                    return
                raise
            yield page
            token = page.token
            if token is None:
                return
            if token in seen:
                raise SourceError(f"{category}: OAI-PMH gives the same page again and again")
            seen.add(token)

    def _begin(self, category: str, since: date, until: date | None) -> dict[str, str]:
        today = self._today()
        # "noRecordsMatch" for today alone would be cached until midnight, so yesterday is asked
        # for as well.
        since = min(since, today - timedelta(days=1))
        arguments = {
            "verb": "ListRecords",
            "metadataPrefix": "arXivRaw",
            "set": oai_set(category),
            "from": since.isoformat(),
        }
        if until is not None and until < today:
            arguments["until"] = max(since, until).isoformat()
        return arguments

    def _page(self, arguments: dict[str, str], category: str) -> OaiPage:
        answer = self._client.get(f"{self._base}?{urlencode(arguments)}", "api", ACCEPT)
        if answer.status != 200:
            raise SourceError(f"{category}: OAI-PMH answered HTTP {answer.status}")
        return parse_oai(answer.body, category)


def oai_set(category: str) -> str:
    """The set of a category or archive: group:archive:CATEGORY, as cs:cs:LG or physics:hep-th."""
    archive = category.partition(".")[0]
    group = archive if archive in _OWN_GROUP else "physics"
    if category == archive and group == archive:
        return group
    return f"{group}:{category.replace('.', ':')}"


def _resume(token: str) -> dict[str, str]:
    return {"verb": "ListRecords", "resumptionToken": token}
