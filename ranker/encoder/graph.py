"""A model on its way into a compiled folder: its graph, its tokenizer, what else must be known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ranker.encoder.compiled import ABOUT, FLOAT, TOKENIZER
from ranker.encoder.runtime import openvino
from ranker.encoder.weights import Weights


@dataclass(frozen=True)
class ModelGraph:
    """An OpenVINO model from `inputs`, each (texts, tokens) int64, to unit vectors.

    `tokenizer` is a tokenizer.json. `max_tokens` is how many the model can read, `pad_id` what
    fills up the shorter texts of a batch.
    """

    graph: Any
    inputs: list[str]
    dimensions: int
    tokenizer: str
    max_tokens: int
    pad_id: int

    def save(self, weights: Weights, folder: Path) -> None:
        """Write what CompiledEncoder reads. Raises OSError."""
        openvino().save_model(self.graph, folder / FLOAT, compress_to_fp16=False)
        (folder / TOKENIZER).write_text(self.tokenizer, encoding="utf-8")
        about = {
            "fingerprint": weights.fingerprint,
            "source_sha256": weights.sha256,
            "dimensions": self.dimensions,
            "max_tokens": min(self.max_tokens, weights.tokens or self.max_tokens),
            "pad_id": self.pad_id,
            "inputs": self.inputs,
        }
        (folder / ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")
