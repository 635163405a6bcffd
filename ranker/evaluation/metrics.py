"""Measures of a ranked day.

nDCG@10 has binary gains and the log2 discount (Järvelin & Kekäläinen 2002); recall@10 is the
likes among the first ten over min(10, likes); AUC is the probability that a like stands above a
paper that is none, ties half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats

Bools = NDArray[np.bool_]

TOP = 10
_GAIN = 1 / np.log2(np.arange(2, TOP + 2))


@dataclass(frozen=True, slots=True)
class Quality:
    """Measures of one day, or means over several."""

    ndcg: float
    recall: float
    auc: float


def quality(liked: Bools, scores: Floats) -> Quality | None:
    """The measures of one day's scores, (n,); None where all or none of its papers are liked.

    Papers with equal scores stand in the order given, so give them in the order of their ids.
    """
    likes = int(liked.sum())
    if likes in (0, len(liked)):
        return None
    top = np.argsort(-scores, kind="stable")[:TOP]
    best = min(TOP, likes)
    ndcg = float((liked[top] * _GAIN[: len(top)]).sum() / _GAIN[:best].sum())
    recall = float(liked[top].sum() / best)
    ranks = _mean_ranks(scores)
    others = len(liked) - likes
    auc = float((ranks[liked].sum() - likes * (likes + 1) / 2) / (likes * others))
    return Quality(ndcg, recall, auc)


def mean(qualities: list[Quality]) -> Quality:
    """The mean of each measure; of none, zeros."""
    if not qualities:
        return Quality(0.0, 0.0, 0.0)
    values = np.array([(q.ndcg, q.recall, q.auc) for q in qualities]).mean(0)
    return Quality(*map(float, values))


def calibration_error(probabilities: Floats, happened: Bools, bins: int = 10) -> float:
    """Expected calibration error over equally filled bins (Naeini et al. 2015), 0 to 1."""
    order = np.argsort(probabilities, kind="stable")
    total = 0.0
    for part in np.array_split(order, bins):
        if len(part):
            gap = abs(float(probabilities[part].mean()) - float(happened[part].mean()))
            total += gap * len(part) / len(order)
    return total


def _mean_ranks(scores: Floats) -> Floats:
    """Ranks from 1, the mean rank within ties."""
    values, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    del values
    return ((ends - counts + 1 + ends) / 2)[inverse]
