"""How the parts of a score are weighted for one reader: by the number of likes, and by breadth.

docs/ranking.md says on whose votes the curves were chosen.
"""

from __future__ import annotations

import math

import numpy as np

from ranker.models.rows import Floats

LEAST_WEAK, MOST_WEAK = 20, 160
TRUSTED = 5  # likes at which what they tell of breadth counts half


def keyword_weights(likes: int) -> tuple[float, float]:
    """Weights of the keywords' own score and of what they find: less the more is learned.

    What they find is the surer at first; it is what the votes then find better.
    """
    whole = 2.1 / likes if likes else 1.0
    own = 0.25 + 0.05 * min(likes, 5)
    return own * whole, (1 - own) * whole


def inverse_strength(likes: int) -> float:
    """C of the logistic model of votes: few likes are trusted with few features."""
    return 0.15 * min(max(1.0, likes / 15), 4.0)


def weak_share(likes: int) -> float:
    """The share of the positive weight that weak likes carry."""
    return min(0.5, 2.5 / likes)


def near_weight(likes: int) -> float:
    """Weight of nearness to single likes: the more there are, the nearer is the nearest."""
    return 0.15 * likes / (likes + 15)


def weak_likes(held_out: Floats, background: Floats, pool: int) -> int:
    """How many of `pool` papers to take as weak likes, by how broad the interest is.

    `held_out` are the likes' scores, each as if not trained on, `background` (n,) the unvoted
    papers'. Where the middle like ranks low among the background, many papers are as good as
    the likes: a tenth of those above it, between LEAST_WEAK and MOST_WEAK. Few likes are taken
    at their word only in part, since their ranks are chance.
    """
    above = np.median([np.mean(background > score) for score in held_out]) * pool
    times = np.clip(above / 10, LEAST_WEAK, MOST_WEAK) / LEAST_WEAK
    trust = len(held_out) / (len(held_out) + TRUSTED)
    return round(LEAST_WEAK * math.pow(times, trust))


def interest(likes: int, weak: int) -> str:
    """What the number of weak likes says about a reader, for a line about the model."""
    if likes < TRUSTED or not weak:
        return ""
    breadth = "narrow" if weak < 1.5 * LEAST_WEAK else "broad"
    return f", as suits a {breadth} interest"
