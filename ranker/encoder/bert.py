"""The graph of a BERT that sentence-transformers pools to one vector, built from its own files.

It needs neither torch nor transformers nor OpenVINO's converter. What the model's files say is
read, and what this graph would not compute as they say is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranker.encoder.graph import ModelGraph
from ranker.encoder.runtime import openvino, operations

INPUTS = ["input_ids", "attention_mask"]
"""Of the graph, each (texts, tokens) int64. A single text has one token type, 0: no input of it."""

_KIND = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
_MODULES = ["Transformer", "Pooling", "Normalize"]
_MEAN = "pooling_mode_mean_tokens"
_TABLES = "embeddings"
_LEAST_NORM = 1e-12
_LEAST_TOKENS = 1e-9

Tensors = Mapping[str, NDArray[np.float32]]


def read_bert(folder: Path) -> ModelGraph:
    """The model in `folder`, as far as its files and its weights go.

    Raises OSError, and ValueError or KeyError for a model of another kind.
    """
    from safetensors.numpy import load_file

    config = _json(folder / "config.json")
    _check(config, _KIND, folder / "config.json")
    modules = _json(folder / "modules.json")
    kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
    if kinds not in (_MODULES, _MODULES[:2]):  # the vector is normalised in any case
        raise ValueError(f"{folder / 'modules.json'} has the modules {', '.join(kinds)}")
    pooling = folder / modules[1]["path"] / "config.json"
    modes = {name: value for name, value in _json(pooling).items() if "_mode_" in name}
    _check(modes, {name: name == _MEAN for name in (*modes, _MEAN)}, pooling)
    return ModelGraph(
        graph=_Bert(config, load_file(folder / "model.safetensors")).graph(),
        inputs=INPUTS,
        dimensions=config["hidden_size"],
        tokenizer=(folder / "tokenizer.json").read_text("utf-8"),
        max_tokens=_json(folder / "sentence_bert_config.json")["max_seq_length"],
        pad_id=config["pad_token_id"],
    )


class _Bert:
    """Its layers as operations of a graph, by the names that its tensors have."""

    def __init__(self, config: Mapping[str, Any], tensors: Tensors) -> None:
        self.config = config
        self.tensors = tensors

    def graph(self) -> Any:
        """An OpenVINO model from `INPUTS` to unit vectors, (texts, dimensions) float32."""
        ops = operations()
        ids, mask = (ops.parameter([-1, -1], np.int64, name) for name in INPUTS)
        real = ops.convert(mask, np.float32)
        words = ops.gather(self._constant(f"{_TABLES}.word_embeddings.weight"), ids, _integers(0))
        x = self._normalised(ops.add(words, self._places(ids)), "embeddings.LayerNorm")
        hidden = _hidden(real)
        for number in range(self.config["num_hidden_layers"]):
            x = self._layer(x, hidden, f"encoder.layer.{number}")
        return openvino().Model([_pooled(x, real)], [ids, mask], "bert")

    def _places(self, ids: Any) -> Any:
        """What is added to a word for where it stands: (1, tokens, width)."""
        ops = operations()
        table = self.tensors[f"{_TABLES}.position_embeddings.weight"]
        table = table + self.tensors[f"{_TABLES}.token_type_embeddings.weight"][0]
        tokens = ops.gather(ops.shape_of(ids), _integers([1]), _integers(0))
        return ops.slice(
            ops.constant(table[None]), _integers([0]), tokens, _integers([1]), _integers([1])
        )

    def _layer(self, x: Any, hidden: Any, name: str) -> Any:
        ops = operations()
        heads = self._attention(x, hidden, f"{name}.attention.self")
        added = ops.add(self._linear(heads, f"{name}.attention.output.dense"), x)
        x = self._normalised(added, f"{name}.attention.output.LayerNorm")
        inner = ops.gelu(self._linear(x, f"{name}.intermediate.dense"), "ERF")
        added = ops.add(self._linear(inner, f"{name}.output.dense"), x)
        return self._normalised(added, f"{name}.output.LayerNorm")

    def _attention(self, x: Any, hidden: Any, name: str) -> Any:
        ops = operations()
        count = self.config["num_attention_heads"]
        split, turned = _integers([0, 0, count, -1]), _integers([0, 2, 1, 3])
        queries, keys, values = (
            ops.transpose(ops.reshape(self._linear(x, f"{name}.{part}"), split, True), turned)
            for part in ("query", "key", "value")
        )
        seen = ops.scaled_dot_product_attention(queries, keys, values, hidden)
        return ops.reshape(
            ops.transpose(seen, turned), _integers([0, 0, self.config["hidden_size"]]), True
        )

    def _linear(self, x: Any, name: str) -> Any:
        """Of the shape that quantising.py looks for."""
        ops = operations()
        product = ops.matmul(x, self._constant(f"{name}.weight"), False, True)
        return ops.add(product, self._row(f"{name}.bias"))

    def _normalised(self, x: Any, name: str) -> Any:
        ops = operations()
        scaled = ops.mvn(x, _integers([-1]), True, self.config["layer_norm_eps"], "INSIDE_SQRT")
        return ops.add(ops.multiply(scaled, self._row(f"{name}.weight")), self._row(f"{name}.bias"))

    def _constant(self, name: str) -> Any:
        return operations().constant(self.tensors[name])

    def _row(self, name: str) -> Any:
        return operations().constant(self.tensors[name][None, None])


def _hidden(real: Any) -> Any:
    """What the attention adds to a token's weight: nothing, or at padding as good as minus inf."""
    ops = operations()
    padding = ops.subtract(ops.constant(np.float32(1)), real)
    least = ops.constant(np.finfo(np.float32).min)
    return ops.unsqueeze(ops.multiply(padding, least), _integers([1, 2]))


def _pooled(x: Any, real: Any) -> Any:
    """The mean over the tokens that are not padding, at length 1."""
    ops = operations()
    real = ops.unsqueeze(real, _integers([-1]))
    summed = ops.reduce_sum(ops.multiply(x, real), _integers([1]))
    count = ops.maximum(
        ops.reduce_sum(real, _integers([1])), ops.constant(np.float32(_LEAST_TOKENS))
    )
    mean = ops.divide(summed, count)
    length = ops.reduce_l2(mean, _integers([-1]), True)
    return ops.divide(mean, ops.maximum(length, ops.constant(np.float32(_LEAST_NORM))))


def _integers(values: int | list[int]) -> Any:
    return operations().constant(np.array(values, np.int64))


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _check(found: Mapping[str, Any], wanted: Mapping[str, Any], path: Path) -> None:
    for name, value in wanted.items():
        if found.get(name) != value:
            raise ValueError(f"{path} has {name} {found.get(name)!r}, not {value!r}")
