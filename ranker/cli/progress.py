"""Progress bars on stderr, on a terminal only, and only for work that lasts."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from ranker.app.workspace import Task

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

_PATIENCE = 0.7
"""Seconds of work after which a bar appears, so that quick work flashes nothing."""


class Progress:
    """Shows each task that a use case begins; Rich is imported when the first bar appears."""

    def __init__(self, *, quiet: bool) -> None:
        self._on = not quiet and sys.stderr.isatty()

    @property
    def task(self) -> Task:
        """What a workspace is given to report to."""
        return Task(begin=self._begin)

    def _begin(self, what: str, total: int) -> Callable[[int], None]:
        if not self._on:
            return lambda done: None
        if total == 0:
            return _spinner(what)
        return _bar(what, total)


def _spinner(what: str) -> Callable[[int], None]:
    """Work of unknown length. The timer shows it if it lasts."""
    from threading import Timer

    bars: list[RichProgress] = []

    def show() -> None:
        bars.append(_started(what, None))

    timer = Timer(_PATIENCE, show)
    timer.daemon = True
    timer.start()

    def advance(_done: int) -> None:
        timer.cancel()
        timer.join()
        if bars:
            bars[0].stop()

    return advance


def _bar(what: str, total: int) -> Callable[[int], None]:
    started = time.monotonic()
    bars: list[RichProgress] = []
    so_far = 0

    def advance(done: int) -> None:
        nonlocal so_far
        so_far += done
        if not bars and time.monotonic() - started > _PATIENCE and so_far < total:
            bars.append(_started(what, total))
        if bars:
            bars[0].update(bars[0].task_ids[0], completed=so_far)
            if so_far >= total:
                bars[0].stop()

    return advance


def _started(what: str, total: int | None) -> RichProgress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    description = TextColumn("{task.description}")
    columns = (
        (SpinnerColumn(), description, TimeElapsedColumn())
        if total is None
        else (description, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    )
    bars = Progress(*columns, console=Console(stderr=True), transient=True)
    bars.add_task(what, total=total)
    bars.start()
    return bars
