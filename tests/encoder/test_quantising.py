"""Eight-bit layers: rounded so that outputs change least, taken only where they are good."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ranker import sample
from ranker.encoder import compiled as compiled_module
from ranker.encoder import compiling
from ranker.encoder.compiled import ABOUT, EIGHT_BIT, FEW, FLOAT, CompiledEncoder, Graph
from ranker.encoder.quantising import observe, quantise
from ranker.encoder.rounding import LARGEST, nearest, rounded
from ranker.encoder.runtime import openvino
from ranker.errors import EncoderError
from ranker.sources.files import read_papers
from tests.conftest import Reference
from tests.encoder import tiny


def correlated(count: int, width: int) -> np.ndarray:
    draw = np.random.default_rng(1)
    mixing = draw.standard_normal((width // 2, width))
    mixed = draw.standard_normal((count, width // 2)) @ mixing
    return mixed + draw.standard_normal((count, width)) / 10


def test_rounding_by_the_inputs_halves_the_error_of_the_outputs() -> None:
    inputs, unseen = np.split(correlated(3_000, 192), [2_000])  # more columns than one block
    weights = np.random.default_rng(2).standard_normal((48, 192))
    numbers, steps = rounded(weights, inputs.T @ inputs / len(inputs))
    assert numbers.dtype == np.int8
    assert np.abs(numbers.astype(int)).max() <= LARGEST
    assert (numbers.shape, steps.shape) == (weights.shape, (48, 1))
    by_itself, same_steps = nearest(weights, np.eye(192))
    each_by_itself = by_itself * same_steps
    np.testing.assert_array_equal(same_steps, steps)
    ours = ((unseen @ (numbers * steps - weights).T) ** 2).mean()
    plain = ((unseen @ (each_by_itself - weights).T) ** 2).mean()
    assert ours < plain / 2


def test_a_row_of_zeros_stays_zero() -> None:
    weights = np.zeros((2, 4))
    weights[1] = [1, -1, 0.5, 0]
    numbers, steps = rounded(weights, np.eye(4))
    np.testing.assert_array_equal(numbers[0], 0)
    np.testing.assert_allclose(numbers[1] * steps[1], weights[1], atol=1 / LARGEST)


def batches(count: int, seed: int) -> list[Any]:
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        ids = draw.integers(1, 30_000, (4, 60))
        mask = np.ones_like(ids)
        mask[0, 40:] = 0
        found.append([ids, mask, np.zeros_like(ids)])
    return found


def run(graph: Any, inputs: list[Any]) -> np.ndarray:
    compiled = openvino().Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return np.vstack([compiled(batch)[0] for batch in inputs])


def test_a_quantised_graph_computes_the_same_but_for_rounding() -> None:
    graph, before = tiny.graph(), tiny.graph()
    quantise(graph, observe(graph, batches(20, 1), mask=1))
    kinds = [node.get_type_name() for node in graph.get_ops()]
    assert kinds.count("FakeQuantize") == 2  # the inputs of both layers
    unseen = batches(10, 2)
    cosines = (run(graph, unseen) * run(before, unseen)).sum(1)
    assert cosines.min() >= 0.999
    assert cosines.max() < 1 - 1e-7  # it did round


def test_padding_is_not_observed() -> None:
    padded = batches(3, 3)
    for batch in padded:
        batch[0][0, 40:] = 7
    other = [[batch[0].copy(), *batch[1:]] for batch in padded]
    for batch in other:
        batch[0][0, 40:] = 11
    graph = tiny.graph()
    for one, two in zip(observe(graph, padded, 1), observe(graph, other, 1), strict=True):
        assert one.count == two.count == 3 * (4 * 60 - 20)
        np.testing.assert_array_equal(one.moments, two.moments)


@pytest.fixture
def folder(reference: Reference, tmp_path: Path) -> Path:
    return tiny.write(tmp_path / "tiny", reference.compiled)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_eight_bits_are_taken_where_they_are_good_and_fast(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(folder)
    monkeypatch.setattr(compiling, "LEAST_GAIN", 0.0)
    compiling.try_eight_bits(folder)
    assert files(folder) == before | {EIGHT_BIT, "eight_bit.bin"}


@pytest.mark.parametrize("name, value", [("LEAST_COSINE", 1.1), ("LEAST_GAIN", 1000.0)])
def test_eight_bits_that_are_bad_or_slow_leave_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: float
) -> None:
    before = files(folder)
    monkeypatch.setattr(compiling, "LEAST_GAIN", 0.0)
    monkeypatch.setattr(compiling, name, value)
    compiling.try_eight_bits(folder)
    assert files(folder) == before


def test_a_good_eight_bit_graph_is_not_made_where_it_would_be_no_faster(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making it is most of the time that compiling takes; a rough one is as fast."""
    monkeypatch.setattr(compiling, "LEAST_GAIN", 1000.0)
    monkeypatch.setattr("ranker.encoder.rounding.rounded", lambda *_: pytest.fail("it was made"))
    before = (folder / ABOUT).read_text()
    compiling.try_eight_bits(folder)
    assert (folder / ABOUT).read_text() == before


