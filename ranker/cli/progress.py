"""Progress bars on stderr, on a terminal only, and only for work that lasts."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Lock, Timer
from typing import TYPE_CHECKING

from ranker.app.workspace import Task

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import Task as RichTask
    from rich.progress import TaskID

_PATIENCE = 0.7
"""Seconds of work after which a bar appears, so that quick work flashes nothing."""


class Progress:
    """Shows each task that a use case begins; Rich is imported when the first bar appears.

    Work within work has its bar below the other's.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._on = not quiet and sys.stderr.isatty()
        self._bars: RichProgress | None = None
        self._lock = Lock()  # a spinner appears by a timer's thread

    @property
    def task(self) -> Task:
        """What a workspace is given to report to."""
        return Task(begin=self._begin)

    def _begin(self, what: str, total: int) -> Callable[[int], None]:
        if not self._on:
            return lambda done: None
        return self._spinner(what) if total == 0 else self._bar(what, total)

    def _spinner(self, what: str) -> Callable[[int], None]:
        """Work of unknown length. The timer shows it if it lasts, with the time since it began."""
        shown: list[TaskID] = []
        timer = Timer(_PATIENCE, lambda: shown.append(self._show(what, None)))
        timer.daemon = True
        timer.start()

        def advance(_done: int) -> None:
            timer.cancel()
            timer.join()
            while shown:
                self._hide(shown.pop())

        return advance

    def _bar(self, what: str, total: int) -> Callable[[int], None]:
        started = time.monotonic()
        shown: list[TaskID] = []
        so_far = 0

        def advance(done: int) -> None:
            nonlocal so_far
            so_far += done
            if not shown and time.monotonic() - started > _PATIENCE and so_far < total:
                shown.append(self._show(what, total))
            if shown and self._bars is not None:
                self._bars.update(shown[0], completed=so_far)
            if shown and so_far >= total:
                self._hide(shown.pop())

        return advance

    def _show(self, what: str, total: int | None) -> TaskID:
        with self._lock:
            if self._bars is None:
                self._bars = _bars()
                self._bars.start()
            return self._bars.add_task(what, total=total)

    def _hide(self, task: TaskID) -> None:
        with self._lock:
            if self._bars is None:
                return
            self._bars.remove_task(task)
            if not self._bars.tasks:
                self._bars.stop()
                self._bars = None


def _bars() -> RichProgress:
    """What is done, of how much, how fast, and how long it takes."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Time(TimeRemainingColumn):
        """How long it still takes, or has taken where nobody knows how long it will."""

        def render(self, task: RichTask) -> Text:
            if task.total is not None:
                return super().render(task)
            elapsed = timedelta(seconds=int((task.elapsed or 0.0) + _PATIENCE))
            return Text(str(elapsed), "progress.elapsed")

    class Done(MofNCompleteColumn):
        """How many, of how many; nothing for work of unknown length."""

        def render(self, task: RichTask) -> Text:
            return Text("") if task.total is None else super().render(task)

    class Rate(ProgressColumn):
        """How many a second, over the last half minute; nothing for work of unknown length."""

        def render(self, task: RichTask) -> Text:
            return Text(f"{task.speed:,.1f}/s" if task.speed and task.total else "", "cyan")

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        Done(),
        Rate(),
        Time(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
