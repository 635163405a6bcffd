"""What must make a ranking new: another space, other settings, other votes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ranker.cli import options
from tests.conftest import Rank, reopened
from tests.invented import DAY, Clock, HashingEncoder, announcement, entry, paper, write_papers


def model_of(rank: Rank, *words: object) -> str:
    done = rank("today", "--format", "json", "--all", *words)
    assert (done.code, done.err) == (0, "")
    name: str = json.loads(done.out)["model"]["id"]
    return name


@pytest.mark.parametrize("dimensions", [64, 32])
def test_a_model_of_another_space_never_scores(
    ready: Rank, home: Path, papers_file: Path, tmp_path: Path, clock: Clock,
    monkeypatch: pytest.MonkeyPatch, dimensions: int,
) -> None:  # fmt: skip
    """encoder.model may be a folder, whose weights change under the same name."""
    first = model_of(ready, "--from", papers_file)
    other = HashingEncoder("another space", dimensions)
    monkeypatch.setattr(options, "open_workspace", lambda at: reopened(at, clock, other))
    tomorrow = DAY.replace(day=7)
    path = write_papers(tmp_path / "next.jsonl", [entry(n, tomorrow) for n in range(600, 640)])
    assert model_of(ready, "--from", path) != first


def test_changed_settings_rank_anew_and_the_same_do_not(
    ready: Rank, home: Path, papers_file: Path
) -> None:
    config = home / "rank.toml"
    first = model_of(ready, "--from", papers_file)
    assert model_of(ready, "--offline") == first
    config.write_text(config.read_text() + "\n# a comment\n")
    assert model_of(ready, "--offline") == first
    config.write_text(config.read_text().replace('"noise"', '"noise", "listener"'))
    assert model_of(ready, "--offline") != first


def test_a_vote_taken_back_needs_no_new_opinion(ready: Rank, papers_file: Path) -> None:
    ready("like", paper(4).id)
    ready("today", "--from", papers_file)
    ready("dislike", paper(4).id)
    ready("like", paper(4).id)
    done = ready("today", "--offline", "--format", "json")
    assert json.loads(done.out)["model"]["likes"] == 1
    assert json.loads(done.out)["model"]["dislikes"] == 0


def test_a_new_version_of_a_paper_is_read_anew(
    ready: Rank, papers_file: Path, tmp_path: Path
) -> None:
    first = json.loads(ready("today", "--from", papers_file, "--format", "json", "--all").out)
    last = first["papers"][-1]
    title = "Speech noise room acoustics"
    record = {"id": f"{last['id']}v2", "title": title, "abstract": "Speech.",
              "announced": DAY.isoformat()}  # fmt: skip
    path = tmp_path / "revised.jsonl"
    path.write_text(json.dumps(record))
    after = json.loads(ready("today", "--from", path, "--format", "json", "--all").out)
    found = next(p for p in after["papers"] if p["id"] == last["id"])
    assert (found["version"], found["title"]) == (2, title)
    assert found["rank"] < last["rank"]
    assert len(after["papers"]) == len(announcement())
