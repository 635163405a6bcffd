"""The vectors file: never mixed, never pointing at bytes that are not there."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ranker.errors import StoreError
from ranker.store.database import connect
from ranker.store.papers import PaperStore
from ranker.store.vectors import Vectors, VectorStore
from tests.invented import entry, paper

IDS = tuple(paper(n).id for n in range(1, 13))
WIDTH = 8


def vector(paper_id: str, salt: int = 0) -> NDArray[np.float32]:
    """What the paper's vector should be: of length 1, in values that float16 keeps exactly. The
    paper's number is in the signs, the salt in which half they stand."""
    signs = [0.5 if int(paper_id[-2:]) >> bit & 1 else -0.5 for bit in range(4)]
    return np.roll(np.array([*signs, 0, 0, 0, 0], np.float32), 4 * salt)


def vectors_of(ids: tuple[str, ...], salt: int = 0) -> NDArray[np.float32]:
    return np.array([vector(i, salt) for i in ids], np.float32).reshape(len(ids), WIDTH)


@pytest.fixture
def db(tmp_path: Path) -> sqlite3.Connection:
    made = connect(tmp_path / "papers.sqlite3")
    PaperStore(made).add([entry(n) for n in range(1, 13)], date(2026, 7, 6))
    return made


@pytest.fixture
def store(db: sqlite3.Connection, tmp_path: Path) -> VectorStore:
    return VectorStore(db, tmp_path / "vectors", "one", WIDTH)


def check(store: VectorStore, present: tuple[str, ...], salt: int = 0) -> None:
    """Exactly these papers have vectors, and each has its own."""
    assert set(store.missing(IDS)) == set(IDS) - set(present)
    got = store.get(IDS)
    assert set(got.ids) == set(present)
    assert got.values.dtype == np.float32
    np.testing.assert_array_equal(got.values, vectors_of(got.ids, salt))


def test_vectors_come_back_in_the_order_asked_for(store: VectorStore) -> None:
    store.put(IDS[:6], vectors_of(IDS[:6]))
    got = store.get((IDS[4], IDS[9], IDS[0], IDS[4]))
    assert got.ids == (IDS[4], IDS[0])
    np.testing.assert_array_equal(got.values, vectors_of(got.ids))
    assert store.missing((IDS[9], IDS[0], IDS[8], IDS[9])) == (IDS[9], IDS[8])
    assert store.count() == 6


def test_an_empty_store_has_no_vectors_of_the_right_width(store: VectorStore) -> None:
    assert store.get(IDS).values.shape == (0, WIDTH)
    assert store.matrix().shape == (0, WIDTH)
    assert store.missing(IDS) == IDS


def test_the_vectors_of_two_encoders_never_mix(
    db: sqlite3.Connection, store: VectorStore, tmp_path: Path
) -> None:
    other = VectorStore(db, tmp_path / "vectors", "two", WIDTH)
    store.put(IDS[:3], vectors_of(IDS[:3]))
    check(other, ())
    other.put(IDS[2:5], vectors_of(IDS[2:5], salt=1))
    check(store, IDS[:3])
    check(other, IDS[2:5], salt=1)


@given(kept=st.integers(0, 12 * 2 * WIDTH), again=st.lists(st.integers(0, 11), unique=True))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_short_loses_only_its_own_rows(
    tmp_path_factory: pytest.TempPathFactory, kept: int, again: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    made = connect(folder / "papers.sqlite3")
    PaperStore(made).add([entry(n) for n in range(1, 13)], date(2026, 7, 6))
    store = VectorStore(made, folder, "one", WIDTH)
    store.put(IDS, vectors_of(IDS))
    os.truncate(folder / "one.f16", kept)
    whole = IDS[: kept // (2 * WIDTH)]
    check(store, whole)
    lost_again = tuple(IDS[n] for n in again if IDS[n] not in whole)
    if lost_again:
        store.put(lost_again, vectors_of(lost_again))
    check(store, (*whole, *lost_again))
    rest = store.missing(IDS)
    if rest:
        store.put(rest, vectors_of(rest))
    check(store, IDS)
    made.close()


def test_a_file_that_is_gone_is_all_missing(store: VectorStore, tmp_path: Path) -> None:
    store.put(IDS, vectors_of(IDS))
    (tmp_path / "vectors" / "one.f16").unlink()
    check(store, ())
    store.put(IDS[:2], vectors_of(IDS[:2]))
    check(store, IDS[:2])


def test_a_crash_between_the_write_and_the_commit_leaves_no_row(
    store: VectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(IDS[:3], vectors_of(IDS[:3]))
    written = VectorStore._write

    def write_then_die(self: VectorStore, first_row: int, data: bytes) -> None:
        written(self, first_row, data)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(VectorStore, "_write", write_then_die)
        store.put(IDS[3:6], vectors_of(IDS[3:6]))
    check(store, IDS[:3])
    assert len(store.matrix()) == 6  # the bytes are there, and nothing points at them
    store.put(IDS[6:8], vectors_of(IDS[6:8]))
    check(store, (*IDS[:3], *IDS[6:8]))


def test_the_bytes_are_synced_before_the_rows_are_committed(
    store: VectorStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows_at_sync: list[int] = []
    another = connect(tmp_path / "papers.sqlite3")

    def sync(handle: int) -> None:
        rows_at_sync.append(another.execute("SELECT COUNT(*) FROM vectors").fetchone()[0])

    monkeypatch.setattr(os, "fsync", sync)
    store.put(IDS[:3], vectors_of(IDS[:3]))
    assert rows_at_sync == [0]
    check(store, IDS[:3])


def test_a_full_disk_is_one_line_and_loses_nothing(
    store: VectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(IDS[:3], vectors_of(IDS[:3]))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(StoreError, match=r"one\.f16.*No space"):
        patched.setattr(os, "fsync", full)
        store.put(IDS[3:], vectors_of(IDS[3:]))
    check(store, IDS[:3])
    store.put(IDS[3:], vectors_of(IDS[3:]))
    check(store, IDS)


def test_a_new_vector_takes_the_place_of_the_old(store: VectorStore) -> None:
    store.put(IDS[:3], vectors_of(IDS[:3]))
    store.put(IDS[1:2], vectors_of(IDS[1:2], salt=1))
    np.testing.assert_array_equal(store.get(IDS[1:2]).values, vectors_of(IDS[1:2], salt=1))
    assert store.count() == 3


def test_values_of_another_shape_are_refused(store: VectorStore) -> None:
    for shape in ((2, WIDTH), (3, WIDTH + 1)):
        with pytest.raises(ValueError, match="shape"):
            store.put(IDS[:3], np.zeros(shape, np.float32))
    with pytest.raises(ValueError, match="shape"):
        Vectors(IDS[:3], np.zeros((2, WIDTH), np.float32))
    check(store, ())
