"""A compiled folder of a small invented encoder: one layer with a normalisation and a GELU."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ranker.encoder.compiled import ABOUT, CACHE, FLOAT, TOKENIZER
from ranker.encoder.compiling import note_known
from ranker.encoder.runtime import openvino, operations

if find_spec("openvino") is None:
    pytest.skip("needs OpenVINO", allow_module_level=True)

ov, ops = openvino(), operations()

WIDTH, INNER = 32, 96
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


def write(folder: Path, reference: Path) -> Path:
    """Into a new folder, with the tokenizer of a real compiled encoder."""
    folder.mkdir()
    about = json.loads((reference / ABOUT).read_text())
    for name in ("known", "sums"):
        about.pop(name, None)
    own = {"dimensions": WIDTH, "fingerprint": "tiny", "inputs": INPUTS}
    (folder / ABOUT).write_text(json.dumps(about | own))
    shutil.copy(reference / TOKENIZER, folder / TOKENIZER)
    ov.save_model(graph(), folder / FLOAT, compress_to_fp16=False)
    note_known(folder)
    shutil.rmtree(folder / CACHE, ignore_errors=True)
    return folder


def graph(seed: int = 0) -> Any:
    """From token ids to unit vectors, with two wide channels as real encoders have them."""
    draw = np.random.default_rng(seed)
    ids, mask, kinds = (
        ops.parameter([-1, -1], np.int64, name) for name in ("input_ids", "mask", "kinds")
    )
    table = draw.standard_normal((30_522, WIDTH)).astype(np.float32)
    words = ops.gather(ops.constant(table), ids, ops.constant(0))
    normal = ops.mvn(words, ops.constant(np.array([-1])), True, 1e-6, "INSIDE_SQRT")
    stretch = np.ones(WIDTH, np.float32)
    stretch[[3, 17]] = 12
    x = ops.add(ops.multiply(normal, _constant(stretch)), _constant(stretch - 1))
    first = _linear(x, draw.standard_normal((INNER, WIDTH)) / WIDTH**0.5, draw)
    second = _linear(
        ops.gelu(first, "ERF"), draw.standard_normal((WIDTH, INNER)) / INNER**0.5, draw
    )
    real = ops.unsqueeze(ops.convert(mask, np.float32), ops.constant(-1))
    summed = ops.reduce_sum(ops.multiply(second, real), ops.constant(1))
    length = ops.sqrt(ops.reduce_sum(ops.multiply(summed, summed), ops.constant(-1), True))
    return ov.Model([ops.divide(summed, length)], [ids, mask, kinds], "tiny")


def _linear(x: Any, weights: Any, draw: np.random.Generator) -> Any:
    bias = draw.standard_normal(len(weights))
    product = ops.matmul(x, ops.constant(weights.astype(np.float32)), False, True)
    return ops.add(product, _constant(bias.astype(np.float32)))


def _constant(values: Any) -> Any:
    return ops.constant(values[None, None])
