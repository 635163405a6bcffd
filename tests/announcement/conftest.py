"""A month of an invented arXiv, a reader of it, and the reader's command line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

import pytest

from tests.announcement.fake_arxiv import FakeArxiv, fake_arxiv
from tests.announcement.reader import Clock, Reader, eastern
from tests.announcement.world import invent
from tests.conftest import Done, Rank


@pytest.fixture
def clock() -> Clock:
    """Tuesday 2026-07-14, 09:00 in New York."""
    return Clock(eastern("2026-07-14 09:00"))


@pytest.fixture
def arxiv(clock: Clock) -> Iterator[FakeArxiv]:
    """Every weekday from 29 June to 31 July 2026, but for Independence Day's Monday listing."""
    world = invent(7, date(2026, 6, 29), date(2026, 7, 31), holidays=[date(2026, 7, 6)])
    with fake_arxiv(world, clock) as running:
        yield running


@pytest.fixture
def reader(tmp_path: Path, arxiv: FakeArxiv, clock: Clock) -> Reader:
    return Reader(tmp_path / "home", arxiv, clock).settle()


@pytest.fixture
def rank(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Rank:
    """Run a command of the reader in this process."""
    from ranker.cli import options
    from ranker.cli.main import main

    monkeypatch.setattr(options, "open_workspace", lambda at: reader.workspace())

    def run(*words: object) -> Done:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as stop:
            main(["--home", str(reader.home), *map(str, words)])
        code = stop.value.code
        return Done(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())

    return run
