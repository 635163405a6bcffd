"""How tests wait: for something to happen, however long it takes, and never for time to pass."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from typing import Any, TypeVar

HUNG = 600.0
"""Seconds after which a wait is given up. Only a run that hangs comes to it, on any machine."""

T = TypeVar("T")


def until(look: Callable[[], T], *, running: subprocess.Popen[Any] | None = None) -> T:
    """What `look` returns once that is true; it is asked a hundred times a second.

    Raises AssertionError where the process that it waits for has ended without it.
    """
    end = time.monotonic() + HUNG
    while True:
        ended = running is not None and running.poll() is not None  # ahead of the last look
        if found := look():
            return found
        assert not ended, f"the process ended with {running and running.returncode}"
        assert time.monotonic() < end, "the run hangs"
        time.sleep(0.01)
