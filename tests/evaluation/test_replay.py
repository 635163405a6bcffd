"""Replay: what it may know, what it measures, and what it dares to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.app.learning import replaying
from ranker.app.workspace import Workspace
from ranker.arrays import Floats
from ranker.calendar import announcement_of
from ranker.evaluation import rankers
from ranker.evaluation.metrics import Quality
from ranker.evaluation.planning import MOST_DAYS, plan
from ranker.evaluation.replay import DayResult, StandingVote, judge_day, rows, verdict
from ranker.feedback.votes import DISLIKE, LIKE
from ranker.models.evidence import Evidence, PaperVectors
from ranker.models.features import Background, Features
from tests.conftest import Rank
from tests.history import DAYS, about_speech, month, vote_daily
from tests.invented import DAY


def heard(count: int, *, late: timedelta = timedelta(hours=20)) -> list[StandingVote]:
    """A like a day, each that long after its announcement."""
    return [
        StandingVote(f"p{n}", LIKE, announcement_of(d) + late, d)
        for n, d in enumerate(DAYS[:count])
    ]


def judged(differences: list[float], likes: int = 3) -> list[DayResult]:
    """Days on which we have 0.5 and the other ranker that much less."""
    return [
        DayResult(DAY, likes, 1, {"rank": Quality(0.5, 1, 1), "other": Quality(0.5 - d, 1, 1)})
        for d in differences
    ]


def told(differences: list[float], likes: int = 3) -> str:
    return verdict(rows(judged(differences, likes), ("rank", "other")))


def test_steps_begin_with_enough_likes_and_share_the_rest_evenly() -> None:
    steps = plan(heard(20))
    assert steps[0].cut == DAYS[5]
    assert [len(s.days) for s in steps] == [4, 4, 4, 3]
    assert [d for s in steps for d in s.days] == list(DAYS[5:20])
    assert all(s.cut == s.days[0] for s in steps)


def test_votes_all_cast_at_once_leave_nothing_to_replay() -> None:
    at_once = [replace(v, at=announcement_of(DAYS[19]) + timedelta(days=3)) for v in heard(20)]
    assert plan(at_once) == ()
    assert plan([]) == ()
    assert plan(heard(5)) == ()


@pytest.mark.parametrize(
    ("likes", "first", "most", "expected"),
    [
        ([1] * 8, None, 4, [[5], [6], [7]]),  # one group stays empty, and is no step
        ([1, 1, 1], DAYS[0], 2, [[0, 1], [2]]),  # a first day that is given asks for no likes
        ([1, 1, 1], DAYS[2], 2, [[2]]),
        ([9, 1, 1, 1], DAYS[0], 2, [[0], [1, 2, 3]]),  # shared out by likes, not by days
        ([1, 0, 0, 1], DAYS[0], 2, [[0], [3]]),  # a day without a like judges nothing
        ([0, 0], DAYS[0], 4, []),
    ],
)
def test_how_days_are_shared_out(
    likes: list[int], first: date | None, most: int, expected: list[list[int]]
) -> None:
    at = [announcement_of(day) + timedelta(hours=20) for day in DAYS]
    said = [
        StandingVote(f"p{n}.{k}", LIKE, at[n], DAYS[n])
        for n, count in enumerate(likes)
        for k in range(count)
    ]
    steps = plan(said, first, most)
    assert [[DAYS.index(day) for day in step.days] for step in steps] == expected


@given(st.lists(st.integers(0, 5), max_size=60), st.integers(1, 6))
def test_a_plan_has_no_day_twice_and_none_without_a_like(likes: list[int], most: int) -> None:
    days = [DAY + timedelta(days=n) for n in range(len(likes))]
    pairs = zip(days, likes, strict=True)
    said = [
        StandingVote("p", LIKE, announcement_of(d), d) for d, count in pairs for _ in range(count)
    ]
    steps = plan(said, date.min, most)
    found = [day for step in steps for day in step.days]
    liked = [day for day, count in zip(days, likes, strict=True) if count]
    assert found == sorted(set(found))
    assert set(found) <= set(liked)
    assert len(found) == min(len(liked), MOST_DAYS)
    assert len(steps) <= most
    assert all(step.cut == step.days[0] for step in steps)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([LIKE, 0, DISLIKE], (1, 1, {"rank": 1.0, "other": 0.5})),
        ([LIKE, LIKE], None),  # no order of these is better than another
        ([0, DISLIKE], None),
        ([], None),
    ],
)
def test_a_day_is_judged_by_its_votes(
    votes: list[int], expected: tuple[int, int, dict[str, float]] | None
) -> None:
    falling = np.arange(len(votes), 0, -1).astype(float)
    found = judge_day(DAY, votes, {"rank": falling, "other": -falling})
    if expected is None:
        assert found is None
        return
    assert found is not None
    ndcg = {name: one.ndcg for name, one in found.qualities.items()}
    assert (found.day, found.likes, found.dislikes, ndcg) == (DAY, *expected)


def test_a_clock_that_is_wrong_lets_no_vote_come_before_its_paper() -> None:
    early = StandingVote("p", LIKE, datetime(2020, 1, 1, tzinfo=UTC), DAY)
    assert early.since == announcement_of(DAY)


@pytest.mark.parametrize(
    ("differences", "start"),
    [
        ([0.1, 0.12, 0.09, 0.11] * 5, "The model earns its place"),
        ([-0.1, -0.12, -0.09, -0.11] * 5, "The model does not earn its place: other ranks better"),
        ([0.5, -0.4] * 10, "Can't tell yet: ahead of other"),
        ([-0.5, 0.4] * 10, "Can't tell yet: behind other"),
        ([0.1, 0.12] * 3, "Can't tell yet: 18 likes"),
    ],
)
def test_the_verdict_says_no_more_than_the_interval(differences: list[float], start: str) -> None:
    line = told(differences)
    assert line.startswith(start)
    assert "\n" not in line


def test_few_votes_are_told_how_many_it_takes() -> None:
    assert "at least 20 likes on 8 announcements" in told([0.1] * 3)
    differences = [0.5, -0.4] * 10
    spread = np.std(differences, ddof=1) / np.sqrt(20) * 2.0930  # t of 19 degrees, 97.5 %
    needed = ceil(60 * (spread / 0.05) ** 2 / 10) * 10
    assert f"about {needed} likes" in told(differences)


def test_more_comparisons_make_wider_intervals() -> None:
    days = [
        replace(j, qualities={**j.qualities, "third": Quality(0.4, 1, 1)})
        for j in judged([0.1, 0.3] * 5)
    ]
    alone = rows(days, ("rank", "other"))[1].ahead
    beside = rows(days, ("rank", "other", "third"))[1].ahead
    assert alone is not None
    assert beside is not None
    assert (beside.mean, beside.low < alone.low) == (alone.mean, True)


@pytest.fixture
def ws(workspace: Workspace) -> Workspace:
    """The reader's month, with votes on papers about speech."""
    workspace.papers.add(month(), DAY, from_file=True)
    vote_daily(workspace, about_speech)
    return workspace


