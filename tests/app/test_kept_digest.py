"""The kept digest and its file say the newest there is; a reader's view of it changes neither."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ranker.app.search.why import why
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.digest.outcome import CONFIRMED
from ranker.digest.words import percent
from tests.conftest import Rank, reopened
from tests.invented import DAY, Clock, HashingEncoder, entry, paper, write_papers


def files(home: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (home / "digests").glob("*.md")}


@pytest.mark.parametrize("damage", ["", "half of it", None])
def test_a_damaged_file_is_written_again(
    ready: Rank, home: Path, papers_file: Path, damage: str | None
) -> None:
    ready("today", "--from", papers_file)
    whole = files(home)
    for name in whole:
        path = home / "digests" / name
        path.unlink() if damage is None else path.write_text(damage)
    ready("today", "--offline", "--date", DAY)
    assert files(home) == whole


@pytest.mark.parametrize(
    "view", [["-n", "1"], ["--all"], ["--format", "json", "--all"], ["--format", "csv", "-n", "2"]]
)
def test_a_view_changes_nothing_that_is_kept(
    ready: Rank, home: Path, papers_file: Path, view: list[str]
) -> None:
    done = ready("today", "--from", papers_file, *view)
    assert (done.code, done.err) == (0, "")
    first = files(home)
    assert sorted(first) == [f"{DAY}.md", "latest.md"]
    assert all(text.count("\n## ") == 20 for text in first.values())
    ready("today", "--from", papers_file)
    assert files(home) == first


def test_a_view_of_all_interests_changes_nothing_that_is_kept(
    ready: Rank, home: Path, papers_file: Path
) -> None:
    ready("init", "--profile", "sky", "--keyword", "galaxy")
    ready("today", "--from", papers_file, "-n", "1")
    first = files(home)
    ready("today", "--date", DAY, "-n", "3")
    ready("today", "--date", DAY)
    assert files(home) == first
    assert first["latest.md"].count("\n## ") == 20


def test_a_changed_size_is_in_the_file(ready: Rank, home: Path, papers_file: Path) -> None:
    ready("today", "--from", papers_file)
    config = home / "rank.toml"
    config.write_text(config.read_text().replace("size = 20", "size = 7"))
    ready("today", "--date", DAY)
    assert {text.count("\n## ") for text in files(home).values()} == {7}


def test_a_template_that_changes_is_in_the_file(ready: Rank, home: Path, papers_file: Path) -> None:
    ready("today", "--from", papers_file)
    (home / "templates").mkdir()
    (home / "templates" / "digest.md").write_text("my own: {{ papers|length }}")
    ready("today", "--date", DAY)
    assert files(home)["latest.md"] == "my own: 20"


def test_a_digest_that_is_settled_is_not_written_again(
    ready: Rank, home: Path, papers_file: Path
) -> None:
    ready("today", "--from", papers_file)
    times = {path: path.stat().st_mtime_ns for path in home.rglob("*.md")}
    ready("today", "--date", DAY)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*.md")} == times


def test_the_digest_shown_is_that_of_the_model_in_use(
    ready: Rank, home: Path, papers_file: Path, tmp_path: Path
) -> None:
    """More background, then a training: the old ranking's model is gone."""
    first = json.loads(ready("today", "--from", papers_file, "--format", "json").out)
    earlier = [entry(n, date(2026, 6, 22)) for n in range(1000, 1300)]
    ready("fetch", "--from", write_papers(tmp_path / "earlier.jsonl", earlier))
    assert ready("train").code == 0
    again = json.loads(ready("today", "--date", DAY, "--format", "json").out)
    in_use = json.loads((home / "models" / "hearing" / "current.json").read_text())["model"]
    assert first["model"]["id"] != again["model"]["id"] == in_use
    assert again["history"] == "reranked"


def test_a_training_that_learns_nothing_new_changes_nothing(
    ready: Rank, home: Path, papers_file: Path
) -> None:
    ready("today", "--from", papers_file)
    first = files(home)
    ready("today", "--date", DAY)
    assert ready("train").code == 0
    again = json.loads(ready("today", "--date", DAY, "--format", "json").out)
    assert again["history"] == "shown"
    assert files(home) == first


def test_more_background_alone_trains_the_newest_day_anew(
    ready: Rank, papers_file: Path, tmp_path: Path
) -> None:
    first = json.loads(ready("today", "--from", papers_file, "--format", "json").out)
    earlier = [entry(n, date(2026, 6, 22)) for n in range(1000, 1300)]
    ready("fetch", "--from", write_papers(tmp_path / "earlier.jsonl", earlier))
    again = json.loads(ready("today", "--date", DAY, "--format", "json").out)
    assert first["model"]["id"] != again["model"]["id"]


def test_why_explains_what_is_shown_or_says_that_it_has_changed(
    ready: Rank, home: Path, papers_file: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    shown = json.loads(ready("today", "--from", papers_file, "--format", "json").out)
    top = shown["papers"][0]

    def explained() -> object:
        return why(reopened(home, clock, encoder), top["id"], None)

    told = explained()
    assert (told.model, told.changed) == (shown["model"]["id"], False)  # type: ignore[attr-defined]
    assert told.score == pytest.approx(top["score"], abs=1e-6)  # type: ignore[attr-defined]
    ready("like", paper(4).id)
    ready("train")
    assert explained().changed  # type: ignore[attr-defined]
    said = ready("why", top["id"]).out
    assert f"The model has changed since the digest of {DAY}" in said
    assert f"with {percent(top['probability'])}; this is how it ranks now" in said
    ready("today", "--date", DAY)
    assert not explained().changed  # type: ignore[attr-defined]
    assert "has changed" not in ready("why", top["id"]).out


def test_a_ranked_day_opens_no_encoder_and_asks_for_no_lock(
    ready: Rank, home: Path, papers_file: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    ready("today", "--from", papers_file)

    def unneeded(ws: Workspace) -> HashingEncoder:
        raise AssertionError("the encoder was opened")

    ws = reopened(home, clock, encoder)
    named = type("Named", (), {"fingerprint": encoder.fingerprint, "encode": unneeded})()
    ws = replace(ws, make_encoder=lambda ws: named)
    with reopened(home, clock, encoder).alone():
        digest = today(ws, Request(day=DAY))
    assert (digest.history, digest.standing) == ("shown", CONFIRMED)
