"""Papers shown and passed over teach a little, beside likes, and never more than their share."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.models.evidence import PaperVectors
from ranker.models.scoring import ProfileModel
from tests.models.test_missing import NOBODY, WORDS, model_of, papers

ECHOES, ROOMS = ([n for n in range(600) if n % len(WORDS) == word] for word in (0, 1))
LATER = papers(range(3_000, 3_200))
TOPIC = np.array([n % len(WORDS) for n in range(3_000, 3_200)])


def lead(model: ProfileModel) -> float:
    """How far the first topic's later papers stand above the second's, in deviations of all."""
    scores = model.score(LATER.papers, LATER.vectors).scores
    return float((scores[TOPIC == 0].mean() - scores[TOPIC == 1].mean()) / scores.std())


@pytest.fixture(scope="module")
def mixed() -> PaperVectors:
    """Likes of two topics, as many of each."""
    return papers([*ECHOES[:5], *ROOMS[:5]])


def test_what_is_passed_over_again_and_again_falls_behind(mixed: PaperVectors) -> None:
    before, after = model_of(mixed), model_of(mixed, passed=papers(ROOMS[10:60]))
    assert lead(after) > lead(before) + 0.4
    assert (before.card.passed_over, after.card.passed_over) == (0, 50)
    assert before.card.id != after.card.id


def test_the_sum_stays_exact_and_no_reason_names_what_was_passed_over(mixed: PaperVectors) -> None:
    from ranker.models.reasons import Reasons

    scored = model_of(mixed, passed=papers(ROOMS[10:20])).score(LATER.papers, LATER.vectors)
    reasons = Reasons(scored).of(7)
    assert sum(r.contribution for r in reasons) == pytest.approx(float(scored.scores[7]), abs=1e-9)
    kinds = [r.kind for r in reasons if r.kind in ("liked", "disliked")]
    assert kinds == ["liked"] * len(mixed)


def test_without_a_like_it_says_nothing() -> None:
    dislikes, passed = papers(ECHOES[:3]), papers(ROOMS[:3])
    with_, without = (model_of(NOBODY, dislikes, some) for some in (passed, NOBODY))
    scores = [m.score(LATER.papers, LATER.vectors).scores for m in (with_, without)]
    np.testing.assert_allclose(scores[0], scores[1], atol=1e-9)
