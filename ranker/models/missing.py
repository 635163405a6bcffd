"""What a vote lacks says nothing: a like from a library has often neither categories nor abstract.

Left as they are, such likes teach that having a category is not liked, and that short texts are.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ranker.arrays import Floats
from ranker.models.csr import CsrMatrix
from ranker.models.features import Features

_DIRECTIONS = Path(__file__).with_name("titles.npy")


def completed(voted: Features, reference: Features) -> Features:
    """Voted papers, each without categories given the mean of the reference papers', and each
    without an abstract moved out of where titles alone lie."""
    return _without_titles_place(_with_categories(voted, reference))


def _with_categories(voted: Features, reference: Features) -> Features:
    if all(paper.categories for paper in voted.papers) or not len(reference):
        return voted
    values = reference.categories.values.astype(np.float64) / len(reference)
    mean = np.bincount(reference.categories.indices, values, voted.category_count)
    usual = np.flatnonzero(mean).astype(np.int32)
    indices, weights, starts = [], [], [0]
    for n, paper in enumerate(voted.papers):
        own = voted.categories.row(n) if paper.categories else (usual, mean[usual])
        indices.append(own[0])
        weights.append(own[1].astype(np.float32))
        starts.append(starts[-1] + len(own[0]))
    rows = CsrMatrix(np.array(starts, np.int64), np.concatenate(indices), np.concatenate(weights))
    return replace(voted, categories=rows)


def _without_titles_place(voted: Features) -> Features:
    """Embeddings of titles alone, less their share in the directions that tell titles from whole
    texts: two of some hundred, so that little is lost where an encoder has others."""
    alone = [n for n, paper in enumerate(voted.papers) if not paper.abstract]
    dimensions = voted.raw.shape[1]
    directions = _directions()
    if not alone or directions.shape[1] != dimensions:
        return voted
    dense = voted.dense.copy()
    rows = dense[alone, :dimensions]
    rows = rows - (rows @ directions.T) @ directions
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    dense[alone, :dimensions] = rows / np.maximum(lengths, 1e-9)
    return replace(voted, dense=dense)


def _directions() -> Floats:
    """Orthonormal (2, 384), measured by bench/titles.py with the packaged encoder."""
    return np.asarray(np.load(_DIRECTIONS), np.float64)
