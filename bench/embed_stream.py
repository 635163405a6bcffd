"""The stream's papers embedded anew: in eight bits, or from shorter inputs, to see what it costs.

usage: python -m bench.embed_stream OUT.npy [--tokens 128] [--float] [--papers N] [--against FILE]

Writes (papers, 384) float16 in the order of the stream; `python -m bench.quality --vectors OUT.npy`
ranks with them. Prints the rate, the processor time, and the cosines to the vectors of another
such file, else to the stream's own (of which some three hundred are of another version of their
text).
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from bench.data import ROOT, Stream
from ranker.encoder import compiled
from ranker.encoder.opening import open_encoder
from ranker.settings import DEFAULT_ENCODER

AT_ONCE = 2_048


def main() -> None:
    """Embed and write."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("out", type=Path)
    words.add_argument("--tokens", type=int, default=0, help="of a text; else the usual")
    words.add_argument("--float", action="store_true", help="not in eight bits, even if it can")
    words.add_argument("--papers", type=int, help="the first of the stream only")
    words.add_argument("--against", type=Path, help="vectors to compare with")
    asked = words.parse_args()
    encoder = open_encoder(DEFAULT_ENCODER, ROOT / "models" / "encoder", asked.tokens)
    if not isinstance(encoder, compiled.CompiledEncoder):
        sys.exit("OpenVINO is not here; this measures the compiled encoder")
    if asked.float:
        compiled.FEW = sys.maxsize
    stream = Stream()
    texts = [paper.text for paper in stream.papers][: asked.papers]
    vectors = np.zeros((len(texts), encoder.dimensions), np.float32)
    started, clock = time.process_time(), time.perf_counter()
    for first in range(0, len(texts), AT_ONCE):
        part = texts[first : first + AT_ONCE]
        vectors[first : first + len(part)] = encoder.encode(part)
        print(f"\r{first + len(part):,} of {len(texts):,}", end="", file=sys.stderr)
    took = (time.process_time() - started) / len(texts)
    rate = len(texts) / (time.perf_counter() - clock)
    np.save(asked.out, vectors.astype(np.float16))
    others = stream.vectors
    if asked.against:
        others = np.load(asked.against).astype(np.float32)
    others = others[: len(texts)] / np.linalg.norm(others[: len(texts)], axis=1, keepdims=True)
    cosines = (vectors * others).sum(1) / np.linalg.norm(vectors, axis=1)
    below = (cosines < 0.999).sum()
    print(f"\n{rate:.0f} papers a second, {took * 1000:.1f} ms of processor for each")
    print(f"cosine {cosines.mean():.5f} in the mean,", end=" ")
    print(f"{cosines.min():.5f} at the least, below 0.999 for {below} of {len(texts):,}")


if __name__ == "__main__":
    main()
