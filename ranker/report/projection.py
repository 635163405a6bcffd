"""Embeddings projected to two dimensions: principal components (Pearson 1901)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats


def principal_plane(vectors: NDArray[Any]) -> tuple[Floats, float]:
    """The rows of `vectors`, (n, D), in the two directions in which they differ most, (n, 2).

    Also the share of their variance that lies in these, 0 to 1. A direction points where its
    largest component is positive, so that the same rows have the same place on every machine.
    Rows that do not differ, or a single one, lie at zero.
    """
    moved = vectors.astype(np.float64) - vectors.mean(0, dtype=np.float64)
    values, directions = np.linalg.eigh(moved.T @ moved)
    plane = directions[:, ::-1][:, :2]
    largest = plane[np.abs(plane).argmax(0), np.arange(plane.shape[1])]
    total = float(np.maximum(values, 0).sum())
    share = float(np.maximum(values[::-1][:2], 0).sum()) / total if total > 1e-12 else 0.0
    return moved @ (plane * np.where(largest < 0, -1.0, 1.0)), share
