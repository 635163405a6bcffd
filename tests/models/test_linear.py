"""The logistic model: its dual form, which tells votes apart, is the model that was fitted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ranker.models import linear
from ranker.models.features import Background, Features
from ranker.models.linear import Group, Linear, fit_logistic
from tests.invented import HashingEncoder, announcement, library

EARLIER = [e.paper for e in library()]
STRENGTH = 0.3


@pytest.fixture(scope="module")
def reference() -> Features:
    vectors = HashingEncoder().encode([p.text for p in EARLIER])
    return Background.fit(EARLIER, vectors).features


@pytest.fixture(scope="module")
def groups(reference: Features) -> list[Group]:
    speech = [n for n, p in enumerate(EARLIER) if "eess.AS" in p.categories]
    rest = [n for n in range(len(EARLIER)) if n not in speech]
    return [
        Group(reference.take(speech[:6]), 1, 2500.0, voted=True),
        Group(reference.take(rest[:3]), -1, 125.0, voted=True),
        Group(reference.take(()), 1, 0.0),
        Group(reference.take(rest[3:]), -1, 2375.0),
    ]


def matrix_of(x: Features) -> Any:
    from scipy.sparse import csr_matrix, hstack

    sparse = [x.terms.to_scipy(x.term_count), x.categories.to_scipy(x.category_count)]
    return hstack([*sparse, csr_matrix(x.dense)]).tocsr()


def exact(groups: list[Group], reference: Features) -> np.ndarray:
    """scikit-learn's own decision on the reference papers, standardised, to the last digit."""
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    used = [g for g in groups if len(g.papers)]
    labels = np.concatenate([np.full(len(g.papers), g.label) for g in used])
    weights = np.concatenate([np.full(len(g.papers), g.mass / len(g.papers)) for g in used])
    model = LogisticRegression(C=STRENGTH, max_iter=10_000, tol=1e-10)
    model.fit(vstack([matrix_of(g.papers) for g in used]).tocsr(), labels, weights)
    decision = model.decision_function(matrix_of(reference))
    return np.asarray((decision - decision.mean()) / decision.std())


def test_the_dual_form_is_the_same_at_the_optimum(
    groups: list[Group], reference: Features, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear, "TOLERANCE", 1e-7)
    monkeypatch.setattr(linear, "ITERATIONS", 10_000)
    fitted, _ = fit_logistic(groups, STRENGTH, reference)
    np.testing.assert_allclose(fitted.values(reference), exact(groups, reference), atol=1e-3)


def test_stopping_early_moves_no_paper_by_a_twentieth_of_a_deviation(
    groups: list[Group], reference: Features
) -> None:
    fitted, _ = fit_logistic(groups, STRENGTH, reference)
    np.testing.assert_allclose(fitted.values(reference), exact(groups, reference), atol=0.05)


def test_the_values_are_standardised_over_the_reference(
    groups: list[Group], reference: Features
) -> None:
    fitted, _ = fit_logistic(groups, STRENGTH, reference)
    values = fitted.values(reference)
    assert abs(values.mean()) < 1e-9
    assert abs(values.std() - 1) < 1e-6


def test_the_votes_shares_have_their_labels_signs_and_make_up_the_weights(
    groups: list[Group], reference: Features
) -> None:
    fitted, presence = fit_logistic(groups, STRENGTH, reference)
    assert fitted.support.shape == presence.shape == (9,)
    assert (fitted.support[:6] > 0).all()
    assert (fitted.support[6:] < 0).all()
    assert (np.sign(presence) == np.sign(fitted.support)).all()
    voted = np.vstack([groups[0].papers.dense, groups[1].papers.dense])
    others = fitted.dense - fitted.support @ voted
    spanned, *_ = np.linalg.lstsq(groups[3].papers.dense.T, others, rcond=None)
    np.testing.assert_allclose(spanned @ groups[3].papers.dense, others, atol=1e-8)


def test_linear_functions_add_scale_and_start_at_zero(
    groups: list[Group], reference: Features
) -> None:
    fitted, _ = fit_logistic(groups, STRENGTH, reference)
    values = fitted.values(reference)
    np.testing.assert_allclose(fitted.scaled(-2, 3).values(reference), -2 * values + 3)
    twice = fitted.plus(fitted.scaled(1, 1))
    np.testing.assert_allclose(twice.values(reference), 2 * values + 1)
    zero = Linear.zero(reference, 9)
    assert not zero.values(reference).any()
    flat = zero.scaled(1, 5).standardised(reference).values(reference)
    np.testing.assert_allclose(flat, 0, atol=1e-6)


def test_papers_unlike_any_seen_get_finite_values(groups: list[Group], reference: Features) -> None:
    fitted, _ = fit_logistic(groups, STRENGTH, reference)
    papers = [e.paper for e in announcement()]
    vectors = HashingEncoder("another").encode([p.title for p in papers])
    values = fitted.values(Background.fit(EARLIER, reference.raw).space.of(papers, vectors))
    assert np.isfinite(values).all()
