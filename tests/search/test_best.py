"""`rank best`: the stored papers of all years that suit the reader best."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from ranker.app.learning.basis import model_folder
from ranker.app.learning.training import with_vectors
from ranker.app.search import best as module
from ranker.app.search.best import best
from ranker.app.workspace import Workspace
from ranker.paper import Entry, Paper
from tests.conftest import Rank
from tests.invented import DAY, EARLIER, library

HOSTILE = Paper(
    "2607.00901", "\x1b[31mRed\x1b[0m speech in noise", "Noisy speech.", ("A",), ("cs.SD",)
)


@pytest.fixture
def voted(rank: Rank, workspace: Workspace) -> tuple[Rank, list[str]]:
    """`rank` with a model of some votes, and the ids that were voted on."""
    workspace.papers.add([Entry(HOSTILE, DAY)], DAY, from_file=True)
    ids = [entry.paper.id for entry in library()]
    assert rank("train").code == 0
    assert rank("like", *ids[:4]).code == 0
    assert rank("dislike", *ids[4:6]).code == 0
    assert rank("train").code == 0
    return rank, ids[:6]


def found(rank: Rank, *words: object) -> list[dict[str, Any]]:
    done = rank("best", *words, "--format", "json")
    assert (done.code, done.err) == (0, "")
    return list(json.loads(done.out))


def test_it_is_the_order_of_the_model_without_what_was_voted_on(
    voted: tuple[Rank, list[str]], workspace: Workspace
) -> None:
    rank, ids = voted
    top = found(rank, "-n", 12)
    assert [one["rank"] for one in top] == list(range(1, 13))
    model = model_folder(workspace, workspace.config.profile(None)).load()
    assert model is not None
    every = with_vectors(workspace, [e.paper.id for e in library()] + [HOSTILE.id])
    scores = model.score(every.papers, every.vectors).scores
    expected = sorted(
        ((-round(float(s), 9), p.id) for p, s in zip(every.papers, scores, strict=True)
         if p.id not in ids)
    )  # fmt: skip
    assert [(-one["score"], one["id"]) for one in top] == expected[:12]
    assert all(0 <= one["probability"] <= 1 for one in top)


def test_few_candidates_hold_the_very_best(
    voted: tuple[Rank, list[str]], workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the embedding alone says first must not lose what the whole model likes best."""
    whole = [one.paper.id for one in best(workspace, None, 5)]
    monkeypatch.setattr(module, "CANDIDATES", 40)
    few = [one.paper.id for one in best(workspace, None, 5)]
    assert len(set(few) & set(whole)) >= 4


def test_since_leaves_out_what_is_older(voted: tuple[Rank, list[str]]) -> None:
    rank, _ = voted
    days = {one["date"] for one in found(rank, "-n", 200, "--since", EARLIER[3])}
    assert days == {str(EARLIER[3]), str(EARLIER[4]), str(DAY)}


def test_a_withdrawn_vote_does_not_hide_a_paper(voted: tuple[Rank, list[str]]) -> None:
    rank, ids = voted
    assert ids[0] not in {one["id"] for one in found(rank, "-n", 200)}
    assert rank("undo", ids[0]).code == 0
    assert ids[0] in {one["id"] for one in found(rank, "-n", 200)}


def test_on_the_terminal_titles_are_harmless(voted: tuple[Rank, list[str]]) -> None:
    rank, _ = voted
    done = rank("best", "-n", 200)
    assert done.code == 0
    assert "\x1b" not in done.out
    assert HOSTILE.id in done.out
    assert "probability" in done.out


def test_before_the_first_model_it_trains_one(rank: Rank, workspace: Workspace) -> None:
    assert len(found(rank, "-n", 3)) == 3
    assert model_folder(workspace, workspace.config.profile(None)).load() is not None


def test_the_keywords_direction_grows_with_their_cosines(workspace: Workspace) -> None:
    assert best(workspace, None, 1)
    model = model_folder(workspace, workspace.config.profile(None)).load()
    assert model is not None
    keywords = model.parts.keywords
    assert keywords is not None
    towards = keywords.direction()
    assert (keywords.vectors @ towards / np.linalg.norm(towards)).min() > 0.2


def test_where_nothing_is_stored_it_says_what_to_do(rank: Rank) -> None:
    assert rank("init", "--profile", "hearing", "--keyword", "speech").code == 0
    done = rank("best")
    assert done.code == 1
    assert "rank fetch" in done.complaint
