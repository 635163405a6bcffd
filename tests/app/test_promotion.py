"""`rank train` promotes what does not lose, and `--rollback` brings the previous model back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ranker.app.learning.basis import model_folder
from ranker.app.learning.promoting import roll_back, train_now
from ranker.app.learning.training import model_for
from ranker.app.workspace import Workspace
from ranker.errors import RankError
from ranker.feedback.votes import LIKE, Vote
from ranker.models.persistence import ModelFolder
from tests.conftest import Rank, reopened
from tests.history import DAYS, about_speech, month, vote_daily
from tests.invented import DAY, Clock, HashingEncoder, paper

SPEECH, GALAXIES = ("speech", "microphone", "loudspeaker"), ("galaxy", "redshift", "stellar")


def with_keywords(ws: Workspace, *keywords: str) -> Workspace:
    only = replace(ws.config.profiles[0], keywords=keywords)
    ws.__dict__["config"] = replace(ws.config, profiles=(only,))
    return ws


def folder(ws: Workspace) -> ModelFolder:
    return model_folder(ws, ws.config.profiles[0])


def in_use(rank: Rank) -> str:
    done = rank("today", "--offline", "--format", "json")
    assert done.code == 0
    found: str = json.loads(done.out)["model"]["id"]
    return found


@pytest.fixture
def early(workspace: Workspace) -> Workspace:
    """Only the month's first day is stored yet."""
    workspace.papers.add(month()[:20], DAY, from_file=True)
    return workspace


def passes(ws: Workspace) -> None:
    """The month goes by, and the reader votes for speech."""
    ws.papers.add(month(), DAY, from_file=True)
    vote_daily(ws, about_speech)


def test_the_first_model_is_promoted(early: Workspace) -> None:
    done = train_now(early, None)
    assert (done.promoted, done.why) == (True, "it is the first")
    assert folder(early).names().model == folder(early).names().promoted == done.model.card.id


def test_with_few_votes_a_new_model_is_promoted_and_says_so(early: Workspace) -> None:
    train_now(early, None)
    vote_daily(early, about_speech, last=1)
    done = train_now(early, None)
    assert done.promoted
    assert "5 likes on 1 announcement came" in done.why
    assert "too few" in done.why


def test_a_way_of_training_that_loses_is_not_promoted(early: Workspace) -> None:
    good = train_now(with_keywords(early, *SPEECH), None).model
    passes(early)
    done = train_now(with_keywords(early, *GALAXIES), None)
    assert not done.promoted
    assert done.model.card == good.card
    assert "training anew ranks worse than that model: -" in done.why
    # and it is what ranks, until anything changes
    assert model_for(early, early.config.profiles[0], DAYS[-1]).card == good.card
    again = model_for(with_keywords(early, "speech"), early.config.profiles[0], DAYS[-1])
    assert again.card != good.card


def test_a_better_one_is_promoted_by_the_votes(early: Workspace) -> None:
    train_now(with_keywords(early, *GALAXIES), None)
    passes(early)
    done = train_now(with_keywords(early, *SPEECH), None)
    assert done.promoted
    assert "ranks better than that model: +" in done.why


def test_models_of_rank_today_do_not_displace_the_one_to_compare_with(early: Workspace) -> None:
    profile = early.config.profiles[0]
    first = train_now(early, None).model
    for number in (1004, 1008, 1012):
        early.vote_log.append([Vote(paper(number).id, LIKE, early.now(), "hearing")])
        early.forget_votes_read()
        renewed = model_for(early, profile, DAYS[0])
        names = folder(early).names()
        assert names.model == renewed.card.id != first.card.id
        assert names.promoted == names.previous == first.card.id
    kept = {p.stem for p in (early.paths.models / "hearing").glob("*.npz")}
    assert kept == {names.model, names.promoted}


def test_a_rollback_ranks_until_a_new_vote(rank: Rank, early: Workspace) -> None:
    first = in_use(rank)
    assert rank("like", "1", "2").code == 0
    second = in_use(rank)
    assert second != first
    done = rank("train", "--rollback")
    assert done.code == 0
    assert f"model {first}" in done.out
    assert in_use(rank) == in_use(rank) == first
    assert rank("why", "1").out.splitlines()[1].endswith(f"model {first})")
    rank("like", "3")
    assert in_use(rank) not in (first, second)


def test_a_second_rollback_swaps_the_two(rank: Rank, early: Workspace) -> None:
    first = in_use(rank)
    rank("like", "1")
    second = in_use(rank)
    for expected in (first, second, first):
        assert rank("train", "--rollback").code == 0
        assert in_use(rank) == expected


def test_training_after_a_rollback_ranks_the_newest_day(rank: Rank, early: Workspace) -> None:
    in_use(rank)
    rank("like", "1")
    second = in_use(rank)
    rank("train", "--rollback")
    assert in_use(rank) != second
    done = rank("train")
    assert "Promoted: " in done.out
    names = folder(early).names()
    assert names.held is None
    assert f"model {names.model}" in done.out
    assert in_use(rank) == names.model


def test_without_a_previous_model_there_is_nothing_to_roll_back_to(
    rank: Rank, early: Workspace
) -> None:
    assert "no previous model" in rank("train", "--rollback").complaint
    in_use(rank)
    assert "no previous model" in rank("train", "--rollback").complaint


def test_a_model_of_another_encoder_is_not_brought_back(early: Workspace, clock: Clock) -> None:
    train_now(early, None)
    vote_daily(early, about_speech, last=1)
    train_now(early, None)
    other = reopened(early.paths.home, clock, HashingEncoder("other-64"))
    with pytest.raises(RankError, match="another encoder"):
        roll_back(other, None)
