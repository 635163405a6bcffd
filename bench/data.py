"""The real stream and the readers to measure on: ../shared/data, or RANK_BENCH_DATA."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ranker.paper import Paper
from ranker.sources.files import read_papers

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("RANK_BENCH_DATA", ROOT.parent / "shared" / "data"))


@dataclass(frozen=True, slots=True)
class Split:
    """Votes given to a ranker: paper ids."""

    reader: str
    votes: int
    seed: int
    likes: tuple[str, ...]
    dislikes: tuple[str, ...]


class Stream:
    """Papers in the order of their listing dates, with the stored vectors, (n, 384) float32.

    `vectors` is a file to read instead of the stream's own, such as bench.embed_stream writes.
    """

    def __init__(self, vectors: Path | None = None) -> None:
        if not FOLDER.is_dir():
            sys.exit(f"{FOLDER} is not there; set RANK_BENCH_DATA to the folder with the stream")
        entries = read_papers(FOLDER / "stream" / "papers.jsonl.gz").entries
        self.papers: tuple[Paper, ...] = tuple(e.paper for e in entries)
        self.days = np.array([str(e.announced) for e in entries])
        own = FOLDER / "stream" / "vectors.npy"
        values = np.load(vectors or own).astype(np.float32)
        self.vectors = values / np.linalg.norm(values, axis=1, keepdims=True)
        self.row = {paper.id: n for n, paper in enumerate(self.papers)}
        plan = json.loads((FOLDER / "readers" / "splits.json").read_text())
        self.cut: str = plan["cut"]
        self.splits = tuple(
            Split(s["reader"], s["votes"], s["seed"], tuple(s["likes"]), tuple(s["dislikes"]))
            for s in plan["splits"]
        )
        self.past = np.flatnonzero(self.days < self.cut)
        self.test_days = tuple(
            np.array(sorted(np.flatnonzero(self.days == d), key=lambda n: self.papers[n].id))
            for d in plan["test_days"]
        )

    @cached_property
    def keywords(self) -> dict[str, tuple[str, ...]]:
        """The keywords of every reader."""
        readers = tomllib.loads((FOLDER / "readers" / "readers.toml").read_text())
        return {name: tuple(reader["keywords"]) for name, reader in readers.items()}

    def liked(self, reader: str) -> NDArray[np.bool_]:
        """Which papers of the stream the reader's list has, (n,)."""
        mask = np.zeros(len(self.papers), bool)
        path = FOLDER / "readers" / f"{reader}.jsonl"
        mask[[self.row[json.loads(line)["id"]] for line in path.read_text().splitlines()]] = True
        return mask
