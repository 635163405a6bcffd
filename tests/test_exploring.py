"""Exploring: which papers from below get a place, how many, and that no paper is lost by it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ranker.exploring import REACH, explore

NONE = np.zeros((0, 4))
AXES = np.eye(4)
EIGHT_TENTHS = np.array([0.8, 0.6, 0.0, 0.0])  # of the first axis, a unit vector


def picks(
    probabilities: Sequence[float],
    size: int,
    share: float,
    dense: NDArray[np.float64] | None = None,
    voted: NDArray[np.float64] = NONE,
) -> tuple[list[int], frozenset[int]]:
    """Papers that stand in the order of their numbers; all unlike each other without `dense`."""
    n = len(probabilities)
    vectors = np.eye(n, max(n, 4)) if dense is None else dense
    known = voted if len(voted) else np.zeros((0, vectors.shape[1]))
    return explore(range(n), np.array(probabilities), vectors, known, size, share)


@pytest.mark.parametrize(
    ("papers", "size", "share", "slots"),
    [
        (20, 10, 0.0, 0), (20, 10, 0.09, 0), (20, 10, 0.1, 1), (20, 10, 0.19, 1), (20, 10, 0.25, 2),
        (20, 4, 1.0, 3), (20, 1, 1.0, 0), (20, 2, 1.0, 1), (20, 0, 1.0, 0),  # never the first
        (10, 10, 0.5, 0), (11, 10, 0.5, 1), (12, 10, 0.5, 2), (5, 10, 0.5, 0), (0, 10, 0.5, 0),
    ],
)  # fmt: skip
def test_so_many_places_go_to_papers_from_below(
    papers: int, size: int, share: float, slots: int
) -> None:
    order, picked = picks([0.1] * papers, size, share)
    assert len(picked) == slots
    assert sorted(order) == list(range(papers))
    assert order[: size - slots] == list(range(papers))[: size - slots]
    assert picked == set(order[size - slots : size] if slots else ())


def test_the_most_doubtful_is_picked_where_all_are_as_new() -> None:
    order, picked = picks([0.99, 0.95, 0.9, 0.9, 0.4, 0.1], size=2, share=0.5)
    assert picked == {4}
    assert order == [0, 4, 1, 2, 3, 5]


def test_what_is_like_a_voted_paper_teaches_less() -> None:
    dense = np.array([AXES[3], AXES[3], EIGHT_TENTHS, AXES[2]])
    probabilities = [0.9, 0.95, 0.5, 0.1]  # doubt of the last two: 0.25 and 0.09
    _, without = picks(probabilities, 2, 0.5, dense)
    _, beside = picks(probabilities, 2, 0.5, dense, AXES[[3, 0]])  # worth 0.05 and 0.09
    assert without == {2}
    assert beside == {3}


def test_what_is_like_a_pick_is_not_picked_with_it() -> None:
    dense = np.array([AXES[3], AXES[3], AXES[3], AXES[0], EIGHT_TENTHS, AXES[1]])
    probabilities = [0.99, 0.99, 0.99, 0.5, 0.5, 0.9]  # the fifth: 0.05 beside the fourth
    for voted in (NONE, AXES[[2, 3]]):
        order, picked = picks(probabilities, 3, 0.7, dense, voted)
        assert picked == {3, 5}
        assert order == [0, 3, 5, 1, 2, 4]


def test_after_a_pick_the_votes_are_still_known() -> None:
    dense = np.array([AXES[3], AXES[3], AXES[3], AXES[1], EIGHT_TENTHS, AXES[2]])
    probabilities = [0.99, 0.99, 0.99, 0.5, 0.5, 0.08]  # the fifth: 0.05, without the votes 0.1
    assert picks(probabilities, 3, 0.7, dense, AXES[[0, 3]])[1] == {3, 5}


def test_picks_stand_by_score_and_not_by_how_much_they_teach() -> None:
    order, picked = picks([0.9, 0.9, 0.9, 0.4, 0.5], size=3, share=0.7)
    assert picked == {3, 4}
    assert order == [0, 3, 4, 1, 2]


@pytest.mark.parametrize(
    ("place", "reached"), [(0, True), (REACH * 2 - 1, True), (REACH * 2, False)]
)
def test_papers_far_below_are_not_picked(place: int, reached: bool) -> None:
    probabilities = [0.01] * 20
    probabilities[1 + place] = 0.5  # below begins after the one place that stays
    _, picked = picks(probabilities, size=2, share=0.5)
    assert (picked == {1 + place}) == reached


@given(
    st.permutations(range(12)), st.lists(st.floats(0, 1), min_size=12, max_size=12),
    st.integers(0, 14), st.floats(0, 1), st.integers(0, 4),
)  # fmt: skip
def test_no_paper_is_lost_or_moved_that_is_not_picked(
    order: list[int], probabilities: list[float], size: int, share: float, voted: int
) -> None:
    rows = np.random.default_rng(3).normal(size=(16, 5))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    dense, known = rows[:12], rows[12 : 12 + voted]
    found, picked = explore(order, np.array(probabilities), dense, known, size, share)
    assert [n for n in found if n not in picked] == [n for n in order if n not in picked]
    assert [n for n in found if n in picked] == [n for n in order if n in picked]
    assert len(picked) <= size * share
    if picked:
        assert picked == set(found[size - len(picked) : size])
        assert found[0] == order[0]
