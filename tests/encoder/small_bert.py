"""A sentence-transformers folder of an invented BERT: two layers, weights drawn at random."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

WIDTH, INNER, HEADS, LAYERS, TOKENS = 32, 96, 4, 2, 40
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = ("speech", "noise", "room", "echo", "a", "study", "of", "the", "hearing", "music")
TEXTS = ["speech of the room", "", "noise", "a study of echo " * 30, "unheard of, music!"]


def write(folder: Path, **changed: Any) -> Path:
    """Into a new folder. `changed` are values of config.json that differ from a usual BERT's."""
    vocabulary = {word: number for number, word in enumerate((*SPECIAL, *WORDS))}
    config = {
        "architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu",
        "position_embedding_type": "absolute", "hidden_size": WIDTH, "intermediate_size": INNER,
        "num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "layer_norm_eps": 1e-5,
        "max_position_embeddings": TOKENS, "type_vocab_size": 2, "vocab_size": len(vocabulary),
        "pad_token_id": 0, "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    }  # fmt: skip
    kinds = ("Transformer", "Pooling", "Normalize")
    paths = ("", "1_Pooling", "2_Normalize")
    modules = [
        {"idx": n, "name": str(n), "path": paths[n], "type": f"sentence_transformers.models.{kind}"}
        for n, kind in enumerate(kinds)
    ]
    pooling = {
        "word_embedding_dimension": WIDTH,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_cls_token": False,
    }
    files = {
        "config.json": config | changed,
        "modules.json": modules,
        "1_Pooling/config.json": pooling,
        "sentence_bert_config.json": {"max_seq_length": TOKENS, "do_lower_case": False},
        "tokenizer.json": _tokenizer(vocabulary),
        "tokenizer_config.json": {
            "tokenizer_class": "BertTokenizer", "do_lower_case": True, "pad_token": "[PAD]",
            "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]",
            "mask_token": "[MASK]", "model_max_length": TOKENS,
        },
    }  # fmt: skip
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "2_Normalize").mkdir()
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    save_file(tensors(len(vocabulary)), folder / "model.safetensors", {"format": "pt"})
    return folder


def tensors(words: int) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(5)

    def matrix(*shape: int) -> np.ndarray:
        drawn: np.ndarray = (draw.standard_normal(shape) * 2 / shape[-1] ** 0.5).astype(np.float32)
        return drawn

    def row(width: int, middle: float = 0.0) -> np.ndarray:
        return (middle + draw.standard_normal(width) / 4).astype(np.float32)

    found = {
        "embeddings.word_embeddings.weight": matrix(words, WIDTH),
        "embeddings.position_embeddings.weight": matrix(TOKENS, WIDTH),
        "embeddings.token_type_embeddings.weight": matrix(2, WIDTH),
        "pooler.dense.weight": matrix(WIDTH, WIDTH),
        "pooler.dense.bias": row(WIDTH),
    }
    normalised = ["embeddings.LayerNorm"]
    for layer in (f"encoder.layer.{number}" for number in range(LAYERS)):
        shapes = {
            "attention.self.query": (WIDTH, WIDTH),
            "attention.self.key": (WIDTH, WIDTH),
            "attention.self.value": (WIDTH, WIDTH),
            "attention.output.dense": (WIDTH, WIDTH),
            "intermediate.dense": (INNER, WIDTH),
            "output.dense": (WIDTH, INNER),
        }
        for name, shape in shapes.items():
            found[f"{layer}.{name}.weight"] = matrix(*shape)
            found[f"{layer}.{name}.bias"] = row(shape[0])
        normalised += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    for name in normalised:
        found[f"{name}.weight"] = row(WIDTH, 1.0)
        found[f"{name}.bias"] = row(WIDTH)
    return found


def _tokenizer(vocabulary: dict[str, int]) -> dict[str, Any]:
    special = [
        {
            "id": vocabulary[word], "content": word, "special": True, "single_word": False,
            "lstrip": False, "rstrip": False, "normalized": False,
        }
        for word in SPECIAL
    ]  # fmt: skip
    ends = [{"SpecialToken": {"id": word, "type_id": 0}} for word in ("[CLS]", "[SEP]")]
    text = {"Sequence": {"id": "A", "type_id": 0}}
    second = {"Sequence": {"id": "B", "type_id": 1}}
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": {
            "type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
            "strip_accents": None, "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [ends[0], text, ends[1]],
            "pair": [ends[0], text, ends[1], second, ends[1]],
            "special_tokens": {
                word: {"id": word, "ids": [vocabulary[word]], "tokens": [word]}
                for word in ("[CLS]", "[SEP]")
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": vocabulary,
        },
    }  # fmt: skip
