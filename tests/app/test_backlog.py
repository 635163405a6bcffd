"""A backlog survives being killed at any moment: what is committed is not embedded again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
import pytest

from ranker.app.papers.ingest import embed
from ranker.app.workspace import Workspace
from tests.conftest import ROOT
from tests.invented import HashingEncoder, library
from tests.patience import until

COMMIT_EVERY = 8

EMBED = f"""
import os, sys, time
from pathlib import Path
from ranker.app.announcements.fetching import fetch_file
from ranker.app.workspace import open_workspace
from tests.invented import HashingEncoder

class Watched(HashingEncoder):
    def encode(self, texts, advance=None):
        vectors = super().encode(texts, advance)
        with open(sys.argv[3], "a") as log:
            log.write("".join(text.partition(".")[0] + "\\n" for text in texts))
        time.sleep(0.01)
        return vectors

ws = open_workspace(Path(sys.argv[1]))
ws.encoder = Watched()
ws.commit_every = {COMMIT_EVERY}
fetch_file(ws, Path(sys.argv[2]))
"""


def start(home: Path, papers: Path, log: Path) -> subprocess.Popen[bytes]:
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", EMBED, home, papers, log], env=environ)


def lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def logged(log: Path, goal: int) -> bool:
    return len(lines(log)) >= goal


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a POSIX signal")
def test_killed_again_and_again_every_paper_is_embedded_and_none_twice(
    workspace: Workspace, library_file: Path, tmp_path: Path
) -> None:
    home, log, draw = workspace.paths.home, tmp_path / "log", Random(5)
    ids = [entry.paper.id for entry in library()]
    kills = 0
    for goal in (5, 40, 90):
        running = start(home, library_file, log)
        until(partial(logged, log, goal), running=running)
        time.sleep(draw.uniform(0, 0.02))
        running.send_signal(signal.SIGKILL)
        kills += running.wait() == -signal.SIGKILL
        committed = workspace.vectors.count()
        assert len(lines(log)) - kills * COMMIT_EVERY <= committed < len(ids)
    assert start(home, library_file, log).wait() == 0
    embedded = lines(log)
    assert kills == 3
    assert workspace.vectors.count() == len(ids) == len(set(embedded))
    assert len(embedded) <= len(ids) + kills * COMMIT_EVERY
    papers = workspace.papers.get(ids)
    expected = HashingEncoder().encode([papers[i].text for i in ids])
    np.testing.assert_allclose(embed(workspace, ids).values, expected, atol=1e-3)
