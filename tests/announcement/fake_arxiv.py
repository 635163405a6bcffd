"""A whole arXiv on 127.0.0.1, driven by an injected clock, that misbehaves on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from ranker.calendar import CATCH_UP_DAYS, EASTERN
from tests.announcement.world import CATEGORIES, Event, World
from tests.sources import pages
from tests.sources.samples import ATOM, feed_error
from tests.sources.server import Reply, Server, serving

SECTIONS = {"new": "new", "cross": "cross", "replace": "rep", "replace-cross": "rep"}
OAI = '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'


@dataclass
class FakeArxiv:
    """What it has, and how it misbehaves.

    `fault` looks at each path first, and may answer in its place. `stale_feed` are Eastern dates
    on which the feed has the batch before under the new date. `behind` are categories whose own
    page has not moved on to the newest batch yet. `filled` gives, for a listing date, the moment
    until which only every second paper of it is there, at any service.
    """

    world: World
    clock: Callable[[], datetime]
    server: Server
    fault: Callable[[str], Reply | None] = lambda path: None
    stale_feed: set[date] = field(default_factory=set)
    behind: set[str] = field(default_factory=set)
    delays: dict[date, timedelta] = field(default_factory=dict)
    filled: dict[date, datetime] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    row_cap: int = 2000
    oai_rows: int = 2000
    tokens_expired: bool = False

    @property
    def days(self) -> list[date]:
        return self.world.released(self.clock(), self.delays)

    @property
    def today(self) -> date:
        return self.clock().astimezone(EASTERN).date()

    def rows(self, day: date, categories: Sequence[str]) -> list[Event]:
        """What is out of a day in any of the categories."""
        found = [e for e in self.world.events if e.day == day and set(categories) & {*e.listed_in}]
        late = day in self.filled and self.clock() < self.filled[day]
        return found[::2] if late else found

    def answer(self, path: str) -> Reply:
        reply = self.fault(path)
        if reply is not None:
            return reply
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        words = parts.path.strip("/").split("/")
        if words[0] == "atom":
            return self._feed(tuple(words[1].replace(" ", "+").split("+")))
        if words[0] == "list":
            return self._listing(words[1], int(query.get("skip", 0)))
        if words[0] == "catchup":
            return self._catch_up(words[1], date.fromisoformat(words[2]))
        if words[0] == "oai":
            return self._oai(query)
        return self._api(query.get("id_list", "").split(","))

    def _feed(self, categories: Sequence[str]) -> Reply:
        if self.unknown & set(categories):
            return Reply(feed_error(), 400)
        day = self.today
        batch = day
        if day in self.stale_feed:
            batch = max((d for d in self.days if d < day), default=day)
        rows = self.rows(batch, categories) if batch in self.days else []
        # The real one cuts new papers off first; they come last in its order.
        rows = sorted(rows, key=lambda e: e.kind_among(categories) == "new")[: self.row_cap]
        entries = "".join(_atom(e, e.kind_among(categories), day) for e in rows)
        return Reply(f"{ATOM}<title>{'+'.join(categories)}</title>{entries}</feed>".encode())

    def _listing(self, category: str, skip: int = 0) -> Reply:
        if category in self.unknown or category not in CATEGORIES:
            return Reply(b"no such category", 404)
        out = self.days[:-1] if category in self.behind else self.days
        day = out[-1]
        sections = _sections(self.rows(day, (category,))[skip:], category)
        return Reply(pages.new_page(*sections, day=f"{day:%A}, {day.day} {day:%B} {day.year}"))

    def _catch_up(self, category: str, day: date) -> Reply:
        too_old = day < self.today - timedelta(days=CATCH_UP_DAYS)
        if category in self.unknown or category not in CATEGORIES or too_old:
            return Reply(b"no such page", 404)
        rows = self.rows(day, (category,)) if day in self.days else []
        written = f"{day:%a}, {day:%d} {day:%b} {day.year}"
        sections = _sections(rows, category)
        return Reply(pages.catchup_page(*sections, day=written, total=len(rows)))

    def _oai(self, query: dict[str, str]) -> Reply:
        start, since, name = 0, query.get("from", ""), query.get("set", "")
        if token := query.get("resumptionToken"):
            if self.tokens_expired:
                return _oai_error("badResumptionToken")
            since, name, written = token.split("|")
            start = int(written)
        category = name.partition(":")[2].replace(":", ".")
        latest = {e.paper_id: e for e in self.world.events if e.day in self.days}
        found = [e for e in latest.values() if category in e.categories and str(e.day) >= since]
        if not found:
            return _oai_error("noRecordsMatch")
        end = start + self.oai_rows
        token = f"{since}|{name}|{end}" if end < len(found) else ""
        records = "".join(map(_record, found[start:end]))
        resumption = f'<resumptionToken completeListSize="{len(found)}">{token}</resumptionToken>'
        text = f"{OAI}<ListRecords>{records}{resumption}</ListRecords></OAI-PMH>"
        return Reply(text.encode())

    def _api(self, ids: Sequence[str]) -> Reply:
        found = [e for e in self.world.events if e.paper_id in ids and not e.replaced]
        body = "".join(_api_entry(e) for e in {e.paper_id: e for e in found}.values())
        total = (
            '<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
            f"{len(found)}</opensearch:totalResults>"
        )
        return Reply(f"{ATOM}<title>arXiv Query</title>{total}{body}</feed>".encode())


@contextmanager
def fake_arxiv(world: World, clock: Callable[[], datetime]) -> Iterator[FakeArxiv]:
    with serving() as server:
        made = FakeArxiv(world, clock, server)
        server.reply = made.answer
        yield made


def _atom(event: Event, kind: str, day: date) -> str:
    terms = "".join(f'<category term="{c}"/>' for c in event.categories)
    return (
        f"<entry><id>oai:arXiv.org:{event.paper_id}v{event.version}</id><title>{event.title}</title>"
        f"<summary>arXiv:{event.paper_id}v{event.version} Announce Type: {kind} \n"
        f"Abstract: {event.abstract}</summary>{terms}"
        f"<published>{day}T00:00:00-04:00</published>"
        f"<arxiv:announce_type>{kind}</arxiv:announce_type>"
        "<dc:creator>Ada Sample, Bo Example</dc:creator></entry>"
    )


def _sections(rows: Sequence[Event], category: str) -> list[str]:
    found: dict[str, list[str]] = {}
    for event in rows:
        subjects = "; ".join(f"Field ({c})" for c in event.categories)
        text = pages.row(event.paper_id, subjects, event.title)
        found.setdefault(SECTIONS[event.kind_in(category)], []).append(text)
    return [pages.section(name, found[name]) for name in ("new", "cross", "rep") if name in found]


def _oai_error(code: str) -> Reply:
    return Reply(f'{OAI}<error code="{code}">No.</error></OAI-PMH>'.encode())


def _record(event: Event) -> str:
    return (
        f"<record><header><identifier>oai:arXiv.org:{event.paper_id}</identifier></header><metadata>"
        f'<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{event.paper_id}</id>'
        f'<version version="v{event.version}"/><title>{event.title}</title>'
        f"<authors>Ada Sample</authors><categories>{' '.join(event.categories)}</categories>"
        f"<abstract>{event.abstract}</abstract></arXivRaw></metadata></record>"
    )


def _api_entry(event: Event) -> str:
    terms = "".join(f'<category term="{c}"/>' for c in event.categories)
    stamp = f"{event.day}T00:00:00Z"
    return (
        f"<entry><id>http://arxiv.org/abs/{event.paper_id}v{event.version}</id>"
        f"<title>{event.title}</title><updated>{stamp}</updated><published>{stamp}</published>"
        f"<summary>{event.abstract}</summary><author><name>Ada Sample</name></author>"
        f'<arxiv:primary_category term="{event.categories[0]}"/>{terms}</entry>'
    )
