"""Who waits longest comes next: tickets of the processes that wait for a workspace.

A ticket is an empty file whose name says when the wait began; whoever waits touches it at each
look. One that was silent is of a process that ended or was stopped, and is passed over, so that
nobody waits for the dead. Where no ticket can be written, waiting goes on without an order.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

SILENT = 2.0
"""Seconds after which a ticket that nobody touched counts no more: some forty looks."""


class Turn:
    """One place in the queue of a folder; it is taken with the first `wait`."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._ticket: Path | None = None

    def has_come(self) -> bool:
        """Whether nobody is known to have waited longer. Silent tickets are removed."""
        now = self._now().timestamp()
        for path in _tickets(self._folder):
            if self._ticket is not None and path.name >= self._ticket.name:
                break
            with suppress(OSError):
                if abs(now - path.stat().st_mtime) <= SILENT:
                    return False
                path.unlink()
        return True

    def wait(self) -> None:
        """Say that this process waits, as it must again and again."""
        now = self._now().timestamp()
        if self._ticket is None:
            self._ticket = self._folder / f"{now * 1e6:020.0f}-{secrets.token_hex(4)}.lock"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._ticket.touch()
            os.utime(self._ticket, (now, now))

    def leave(self) -> None:
        """Give the place up."""
        if self._ticket is not None:
            with suppress(OSError):
                self._ticket.unlink(missing_ok=True)


@contextmanager
def turn(folder: Path, now: Callable[[], datetime]) -> Iterator[Turn]:
    """A turn that is left at the end."""
    mine = Turn(folder, now)
    try:
        yield mine
    finally:
        mine.leave()


def _tickets(folder: Path) -> list[Path]:
    """Those of who waits longest first."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".lock")
    except OSError:
        return []
