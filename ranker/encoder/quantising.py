"""A compiled graph with its largest linear layers in eight-bit numbers.

In a transformer these are the feed-forward ones, two thirds of its arithmetic. Weights are rounded
row by row, inputs in one of two ways:

- What comes from a normalisation has a few channels many times as wide as the others, at the same
  place in every text. Each channel is moved to the middle of its range and the wide ones are made
  narrower (as Wei et al. 2023, "Outlier Suppression+"); the weights and the bias make up for it.
- What comes from an activation function is wide for a few tokens only: each token is divided by
  its own largest value first, and what the layer makes of it is multiplied again.

The attention's own layers stay as they were: they are a third of the gain and of the error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.encoder.rounding import Rounding, rounded
from ranker.encoder.runtime import openvino, operations

_LEVELS = 256
_TOGETHER = 5  # batches, of a few hundred tokens: adding up their moments one by one takes as long
_MARGIN = 1.05  # how much wider than seen a channel may be before it is cut off
_LOWEST = {"Gelu": -0.17, "Relu": 0.0, "Swish": -0.28}
"""Activation functions and the lowest value that each can have."""

Tokens = Sequence[NDArray[np.int64]]
"""One batch as the graph takes it."""


@dataclass(frozen=True)
class _Layer:
    """A product with constant weights and the sum with its bias, as nodes of the graph."""

    product: Any
    bias: Any

    @property
    def weights(self) -> Floats:
        return np.asarray(self.product.input_value(1).get_node().data, np.float64)

    @property
    def source(self) -> Any:
        return self.product.input_value(0)


@dataclass
class ActivationStats:
    """What the tokens of some texts looked like on their way into a layer of n inputs.

    `total`, `low` and `high` (n,), `moments` (n, n): sums of x and of x x' over `count` tokens.
    """

    count: int = 0
    total: Floats = field(default_factory=lambda: np.zeros(()))
    moments: Floats = field(default_factory=lambda: np.zeros(()))
    low: Floats = field(default_factory=lambda: np.full((), np.inf))
    high: Floats = field(default_factory=lambda: np.full((), -np.inf))

    def add(self, x: NDArray[np.float32]) -> None:
        """Note tokens, (m, n)."""
        self.count += len(x)
        self.total = self.total + x.sum(0, dtype=np.float64)
        self.moments = self.moments + x.T @ x
        self.low = np.minimum(self.low, x.min(0))
        self.high = np.maximum(self.high, x.max(0))

    def about(self, middle: Floats) -> tuple[Floats, Floats]:
        """The mean of x - middle, (n,), and of (x - middle)(x - middle)', (n, n)."""
        mean = self.total / self.count
        crossed = np.outer(mean, middle)
        moments = self.moments / self.count - crossed - crossed.T + np.outer(middle, middle)
        return mean - middle, moments


