"""Our eight-bit feed-forward layers beside those of nncf, made from the same texts.

usage: python -m bench.rounding [--papers N] [--times N]

nncf (Intel's, for OpenVINO) is held to the same layers, with SmoothQuant, from the sample papers
that ours are made from; both are tried on abstracts of the stream, which neither has seen. Prints
cosines to the float graph in 1e-4 below 1, processor time against it (medians of runs in turn), and
what making took. nncf is no dependency: without it, its rows are left out by name. It is best
installed into an environment of its own, since it holds numpy and networkx below newer ones.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bench.data import Stream
from ranker.encoder import compiling
from ranker.encoder.bert import read_bert
from ranker.encoder.compiled import EIGHT_BIT, FLOAT, Batch, CompiledEncoder, Graph
from ranker.encoder.quantising import _layers
from ranker.encoder.rounding import nearest, rounded
from ranker.encoder.runtime import openvino
from ranker.encoder.weights import locate
from ranker.settings import DEFAULT_ENCODER

Maker = Callable[[Path, CompiledEncoder, Sequence[str]], None]
"""Writes EIGHT_BIT into a folder with the float graph, learned from texts."""


def ours(rounding: Any) -> Maker:
    """As the program does it."""

    def make(folder: Path, encoder: CompiledEncoder, texts: Sequence[str]) -> None:
        compiling._write_eight_bit(folder / EIGHT_BIT, encoder, texts, rounding)

    return make


def nncf(alpha: float) -> Maker:
    """nncf's, with its way of narrowing wide channels by `alpha`."""

    def make(folder: Path, encoder: CompiledEncoder, texts: Sequence[str]) -> None:
        os.environ["NNCF_CI"] = "1"  # tells its tracker nothing
        import nncf

        nncf.set_log_level("ERROR")
        graph = openvino().Core().read_model(folder / FLOAT)
        wanted = {layer.product.get_friendly_name() for g in _layers(graph) for layer in g}
        every = (node.get_friendly_name() for node in graph.get_ops())
        batches = [batch for _, batch in encoder.batches(encoder.tokens(texts))]
        with redirect_stdout(io.StringIO()):  # its bars
            found = nncf.quantize(
                graph,
                nncf.Dataset(batches),
                subset_size=len(batches),
                model_type=nncf.ModelType.TRANSFORMER,
                # Whatever is left out: the attention, as in ours, and the embeddings of tokens.
                ignored_scope=nncf.IgnoredScope(
                    names=[name for name in every if name not in wanted], validate=False
                ),
                advanced_parameters=nncf.AdvancedQuantizationParameters(
                    smooth_quant_alphas=nncf.AdvancedSmoothQuantParameters(matmul=alpha)
                ),
            )
        openvino().save_model(found, folder / EIGHT_BIT, compress_to_fp16=False)

    return make


MAKERS: dict[str, Maker] = {
    "ours, each weight to the nearest": ours(nearest),
    "ours, as it is": ours(rounded),
    "nncf, SmoothQuant 0.95, its default": nncf(0.95),
    "nncf, SmoothQuant 0.5": nncf(0.5),
    "nncf without SmoothQuant": nncf(-1),
}


def main() -> None:
    """Make each and print the table."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--papers", type=int, default=1_000)
    words.add_argument("--times", type=int, default=5)
    asked = words.parse_args()
    texts = [paper.text for paper in Stream().papers[:: max(1, 30_000 // asked.papers)]]
    texts = texts[: asked.papers]
    with tempfile.TemporaryDirectory() as place:
        usual = Path(place) / "float"
        usual.mkdir()
        weights = locate(DEFAULT_ENCODER)
        read_bert(Path(weights.location)).save(weights, usual)
        compiling.note_known(usual)
        encoder = CompiledEncoder(usual)
        expected = encoder.encode(texts)
        batches = list(encoder.batches(encoder.tokens(texts[: min(200, len(texts))])))
        learned, _ = compiling._texts()
        graphs = {"float": Graph(usual / FLOAT)}
        print("| | mean | 99 % | most | size, MB | made in, s of processor |\n" + "|---" * 6 + "|")
        for name, make in MAKERS.items():
            if name.startswith("nncf") and not find_spec("nncf"):
                print(f"| {name} | skipped: nncf is not installed |")
                continue
            folder = Path(place) / name.replace(" ", "_")
            shutil.copytree(usual, folder, ignore=shutil.ignore_patterns("cache"))
            started = time.process_time()
            make(folder, encoder, learned)
            took = time.process_time() - started
            graphs[name] = Graph(folder / EIGHT_BIT)
            off = (1 - (expected * _vectors(graphs[name], encoder, texts)).sum(1)) * 1e4
            size = (folder / EIGHT_BIT).with_suffix(".bin").stat().st_size / 1e6
            print(f"| {name} | {off.mean():.1f} | {np.quantile(off, 0.99):.1f} | {off.max():.1f} "
                  f"| {size:.0f} | {took:.0f} |", flush=True)  # fmt: skip
        print("\n| | processor time against float |\n|---|---|")
        for name, ratio in _ratios(graphs, batches, asked.times).items():
            print(f"| {name} | {ratio:.2f} |")


def _vectors(graph: Graph, encoder: CompiledEncoder, texts: Sequence[str]) -> np.ndarray:
    found = np.zeros((len(texts), encoder.dimensions), np.float32)
    for rows, part in graph.run(encoder.batches(encoder.tokens(texts))):
        found[rows] = part
    return found


def _ratios(graphs: dict[str, Graph], batches: Sequence[Batch], times: int) -> dict[str, float]:
    """Each graph's processor time over the first's; all in turn, so that noise meets all."""
    seconds: dict[str, list[float]] = {name: [] for name in graphs}
    for _ in range(times + 1):
        for name, graph in graphs.items():
            seconds[name].append(compiling._seconds(graph, batches))
    first = seconds[next(iter(graphs))]
    pairs = {name: zip(own[1:], first[1:], strict=True) for name, own in seconds.items()}
    return {name: median(own / usual for own, usual in both) for name, both in pairs.items()}


if __name__ == "__main__":
    main()
