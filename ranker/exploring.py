"""A few slots of a digest for the papers whose votes would teach most. Pure.

A vote moves the model by about p (1 - p) |x| where p is the probability of a like (expected model
change; Settles 2012, section 3.3), and only along what no vote has covered yet, so papers like
the voted ones, or like each other, teach little.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

REACH = 5
"""Papers down to this many times the digest's size may be picked: near the boundary, not noise."""


def explore(
    order: Sequence[int],
    probabilities: NDArray[np.float64],
    dense: NDArray[np.float64],
    voted: NDArray[np.float64],
    size: int,
    share: float,
) -> tuple[list[int], frozenset[int]]:
    """Give the last slots of the first `size` places to papers from just below them.

    `order` are the paper numbers, best first; `probabilities` (n,), `dense` (n, D) unit rows and
    `voted` (m, D) unit rows. At most floor(size * share) slots, and never the first. Returns the
    new order and the numbers of the picked papers.
    """
    slots = min(int(size * share), size - 1, max(0, len(order) - size))
    if slots <= 0:
        return list(order), frozenset()
    shown, below = list(order[: size - slots]), list(order[size - slots :])
    candidates = below[: REACH * size]
    known, picked = voted, []
    for _ in range(slots):
        rest = [n for n in candidates if n not in picked]
        rows = dense[rest]
        novelty = 1 - (rows @ known.T).max(1) if len(known) else np.ones(len(rest))
        doubt = probabilities[rest] * (1 - probabilities[rest])
        best = rest[int(np.argmax(doubt * novelty))]
        picked.append(best)
        known = np.vstack([known, dense[best]]) if len(known) else dense[[best]]
    picked.sort(key=order.index)
    return [*shown, *picked, *(n for n in below if n not in picked)], frozenset(picked)
