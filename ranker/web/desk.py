"""The workspace as the page uses it: a thread that reads and votes, one that tries, one that works.

What a reader waits for is done in the first: reading what is kept, keeping a vote. What takes a
second, and keeps nothing, is tried out in the second. Ranking and asking arXiv are jobs of the
third. Each has a workspace of its own, and none holds up another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ranker.app.own_thread import OwnThread
from ranker.app.workspace import Workspace
from ranker.digest.outcome import CONFIRMED, Standing
from ranker.digest.value import Digest
from ranker.web.jobs import Jobs

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """A digest as it was read, what the workspace's stamp was then, and whether it was ranked on
    all there was."""

    digest: Digest
    stamp: tuple[object, ...]
    fresh: bool


@dataclass
class Memory:
    """What the page remembers while it runs: how the last lists stood, and what was found."""

    kept: dict[tuple[str, date], Known] = field(default_factory=dict)
    before: dict[tuple[str, date], tuple[str, ...]] = field(default_factory=dict)
    latest: dict[tuple[str, date], tuple[str, ...]] = field(default_factory=dict)
    standing: Standing = CONFIRMED
    notes: tuple[str, ...] = ()

    def note_order(self, digest: Digest) -> None:
        """How a digest that is up to date stands; another order than before is a move."""
        key = digest.profile, digest.announcement
        order = tuple(r.paper.id for r in digest.papers)
        last = self.latest.get(key)
        if last != order:
            if last is not None:
                self.before[key] = last
            self.latest[key] = order

    def moves(self, digest: Digest) -> dict[str, int]:
        """How many places each paper without a vote rose (below 0: fell) since the order before.

        Only papers without a vote are counted, so that one that is voted up moves no other.
        """
        last = self.before.get((digest.profile, digest.announcement))
        if last is None:
            return {}
        open_ids = {r.paper.id for r in digest.papers if not r.vote}
        had = [i for i in last if i in open_ids]
        both = open_ids.intersection(had)
        has = [r.paper.id for r in digest.papers if r.paper.id in both]
        places = {i: n for n, i in enumerate(had)}
        return {i: places[i] - n for n, i in enumerate(has) if places[i] != n}


class Desk:
    """The three threads, and what the page remembers."""

    def __init__(self, open_workspace: Callable[[], Workspace], *, offline: bool) -> None:
        self._front = OwnThread(open_workspace, "rank-page")
        self._trial = OwnThread(open_workspace, "rank-try")
        self.jobs = Jobs(open_workspace)
        self.memory = Memory()
        self.offline = offline

    async def do(self, work: Callable[[Workspace], T]) -> T:
        """What `work` makes of the workspace, with its votes and settings as they are now."""
        return await self._front.do(work)

    async def try_out(self, work: Callable[[Workspace], T]) -> T:
        """The same for what takes a second and keeps nothing, whatever else is going on."""
        return await self._trial.do(work)

    def close(self) -> None:
        """End the threads; what is begun is broken off."""
        self.jobs.close()
        self._trial.close()
        self._front.close()