def observe(graph: Any, batches: Sequence[Tokens], mask: int) -> list[ActivationStats]:
    """What the graph's linear layers are given for some texts, in the order of `quantise`.

    Input number `mask` of a batch is 1 at tokens, 0 at padding.
    """
    ov = openvino()

    copy = graph.clone()
    own = len(copy.outputs)
    copy.add_outputs([group[0].source for group in _layers(copy)])
    run = ov.Core().compile_model(copy, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    seen = [ActivationStats() for _ in run.outputs[own:]]
    for first in range(0, len(batches), _TOGETHER):
        parts: list[list[NDArray[np.float32]]] = [[] for _ in seen]
        for batch in batches[first : first + _TOGETHER]:
            found = run(list(batch))
            real = batch[mask].astype(bool)
            for number, part in enumerate(parts):
                part.append(found[own + number][real])
        for one, part in zip(seen, parts, strict=True):
            one.add(np.concatenate(part))
    return seen


def quantise(graph: Any, seen: Sequence[ActivationStats], rounding: Rounding = rounded) -> None:
    """Turn the linear layers of a graph into eight-bit ones, by what `observe` saw of them."""
    for group, one in zip(_layers(graph), seen, strict=True):
        kind = group[0].source.get_node().get_type_name()
        if kind in _LOWEST:
            _by_token(group, one, _LOWEST[kind], rounding)
        else:
            _by_channel(group, one, rounding)
    graph.validate_nodes_and_infer_types()


def _layers(graph: Any) -> list[list[_Layer]]:
    """The largest linear layers, those with the same input together."""
    groups: dict[tuple[str, int], list[_Layer]] = {}
    for node in graph.get_ordered_ops():
        if node.get_type_name() != "MatMul" or not _is_constant(node, 1):
            continue
        users = [target.get_node() for target in node.output(0).get_target_inputs()]
        biased = len(users) == 1 and users[0].get_type_name() == "Add" and _is_constant(users[0], 1)
        if biased and node.get_attributes()["transpose_b"]:
            layer = _Layer(node, users[0])
            name = layer.source.get_node().get_friendly_name()
            groups.setdefault((name, layer.source.get_index()), []).append(layer)
    largest = max((group[0].weights.size for group in groups.values()), default=0)
    return [group for group in groups.values() if group[0].weights.size > largest / 2]


def _is_constant(node: Any, number: int) -> bool:
    return bool(node.input_value(number).get_node().get_type_name() == "Constant")


def _by_channel(group: Sequence[_Layer], seen: ActivationStats, rounding: Rounding) -> None:
    """One range for all tokens, of channels moved and narrowed."""
    ops = operations()

    middle = (seen.low + seen.high) / 2
    width = (seen.high - seen.low) / 2 * _MARGIN
    scale = np.maximum(width / max(float(np.median(width)), 1e-9), 1.0)
    moved = ops.subtract(ops.multiply(group[0].source, _row(1 / scale)), _row(middle / scale))
    widest = float((width / scale).max())
    rounded_input = _rounded_input(moved, -widest, widest)
    for layer in group:
        _replace(layer, rounded_input, seen, middle, scale, rounding)


def _by_token(
    group: Sequence[_Layer], seen: ActivationStats, lowest: float, rounding: Rounding
) -> None:
    """Each token in a range of its own; those below 1 share one, so that none is divided by 0."""
    ops = operations()

    source = group[0].source
    largest = ops.reduce_max(source, ops.constant(np.array([-1])), keep_dims=True)
    largest = ops.maximum(largest, ops.constant(np.float32(1)))
    rounded_input = _rounded_input(ops.divide(source, largest), lowest, 1.0)
    nothing = np.zeros(len(seen.low))
    for layer in group:
        _replace(layer, rounded_input, seen, nothing, nothing + 1, rounding)
        layer.bias.input(0).replace_source_output(ops.multiply(layer.product, largest).output(0))


def _rounded_input(source: Any, low: float, high: float) -> Any:
    ops = operations()

    ends = [ops.constant(np.float32(end)) for end in (low, high)]
    return ops.fake_quantize(source, *ends, *ends, _LEVELS)


def _replace(
    layer: _Layer,
    source: Any,
    seen: ActivationStats,
    middle: Floats,
    scale: Floats,
    rounding: Rounding,
) -> None:
    """Give a layer its rounded input, (x - middle) / scale, with rounded weights to match.

    The bias takes up what moving the channels changed, and what rounding changed in the mean.
    """
    ov, ops = openvino(), operations()

    mean, moments = seen.about(middle)
    scaled = layer.weights * scale
    numbers, steps = rounding(scaled, moments / np.outer(scale, scale))
    correction = layer.weights @ middle + (scaled - numbers * steps) @ (mean / scale)
    bias = layer.bias.input_value(1).get_node().data + correction
    weights = ops.multiply(ops.convert(ops.constant(numbers), ov.Type.f32), ops.constant(steps))
    layer.product.input(0).replace_source_output(source.output(0))
    layer.product.input(1).replace_source_output(weights.output(0))
    layer.bias.input(1).replace_source_output(ops.constant(bias.astype(np.float32)).output(0))


def _row(values: Floats) -> Any:
    ops = operations()

    return ops.constant(values.astype(np.float32)[None, None])
