"""What is measured of readers: every ranker on every draw of their votes, in two processes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.contest import WHOLE, Budget, Past, field, measured, ours, peer
from bench.quality import KEYWORD_PEERS, remember_hits
from bench.readers import Reader
from bench.table import OURS
from ranker.arrays import Floats
from ranker.evaluation.metrics import TOP, Bools, Quality, mean

PROCESSES = 2
TOGETHER = 4  # readers for whom fitting their past twice would take longer than they do
SURE = 15  # likes from which probabilities are read


@dataclass(frozen=True, slots=True)
class Figure:
    """One ranker's means over a reader's days and draws, after `likes` of them."""

    kind: str
    reader: str
    likes: int
    ranker: str
    ndcg: float
    auc: float


@dataclass(frozen=True, slots=True)
class Told:
    """Our probabilities of a reader's papers, which were liked, and which were the day's ten."""

    kind: str
    reader: str
    likes: int
    probabilities: Floats
    liked: Bools
    best: Bools


def run(readers: Sequence[Reader], budget: Budget = WHOLE) -> tuple[list[Figure], list[Told]]:
    """Measure all readers."""
    _WORK[:] = groups(readers)
    _BUDGET[:] = [budget]
    figures: list[Figure] = []
    told: list[Told] = []
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork")) as pool:
        for some_figures, some_told in pool.map(_measure_group, range(len(_WORK))):
            figures += some_figures
            told += some_told
    return figures, told


_WORK: list[list[Reader]] = []
_BUDGET: list[Budget] = []
"""What the processes inherit when they are forked."""


def groups(readers: Sequence[Reader]) -> list[list[Reader]]:
    """Readers of the same past together, many of them halved; those with most work first."""
    by_past: dict[tuple[str, str, bytes], list[Reader]] = defaultdict(list)
    for reader in readers:
        by_past[reader.stream.name, reader.cut, reader.past(reader.cut).tobytes()].append(reader)
    shared: list[list[Reader]] = []
    for group in by_past.values():
        shared += [group[0::2], group[1::2]] if len(group) > TOGETHER else [group]
    return sorted(shared, key=lambda group: -sum(len(reader.draws) for reader in group))


def _measure_group(number: int) -> tuple[list[Figure], list[Told]]:
    from threadpoolctl import threadpool_limits

    remember_hits()
    group, budget = _WORK[number], _BUDGET[0]
    first = group[0]
    with threadpool_limits(1):
        past = Past(first.stream, first.past(first.cut), first.cut, budget)
        results = [measure(reader, past) for reader in group]
    return [f for figures, _ in results for f in figures], [t for _, told in results for t in told]


def measure(reader: Reader, past: Past) -> tuple[list[Figure], list[Told]]:
    """One reader: the means over draws, and what our probabilities were."""
    rows = np.concatenate([day.rows for day in reader.days])
    found: dict[tuple[int, str], list[Quality]] = defaultdict(list)
    told = []

    @lru_cache
    def by_keywords(name: str) -> Quality:
        return measured(reader, peer(name, past, reader.draws[0].votes, reader.keywords, rows))

    for draw in reader.draws:
        scores, probabilities = ours(past, draw.votes, reader.keywords, rows)
        found[draw.count, OURS].append(measured(reader, scores))
        if draw.count >= SURE:
            liked = np.concatenate([day.liked for day in reader.days])
            best = _best(reader, scores)
            told.append(Told(reader.kind, reader.name, draw.count, probabilities, liked, best))
        for name in field(reader, draw.votes):
            if name in KEYWORD_PEERS:
                quality = by_keywords(name)
            else:
                quality = measured(reader, peer(name, past, draw.votes, reader.keywords, rows))
            found[draw.count, name].append(quality)
    figures = []
    for (count, name), qualities in found.items():
        whole = mean(qualities)
        figures.append(Figure(reader.kind, reader.name, count, name, whole.ndcg, whole.auc))
    return figures, told


def _best(reader: Reader, scores: Floats) -> Bools:
    """Which papers are among the ten best of their day."""
    best = np.zeros(len(scores), bool)
    start = 0
    for day in reader.days:
        order = np.argsort(-scores[start : start + len(day.rows)], kind="stable")
        best[start + order[:TOP]] = True
        start += len(day.rows)
    return best


def write(figures: Sequence[Figure], path: Path) -> None:
    """Keep figures as JSON."""
    path.write_text(json.dumps([asdict(f) for f in figures], indent=0), "utf-8")


def read(path: Path) -> list[Figure]:
    """Figures as `write` keeps them."""
    return [Figure(**f) for f in json.loads(path.read_text("utf-8"))]
