"""One process at a time writes much in a workspace, and says who it is to those who wait, who come
in the order in which they began to (turns.py)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ranker.errors import BusyError
from ranker.files import held, write_atomically
from ranker.store.turns import turn

_LOCK, _HOLDER, _QUEUE = "work.lock", "work.json", "waiting"
_LOOK = 0.05  # seconds between two looks at who has it


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a workspace: its command, its number, and since when."""

    command: str
    pid: int
    since: datetime


class WorkLock:
    """The lock of a workspace. Who has it may take it again.

    `pause` waits seconds, `timer` gives them.
    """

    def __init__(
        self,
        folder: Path,
        place: Path,
        command: str,
        now: Callable[[], datetime],
        *,
        pause: Callable[[float], None] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._place = place
        self._command = command
        self._now = now
        self._pause = pause
        self._timer = timer
        self._depth = 0

    @contextmanager
    def held(self, patience: float) -> Iterator[None]:
        """Hold it. Raises BusyError that names the holder after `patience` seconds."""
        if not self._depth:
            with ExitStack() as stack:
                self._take(stack, patience)
                yield from self._inside()
            return
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def _take(self, stack: ExitStack, patience: float) -> None:
        end = self._timer() + patience
        with turn(self._folder / _QUEUE, self._now) as mine:
            while True:
                if mine.has_come():
                    with suppress(BusyError):
                        stack.enter_context(held(self._folder / _LOCK, self._place, ""))
                        return
                if self._timer() >= end:
                    raise self._busy()
                mine.wait()
                self._pause(_LOOK)

    def _inside(self) -> Iterator[None]:
        holder = {"command": self._command, "pid": os.getpid(), "since": self._now().isoformat()}
        write_atomically(self._folder / _HOLDER, json.dumps(holder))
        self._depth = 1
        try:
            yield
        finally:
            self._depth = 0
            with suppress(OSError):
                (self._folder / _HOLDER).unlink()

    def _busy(self) -> BusyError:
        busy, holder = f"another rank is at work in {self._place}", self.holder()
        if holder is None:
            return BusyError(f"{busy}; try again when it is done")
        age = _age(self._now() - holder.since)
        who = f"`{holder.command}`, {age} (process {holder.pid})"
        return BusyError(f"{busy}: {who}; try again when it is done", who)

    def holder(self) -> Holder | None:
        """Who holds it; None where nobody does, or has not said so yet."""
        try:
            data = json.loads((self._folder / _HOLDER).read_text("utf-8"))
            since = datetime.fromisoformat(data["since"])
            return Holder(str(data["command"]), int(data["pid"]), since)
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _age(time: timedelta) -> str:
    """`for 5 s`, `for 3 min`, `for 2 h`."""
    seconds = max(0, int(time.total_seconds()))
    if seconds < 90:
        return f"for {seconds} s"
    minutes = round(seconds / 60)
    return f"for {minutes} min" if minutes < 90 else f"for {round(minutes / 60)} h"
