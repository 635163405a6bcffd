"""Two commands at once: each does its work, or says who is in the way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ranker.app.learning.training import model_for
from ranker.app.search.searching import search
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.digest.value import Digest
from ranker.digest.words import outcome
from ranker.errors import BusyError, NothingToRankError
from ranker.feedback.votes import LIKE, Vote
from ranker.store.work import WorkLock
from tests.conftest import Rank, reopened
from tests.invented import DAY, Clock, HashingEncoder, announcement, entry, paper

Another = Callable[[], Workspace]


@pytest.fixture
def another(home: Path, clock: Clock, encoder: HashingEncoder) -> Another:
    """The workspace as one more process sees it."""
    return lambda: reopened(home, clock, encoder)


def vote(ws: Workspace, *numbers: int) -> None:
    ws.vote_log.append([Vote(paper(n).id, LIKE, ws.now(), "hearing") for n in numbers])


def test_who_waits_is_told_who_is_at_work_and_since_when(
    ready: Rank, home: Path, another: Another, clock: Clock
) -> None:
    fetching = replace(another(), command="rank fetch")
    with fetching.alone():
        clock.time += timedelta(minutes=3)
        done = ready("train")
    assert done.code == 1
    assert f"another rank is at work in {home}: `rank fetch`, for 3 min (process " in done.complaint
    assert not (home / "store" / "work.json").exists()
    assert ready("train").code == 0


def test_a_command_says_its_own_name(
    ready: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[str] = []
    held = WorkLock.held

    def noted(lock: WorkLock, patience: float) -> object:
        named.append(lock._command)
        return held(lock, patience)

    monkeypatch.setattr(WorkLock, "held", noted)
    ready("train")
    assert set(named) == {"rank train"}


def test_who_has_the_workspace_may_take_it_again(workspace: Workspace, another: Another) -> None:
    with workspace.alone():
        with workspace.alone():
            pass
        with pytest.raises(BusyError), another().alone():
            pass
    with another().alone():
        pass


def test_a_digest_during_a_fetch_is_the_stored_one(
    ready: Rank, papers_file: Path, another: Another
) -> None:
    ready("today", "--from", papers_file)
    vote(another(), 4)  # so that it would be ranked anew
    with replace(another(), command="rank fetch").alone():
        digest = today(another(), Request(day=DAY))
        done = ready("today", "--date", DAY)
    assert outcome(digest).startswith("could not confirm (`rank fetch`, for ")
    assert outcome(digest).endswith(" is at work here); this is the newest stored")
    assert len(digest.papers) == len(announcement())
    assert done.code == 0
    assert today(another(), Request(day=DAY)).history == "reranked"


def test_without_a_stored_digest_a_fetch_is_in_the_way(
    ready: Rank, papers_file: Path, another: Another
) -> None:
    with another().alone(), pytest.raises(BusyError, match="another rank is at work"):
        today(another(), Request(path=papers_file))


def test_a_training_holds_the_workspace(ready: Rank, another: Another) -> None:
    """Whoever calls it: no model is written beside another process."""
    with another().alone():
        ws = another()
        with pytest.raises(BusyError):
            model_for(ws, ws.config.profiles[0], DAY)


def test_a_search_during_a_fetch_finds_what_has_a_vector(ready: Rank, another: Another) -> None:
    late = entry(500, DAY, field="galaxies")
    another().papers.add([late], DAY)
    with another().alone():
        found = search(another(), "galaxy redshift halo", 10)
    assert found
    assert late.paper.id not in {one.paper.id for one in found}
    there = search(another(), "galaxy redshift halo", 200)
    assert late.paper.id in {one.paper.id for one in there}


@pytest.mark.parametrize("round_", range(3))
def test_digests_at_once_after_a_vote_are_one_and_the_same(
    ready: Rank, home: Path, papers_file: Path, another: Another, round_: int
) -> None:
    ready("today", "--from", papers_file)
    vote(another(), 4 + 4 * round_, 3)

    def run(_: int) -> Digest:
        return today(replace(another(), patience=600), Request(day=DAY))

    with ThreadPoolExecutor(6) as pool:
        digests = list(pool.map(run, range(6)))
    assert len({digest.model.id for digest in digests}) == 1
    assert sorted(digest.history for digest in digests) == ["reranked", *["shown"] * 5]
    models = {path.name for path in (home / "models" / "hearing").iterdir()}
    assert f"{digests[0].model.id}.npz" in models


def test_what_is_not_a_model_of_ours_stays_in_the_folder(ready: Rank, home: Path) -> None:
    ready("train")
    folder = home / "models" / "hearing"
    others = ["README.md", ".0123456789.npz-k3x9", ".current.json-a1", "notes.json", "my.npz"]
    for name in others:
        (folder / name).write_text("mine")
    for number in (4, 8, 12):
        ready("like", paper(number).id)
        ready("train")
    names = {path.name for path in folder.iterdir()}
    assert set(others) <= names
    assert len(names - set(others)) == 1 + 2 * 2  # current.json, the model in use, the one before


def test_a_profile_with_nothing_to_rank_with_says_so(ready: Rank, papers_file: Path) -> None:
    ready("init", "--profile", "empty")
    ready("fetch", "--from", papers_file)
    assert "empty" in ready("today", "--profile", "empty", "--date", DAY).complaint
    assert NothingToRankError.exit_code == 1
