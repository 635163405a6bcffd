"""The nearest of millions of stored vectors, in one pass over their memory-mapped file."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

BLOCK = 1024  # rows turned to float32 at a time: 1.5 MB of 384 dimensions, which a cache holds

# Half-precision bits, moved to where single precision has them, are the number times 2^-112 (both
# formats keep sign, exponent and fraction in that order; the biases differ by 112), subnormal
# numbers included. Three integer passes over a block in cache take a sixth of numpy's own cast.
_SHIFT = 13
_MASK = np.int32(-0x70002000)  # sign bit, and the 15 bits below the sign's three copies
_SCALE_BEFORE, _SCALE_AFTER = np.float32(2.0**100), np.float32(2.0**12)


def nearest(
    matrix: NDArray[np.float16],
    query: NDArray[np.float32],
    most: int,
    among: NDArray[np.int64] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The rows of `matrix` (n, D) with the largest product with `query` (D,), and the products.

    At most `most`, largest first, the earlier row first where they tie; only the ascending rows
    `among`, if given. Numbers must be finite. Besides the matrix, which may be a file, it takes
    memory for a block and the best so far.
    """
    rows = np.zeros(0, np.int64)
    best = np.zeros(0, np.float32)
    for numbers, products in _products(matrix, query, among):
        if len(best) == most:
            better = np.flatnonzero(products > best.min())
        else:
            better = np.arange(len(products))
        if not len(better):
            continue
        rows = np.concatenate([rows, numbers[better]])
        best = np.concatenate([best, products[better]])
        if len(best) > most:
            keep = _largest(best, most)
            rows, best = rows[keep], best[keep]
    order = np.lexsort((rows, -best))
    return rows[order], best[order]


def _largest(values: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """Where the `most` largest values stand, ascending; of equal ones the first."""
    least = np.partition(values, -most)[-most]
    above = np.flatnonzero(values > least)
    equal = np.flatnonzero(values == least)[: most - len(above)]
    return np.sort(np.concatenate([above, equal]))


def _products(
    matrix: NDArray[np.float16], query: NDArray[np.float32], among: NDArray[np.int64] | None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Block by block, row numbers and the rows' products with the query."""
    scaled = query.astype(np.float32) * _SCALE_BEFORE
    room = np.empty((BLOCK, matrix.shape[1]), np.int32)
    halves = matrix.view("<i2")
    count = len(matrix) if among is None else len(among)
    for start in range(0, count, BLOCK):
        end = min(start + BLOCK, count)
        numbers = np.arange(start, end) if among is None else among[start:end]
        bits = room[: end - start]
        np.copyto(bits, halves[start:end] if among is None else halves[numbers])
        np.left_shift(bits, _SHIFT, out=bits)
        np.bitwise_and(bits, _MASK, out=bits)
        yield numbers, (bits.view(np.float32) @ scaled) * _SCALE_AFTER
