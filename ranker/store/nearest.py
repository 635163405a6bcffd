"""The nearest of millions of stored vectors, in one pass over their memory-mapped file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BLOCK = 2048  # rows turned to float32 at a time: 3 MB of 384 dimensions, which a cache holds
A_THREAD = 50_000  # rows from which a further thread pays

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
    memory for a block and the best so far, for every processor.
    """
    count = len(matrix) if among is None else len(among)
    threads = min(os.cpu_count() or 1, 1 + count // A_THREAD)
    if threads == 1:
        return _nearest(matrix, query, most, among, 0, count)
    from threadpoolctl import threadpool_limits

    cuts = [count * part // threads for part in range(threads + 1)]
    # Each thread works on blocks of its own; BLAS would cut every block in two and wait for both.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(threads) as pool:
        parts = pool.map(lambda span: _nearest(matrix, query, most, among, *span), pairwise(cuts))
        found = list(parts)
    rows = np.concatenate([part[0] for part in found])
    best = np.concatenate([part[1] for part in found])
    order = np.lexsort((rows, -best))[:most]
    return rows[order], best[order]


def _nearest(
    matrix: NDArray[np.float16],
    query: NDArray[np.float32],
    most: int,
    among: NDArray[np.int64] | None,
    first: int,
    last: int,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The same among the rows from `first` up to `last`, or that part of `among`."""
    rows = np.zeros(0, np.int64)
    best = np.zeros(0, np.float32)
    for numbers, products in _products(matrix, query, among, first, last):
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
    matrix: NDArray[np.float16],
    query: NDArray[np.float32],
    among: NDArray[np.int64] | None,
    first: int,
    last: int,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Block by block, row numbers and the rows' products with the query."""
    scaled = query.astype(np.float32) * _SCALE_BEFORE
    room = np.empty((BLOCK, matrix.shape[1]), np.int32)
    halves = matrix.view("<i2")
    for start in range(first, last, BLOCK):
        end = min(start + BLOCK, last)
        numbers = np.arange(start, end) if among is None else among[start:end]
        bits = room[: end - start]
        np.copyto(bits, halves[start:end] if among is None else halves[numbers])
        np.left_shift(bits, _SHIFT, out=bits)
        np.bitwise_and(bits, _MASK, out=bits)
        yield numbers, (bits.view(np.float32) @ scaled) * _SCALE_AFTER
