"""Bars on a terminal: what, how much, how fast; work within work; and they always end."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

NESTED = """
from ranker.cli import progress
from tests.patience import until
progress._PATIENCE = -1  # every bar appears at its first step, however soon that comes
shown = progress.Progress(quiet=False)
outer = shown.task.begin("harvesting", 4)
spinner = shown.task.begin("loading", 0)
until(lambda: shown._bars and shown._bars.tasks)  # by a thread
spinner(1)
for _ in range(4):
    inner = shown.task.begin("embedding", 30)
    for _ in range(30):
        inner(1)
    outer(1)
"""


SPINNER = """
import time
from ranker.cli import progress
elapsed = 3661.0
progress._PATIENCE = elapsed
shown = progress.Progress(quiet=False)
task = shown._show("loading", None)
counted = shown._show("embedding", 9)
shown._bars.refresh()
shown._hide(counted)
shown._hide(task)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_work_of_unknown_length_shows_how_long_it_has_taken() -> None:
    """From when it began, not from when it was shown; other work, how long it still takes."""
    lines = on_a_terminal(SPINNER).replace("\r", "\n").splitlines()
    assert any("loading" in line and "1:01:01" in line for line in lines)
    assert not any("/?" in line for line in lines)
    assert any("embedding" in line and "0/9" in line and "1:01:01" not in line for line in lines)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_work_within_work_shows_both_bars_with_their_rates() -> None:
    text = on_a_terminal(NESTED)
    assert "harvesting" in text
    assert "loading" in text
    assert "embedding" in text
    assert "/s" in text
    assert "2/4" in text
    assert "Traceback" not in text


def on_a_terminal(code: str) -> str:
    """What Python code writes to a terminal of 120 columns."""
    import pty  # POSIX has it

    ours, theirs = pty.openpty()
    environ = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120"}
    running = subprocess.Popen(
        [sys.executable, "-c", code], stderr=theirs, stdout=subprocess.PIPE, env=environ
    )
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 65536):
            seen += piece
    except OSError:
        pass  # the other end is closed
    finally:
        os.close(ours)
    assert running.wait() == 0, seen
    assert running.communicate()[0] == b""
    return seen.decode()
