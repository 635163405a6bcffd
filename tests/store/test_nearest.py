"""The scan over half-precision rows: the same as the plain product, and no copy of the file."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ranker.store.nearest import BLOCK, nearest


def unit(count: int, width: int = 48, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, width), np.float32)
    unit_rows: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit_rows


@pytest.mark.parametrize("count", [1, 7, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 3])
def test_it_finds_what_the_plain_product_finds(count: int) -> None:
    halves, query = unit(count).astype(np.float16), unit(1, seed=1)[0]
    plain = halves.astype(np.float32) @ query
    rows, products = nearest(halves, query, 10)
    assert rows.tolist() == np.argsort(-plain, kind="stable")[:10].tolist()
    assert np.allclose(products, plain[rows], atol=1e-6)


@given(st.integers(0, 0xFFFF).filter(lambda bits: bits & 0x7C00 != 0x7C00))
def test_every_finite_half_is_read_as_it_is(bits: int) -> None:
    half = np.array([[bits]], np.uint16).view(np.float16)
    _, products = nearest(half, np.ones(1, np.float32), 1)
    assert products[0] == np.float32(half[0, 0])


def test_only_the_rows_asked_for_are_looked_at() -> None:
    halves, query = unit(3 * BLOCK).astype(np.float16), unit(1, seed=1)[0]
    among = np.arange(0, 3 * BLOCK, 7)
    rows, _ = nearest(halves, query, 5, among)
    plain = halves[among].astype(np.float32) @ query
    assert rows.tolist() == among[np.argsort(-plain, kind="stable")[:5]].tolist()
    assert nearest(halves, query, 5, among[:0])[0].tolist() == []


def test_equal_rows_stand_in_their_order() -> None:
    halves = np.repeat(unit(1), 3 * BLOCK, axis=0).astype(np.float16)
    rows, _ = nearest(halves, unit(1)[0], 4)
    assert rows.tolist() == [0, 1, 2, 3]


def test_nothing_stored_is_nothing_found() -> None:
    rows, products = nearest(np.zeros((0, 48), np.float16), unit(1)[0], 4)
    assert (len(rows), len(products)) == (0, 0)


def test_a_file_is_read_in_blocks_without_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "rows.f16"
    halves = unit(40 * BLOCK).astype(np.float16)
    halves.tofile(path)
    mapped = np.memmap(path, "<f2", "r", shape=halves.shape)
    tracemalloc.start()
    try:
        nearest(mapped, unit(1, seed=1)[0], 10)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 0.2 * halves.nbytes
