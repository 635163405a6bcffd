"""`rank fetch` over days and months, `rank init`'s offer, and single papers looked up by id."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from functools import partial

import pytest

from ranker.app.announcements.fetching import fetch_since
from ranker.app.workspace import Workspace
from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader, announced
from tests.announcement.world import CATEGORIES
from tests.conftest import Rank
from tests.sources.server import Reply


def stored(reader: Reader) -> set[str]:
    return reader.within(
        lambda ws: set(ws.papers.get(e.paper_id for e in reader.arxiv.world.events))
    )


def papers(arxiv: FakeArxiv, since: date, until: date) -> set[str]:
    """The papers of cs.SD announced from one day to another."""
    found = (e for e in arxiv.world.events if since <= e.day <= until and not e.replaced)
    return {e.paper_id for e in found if "cs.SD" in e.categories}


def _covered(ws: Workspace, day: date) -> bool:
    """Whether anything of the listing date was read."""
    return bool(ws.coverage.of(day))


def test_the_last_days_come_exactly_as_announced(reader: Reader, rank: Rank) -> None:
    done = rank("fetch", "--days", "6")
    assert done.code == 0, done.err
    assert "fetching announcements: 4 listing dates, about 3 minutes" in done.err
    for day in ("2026-07-08", "2026-07-13", "2026-07-14"):
        assert announced(reader.arxiv, day) <= stored(reader)
    assert announced(reader.arxiv, "2026-07-07") - stored(reader)
    asked = len(reader.arxiv.server.requests)
    again = rank("fetch", "--since", "2026-07-08")
    assert len(reader.arxiv.server.requests) == asked + 0, "it asks for what it has"
    assert ": 0 new" in again.out


def test_a_fetch_that_is_refused_goes_on_with_the_next_command(
    reader: Reader, rank: Rank, arxiv: FakeArxiv
) -> None:
    arxiv.fault = lambda path: Reply(b"", 503) if "2026-07-09" in path else None
    done = rank("fetch", "--since", "2026-07-08")
    assert done.code == 0
    assert "listing dates still to fetch, from 2026-07-09 on" in done.err
    assert announced(arxiv, "2026-07-10") <= stored(reader)
    arxiv.fault, before = lambda path: None, len(arxiv.server.requests)
    reader.clock.set("2026-07-14 12:00")
    assert rank("fetch", "--since", "2026-07-08").code == 0
    assert announced(arxiv, "2026-07-08") | announced(arxiv, "2026-07-09") <= stored(reader)
    asked = [p for p in arxiv.server.paths[before:] if p.startswith("/catchup")]
    assert {p.split("/")[3][:10] for p in asked} == {"2026-07-08", "2026-07-09"}


@pytest.fixture
def late(reader: Reader, arxiv: FakeArxiv, clock: Clock) -> Reader:
    """A reader of cs.SD in October, for whom June is beyond the catch-up pages.

    OAI-PMH gives 5 records a page.
    """
    reader.settle(["cs.SD"])
    clock.set("2026-10-13 15:00")
    arxiv.world.new(date(2026, 10, 13), *CATEGORIES)
    arxiv.world.update(date(2026, 10, 13), arxiv.world.events[0])
    arxiv.oai_rows = 5
    return reader


def harvests(arxiv: FakeArxiv) -> list[str]:
    return [p for p in arxiv.server.paths if p.startswith("/oai")]


def test_older_papers_are_harvested_whenever_they_were_revised(
    late: Reader, rank: Rank, arxiv: FakeArxiv
) -> None:
    old = papers(arxiv, date(2026, 6, 29), date(2026, 7, 15))
    assert rank("fetch", "--since", "2026-06-29").code == 0
    assert old <= stored(late)
    assert arxiv.world.events[0].paper_id in stored(late)  # revised yesterday
    count = len(harvests(arxiv))
    assert rank("fetch", "--since", "2026-06-29").code == 0
    assert len(harvests(arxiv)) == count, "what was harvested is not harvested again"


def test_a_harvest_that_is_killed_goes_on_after_its_last_page(
    late: Reader, arxiv: FakeArxiv, clock: Clock
) -> None:
    class Killed(BaseException):
        """Nothing catches it."""

    def sleep(seconds: float) -> None:
        if len(harvests(arxiv)) >= 4:
            raise Killed
        Clock.sleep(clock, seconds)

    clock.sleep = sleep  # type: ignore[method-assign]
    since = date(2026, 6, 29)
    with pytest.raises(Killed):
        late.within(lambda ws: fetch_since(ws, since))
    done = harvests(arxiv)
    assert len(done) == 4
    del clock.sleep
    late.within(lambda ws: fetch_since(ws, since))
    after = harvests(arxiv)[4:]
    assert "resumptionToken" in after[0]
    assert not set(after) & set(done)
    assert papers(arxiv, since, date(2026, 7, 15)) <= stored(late)


def test_an_expired_token_begins_the_harvest_again(late: Reader, arxiv: FakeArxiv) -> None:
    since = date(2026, 6, 29)
    arxiv.fault = lambda path: Reply(b"", 503) if "resumptionToken" in path else None
    late.within(lambda ws: fetch_since(ws, since))
    assert not papers(arxiv, since, date(2026, 7, 15)) <= stored(late)
    late.clock.set("2026-10-13 19:00")
    expired = True

    def once(path: str) -> Reply | None:
        nonlocal expired
        arxiv.tokens_expired, expired = (
            expired and "resumptionToken" in path,
            expired and ("resumptionToken" not in path),
        )
        return None

    arxiv.fault = once
    late.within(lambda ws: fetch_since(ws, since))
    assert papers(arxiv, since, date(2026, 7, 15)) <= stored(late)


def test_a_page_that_breaks_off_does_not_end_the_harvest(late: Reader, arxiv: FakeArxiv) -> None:
    def halved(path: str) -> Reply | None:
        if "resumptionToken" not in path:
            return None
        return Reply(b"x" * 90, fault="drop")

    since = date(2026, 6, 29)
    arxiv.fault = halved
    done = late.within(lambda ws: fetch_since(ws, since))
    assert any("run the command again to go on" in note for note in done.notes)
    arxiv.fault = lambda path: None
    late.within(lambda ws: fetch_since(ws, since))
    assert papers(arxiv, since, date(2026, 7, 15)) <= stored(late)


def test_init_says_how_to_fetch_a_background_and_how_long_it_takes(
    rank: Rank, reader: Reader
) -> None:
    (reader.home / "rank.toml").unlink()
    done = rank("init", "--category", "cs.SD", "--keyword", "speech")
    assert done.code == 0, done.err
    assert (
        "`rank fetch --days 14` fetches the last 14 days as background, so that the first digest"
        " ranks well: about 3 minutes (arXiv allows a page every 15 s)" in done.out
    )


@pytest.mark.parametrize(("answer", "stored_days"), [("y", 10), ("n", 0)])
def test_on_a_terminal_init_asks_and_fetches_the_background(
    rank: Rank, reader: Reader, monkeypatch: pytest.MonkeyPatch, answer: str, stored_days: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
    done = rank("init", "--profile", "late", "--category", "cs.SD", "--keyword", "speech")
    assert done.code == 0, done.err
    assert "Fetch the last 14 days as background" in done.out
    days = {d for d in reader.arxiv.world.days if d < date(2026, 7, 15)}
    read = {d for d in days if reader.within(partial(_covered, day=d))}
    assert len(read) == stored_days
    assert ("Your keywords in" in done.out) == (answer == "y")  # tried on what was fetched
    assert done.out.endswith("`rank today`\n")


@pytest.mark.parametrize("command", ["like", "show"])
def test_a_paper_that_is_not_stored_is_looked_up(
    reader: Reader, rank: Rank, arxiv: FakeArxiv, command: str
) -> None:
    paper = arxiv.world.new(date(2026, 7, 1), "cs.SD", title="Speech that nobody fetched")
    done = rank(command, f"https://arxiv.org/abs/{paper.paper_id}v1")
    assert done.code == 0, done.err
    assert "Speech that nobody fetched" in done.out
    assert paper.paper_id in stored(reader)
    assert len(arxiv.server.requests) == 1
    assert rank(command, paper.paper_id).code == 0
    assert len(arxiv.server.requests) == 1


@pytest.mark.parametrize("command", ["like", "show"])
def test_a_paper_that_arxiv_does_not_have_is_one_line(
    reader: Reader, rank: Rank, arxiv: FakeArxiv, command: str
) -> None:
    done = rank(command, "2607.99999")
    assert (done.code, done.out) == (1, "")
    assert "2607.99999 is not stored, and arXiv knows no such paper" in done.complaint
    arxiv.fault = lambda path: Reply(b"x" * 90, fault="drop")
    done = rank(command, "2607.99999")
    assert (done.code, done.out) == (1, "")
    assert "2607.99999 is not stored; `rank fetch` its announcement" in done.complaint
    assert "arXiv could not be reached" in done.complaint


def test_a_vote_on_a_stored_paper_imports_no_network(reader: Reader) -> None:
    paper = next(iter(reader.today().papers)).paper.id
    code = (
        "import sys\nfrom ranker.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "heavy = {'requests', 'urllib3', 'arxiv', 'bs4', 'ranker.sources.http'} & {*sys.modules}\n"
        "assert not heavy, heavy\n"
    )
    words = [sys.executable, "-c", code, "--home", str(reader.home), "like", paper]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert paper in done.stdout
