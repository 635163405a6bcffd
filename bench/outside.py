"""Readers unlike the curated lists: a few likes from a library, no dislikes, no keywords.

usage: python -m bench.outside [VECTORS]

Readers are made from the stream, since few real ones are public. `lists`: the eleven lists.
`two lists`: two of them in one profile. `a category`: all of one arXiv category, a broad reader;
`astrophysics`: the same among astrophysics papers alone. For these two no ranker sees categories,
which would be the answer. Half of an astrophysics category's papers are its reader's.

VECTORS is a file of bench.embed_stream, else the stream's own are ranked with. Prints nDCG@10 of
every ranker by kind and number of likes, and our ratio to the best peer there.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.data import Split, Stream
from bench.quality import SANITY, Rankers, run
from bench.table import OURS
from ranker.evaluation.metrics import mean

PEERS = [SANITY, "zotero-arxiv-daily", "Rocchio", "Scholar Inbox"]
LIKES, SEEDS = (5, 10, 20), 2
PAIRS = (
    ("gui-agents", "3d-scenes"),
    ("llm-compression", "video-diffusion"),
    ("robot-vla", "long-context"),
    ("llm-security", "image-diffusion"),
    ("papers-of-the-week", "robot-vla"),
)
BROAD = [
    "cs.RO",
    "cs.SD",
    "cs.CR",
    "cs.IR",
    "stat.ML",
    "cs.HC",
    "eess.IV",
    "cs.SE",
    "cs.GR",
    "cs.DC",
]
ASTRO = ["astro-ph.HE", "astro-ph.CO", "astro-ph.SR", "astro-ph.EP", "astro-ph.IM"]
Mask = NDArray[np.bool_]


class Made(Stream):
    """The stream with other readers, over some of its papers."""

    def __init__(
        self, whole: Stream, readers: dict[str, Mask], among: Mask, *, categories: bool
    ) -> None:
        papers = whole.papers
        self.papers = papers if categories else tuple(replace(p, categories=()) for p in papers)
        self.days, self.vectors, self.row, self.cut = (
            whole.days,
            whole.vectors,
            whole.row,
            whole.cut,
        )
        self.past = np.array([n for n in whole.past if among[n]])
        days = [np.array([n for n in day if among[n]], np.int64) for day in whole.test_days]
        self.test_days = tuple(day for day in days if len(day))
        self._liked = readers
        self.splits = tuple(self._splits())

    @property
    def keywords(self) -> dict[str, tuple[str, ...]]:
        """None."""
        return dict.fromkeys(self._liked, ())

    def liked(self, reader: str) -> Mask:
        """Which papers of the stream the reader likes, (n,)."""
        return self._liked[reader]

    def _splits(self) -> list[Split]:
        splits = []
        for reader, mask in self._liked.items():
            own = [self.papers[n].id for n in self.past if mask[n]]
            for seed in range(SEEDS):
                order = np.random.default_rng(seed).permutation(len(own))
                for count in LIKES:
                    if count <= len(own):
                        likes = tuple(own[i] for i in order[:count])
                        splits.append(Split(reader, count, seed, likes, ()))
        return splits


def kinds(stream: Stream) -> dict[str, Made]:
    """The kinds of made readers."""
    every = np.ones(len(stream.papers), bool)
    half = np.random.default_rng(0).random(len(stream.papers)) < 0.5
    lists = {reader: stream.liked(reader) for reader in sorted(stream.keywords)}

    def having(code: str) -> Mask:
        return np.array([code in p.categories for p in stream.papers])

    astro = np.array([any(c.startswith("astro-ph") for c in p.categories) for p in stream.papers])
    pairs = {f"{a} + {b}": lists[a] | lists[b] for a, b in PAIRS}
    return {
        "lists": Made(stream, lists, every, categories=True),
        "two lists": Made(stream, pairs, every, categories=True),
        "a category": Made(stream, {c: having(c) for c in BROAD}, every, categories=False),
        "astrophysics": Made(stream, {c: having(c) & half for c in ASTRO}, astro, categories=False),
    }


def main() -> None:
    """Measure every kind and print the table."""
    print("| readers | likes | rank |", " | ".join(PEERS), "| to the best |")
    print("|---|---|---|" + "---|" * len(PEERS) + "---|")
    stream = Stream(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    for kind, made in kinds(stream).items():
        table, _ = run(made, Rankers(made), PEERS, LIKES)
        for count in LIKES:
            figures = {name: mean(list(table[name][count].values())).ndcg for name in table}
            best = max(figures[name] for name in PEERS)
            row = " | ".join(f"{figures[name]:.3f}" for name in (OURS, *PEERS))
            print(f"| {kind} | {count} | {row} | {figures[OURS] / best:.2f} |", flush=True)


if __name__ == "__main__":
    main()
