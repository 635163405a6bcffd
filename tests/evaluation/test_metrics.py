"""Our measures are those of the field: scikit-learn's, where it has the same."""

from __future__ import annotations

from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.arrays import Floats
from ranker.evaluation.metrics import TOP, Bools, Quality, calibration_error, mean, quality


@st.composite
def days(draw: st.DrawFn, most: int = 40) -> tuple[Bools, Floats]:
    """Which of a day's papers were liked, some but not all, and their scores, with ties."""
    count = draw(st.integers(2, most))
    liked = draw(st.lists(st.booleans(), min_size=count, max_size=count).filter(_both))
    score = st.integers(-4, 4) | st.floats(-9, 9, allow_nan=False)
    scores = draw(st.lists(score, min_size=count, max_size=count))
    return np.array(liked), np.array(scores, np.float64)


def _both(liked: list[bool]) -> bool:
    return any(liked) and not all(liked)


def measured(liked: Bools, scores: Floats) -> Quality:
    found = quality(liked, scores)
    assert found is not None
    return found


def in_order(scores: Floats) -> Floats:
    """The same order, with ties broken as they stand."""
    broken = np.empty(len(scores))
    broken[np.argsort(-scores, kind="stable")] = np.arange(len(scores), 0, -1)
    return broken


@given(days())
def test_auc_with_ties_is_the_usual_one(day: tuple[Bools, Floats]) -> None:
    from sklearn.metrics import roc_auc_score

    assert measured(*day).auc == pytest.approx(roc_auc_score(*day), abs=1e-12)


@given(days())
def test_ndcg_is_the_usual_one_of_the_order_that_is_shown(day: tuple[Bools, Floats]) -> None:
    from sklearn.metrics import ndcg_score

    liked, scores = day
    expected = ndcg_score([liked.astype(int)], [in_order(scores)], k=TOP)
    assert measured(liked, scores).ndcg == pytest.approx(expected, abs=1e-12)


@given(days(most=5))
def test_ndcg_over_all_orders_of_the_papers_is_the_one_that_averages_ties(
    day: tuple[Bools, Floats],
) -> None:
    from sklearn.metrics import ndcg_score

    liked, scores = day
    orders = [list(order) for order in permutations(range(len(liked)))]
    ours = [measured(liked[order], scores[order]).ndcg for order in orders]
    assert np.mean(ours) == pytest.approx(ndcg_score([liked.astype(int)], [scores], k=TOP))


@given(days())
def test_recall_is_the_usual_one_and_precision_where_likes_are_more_than_places(
    day: tuple[Bools, Floats],
) -> None:
    from sklearn.metrics import precision_score, recall_score

    liked, scores = day
    shown = in_order(scores) > len(scores) - TOP
    usual = recall_score if liked.sum() <= TOP else precision_score
    assert measured(liked, scores).recall == pytest.approx(usual(liked, shown), abs=1e-12)


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_calibration_error_is_the_mean_gap_of_the_reliability_curve(
    each: int, chance: Random
) -> None:
    from sklearn.calibration import calibration_curve

    count = 10 * each
    told = np.array(chance.sample(range(1_000), count)) / 1_000
    happened = np.array([chance.random() < p for p in told])
    shares, means = calibration_curve(happened, told, n_bins=10, strategy="quantile")
    expected = np.abs(shares - means).mean()
    assert calibration_error(told, happened) == pytest.approx(expected, abs=1e-12)


def test_what_says_nothing_has_no_measure() -> None:
    for liked in ([], [True, True], [False]):
        assert quality(np.array(liked, bool), np.zeros(len(liked))) is None
    assert mean([]) == Quality(0, 0, 0)
    assert calibration_error(np.zeros(0), np.zeros(0, bool)) == 0
