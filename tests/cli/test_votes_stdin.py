"""`rank like -`: ids piped in, one or many a line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, START, Rank
from tests.invented import paper
from tests.patience import HUNG


@pytest.fixture
def shown(ready: Rank, papers_file: Path) -> Rank:
    """`rank` after the day's digest."""
    assert ready("today", "--from", papers_file).code == 0
    return ready


def ids(home: Path) -> list[str]:
    lines = (home / "feedback" / "votes.jsonl").read_text().splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_every_written_form_comes_through_a_pipe(
    shown: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = f"{paper(204).id}\r\n\n  https://arxiv.org/abs/{paper(205).id}v1\t{paper(206).id}"
    monkeypatch.setattr("sys.stdin", io.StringIO(piped))
    assert shown("like", "-").code == 0
    assert ids(home) == [paper(n).id for n in (204, 205, 206)]


def test_stdin_takes_its_place_among_other_names_and_repeats_nothing(
    shown: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = f"{paper(205).id}\n{paper(205).id}\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(piped))
    assert shown("dislike", paper(204).id, "-", paper(206).id).code == 0
    assert ids(home) == [paper(n).id for n in (204, 205, 206)]
    monkeypatch.setattr("sys.stdin", io.StringIO(piped))
    assert shown("undo", "-").out.startswith(f"Withdrew the vote on {paper(205).id}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_that_windows_wrote_is_read(
    ready: Rank, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    piped = f"{paper(1).id}\r\n{paper(2).id}\r\n".encode(encoding)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(piped), encoding="utf-8"))
    assert ready("like", "-").out.count("Liked ") == 2


def test_nothing_on_stdin_is_an_error_and_no_vote(
    shown: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(" \n"))
    refused = shown("undo", "-")
    assert refused.code == 2
    assert "stdin names no paper" in refused.complaint
    assert not (home / "feedback" / "votes.jsonl").exists()


def test_the_json_digest_can_be_piped_into_votes(shown: Rank, home: Path) -> None:
    digest = json.loads(shown("today", "--offline", "--format", "json").out)
    piped = "".join(p["id"] + "\n" for p in digest["papers"])  # what jq -r '.papers[].id' prints
    done = subprocess.run(
        [sys.executable, "-c", START, "--home", str(home), "like", "-"],
        input=piped, capture_output=True, text=True, timeout=HUNG, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ids(home) == [p["id"] for p in digest["papers"]]