def test_nothing_is_trained_on_what_came_after_the_cut(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced = {e.paper.id: e.announced or DAY for e in month()}
    at = {v.id: v.at for v in ws.vote_file.votes}
    cuts = []

    def spy(
        evidence: Evidence, past: PaperVectors, background: Background, x: Features
    ) -> Iterator[tuple[str, Floats]]:
        cut = evidence.until
        voted = {p.id for p in (*evidence.likes.papers, *evidence.dislikes.papers)}
        assert all(at[i] < announcement_of(cut) for i in voted)
        known = {p.id for p in (*past.papers, *background.features.papers)} | voted
        assert all(announced.get(i, DAYS[0]) <= cut for i in known)
        assert not {p.id for p in background.features.papers if announced.get(p.id) == cut}
        new = {p.id for p in x.papers}
        assert all(announced[i] >= cut for i in new)
        assert not new & known
        cuts.append(cut)
        yield "rank", np.zeros(len(x))

    monkeypatch.setattr(rankers, "all_rankers", spy)
    done = replaying.replay(ws, None)
    assert cuts == sorted(set(cuts))
    assert len(cuts) == done.steps == 4
    assert done.rows[0].likes == 5 * 15


def test_every_ranker_is_compared_and_the_field_is_found(ws: Workspace) -> None:
    done = replaying.replay(ws, None)
    names = [row.name for row in done.rows]
    assert names == ["rank", "keywords alone", "Rocchio", "arxiv-sanity-lite"]
    assert done.rows[0].quality.auc > 0.99
    assert {row.days for row in done.rows} == {15}
    assert {(row.likes, row.dislikes) for row in done.rows} == {(75, 15)}


def test_the_command_prints_a_table_and_one_line(rank: Rank, ws: Workspace) -> None:
    done = rank("replay")
    assert (done.code, done.err) == (0, "")
    *table, last, shown = done.out.splitlines()
    assert table[0].split()[:2] == ["nDCG@10", "AUC"]
    assert [line.split()[0] for line in table[1:5]] == [
        "rank",
        "keywords",
        "Rocchio",
        "arxiv-sanity-lite",
    ]
    assert last.startswith(("The model", "Can't tell"))
    assert shown.startswith("rank: no probability shown to you can be judged")


def test_without_votes_the_command_cannot_tell(ready: Rank) -> None:
    done = ready("replay")
    assert done.code == 0
    assert done.out.startswith("Can't tell yet: 0 likes")
