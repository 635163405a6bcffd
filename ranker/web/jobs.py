"""Work that a reader should not wait for: ranking anew, asking arXiv. One piece at a time."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from ranker.app.workspace import Task, Workspace
from ranker.errors import RankError

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[Workspace], None]


@dataclass(frozen=True, slots=True)
class State:
    """What is going on, how far it is (a total of 0: nobody knows), and what went wrong last."""

    busy: bool = False
    what: str = ""
    done: int = 0
    total: int = 0
    fault: str = ""


class Jobs:
    """A thread with a workspace of its own; jobs are known by their names."""

    def __init__(self, open_workspace: Callable[[], Workspace]) -> None:
        self._open = open_workspace
        self._pool = ThreadPoolExecutor(1, "rank-work")
        self._ws: Workspace | None = None
        self._waiting: dict[str, Future[None]] = {}
        self._running: Future[None] | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.state = State()

    def start(self, name: str, what: str, work: Work) -> None:
        """Do it when what was begun before is done; one of the same name that waits is enough."""
        with self._lock:
            if self._stopping.is_set() or name in self._waiting:
                return
            self.state = State(busy=True, what=self.state.what if self.state.busy else what)
            self._waiting[name] = self._pool.submit(self._do, name, what, work)

    async def result(self, what: str, work: Callable[[Workspace], T]) -> T:
        """What a short piece of work comes to, in its turn. Raises what it raises."""
        return await asyncio.wrap_future(self._pool.submit(self._ask, what, work))

    async def idle(self, seconds: float) -> bool:
        """Wait until nothing is going on, at most so long; whether it is so."""
        end = asyncio.get_running_loop().time() + seconds
        while pending := self._pending():
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            waits = [asyncio.wrap_future(one) for one in pending]
            await asyncio.wait({asyncio.ensure_future(_quiet(one)) for one in waits}, timeout=left)
        return True

    def stop_one(self) -> None:
        """Break off what is going on; what it has stored stays."""
        self._stopping.set()
        for one in self._pending():
            one.cancel()
        self._pool.submit(self._stopping.clear)

    def close(self) -> None:
        """Break off and end the thread."""
        self._stopping.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _pending(self) -> list[Future[None]]:
        with self._lock:
            found = [*self._waiting.values(), *([self._running] if self._running else [])]
            return [one for one in found if not one.done()]

    def _do(self, name: str, what: str, work: Work) -> None:
        with self._lock:
            self._running = self._waiting.pop(name, None)
        self.state = State(busy=True, what=what)
        fault = ""
        try:
            work(self._workspace())
        except RankError as error:
            fault = str(error)
        except KeyboardInterrupt:
            fault = "stopped"
        except Exception:
            log.exception("%s", what)
            fault = "something went wrong; the terminal in which rank serve runs says what"
        with self._lock:
            self.state = State(busy=bool(self._waiting), what=what, fault=fault)

    def _ask(self, what: str, work: Callable[[Workspace], T]) -> T:
        before = self.state
        self.state = State(busy=True, what=what)
        try:
            return work(self._workspace())
        except KeyboardInterrupt:
            raise RankError("stopped") from None
        finally:
            self.state = replace(before, busy=bool(self._waiting))

    def _workspace(self) -> Workspace:
        """The workspace of this thread, with votes and settings as they are now."""
        if self._ws is None:
            self._ws = self._open()
            self._ws.task = Task(self._begin)
            self._ws.sleep = self._sleep
        self._ws.forget_votes_read()
        self._ws.forget_config_read()
        return self._ws

    def _begin(self, what: str, total: int) -> Callable[[int], None]:
        done = 0
        self.state = State(busy=True, what=what, total=total)

        def advance(count: int) -> None:
            nonlocal done
            done += count
            self.state = State(busy=True, what=what, done=done, total=total)
            if self._stopping.is_set() and done < total:
                raise KeyboardInterrupt

        return advance

    def _sleep(self, seconds: float) -> None:
        """A pause between two requests, which can be broken off."""
        if self._stopping.wait(seconds):
            raise KeyboardInterrupt


async def _quiet(waited: asyncio.Future[None]) -> None:
    try:
        await waited
    except (Exception, asyncio.CancelledError):
        return
