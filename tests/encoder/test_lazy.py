"""The encoder of a workspace is opened when there is something to encode, and not before."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ranker.app.workspace import QUIET
from ranker.encoder import weights
from ranker.encoder.lazy import LazyEncoder, prepare
from ranker.errors import EncoderError
from ranker.settings import EncoderSettings
from tests.invented import HashingEncoder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[HashingEncoder]:
    """The encoders that were opened."""
    made: list[HashingEncoder] = []

    def open_encoder(*_: object, **__: object) -> HashingEncoder:
        made.append(HashingEncoder())
        return made[-1]

    monkeypatch.setattr("ranker.encoder.opening.open_encoder", open_encoder)
    return made


def lazy(folder: Path) -> LazyEncoder:
    return LazyEncoder(EncoderSettings, folder, QUIET.begin)


def compiled(folder: Path, dimensions: int) -> None:
    """As much of a compiled folder as its dimensions are read from."""
    there = folder / lazy(folder).fingerprint
    there.mkdir(parents=True)
    (there / "encoder.json").write_text(json.dumps({"dimensions": dimensions}))


def test_its_space_is_known_unopened(tmp_path: Path, opened: list[HashingEncoder]) -> None:
    compiled(tmp_path, 48)
    encoder = lazy(tmp_path)
    assert encoder.fingerprint == weights.locate(EncoderSettings().model).fingerprint
    assert (encoder.dimensions, opened) == (48, [])


def test_it_is_opened_once(tmp_path: Path, opened: list[HashingEncoder]) -> None:
    encoder = lazy(tmp_path)
    expected = HashingEncoder().encode(["a", "b"])
    np.testing.assert_array_equal(encoder.encode(["a", "b"]), expected)
    encoder.encode(["c"])
    assert encoder.dimensions == 64
    assert len(opened) == 1


@pytest.mark.parametrize("there", [True, False])
def test_it_is_opened_meanwhile_where_it_is_compiled(
    tmp_path: Path, opened: list[HashingEncoder], there: bool
) -> None:
    if there:
        compiled(tmp_path, 64)
    encoder = lazy(tmp_path)
    prepare(encoder)
    prepare(encoder)
    encoder.encode(["a"])
    prepare(encoder)
    assert len(opened) == 1
    prepare(HashingEncoder())  # has nothing to prepare


def test_what_fails_meanwhile_is_raised_when_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise EncoderError("it is damaged")

    compiled(tmp_path, 64)
    monkeypatch.setattr("ranker.encoder.opening.open_encoder", broken)
    encoder = lazy(tmp_path)
    prepare(encoder)
    assert encoder.dimensions == 64
    with pytest.raises(EncoderError, match="it is damaged"):
        encoder.encode(["a"])
