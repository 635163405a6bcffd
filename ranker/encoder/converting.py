"""Any sentence-transformers model as an OpenVINO graph, by tracing it with torch.

OpenVINO's reader of traced models is used as it is, not through openvino.tools.ovc, which asks a
tracker's host and writes into the user's home (see runtime.py).
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ranker.encoder.graph import ModelGraph
from ranker.encoder.runtime import openvino

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_MOST_TOKENS = 512  # of a model that doesn't say how many it can read


def convert(model: Any) -> ModelGraph:
    """The graph of a SentenceTransformer. The tracer and the reader raise errors of many kinds."""
    import torch

    example = model.preprocess(["An example."])
    names = [name for name in _INPUTS if name in example]

    class Sentence(torch.nn.Module):
        """All modules of the model, from token ids to the unit vector."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model  # as a submodule, so that its weights are the graph's

        def forward(self, *inputs: Any) -> Any:
            features = dict(zip(names, inputs, strict=True))
            embedding = self.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(embedding, dim=1)

    inputs = tuple(example[name] for name in names)
    with _quiet(), torch.no_grad():
        sentence = Sentence()
        dimensions = int(sentence(*inputs).shape[1])
        graph = _traced(sentence, inputs)
    tokenizer = model.tokenizer
    return ModelGraph(
        graph=graph,
        inputs=names,
        dimensions=dimensions,
        tokenizer=tokenizer.backend_tokenizer.to_str(),
        max_tokens=int(model.get_max_seq_length() or _MOST_TOKENS),
        pad_id=int(tokenizer.pad_token_id or 0),
    )


def _traced(sentence: Any, inputs: tuple[Any, ...]) -> Any:
    """What the module does with the example, for any number of texts and tokens."""
    ov = openvino()
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    reader = FrontEndManager().load_by_framework("pytorch")
    traced = TorchScriptPythonDecoder(sentence, example_input=inputs)
    graph = reader.convert(reader.load(traced))
    for one in graph.inputs:
        one.get_node().set_partial_shape(ov.PartialShape([-1, -1]))
        one.get_node().set_element_type(ov.Type.i64)
    graph.validate_nodes_and_infer_types()
    return graph


@contextmanager
def _quiet() -> Iterator[None]:
    """The tracer warns, in three ways, about shapes it makes constant; the batch axis is not."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
