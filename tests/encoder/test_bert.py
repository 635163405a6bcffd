"""The graph built from a BERT's own files: sentence-transformers' vectors, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ranker.encoder import weights
from ranker.encoder.bert import INPUTS, read_bert
from ranker.encoder.compiled import CompiledEncoder
from ranker.encoder.graph import ModelGraph
from tests.conftest import python
from tests.encoder import small_bert

BOTH_WAYS = """
import json, sys
import numpy as np
from ranker.encoder import weights
from ranker.encoder.compiled import CompiledEncoder
from ranker.encoder.converting import convert
from ranker.encoder.transformer import TransformerEncoder, load_transformer
from pathlib import Path
one, folder, texts = weights.locate(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
convert(load_transformer(one)).save(one, folder)
np.save(folder / "itself.npy", TransformerEncoder(one).encode(texts))
np.save(folder / "converted.npy", CompiledEncoder(folder).encode(texts))
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return small_bert.write(tmp_path / "model")


def saved(graph: ModelGraph, model: Path, folder: Path) -> CompiledEncoder:
    folder.mkdir()
    graph.save(weights.locate(str(model)), folder)
    return CompiledEncoder(folder)


def test_it_is_the_model_and_so_is_the_traced_one(model: Path, tmp_path: Path) -> None:
    """Over several heads and layers, and texts of none to more than all the tokens it can read."""
    traced = tmp_path / "traced"
    traced.mkdir()
    done = python(BOTH_WAYS, model, traced, json.dumps(small_bert.TEXTS))
    assert done.code == 0, done.err
    ours = saved(read_bert(model), model, tmp_path / "built")
    itself = np.load(traced / "itself.npy")
    assert np.abs(itself @ itself.T - 1).max() > 0.05  # it does tell texts apart
    for found in (ours.encode(small_bert.TEXTS), np.load(traced / "converted.npy")):
        assert ((found * itself).sum(1)).min() >= 0.9999
    theirs = CompiledEncoder(traced)
    assert ours.tokens(small_bert.TEXTS) == theirs.tokens(small_bert.TEXTS)
    assert ours.inputs == INPUTS
    told = [
        json.loads((tmp_path / name / "encoder.json").read_text()) for name in ("built", traced)
    ]
    assert [about.pop("inputs")[:2] for about in told] == [INPUTS, INPUTS]
    assert told[0] == told[1]


def test_padding_changes_nothing(model: Path, tmp_path: Path) -> None:
    ours = saved(read_bert(model), model, tmp_path / "built")
    together = ours.encode(small_bert.TEXTS)
    alone = np.vstack([ours.encode([text]) for text in small_bert.TEXTS])
    assert ((together * alone).sum(1)).min() >= 0.9999


@pytest.mark.parametrize(
    "changed, named",
    [
        ({"model_type": "roberta"}, "model_type 'roberta'"),
        ({"hidden_act": "relu"}, "hidden_act 'relu'"),
        ({"position_embedding_type": "relative_key"}, "position_embedding_type 'relative_key'"),
    ],
)
def test_a_model_that_would_be_computed_wrongly_is_refused(
    tmp_path: Path, changed: dict[str, str], named: str
) -> None:
    model = small_bert.write(tmp_path / "model", **changed)
    with pytest.raises(ValueError, match=f"config.json has {named}"):
        read_bert(model)


def test_another_pooling_and_more_modules_are_refused(model: Path) -> None:
    pooling = model / "1_Pooling" / "config.json"
    modes = json.loads(pooling.read_text())
    pooling.write_text(json.dumps(modes | {"pooling_mode_cls_token": True}))
    with pytest.raises(ValueError, match="pooling_mode_cls_token True, not False"):
        read_bert(model)
    pooling.write_text(json.dumps({"pooling_mode_cls_token": False}))
    with pytest.raises(ValueError, match="pooling_mode_mean_tokens None, not True"):
        read_bert(model)
    modules = json.loads((model / "modules.json").read_text())
    modules.insert(2, {"path": "2_Dense", "type": "sentence_transformers.models.Dense"})
    (model / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ValueError, match="Transformer, Pooling, Dense, Normalize"):
        read_bert(model)
