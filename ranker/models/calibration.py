"""From scores to probabilities of a like.

A logistic curve (Platt 1999) through the reader's likes, each scored as if it had not been
trained on, and the background papers; likes weigh as much as they are expected to be frequent
among announced papers, RATE. The curve ends below 1, at MOST: not every paper that suits a reader
is liked, which likes and unlabelled papers alone can't tell (Elkan & Noto 2008).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ranker.arrays import Floats

RATE = 0.01
"""Expected share of liked papers among those announced; measured 0.3 to 3 % (docs/ranking.md)."""
MOST = 0.65
"""Share of liked papers among the surest; on readers' lists 0.5 to 0.6 (docs/ranking.md)."""
_PRIOR = 1e-4  # pulls the slope to 1 where there is little to fit it to
_SLOPES, _INTERCEPTS = (0.05, 5.0), (-40.0, 10.0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """probability = MOST / (1 + exp(-(slope * score + intercept)))."""

    slope: float
    intercept: float

    def of(self, scores: Floats) -> Floats:
        """Probabilities of a like, (n,), in (0, MOST)."""
        return MOST / (1 + np.exp(-np.clip(self.slope * scores + self.intercept, -30, 30)))


def calibrate(likes: Floats, background: Floats) -> Calibration:
    """Fit the curve to held-out scores of likes, (m,), and scores of background papers, (n,).

    Without a like the slope is 1 and the mean probability of the background is RATE.
    """
    if not len(likes):
        return Calibration(1.0, _intercept_for_rate(background))
    from scipy.optimize import minimize

    scores = np.concatenate([likes, background])
    labels = np.repeat([1.0, -1.0], [len(likes), len(background)])
    weights = np.repeat(
        [RATE / len(likes), (1 - RATE) / max(len(background), 1)], [len(likes), len(background)]
    )

    def loss(curve: Floats) -> tuple[float, Floats]:
        share = 1 / (1 + np.exp(-np.clip(curve[0] * scores + curve[1], -30, 30)))
        chance = np.where(labels > 0, MOST * share, 1 - MOST * share)
        slopes = np.where(labels > 0, -(1 - share), MOST * share * (1 - share) / chance) * weights
        value = -float(weights @ np.log(chance)) + _PRIOR * (curve[0] - 1) ** 2
        return value, np.array([slopes @ scores + 2 * _PRIOR * (curve[0] - 1), slopes.sum()])

    start = np.array([1.0, -5.0])
    bounds = [_SLOPES, _INTERCEPTS]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Calibration(float(found[0]), float(found[1]))


def _intercept_for_rate(background: Floats) -> float:
    """The intercept at which the background's mean probability is RATE, by bisection."""
    low, high = _INTERCEPTS
    for _ in range(60):
        middle = (low + high) / 2
        if float(Calibration(1.0, middle).of(background).mean()) < RATE:
            low = middle
        else:
            high = middle
    return math.fsum((low, high)) / 2
