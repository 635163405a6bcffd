"""Probabilities: on average the rate, never surer than the surest were right."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.models import calibration
from ranker.models.calibration import MOST, RATE, calibrate

RANDOM = np.random.default_rng(2)
BACKGROUND = RANDOM.standard_normal(5_000)


@pytest.mark.parametrize("likes", [0, 1, 3, 15, 300])
def test_probabilities_average_the_expected_rate(likes: int) -> None:
    curve = calibrate(3 + RANDOM.standard_normal(likes), BACKGROUND)
    mean = float(curve.of(BACKGROUND).mean())
    assert RATE / 4 < mean < 2 * RATE


def test_no_paper_is_surer_than_the_surest_were_right() -> None:
    curve = calibrate(6 + RANDOM.standard_normal(50), BACKGROUND)
    probabilities = curve.of(np.array([-50.0, 0.0, 5.0, 50.0]))
    assert ((probabilities > 0) & (probabilities < MOST + 1e-12)).all()
    assert (np.diff(probabilities) > 0).all()
    assert probabilities[-1] == pytest.approx(MOST)


def test_better_told_likes_are_surer() -> None:
    well, badly = (calibrate(d + RANDOM.standard_normal(40), BACKGROUND) for d in (5.0, 1.0))
    at = np.array([4.0])
    assert well.of(at)[0] > badly.of(at)[0]


def test_the_slope_of_the_loss_is_its_derivative(monkeypatch: pytest.MonkeyPatch) -> None:
    from scipy.optimize import check_grad

    taken = {}

    def minimize(loss, start, **_):  # type: ignore[no-untyped-def]
        taken["loss"] = loss
        return type("Found", (), {"x": start})

    monkeypatch.setattr("scipy.optimize.minimize", minimize)
    calibration.calibrate(2 + RANDOM.standard_normal(20), BACKGROUND[:500])
    loss = taken["loss"]
    for point in ([1.0, -5.0], [0.4, -2.0], [3.0, -8.0]):
        gap = check_grad(lambda w: loss(w)[0], lambda w: loss(w)[1], np.array(point))
        assert gap < 1e-5
