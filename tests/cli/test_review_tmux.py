"""`rank review` as a reader runs it: a real process on a real terminal, keys typed into it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, START
from tests.patience import HUNG, until

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@dataclass
class Terminal:
    """A tmux session of its own server, 100 columns by 40 lines."""

    socket: str

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self.socket, "-f", "/dev/null", *words],
            capture_output=True,
            text=True,
            timeout=HUNG,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, *command: str) -> None:
        kept = f"{shlex.join(command)}; echo exited $?; exec sleep 86400"
        self.tmux("new-session", "-d", "-x", "100", "-y", "40", kept)

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def screen(self, *, styled: bool = False) -> str:
        return self.tmux("capture-pane", "-p", *(["-e"] if styled else []))

    def wait_for(self, there: Callable[[str], bool], *, styled: bool = False) -> str:
        """The screen once it is as expected. Fails where the program has ended without that."""

        def look() -> str:
            ended = "exited " in self.screen()  # ahead of the last look
            shown = self.screen(styled=styled)
            assert there(shown) or not ended, shown
            return shown if there(shown) else ""

        return until(look)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(f"rank-{tmp_path.parent.name}-{tmp_path.name}")
    yield opened
    subprocess.run(["tmux", "-L", opened.socket, "kill-server"], capture_output=True)


@pytest.fixture
def started(real_home: Path, terminal: Terminal) -> Terminal:
    """The first paper of the digest on the screen."""
    run = [sys.executable, "-c", START, "--home", str(real_home), "review", "--offline"]
    terminal.run(
        "env",
        "-u",
        "COLUMNS",
        "-u",
        "LINES",
        f"PYTHONPATH={ROOT}",
        "TERM=tmux-256color",
        "BROWSER=true",
        *run,
    )
    terminal.wait_for(lambda shown: "1 of 20" in shown)
    return terminal


def votes(home: Path) -> list[int]:
    path = home / "feedback" / "votes.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line)["vote"] for line in lines]


def test_a_pass_over_a_digest_in_a_terminal(started: Terminal, real_home: Path) -> None:
    started.wait_for(lambda shown: "l like" in (shown.splitlines()[39:] or [""])[0])
    bold_and_coloured = re.compile(r"\x1b\[1m\x1b\[[0-9;]+m(?:[Nn]oise|[Ss]peech)")
    started.wait_for(lambda shown: bool(bold_and_coloured.search(shown)), styled=True)
    started.press("l")
    started.wait_for(lambda shown: "2 of 20" in shown and "1 liked" in shown)
    assert votes(real_home) == [1]
    started.press("j", "d")
    started.wait_for(lambda shown: "4 of 20" in shown and "1 disliked" in shown)
    assert votes(real_home) == [1, -1]
    started.press("u")
    started.wait_for(lambda shown: "3 of 20" in shown and "0 disliked" in shown)
    assert votes(real_home) == [1, -1, 0]
    started.press("o")
    started.wait_for(lambda shown: "Asked the browser for https://arxiv.org/abs/2607." in shown)
    started.press("k", "k")
    started.wait_for(lambda shown: "1 of 20" in shown and "👍 liked" in shown)
    started.press("q")
    after = started.wait_for(lambda shown: "exited 0" in shown)
    assert "hearing: 1 new vote; 1 of 20 papers liked, 0 disliked" in after


def test_a_pass_that_is_broken_off_keeps_its_votes(started: Terminal, real_home: Path) -> None:
    started.press("l")
    started.wait_for(lambda shown: "2 of 20" in shown)
    started.tmux("kill-session")
    assert votes(real_home) == [1]


def test_control_c_leaves_the_terminal_as_it_was(started: Terminal) -> None:
    started.press("C-c")
    after = started.wait_for(lambda shown: "exited 0" in shown)
    assert "1 of 20 ━" not in after
