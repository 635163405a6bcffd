"""The loop as it is lived: morning by morning, each ranker learns from what it showed itself.

usage: python -m bench.loop [--kinds NAME]... [--days N] [--authors N] [--without-passed] [--draw]
           [--json FILE]

Curators and lists start from their keywords alone, people and authors from their five latest
likes. Every morning of their days the reader sees the ten best, likes those on their list, and on
one morning of three, the same for every ranker, dislikes the worst of the others. Overnight the
ranker learns from all votes on what it has shown so far; ours from what was passed over, too, but
for --without-passed. The papers before the day, as background and pool, are taken anew once a week
(authors: once in four), from those announced before it. Peers read the newest 5,000 of them. A peer
that needs a like ranks by the embedding of the keywords until there is one.

Prints, by kind, the likes found by reader and their share of what ten a day could find (means over
readers), our share against the best peer's, and how many readers the best peer of their kind serves
better; with --draw, docs/loop.svg has the shares over the mornings. People and curators with
--days 8 took 6 minutes on two busy cores; most of it is reading the past of every week.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np

from bench import authors, readers
from bench.contest import LEARNERS, Budget, Past, ours, peer
from bench.data import ROOT
from bench.figures import PROCESSES, groups
from bench.kinds import lists
from bench.lived import Life, draw, table
from bench.quality import KEYWORD_PEERS
from bench.readers import NOBODY, Day, Reader, RowNumbers, Votes
from bench.table import OURS
from ranker.arrays import Floats
from ranker.evaluation.metrics import TOP
from ranker.models.evidence import PaperVectors

LIKES = 5  # to start from, without keywords
WEEK, FOUR_WEEKS = 7, 28  # days after which the past is taken anew
GRUMBLES = 3  # of so many mornings, on one
BUDGET = Budget(peers=5_000)
KINDS: dict[str, Callable[[int], list[Reader]]] = {
    "people": lambda _: readers.people(1),
    "curators with keywords": lambda _: readers.curators(1, keywords=True),
    "lists": lambda _: lists(1),
    authors.KIND: authors.authors,
}
Ranker = Callable[[Past, Reader, Votes, RowNumbers], Floats]
Fit = Callable[[Reader, str], Past]


@dataclass
class Side:
    """What one reader has told one ranker, and the likes found each morning."""

    votes: Votes
    found: list[int] = field(default_factory=list)

    def morning(self, reader: Reader, day: Day, scores: Floats) -> None:
        """The reader sees the ten best and votes."""
        shown = np.argsort(-scores, kind="stable")[:TOP]
        liked, others = shown[day.liked[shown]], shown[~day.liked[shown]]
        worst = others[-1:] if grumbles(reader, day) else others[:0]
        passed = others[: len(others) - len(worst)]
        told = self.votes

        def more(known: PaperVectors, places: RowNumbers) -> PaperVectors:
            new = reader.stream.take(day.rows[places])
            return PaperVectors(
                (*known.papers, *new.papers), np.vstack([known.vectors, new.vectors])
            )

        self.votes = Votes(
            more(told.likes, liked), more(told.dislikes, worst), more(told.passed, passed)
        )
        self.found.append(len(liked))


def grumbles(reader: Reader, day: Day) -> bool:
    """Whether the reader dislikes something that morning."""
    return Random(f"{reader.name} {day.date}").randrange(GRUMBLES) == 0  # noqa: S311


def start(reader: Reader) -> Votes:
    """What a reader begins with: nothing but keywords, or the latest likes."""
    first = max(0, len(reader.history) - LIKES)
    if reader.keywords:
        first = len(reader.history)
    return Votes(PaperVectors(reader.history.papers[first:], reader.history.vectors[first:]))


def periods(group: Sequence[Reader], length: int) -> list[list[str]]:
    """The dates on which anybody reads, in runs of at most that many days."""
    found: list[list[str]] = []
    for day in sorted({day.date for reader in group for day in reader.days}):
        span = timedelta(length)
        if not found or date.fromisoformat(day) >= date.fromisoformat(found[-1][0]) + span:
            found.append([])
        found[-1].append(day)
    return found


def live(
    group: Sequence[Reader], rankers: Mapping[str, Ranker], fit: Fit, length: int
) -> list[Life]:
    """Every morning of readers who share a past, with every ranker that can serve them.

    `fit` gives the past before a date; it is asked at the start of every period.
    """
    sides = {(reader.name, name): Side(start(reader)) for reader in group for name in rankers}
    for dates in periods(group, length):
        gc.collect()  # a past and its papers to rank hold each other, a gigabyte in some weeks
        past = fit(group[0], dates[0])
        for reader in group:
            for day in reader.days:
                if day.date in dates:
                    for name, ranker in rankers.items():
                        side = sides[reader.name, name]
                        scores = ranker(past, reader, side.votes, day.rows)
                        side.morning(reader, day, scores)
    return [
        Life(reader.kind, reader.name, name, sides[reader.name, name].found, _there(reader))
        for reader in group
        for name in rankers
    ]


def rankers_for(reader: Reader, *, passed: bool) -> dict[str, Ranker]:
    """The product and the peers; those that read keywords where there are any."""
    names = (*(KEYWORD_PEERS if reader.keywords else ()), *LEARNERS)
    return {OURS: partial(_product, passed)} | {name: partial(_peer, name) for name in names}


def _product(passed: bool, past: Past, reader: Reader, votes: Votes, rows: RowNumbers) -> Floats:
    told = votes if passed else replace(votes, passed=NOBODY)
    return ours(past, told, reader.keywords, rows)[0]


def _peer(name: str, past: Past, reader: Reader, votes: Votes, rows: RowNumbers) -> Floats:
    learns = name in LEARNERS
    usable = name if len(votes.likes) or not learns else "keyword embedding"
    return peer(usable, past, votes, reader.keywords, rows)


def _there(reader: Reader) -> list[int]:
    return [min(TOP, int(day.liked.sum())) for day in reader.days]


_WORK: list[list[Reader]] = []
_PASSED: list[bool] = []
"""What the processes inherit when they are forked."""


def _live_group(number: int) -> list[Life]:
    from threadpoolctl import threadpool_limits

    group = _WORK[number]
    length = FOUR_WEEKS if group[0].kind == authors.KIND else WEEK
    with threadpool_limits(1):
        return live(group, rankers_for(group[0], passed=_PASSED[0]), _fit, length)


def _fit(reader: Reader, until: str) -> Past:
    return Past(reader.stream, reader.past(until), until, BUDGET)


def main() -> None:
    """Live it and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kinds", action="append", choices=list(KINDS), help="default: all")
    parser.add_argument("--days", type=int, help="the first mornings of each reader alone")
    parser.add_argument("--authors", type=int, default=10, help="of each stream")
    parser.add_argument(
        "--without-passed", action="store_true", help="rank learns nothing from papers passed over"
    )
    parser.add_argument("--draw", action="store_true", help="draw docs/loop.svg")
    parser.add_argument("--json", type=Path, help="keep what every reader found")
    options = parser.parse_args()
    started = time.perf_counter()
    every = [r for n in options.kinds or KINDS for r in KINDS[n](options.authors)]
    _WORK[:] = groups([replace(r, days=r.days[: options.days]) for r in every])
    _PASSED[:] = [not options.without_passed]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork")) as pool:
        lives = [life for found in pool.map(_live_group, range(len(_WORK))) for life in found]
    lives.sort(key=lambda life: list(KINDS).index(life.kind))
    if options.json:
        options.json.write_text(json.dumps([asdict(life) for life in lives], indent=0), "utf-8")
    print(table(lives))
    print(f"\n{(time.perf_counter() - started) / 60:.0f} minutes")
    if options.draw:
        draw(lives, ROOT / "docs" / "loop.svg")


if __name__ == "__main__":
    main()
