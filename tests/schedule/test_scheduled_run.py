"""The scheduled job against a local server that plays arXiv, with a clock that sleeping moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ranker.app.announcements.waiting import LONGEST_WAIT, RETRY_EVERY
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.runs.scheduled import run_scheduled
from ranker.app.workspace import Workspace
from ranker.config import Paths
from ranker.errors import BusyError, DeliveryError, NothingToRankError, UnreachableError
from ranker.schedule.interface import Every
from ranker.schedule.runs import Run, RunLog
from tests.conftest import reopened
from tests.delivery.server import PASSWORD, USER, Mailbox
from tests.delivery.server import serving as mail_server
from tests.invented import Clock, HashingEncoder
from tests.sources.pages import catchup_page, new_page, row, section
from tests.sources.server import Reply, Server, serving

TUESDAY = date(2026, 7, 14)
MORNING = datetime(2026, 7, 14, 6, 30, tzinfo=UTC)  # 02:30 Eastern, in the night after 20:00
ENVIRON = {"RANK_SMTP_PASSWORD": PASSWORD}


@dataclass
class World:
    """A workspace, arXiv, the mail server, and the time."""

    home: Path
    clock: Clock
    arxiv: Server
    mailbox: Mailbox
    encoder: HashingEncoder = field(default_factory=HashingEncoder)
    out_at: datetime = MORNING - timedelta(hours=6)
    closed: bool = False
    slept: list[float] = field(default_factory=list)

    def run(self, *, email: bool = True, weekly: bool = False, every: Every = "daily") -> Run:
        return run_scheduled(self.workspace(), ENVIRON, email=email, weekly=weekly, every=every)

    def workspace(self) -> Workspace:
        ws = reopened(self.home, self.clock, self.encoder)
        ws.sleep = self.sleep
        return ws

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.time += timedelta(seconds=seconds)

    def at(self, moment: datetime) -> None:
        """A morning by which that day's announcement is out."""
        self.clock.time, self.out_at = moment, moment - timedelta(hours=6)

    @property
    def waits(self) -> int:
        """How often the job waited for the announcement, which is longer than any politeness."""
        return self.slept.count(RETRY_EVERY.total_seconds())

    @property
    def log(self) -> tuple[Run, ...]:
        return RunLog(self.home / "store" / "runs.jsonl").read()

    @property
    def written(self) -> list[str]:
        return sorted(p.name for p in (self.home / "digests").glob("*"))

    def answer(self, path: str) -> Reply:
        if self.closed:
            return Reply(status=503)
        asked = re.match(r"/catchup/[^/]+/(\d{4}-\d\d-\d\d)", path)
        if asked:
            return _caught_up(date.fromisoformat(asked[1]))
        if not path.startswith("/list/"):
            return Reply(status=404)
        day = self.clock.time.date() if self.clock.time >= self.out_at else date(2026, 7, 13)
        while day.weekday() > 4:
            day -= timedelta(days=1)
        heading = f"{day:%A}, {day.day} {day:%B} {day:%Y}"
        return Reply(new_page(section("new", _rows(day)), day=heading))


def _rows(day: date) -> list[str]:
    return [row(f"26{day:%m}.{day:%d}{n:03d}", title=f"Speech {day} {n}") for n in (1, 2, 3)]


def _caught_up(day: date) -> Reply:
    heading = f"{day:%a, %d %b %Y}"
    return Reply(catchup_page(section("new", _rows(day)), day=heading, total=3))


@pytest.fixture
def world(tmp_path: Path, clock: Clock) -> Iterator[World]:
    home = tmp_path / "home"
    create_workspace(Paths(home), check_profile("hearing", ("eess.AS",), ("speech", "noise")))
    with serving() as arxiv, mail_server() as mailbox:
        toml = (home / "rank.toml").read_text()
        services = "".join(
            f'{name}_url = "{arxiv.base}"\n' for name in ("feed", "site", "oai", "api")
        )
        (home / "rank.toml").write_text(
            toml.replace("[arxiv]\n", f"[arxiv]\n{services}")
            + f'\n[email]\nhost = "127.0.0.1"\nport = {mailbox.port}\nsecurity = "none"\n'
            f'user = "{USER}"\nto = ["me@example.org"]\n'
        )
        made = World(home, clock, arxiv, mailbox)
        arxiv.reply = made.answer
        made.at(MORNING)
        yield made


def test_the_announcement_is_written_and_mailed_once(world: World) -> None:
    run = world.run()
    assert run.outcome == "wrote 2026-07-14 for hearing; mailed 1 digest"
    assert run.days == ((TUESDAY, "hearing"),)
    assert world.written == ["2026-07-14.md", "latest.md"]
    assert world.waits == 0
    asked = len(world.arxiv.requests)
    again = world.run()
    assert again.outcome == "nothing new since 2026-07-14"
    assert len(world.arxiv.requests) == asked
    assert len(world.mailbox.taken) == 1
    assert [r.outcome for r in world.log] == [run.outcome, again.outcome]


def test_the_job_waits_until_it_is_really_out(world: World) -> None:
    world.out_at = MORNING + timedelta(minutes=50)
    run = world.run()
    assert run.days == ((TUESDAY, "hearing"),)
    assert 4 <= world.waits <= 5
    assert run.ended >= world.out_at


