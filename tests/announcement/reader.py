"""A reader with a workspace, whose every command is a process of its own, on an injected clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from ranker.app.today import Request
from ranker.app.today import today as rank_today
from ranker.app.workspace import QUIET, Task, Workspace, open_workspace
from ranker.calendar import EASTERN
from ranker.digest.value import Digest
from tests.announcement.fake_arxiv import FakeArxiv, fake_arxiv
from tests.announcement.world import CATEGORIES, invent
from tests.invented import HashingEncoder
from tests.patience import HUNG

T = TypeVar("T")


@dataclass
class Clock:
    """Time that passes by sleeping; `slept` is how long we were made to wait, in seconds."""

    time: datetime
    slept: float = 0.0

    def __call__(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.time += timedelta(seconds=seconds)

    def set(self, text: str) -> None:
        """To a moment in US Eastern time, as `2026-07-06 20:01`."""
        self.time = eastern(text)


def eastern(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@dataclass
class Reader:
    """`task` watches the progress, as the command line does."""

    home: Path
    arxiv: FakeArxiv
    clock: Clock
    encoder: HashingEncoder = field(default_factory=HashingEncoder)
    task: Task = QUIET

    def settle(self, categories: Sequence[str] = CATEGORIES, base: str = "") -> Reader:
        """Write rank.toml; a `base` other than the server's is an address that nobody answers."""
        base = base or self.arxiv.server.base
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "rank.toml").write_text(
            f'[arxiv]\nfeed_url = "{base}"\nsite_url = "{base}"\noai_url = "{base}/oai"\n'
            f'api_url = "{base}/api/query"\ntimeout = {HUNG}\n[profile.hearing]\n'
            f'categories = {list(categories)}\nkeywords = ["speech", "noise", "room"]\n'
        )
        return self

    def workspace(self) -> Workspace:
        made = open_workspace(self.home)
        made.now, made.sleep, made.task = self.clock, self.clock.sleep, self.task
        made.encoder, made.patience = self.encoder, 0
        return made

    def today(self, **asked: object) -> Digest:
        """`rank today`; the papers it ranks are the ones that it shows."""
        return self.within(lambda ws: rank_today(ws, Request(**asked)))  # type: ignore[arg-type]

    def within(self, work: Callable[[Workspace], T]) -> T:
        ws = self.workspace()
        try:
            return work(ws)
        finally:
            ws.__dict__["_db"].close() if "_db" in ws.__dict__ else None


@contextmanager
def living(
    folder: Path, now: str, first: str, last: str, holidays: Sequence[str] = ()
) -> Iterator[Reader]:
    """A reader of another arXiv, with listings from `first` to `last`, at `now` in New York."""
    days = [date.fromisoformat(day) for day in (first, last, *holidays)]
    clock = Clock(eastern(now))
    with fake_arxiv(invent(3, days[0], days[1], days[2:]), clock) as arxiv:
        yield Reader(folder / "home", arxiv, clock).settle()


def announced(arxiv: FakeArxiv, day: str) -> set[str]:
    """The new and cross-listed papers of a listing date, in the reader's categories."""
    when, ours = date.fromisoformat(day), set(CATEGORIES)
    found = (e for e in arxiv.world.events if e.day == when and ours & {*e.listed_in})
    return {e.paper_id for e in found if not e.replaced}


def states(digest: Digest) -> dict[str, str]:
    return {row.category: row.state for row in digest.completeness}


def ids(digest: Digest) -> set[str]:
    return {ranked.paper.id for ranked in digest.papers}
