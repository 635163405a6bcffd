"""A workspace of any size: invented papers with random unit vectors, in a real store.

usage: python -m bench.synthetic FOLDER ROWS

Titles and abstracts are 8 and 60 words drawn from 20,000 with the frequencies of a language
(Zipf); one paper in 10,000 has the phrase "needle haystack". Fifty thousand papers a month, on
the listing dates of the month. The vectors belong to the default encoder's space, so that every
command runs on the workspace.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path
from random import Random

import numpy as np

from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.workspace import Workspace, open_workspace
from ranker.config import Paths
from ranker.paper import Entry, Paper

DIMENSIONS = 384
A_MONTH = 50_000
AT_A_TIME = 10_000
_FIRST_MONTH = 2015 * 12  # five-digit ids begin in January 2015
_SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wi", "xo")
_WORDS = tuple(map("".join, product(_SYLLABLES, repeat=4)))[:20_000]
_FREQUENCIES = tuple(accumulate(1 / (n + 10) for n in range(len(_WORDS))))


def entries(count: int, seed: int = 0) -> Iterator[Entry]:
    """Invented announcements, in the order of their dates."""
    draw = Random(seed)  # noqa: S311
    for number in range(count):
        months, serial = divmod(number, A_MONTH)
        year, month = divmod(_FIRST_MONTH + months, 12)
        words = draw.choices(_WORDS, cum_weights=_FREQUENCIES, k=68)
        if number % 10_000 == 7:
            words[30:32] = ["needle", "haystack"]
        day = date(year, month + 1, 1) + timedelta(days=serial * 28 // A_MONTH)
        paper_id = f"{year % 100:02}{month + 1:02}.{serial + 1:05}"
        title, abstract = " ".join(words[:8]), " ".join(words[8:])
        yield Entry(Paper(paper_id, title, abstract, ("A. Body",), ("cs.LG",)), day)


def unit_vectors(count: int, generator: np.random.Generator) -> np.ndarray:
    """Random directions, (count, DIMENSIONS) float32."""
    rows = generator.standard_normal((count, DIMENSIONS), np.float32)
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def fill(ws: Workspace, count: int, seed: int = 0) -> None:
    """Store that many papers with vectors."""
    vectors = ws.vectors_of(ws.encoder.fingerprint, DIMENSIONS)
    generator = np.random.default_rng(seed)
    batch: list[Entry] = []
    for number, entry in enumerate(entries(count, seed), 1):
        batch.append(entry)
        if len(batch) == AT_A_TIME or number == count:
            ws.papers.add(batch, ws.now().date())
            vectors.put([e.paper.id for e in batch], unit_vectors(len(batch), generator))
            batch = []


def make(folder: Path, count: int) -> Workspace:
    """A new workspace with that many papers."""
    profile = check_profile("bench", ("cs.LG",), ("needle", "haystack"))
    create_workspace(Paths(folder), profile)
    ws = open_workspace(folder)
    fill(ws, count)
    return ws


if __name__ == "__main__":
    started = time.perf_counter()
    make(Path(sys.argv[1]), int(sys.argv[2]))
    print(f"{int(sys.argv[2]):,} papers in {time.perf_counter() - started:.0f} s")
