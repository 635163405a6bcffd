"""How the parts of a score are weighted for one reader: by the number of likes, and by breadth.

docs/ranking.md says on whose votes the curves were chosen.
"""

from __future__ import annotations

import math

import numpy as np

from ranker.arrays import Floats

LEAST_WEAK, MOST_WEAK = 20, 160
TRUSTED = 5  # likes at which what they tell counts half
FIRST_WEIGHT = 2.5  # of keywords at one and two likes
GOOD_KEYWORDS = 2.1  # mean -log10 of the share of papers that stand above a like
MOST_KEPT = 4.0  # times the weight, for the best keywords


def keyword_share(likes: int) -> float:
    """The share of the keywords' weight that their own score has, the rest is what they find.

    What they find is the surer at first; it is what the votes then find better.
    """
    return 0.25 + 0.05 * min(likes, 5)


def keyword_weight(likes: int, ranks: Floats, background: int) -> float:
    """Weight of the keywords, own score and what they find together: less the more is learned.

    `ranks` are the places, from 1, that the keywords give to the likes among so many papers of the
    background: honest evidence, since keywords were not fitted on them. Where they stand among
    the very first, the keywords keep more of their weight.
    """
    if not likes:
        return 1.0
    whole = min(FIRST_WEIGHT, max(2.1 / likes, 10 / likes**2))
    if not len(ranks):
        return whole
    evidence = float(np.mean(np.log10((background + 1) / ranks)))
    trust = len(ranks) / (len(ranks) + TRUSTED)
    kept = min(math.exp(max(0.0, 5 * (evidence - GOOD_KEYWORDS))), MOST_KEPT)
    return min(whole * math.pow(kept, trust), FIRST_WEIGHT)


def inverse_strength(likes: int) -> float:
    """C of the logistic model of votes: few likes are trusted with few features."""
    return 0.15 * min(max(1.0, likes / 15), 4.0)


def weak_share(likes: int) -> float:
    """The share of the positive weight that weak likes carry."""
    return min(0.5, 2.5 / likes)


def likeness(*, keywords: bool) -> tuple[float, float]:
    """Weights of the mean likeness to the likes in words and in meaning, next to 1 for what is
    learned. Keywords say what words they share."""
    return (0.0, 0.15) if keywords else (0.25, 0.2)


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
