"""From a model's weights to a folder that runs without torch; compiled.py reads it.

It is written under a temporary name and renamed when whole, so a folder that exists is complete.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.encoder.compiled import (
    ABOUT,
    CACHE,
    EIGHT_BIT,
    FLOAT,
    LEAST_COSINE,
    Batch,
    CompiledEncoder,
    Graph,
)
from ranker.encoder.graph import ModelGraph
from ranker.encoder.runtime import openvino
from ranker.encoder.weights import Weights
from ranker.errors import EncoderError

if TYPE_CHECKING:
    from ranker.encoder.rounding import Rounding

log = logging.getLogger(__name__)

LEAST_GAIN = 1.1  # times as fast, or eight bits are not worth it
_DRAFT = "draft.xml"
_SEEN_BY_DRAFT = 4
_TRIED_ON = 6  # every sixth sample paper; learned from are the others and their titles, and
_PAIRS = 20  # one after another, to fill the model's window


def compile_encoder(weights: Weights, folder: Path) -> None:
    """Compile a sentence-transformers model into `folder`. Raises EncoderError, leaving nothing."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = folder.parent / f".compiling-{secrets.token_hex(4)}"
        work.mkdir()  # tempfile's would be closed to a group that shares the workspace
    except OSError as error:
        raise EncoderError(f"the encoder cannot be compiled into {folder}: {error}") from None
    try:
        _read(weights).save(weights, work)
        note_known(work)
        try_eight_bits(work)
        _note_sums(work)
        work.rename(folder)
    except EncoderError:
        raise
    except Exception as error:
        # OpenVINO raises errors of many kinds; a folder that is there was made by another.
        if not folder.is_dir():
            reason = str(error).strip().partition("\n")[0]
            raise EncoderError(f"the encoder cannot be compiled: {reason}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _read(weights: Weights) -> ModelGraph:
    """The packaged model from its own files; any other by way of sentence-transformers."""
    if weights.sha256 is not None:
        from ranker.encoder.bert import read_bert

        return read_bert(Path(weights.location))
    from ranker.encoder.converting import convert
    from ranker.encoder.transformer import load_transformer

    return convert(load_transformer(weights))


def try_eight_bits(folder: Path) -> None:
    """Add an eight-bit graph to a compiled folder, if it is faster here and as good.

    Which it is depends on the processor: some are no quicker at eight bits, some lose digits where
    sums of eight-bit products grow large. So both graphs encode texts that the eight-bit one was
    not made from. Speed is tried first, since making a good one takes most of the time.
    """
    learned, others = _texts()
    encoder = CompiledEncoder(folder)
    try:
        gain = _gain(folder, encoder, others)
        log.info("eight bits: %.2f times as fast", gain)
        taken = gain >= LEAST_GAIN
        if taken:
            cosine = _cosine(folder, encoder, learned, others)
            log.info("eight bits: cosine %.5f", cosine)
            taken = cosine >= LEAST_COSINE
    except (RuntimeError, ValueError, IndexError) as error:
        # OpenVINO's own, numpy's LinAlgError: a model of a shape that this was not made for.
        log.info("eight bits: %s", str(error).strip().partition("\n")[0])
        taken = False
    unwanted = (_DRAFT,) if taken else (_DRAFT, EIGHT_BIT)
    for path in [path for name in unwanted for path in folder.glob(f"{Path(name).stem}.*")]:
        path.unlink()
    # What was cached belongs to this folder's name, which is about to change.
    shutil.rmtree(folder / CACHE, ignore_errors=True)


def _gain(folder: Path, encoder: CompiledEncoder, texts: Sequence[str]) -> float:
    """How many times as fast eight bits are. It takes any numbers to see, so roughly rounded."""
    from ranker.encoder.rounding import nearest

    batches = list(encoder.batches(encoder.tokens(texts)))
    _write_eight_bit(folder / _DRAFT, encoder, texts[:_SEEN_BY_DRAFT], nearest)
    graphs = [Graph(folder / name) for name in (FLOAT, _DRAFT)]
    tries = [tuple(_seconds(graph, batches) for graph in graphs) for _ in range(3)]
    return min(usual for usual, _ in tries) / min(eight_bit for _, eight_bit in tries)


def _cosine(
    folder: Path, encoder: CompiledEncoder, learned: Sequence[str], others: Sequence[str]
) -> float:
    """The mean cosine to the float graph's vectors of the eight-bit one that is written."""
    from ranker.encoder.rounding import rounded

    _write_eight_bit(folder / EIGHT_BIT, encoder, learned, rounded)
    expected = encoder.encode(others)
    found = CompiledEncoder(folder).encode(others)
    return float((expected * found).sum(1).mean())


def _write_eight_bit(
    path: Path, encoder: CompiledEncoder, texts: Sequence[str], rounding: Rounding
) -> None:
    from threadpoolctl import threadpool_limits

    from ranker.encoder.quantising import observe, quantise

    ov = openvino()
    graph = ov.Core().read_model(path.parent / FLOAT)
    batches = [batch for _, batch in encoder.batches(encoder.tokens(texts))]
    seen = observe(graph, batches, encoder.inputs.index("attention_mask"))
    with threadpool_limits(1, user_api="blas"):  # as in linear.py
        quantise(graph, seen, rounding)
    ov.save_model(graph, path, compress_to_fp16=False)


def note_known(folder: Path) -> None:
    """Note what whoever opens the folder tries its graphs on: what the float graph makes of a
    text."""
    text = _texts()[1][0]
    vector = CompiledEncoder(folder).encode([text])[0]
    about = json.loads((folder / ABOUT).read_text("utf-8"))
    about["known"] = {"text": text, "vector": [round(float(v), 6) for v in vector]}
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _note_sums(folder: Path) -> None:
    """Note the checksums of what the folder holds, for `rank doctor`."""
    about = json.loads((folder / ABOUT).read_text("utf-8"))
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name != ABOUT]
    about["sums"] = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _texts() -> tuple[list[str], list[str]]:
    """Sample papers to make an eight-bit graph from, and others to try it on."""
    from ranker import sample

    papers = [
        paper
        for path in (sample.library_path(), sample.announcement_path())
        for paper in sample.read(path)
    ]
    learned = [paper for n, paper in enumerate(papers) if n % _TRIED_ON]
    pairs = list(zip(learned, reversed(learned), strict=True))[:_PAIRS]
    texts = [paper.text for paper in learned]
    texts += [f"{first.text} {second.text}" for first, second in pairs]
    return [*texts, *(paper.title for paper in learned)], [p.text for p in papers[::_TRIED_ON]]


def _seconds(graph: Graph, batches: Sequence[Batch]) -> float:
    """Of processor time, which other programs disturb less than the clock's."""
    started = time.process_time()
    for _ in graph.run(iter(batches)):
        pass
    return time.process_time() - started
