"""Weights as eight-bit whole numbers, rounded so that what a layer computes changes least."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats

LARGEST = 127
_BLOCK = 128  # columns whose errors are shared out among themselves before the rest gets them
_DAMPING = 0.01

Rounding = Callable[[Floats, Floats], tuple[NDArray[np.int8], NDArray[np.float32]]]
"""Whole numbers (out, in) and the size of each row's step (out, 1) for weights (out, in).

Its second argument, `moments` (in, in), is the mean of x x' over the layer's inputs x.
"""


def nearest(weights: Floats, _moments: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Each weight by itself, whatever the inputs are. See Rounding."""
    steps = _steps(weights)
    return np.rint(weights / steps).astype(np.int8), steps.astype(np.float32)


def rounded(weights: Floats, moments: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """So that outputs change least. See Rounding.

    Column by column, what rounding changed in the outputs is made up for in the columns still to be
    rounded (GPTQ: Frantar et al. 2023, algorithm 1, with the columns of the largest inputs first).
    Half the squared error in the outputs that `nearest` leaves, or less.
    """
    steps = _steps(weights)
    order = np.argsort(-np.diag(moments), kind="stable")
    damped = moments[np.ix_(order, order)]
    damped = damped + np.eye(len(order)) * (_DAMPING * np.diag(damped).mean() + 1e-12)
    upper = np.linalg.cholesky(np.linalg.inv(damped)).T
    left = (weights / steps).T[order]  # (in, out): a column of the weights lies together
    found = np.empty(left.shape, np.int8)
    for first in range(0, len(order), _BLOCK):
        last = min(first + _BLOCK, len(order))
        errors = np.empty((last - first, left.shape[1]))
        for column in range(first, last):
            own = np.clip(np.rint(left[column]), -LARGEST, LARGEST)
            error = (left[column] - own) / upper[column, column]
            left[column + 1 : last] -= np.outer(upper[column, column + 1 : last], error)
            found[order[column]] = own
            errors[column - first] = error
        left[last:] -= upper[first:last, last:].T @ errors
    return np.ascontiguousarray(found.T), steps.astype(np.float32)


def _steps(weights: Floats) -> Floats:
    largest: Floats = np.abs(weights).max(1, keepdims=True)
    return np.maximum(largest, 1e-12) / LARGEST
