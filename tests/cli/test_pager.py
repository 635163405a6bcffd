"""Long text goes through a pager on a terminal, and nowhere else; nothing is lost without one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ranker.cli.pager import pager_command
from tests.conftest import ROOT

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)
else:
    import pty
    import termios

SHOW = """
import os, sys
from ranker.cli.pager import show_text
text = sys.argv[1].encode().decode("unicode_escape")
show_text(text, int(sys.argv[2]), os.environ, paged="--no-pager" not in sys.argv)
print("after")
"""
LONG = "".join(f"line {n}\\n" for n in range(30))
TINY = ["-c", "import os, sys; print('paged', sys.stdin.read().count('line'), os.environ['LESS'])"]


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({}, ["less"]),
        ({"PAGER": "more"}, ["more"]),
        ({"PAGER": "more", "RANK_PAGER": "less -S"}, ["less", "-S"]),
        ({"PAGER": "more", "RANK_PAGER": ""}, []),
        ({"PAGER": "cat"}, []),
        ({"PAGER": " "}, []),
        ({"PAGER": "'unclosed"}, []),
        ({"PAGER": "more", "TERM": "dumb"}, []),
    ],
)
def test_the_pager_is_chosen_as_git_does(environ: dict[str, str], command: list[str]) -> None:
    assert pager_command(environ) == command


def on_terminal(*words: str, **environ: str) -> str:
    """What a terminal shows of `SHOW`; its lines end as a program ends them."""
    ours, theirs = pty.openpty()
    mode = termios.tcgetattr(theirs)
    mode[1] &= ~termios.OPOST
    termios.tcsetattr(theirs, termios.TCSANOW, mode)
    usual = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-c", SHOW, *words],
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=usual | environ,
    )  # fmt: skip
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    assert process.wait() == 0
    return b"".join(parts).decode()


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that says what it was given."""
    script = tmp_path / "a pager"
    script.write_text(f"#!{sys.executable}\n{TINY[1]}\n")
    script.chmod(0o755)
    return f"'{script}'"


def test_text_longer_than_the_screen_is_paged(pager: str) -> None:
    assert on_terminal(LONG, "24", RANK_PAGER=pager) == "paged 30 FRX\nafter\n"
    assert on_terminal(LONG, "24", PAGER=pager, LESS="S") == "paged 30 S\nafter\n"


def test_text_that_fits_is_not(pager: str) -> None:
    assert on_terminal(LONG, "40", PAGER=pager).startswith("line 0\n")
    assert on_terminal(LONG, "30", PAGER=pager).startswith("paged")  # the prompt needs a line


def test_no_pager_switches_it_off(pager: str) -> None:
    assert "paged" not in on_terminal(LONG, "24", "--no-pager", PAGER=pager)


@pytest.mark.parametrize("name", ["", "cat", "/no/such/pager --really", "sh -c 'exit 127'"])
def test_without_a_pager_everything_is_printed(name: str) -> None:
    shown = on_terminal(LONG, "24", PAGER=name)
    assert shown.startswith("line 0\n") and shown.endswith("line 29\nafter\n")


def test_without_less_everything_is_printed(tmp_path: Path) -> None:
    shown = on_terminal(LONG, "24", PATH=str(tmp_path))
    assert shown.startswith("line 0\n") and shown.endswith("line 29\nafter\n")


def test_who_leaves_the_pager_early_sees_no_error() -> None:
    endless = "line\\n" * 60_000
    assert on_terminal(endless[:120_000], "24", PAGER="true") == "after\n"
    assert on_terminal(LONG, "24", PAGER="false") == "after\n"


def test_colours_reach_the_pager_and_links_only_one_that_knows_them(tmp_path: Path) -> None:
    text = r"\x1b[1mline\x1b[0m \x1b]8;id=1;https://arxiv.org\x1b\\here\x1b]8;;\x1b\\\n" * 30
    shown = on_terminal(text, "24", PAGER="tail -n 1")
    assert shown == "\x1b[1mline\x1b[0m here\nafter\n"
    for version, known in ((551, False), (643, True)):
        less = tmp_path / str(version) / "less"
        less.parent.mkdir()
        less.write_text(f'#!/bin/sh\n[ "$1" ] && echo "less {version} (POSIX)" || tail -n 1\n')
        less.chmod(0o755)
        assert ("\x1b]8;" in on_terminal(text, "24", PAGER=str(less))) is known


def test_a_pipe_is_never_paged(pager: str) -> None:
    environ = os.environ | {"PYTHONPATH": str(ROOT), "RANK_PAGER": pager}
    command = [sys.executable, "-c", SHOW, LONG, "24"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    assert done.stdout.startswith("line 0\n") and "paged" not in done.stdout


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_less_itself_quits_at_the_end_and_keeps_the_colours() -> None:
    shown = on_terminal(LONG.replace("line", r"\x1b[31mline\x1b[0m"), "24", LINES="100")
    assert "\x1b[31mline\x1b[" in shown
    assert "line" in shown and shown.endswith("after\n")
