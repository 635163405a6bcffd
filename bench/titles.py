"""Where the packaged encoder puts titles alone, beside whole texts: what models/missing.py undoes.

usage: python -m bench.titles

Embeds 500 titles of each of the people's three streams, takes their mean less the mean of the same
papers' stored vectors, and writes an orthonormal basis of the astronomers' and the computer
scientists' mean to ranker/models/titles.npy. Prints how long the difference is and how much nearer
a title comes to its own paper without it.
"""

from __future__ import annotations

import gzip
import json

import numpy as np

from bench.data import FOLDER, ROOT
from ranker.arrays import Floats
from ranker.encoder.opening import open_encoder
from ranker.settings import DEFAULT_ENCODER

FIELDS = (("cs_nlp", "cs_vision_robotics"), ("astro",))
TITLES = 500


def main() -> None:
    """Measure, print, and write the directions."""
    encoder = open_encoder(DEFAULT_ENCODER, ROOT / "models" / "encoder")
    found: list[Floats] = []
    measured: list[tuple[str, Floats, Floats]] = []
    for names in FIELDS:
        differences = []
        for name in names:
            titles, texts = _pairs(name, encoder.encode)
            differences.append(titles.mean(0) - texts.mean(0))
            measured.append((name, titles - texts.mean(0), texts - texts.mean(0)))
        found.append(np.mean(differences, 0))
    directions = np.linalg.qr(np.array(found).T)[0].T
    print("| stream | length of the difference | cosine to its paper | without the directions |")
    print("|---|---|---|---|")
    for name, titles, texts in measured:
        moved = titles - (titles @ directions.T) @ directions
        length = float(np.linalg.norm(titles.mean(0)))
        print(
            f"| {name} | {length:.2f} | {_cosine(titles, texts):.3f} |",
            f"{_cosine(moved, texts):.3f} |",
        )
    np.save(ROOT / "ranker" / "models" / "titles.npy", directions.astype(np.float16))


def _pairs(name: str, encode) -> tuple[Floats, Floats]:  # type: ignore[no-untyped-def]
    with gzip.open(FOLDER / "people" / f"{name}_papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in lines]
    vectors = np.load(FOLDER / "people" / f"{name}.npy", mmap_mode="r")
    rows = np.sort(np.random.default_rng(0).permutation(len(titles))[:TITLES])
    alone = encode([f"{titles[n]}." for n in rows])
    return np.asarray(alone, np.float64), np.asarray(vectors[rows], np.float64)


def _cosine(one: Floats, other: Floats) -> float:
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return float(np.mean((one * other).sum(1) / np.maximum(lengths, 1e-9)))


if __name__ == "__main__":
    main()
