"""The workspace as the page uses it: one thread that reads and votes, another that works.

What a reader waits for is done in the first: reading what is kept, keeping a vote. Ranking and
asking arXiv are jobs of the second, with a workspace of its own, and never hold up the first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

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
    """The two threads, and what the page remembers."""

    def __init__(self, open_workspace: Callable[[], Workspace], *, offline: bool) -> None:
        self._open = open_workspace
        self._front = ThreadPoolExecutor(1, "rank-page")
        self._ws: Workspace | None = None
        self._settings: tuple[int, int] | None = None
        self.jobs = Jobs(open_workspace)
        self.memory = Memory()
        self.offline = offline

    async def do(self, work: Callable[[Workspace], T]) -> T:
        """What `work` makes of the workspace, with its votes and settings as they are now."""
        return await asyncio.get_running_loop().run_in_executor(self._front, self._do, work)

    def close(self) -> None:
        """End both threads; what is begun is broken off."""
        self.jobs.close()
        self._front.shutdown(wait=True)

    def _do(self, work: Callable[[Workspace], T]) -> T:
        if self._ws is None:
            self._ws = self._open()
        ws = self._ws
        ws.forget_votes_read()
        stamp = _stamp(ws)
        if stamp != self._settings:
            self._settings = None  # should it be broken, it is read again
            ws.forget_config_read()
            _ = ws.config
            self._settings = stamp
        return work(ws)


def _stamp(ws: Workspace) -> tuple[int, int] | None:
    try:
        found = ws.paths.config.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
