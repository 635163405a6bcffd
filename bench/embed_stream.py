"""The stream's papers embedded anew: in eight bits, or from shorter inputs, to see what it costs.

usage: python -m bench.embed_stream OUT.npy [--tokens 128] [--float]

Writes (papers, 384) float16 in the order of the stream; `python -m bench.quality --vectors OUT.npy`
ranks with them. Prints the cosine to the stream's own vectors, and the processor time a text.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from bench.data import ROOT, Stream
from ranker.models import compiled
from ranker.models.encoder import open_encoder
from ranker.settings import DEFAULT_ENCODER

AT_ONCE = 2_048


def main() -> None:
    """Embed and write."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("out", type=Path)
    words.add_argument("--tokens", type=int, help="of each text, at most; else the encoder's own")
    words.add_argument("--float", action="store_true", help="not in eight bits, even if it can")
    asked = words.parse_args()
    encoder = open_encoder(DEFAULT_ENCODER, ROOT / "models" / "encoder")
    if not isinstance(encoder, compiled.CompiledEncoder):
        sys.exit("OpenVINO is not here; this measures the compiled encoder")
    if asked.tokens:
        encoder._tokenizer.enable_truncation(asked.tokens)
    if asked.float:
        compiled.FEW = sys.maxsize
    stream = Stream()
    texts = [paper.text for paper in stream.papers]
    vectors = np.zeros((len(texts), encoder.dimensions), np.float32)
    started = time.process_time()
    for first in range(0, len(texts), AT_ONCE):
        part = texts[first : first + AT_ONCE]
        vectors[first : first + len(part)] = encoder.encode(part)
        print(f"\r{first + len(part):,} of {len(texts):,}", end="", file=sys.stderr)
    took = (time.process_time() - started) / len(texts)
    np.save(asked.out, vectors.astype(np.float16))
    cosines = (vectors * stream.vectors).sum(1) / np.linalg.norm(vectors, axis=1)
    lowest = np.quantile(cosines, 0.001)
    print(
        f"\n{took * 1000:.1f} ms of processor a text; cosine to the stream's {cosines.mean():.5f}"
    )
    print(
        f"in the mean, {lowest:.5f} for the lowest of a thousand, {cosines.min():.5f} at the least"
    )


if __name__ == "__main__":
    main()