def test_the_job_does_not_wait_for_ever_and_writes_no_old_digest(world: World) -> None:
    world.out_at = MORNING + timedelta(days=1)
    run = world.run()
    assert run.outcome == "could not confirm (arXiv has not announced 2026-07-14 yet)"
    assert run.ended - run.started <= LONGEST_WAIT + timedelta(minutes=10)
    assert not world.written
    assert not world.mailbox.taken
    world.out_at = MORNING
    assert world.run().days == ((TUESDAY, "hearing"),)


def test_the_weekend_brings_neither_file_nor_mail(world: World) -> None:
    world.at(datetime(2026, 7, 17, 6, 30, tzinfo=UTC))
    world.run()
    before = {p.name: p.stat().st_mtime_ns for p in (world.home / "digests").glob("*")}
    for day in (18, 19):
        world.clock.time = datetime(2026, 7, day, 6, 30, tzinfo=UTC)
        assert world.run().outcome == "nothing new since 2026-07-17"
    assert {p.name: p.stat().st_mtime_ns for p in (world.home / "digests").glob("*")} == before
    assert len(world.mailbox.taken) == 1


def test_votes_do_not_send_the_same_announcement_again(world: World) -> None:
    from ranker.app.feedback.voting import cast_votes

    world.run()
    cast_votes(world.workspace(), ["3"], 1, None)
    cast_votes(world.workspace(), ["1"], -1, None)
    world.run()
    assert len(world.mailbox.taken) == 1


def test_a_digest_the_reader_saw_already_is_mailed_as_they_saw_it(world: World) -> None:
    from ranker.app.today import Request, today

    ws = world.workspace()
    seen = today(ws, Request())
    stamp = (world.home / "digests" / "2026-07-14.md").stat().st_mtime_ns
    world.run()
    assert (world.home / "digests" / "2026-07-14.md").stat().st_mtime_ns == stamp
    [message] = world.mailbox.taken
    body = message.get_body(("html",))
    assert body is not None
    html = body.get_content()
    places = [html.index(f"/abs/{ranked.paper.id}") for ranked in seen.papers]
    assert places == sorted(places)


def test_days_the_machine_was_off_are_written_but_only_the_newest_is_mailed(world: World) -> None:
    world.run()
    ws = world.workspace()
    later = datetime(2026, 7, 15, 6, 30, tzinfo=UTC)
    world.at(later)
    from ranker.app.announcements.fetching import fetch_since

    fetch_since(ws, None)  # Wednesday's was fetched, but no digest made
    world.at(later + timedelta(days=1))
    run = world.run()
    assert [day.day for day, _ in run.days] == [15, 16]
    assert "and 1 missed before it" in run.outcome
    assert "2026-07-15.md" in world.written
    assert "16 July" in (world.home / "digests" / "latest.md").read_text()
    assert len(world.mailbox.taken) == 2


def test_a_refused_mail_stays_queued_and_the_next_run_sends_it(world: World) -> None:
    world.mailbox.refused = ("me@example.org",)
    with pytest.raises(DeliveryError, match="1 digest stays queued"):
        world.run()
    [failed] = world.log
    assert failed.failed
    assert failed.days == ((TUESDAY, "hearing"),)
    assert failed.outcome.startswith("wrote 2026-07-14 for hearing; failed: the mail server")
    world.mailbox.refused = ()
    run = world.run()
    assert run.outcome == "nothing new since 2026-07-14; mailed 1 digest"
    assert len(world.mailbox.taken) == 1


def test_arxiv_out_of_reach_is_waited_for_and_then_said(world: World) -> None:
    world.closed = True
    with pytest.raises(UnreachableError):
        world.run()
    [failed] = world.log
    assert failed.failed
    assert failed.ended - failed.started >= LONGEST_WAIT - RETRY_EVERY
    world.closed = False
    world.at(datetime(2026, 7, 15, 6, 30, tzinfo=UTC))
    assert world.run().days[-1] == (date(2026, 7, 15), "hearing")


def test_every_profile_is_trained_once_a_week(world: World) -> None:
    trained = []
    for day in range(9):
        world.at(MORNING + timedelta(days=day))
        trained.append(world.run(weekly=True).trained)
    assert trained == [("hearing",), *[()] * 6, ("hearing",), ()]


def test_one_profile_that_cannot_be_ranked_keeps_no_other_from_its_digest(world: World) -> None:
    from ranker.app.interests.setup import add_profile

    add_profile(Paths(world.home), check_profile("empty", ("eess.AS",), ()))
    with pytest.raises(NothingToRankError):
        world.run()
    [run] = world.log
    assert run.failed
    assert run.days == ((TUESDAY, "hearing"),)
    assert len(world.mailbox.taken) == 1


def test_two_jobs_at_once_are_one(world: World) -> None:
    tried: list[bool] = []

    def meanwhile(seconds: float) -> None:
        world.sleep(seconds)
        if not tried:
            tried.append(True)
            with pytest.raises(BusyError, match="still waits"):
                world.run()

    world.out_at = MORNING + timedelta(minutes=10)
    ws = world.workspace()
    ws.sleep = meanwhile
    assert run_scheduled(ws, ENVIRON, email=False, weekly=False).days
    assert tried
    assert len(world.log) == 1
