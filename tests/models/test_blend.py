"""The weights of a score's parts, by likes and by breadth."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.models import blend

BACK = np.linspace(0, 1, 5_000)  # scores of background papers, from worst to best


NOTHING_SAID = np.zeros(0)


def test_keywords_weigh_less_with_every_like() -> None:
    wholes = [blend.keyword_weight(n, NOTHING_SAID, 5_000) for n in range(1, 60)]
    assert wholes == sorted(wholes, reverse=True)
    assert wholes[0] == blend.FIRST_WEIGHT
    assert wholes[-1] < 0.05
    assert blend.keyword_weight(0, NOTHING_SAID, 5_000) == 1.0


def test_keywords_that_rank_the_likes_first_keep_more_of_their_weight() -> None:
    usual = blend.keyword_weight(20, NOTHING_SAID, 5_000)
    best, good, poor = (
        blend.keyword_weight(20, np.full(20, rank), 5_000) for rank in (1.0, 25.0, 500.0)
    )
    assert poor == usual < good < best
    assert best == pytest.approx(usual * blend.MOST_KEPT**0.8)


def test_few_likes_tell_less_of_the_keywords_than_many() -> None:
    def kept(ranks: int) -> float:
        return blend.keyword_weight(30, np.ones(ranks), 5_000)

    assert kept(1) < kept(5) < kept(30)


def test_keywords_never_weigh_more_than_at_the_first_like() -> None:
    assert blend.keyword_weight(3, np.ones(30), 5_000) == blend.FIRST_WEIGHT


def test_many_likes_are_trusted_with_more_features() -> None:
    strengths = [blend.inverse_strength(n) for n in (1, 5, 15, 30, 60, 10_000)]
    assert strengths == sorted(strengths)
    assert strengths[0] == strengths[2] < strengths[3] < strengths[4] == strengths[5]


@pytest.mark.parametrize(
    ("rank_of_likes", "weak"), [(10, blend.LEAST_WEAK), (150, 60), (4_000, blend.MOST_WEAK)]
)
def test_a_broad_interest_takes_more_weak_likes(rank_of_likes: int, weak: int) -> None:
    score = BACK[-1 - rank_of_likes]
    many = blend.weak_likes(np.full(1_000, score), BACK, 20_000)
    assert many == pytest.approx(weak, abs=2)
    few = blend.weak_likes(np.full(5, score), BACK, 20_000)
    assert few == pytest.approx((blend.LEAST_WEAK * weak) ** 0.5, abs=2)


def test_one_outlier_among_the_likes_does_not_make_an_interest_broad() -> None:
    likes = np.array([*[BACK[-5]] * 8, BACK[0]])
    assert blend.weak_likes(likes, BACK, 20_000) == blend.LEAST_WEAK


def test_few_likes_do_not_tell_how_broad_an_interest_is() -> None:
    likes = np.array([BACK[0]])
    assert blend.weak_likes(likes, BACK, 20_000) < 1.5 * blend.LEAST_WEAK
    assert blend.interest(1, 28) == ""
    assert blend.interest(9, 28) == ", as suits a narrow interest"
    assert blend.interest(9, 31) == ", as suits a broad interest"