def test_opening_a_graph_is_no_part_of_its_speed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short texts go through the float graph, and an encoder holds one open at a time."""
    opened: list[str] = []
    timed: list[int] = []
    opening, timing = Graph.__init__, compiling._seconds

    def open_one(self: Any, path: Path) -> None:
        opened.append(path.name)
        opening(self, path)

    def time_one(graph: Any, batches: Any) -> float:
        timed.append(len(opened))
        return timing(graph, batches)

    monkeypatch.setattr(Graph, "__init__", open_one)
    monkeypatch.setattr(compiling, "_seconds", time_one)
    monkeypatch.setattr(compiling, "LEAST_GAIN", 1000.0)
    compiling.try_eight_bits(folder)
    assert timed == [2] * 6


def test_a_graph_that_cannot_be_rounded_stays_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no such operation")

    before = files(folder)
    monkeypatch.setattr("ranker.encoder.quantising.observe", fail)
    compiling.try_eight_bits(folder)
    assert files(folder) == before
    assert CompiledEncoder(folder).encode(["a text"]).shape == (1, tiny.WIDTH)


def test_on_a_processor_that_computes_otherwise_the_float_graph_is_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "LEAST_GAIN", 0.0)
    text = read_papers(sample.library_path()).entries[0].paper.text
    expected = CompiledEncoder(folder).encode([text])
    compiling.try_eight_bits(folder)
    assert not np.array_equal(CompiledEncoder(folder).encode([text]), expected)
    cosines = {EIGHT_BIT: 0.9, FLOAT: 1.0}  # as if eight bits came out otherwise here
    with monkeypatch.context() as patched:
        patched.setattr(
            CompiledEncoder, "_cosine", lambda self, graph, known: cosines[self._open[0]]
        )
        np.testing.assert_array_equal(CompiledEncoder(folder).encode([text]), expected)
    about = json.loads((folder / ABOUT).read_text())
    about["known"]["vector"].pop()
    (folder / ABOUT).write_text(json.dumps(about))
    with pytest.raises(EncoderError, match="is damaged"):
        CompiledEncoder(folder, ready=True)


def test_texts_of_few_different_tokens_go_through_the_float_graph(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "LEAST_GAIN", 0.0)
    plain = CompiledEncoder(folder)
    few, long = "speech " * 200, read_papers(sample.library_path()).entries[0].paper.text
    expected = plain.encode([few, long])
    compiling.try_eight_bits(folder)
    both = CompiledEncoder(folder)
    assert len(set(both.tokens([long])[0])) > FEW >= len(set(both.tokens([few])[0]))
    found = both.encode([few, long])
    np.testing.assert_array_equal(found[0], expected[0])
    assert not np.array_equal(found[1], expected[1])


def test_the_packaged_encoder_holds_its_cosine_on_papers_it_was_not_rounded_for(
    reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, floats = tmp_path / "compiled", tmp_path / "floats"
    shutil.copytree(reference.compiled, copy, ignore=shutil.ignore_patterns("cache"))
    shutil.copytree(copy, floats, ignore=shutil.ignore_patterns("eight_bit*"))
    monkeypatch.setattr(compiled_module, "FEW", 0)
    plain = CompiledEncoder(floats)
    learned, others = compiling._texts()
    assert not set(learned) & set(others)
    expected = plain.encode(others)
    if not (copy / EIGHT_BIT).exists():  # the session's has one where this machine is faster at it
        monkeypatch.setattr(compiling, "LEAST_GAIN", 0.0)
        compiling.try_eight_bits(copy)
    assert (copy / EIGHT_BIT).exists()
    assert (copy / FLOAT).exists()
    graph = (copy / EIGHT_BIT).read_text()
    assert graph.count('type="FakeQuantize"') == 2 * 6  # of feed-forward layers, not of attention
    cosines = (CompiledEncoder(copy).encode(others) * expected).sum(1)
    assert cosines.min() >= 0.999
    assert cosines.max() < 0.9999
