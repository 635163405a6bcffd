"""What `rank today` draws: a list on a terminal, abstracts when asked for, all of it in a pipe."""

from __future__ import annotations

import io
import shlex
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import pytest

from ranker.cli.digest_commands import show
from ranker.digest.terminal import TerminalRenderer
from ranker.digest.value import Digest
from tests.conftest import Rank
from tests.digest import example


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns and 24 lines, without a pager."""
    for name in ("NO_COLOR", "PAGER", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"COLUMNS": "80", "LINES": "24", "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("RANK_PAGER", "cat")


def drawn(digest: Digest, **options: bool) -> str:
    """What a terminal shows."""
    with redirect_stdout(Terminal()) as out:
        show(digest, **options)
    return out.getvalue()


def day(count: int) -> Digest:
    papers = [
        example.ranked(n, f"Noise {n}", "An abstract of its own.") for n in range(1, count + 1)
    ]
    return replace(example.digest(*papers), completeness=(), notes=())


def test_a_terminal_gets_the_list_and_with_long_the_abstracts() -> None:
    short = drawn(day(3))
    assert "Ada Quillworth" in short and "abstract of its own" not in short
    assert len(short.splitlines()) < 12
    assert drawn(day(3), long=True).count("abstract of its own") == 3
    assert "\x1b[1;36m" in short


@pytest.mark.parametrize("long", [False, True])
def test_a_story_told_on_a_terminal_names_no_next_command(long: bool) -> None:
    assert "Next: " in drawn(day(3), long=long)
    assert "Next: " not in drawn(day(3), long=long, commands=False)


@pytest.mark.parametrize("long", [False, True])
def test_all_lists_every_paper(long: bool) -> None:
    shown = drawn(replace(day(30), size=2), everything=True, long=long)
    assert shown.count("Ada Quillworth") == 30


def test_no_color_and_dumb_terminals_are_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    plain = drawn(day(3))
    assert "Ada Quillworth" in plain and "\x1b[1m" in plain and "36m" not in plain
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in drawn(day(3))


def test_what_is_longer_than_the_screen_is_paged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = f"import sys; open({str(tmp_path / 'paged')!r}, 'w').write(sys.stdin.read())"
    monkeypatch.setenv("RANK_PAGER", f"'{sys.executable}' -c {shlex.quote(script)}")
    assert "Ada Quillworth" in drawn(day(3), paged=True)
    assert not (tmp_path / "paged").exists()
    assert drawn(day(20), paged=True) == ""
    assert (tmp_path / "paged").read_text().count("Ada Quillworth") == 20
    assert drawn(day(20), paged=False).count("Ada Quillworth") == 20


def test_a_pipe_gets_what_a_file_gets(capsys: pytest.CaptureFixture[str]) -> None:
    show(day(20), paged=True)
    assert capsys.readouterr().out == TerminalRenderer().render(day(20))


def test_the_command_knows_the_options(ready: Rank, papers_file: Path) -> None:
    done = ready("today", "--from", papers_file, "--long", "--no-pager")
    assert (done.code, done.err) == (0, "")
    assert "from a file: 1 category, 40 fetched, 20 shown" in done.out
    assert "Next:" not in done.out  # not in a pipe


def test_what_was_ranked_and_voted_on_is_told_by_today(ready: Rank, papers_file: Path) -> None:
    ready("today", "--from", papers_file)
    ready("like", 2)
    ready("dislike", 5)
    shown = ready("today", "--offline").out
    assert " 2 already voted on: " in shown
    assert "ranked by keywords, 1 like and 1 dislike" in shown
    assert "already voted on" not in ready("today", "--offline", "--all").out
