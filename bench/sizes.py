"""How many papers to show: a fixed number, or as many as are worth reading.

usage: python -m bench.sizes [--seeds N] [--votes N]... [--json FILE]

The same days and readers for every rule. A rule is a `size` of rank.toml; "at least" is a floor for
quiet days, which the program has not. "fixed, as many as auto" is the number that "auto" shows on
the reader's average day, so that the two differ only in which days get more. Prints, by number
of votes, over the test days of all readers (the mean over seeds, then readers):

shown      papers a day: mean, and the tenth and ninetieth percentile of the days
precision  the share of the shown that the reader's list has
recall     the share of the day's liked papers that are shown
empty      the share of days on which nothing is shown
missed     of the days with a liked paper, the share on which none of them is shown
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.data import Split, Stream
from bench.quality import Rankers
from ranker.arrays import Floats
from ranker.evaluation.metrics import Bools
from ranker.settings import DigestSettings

AUTO, WIDER = DigestSettings(size="auto"), DigestSettings(size="auto", worth=0.05)
RULES: dict[str, Callable[[Sequence[float]], int]] = {
    "20": DigestSettings(size=20).shown,
    "10": DigestSettings(size=10).shown,
    "auto": AUTO.shown,
    "auto, at least 5": lambda p: max(5, AUTO.shown(p)),
    "auto, at least 10": lambda p: max(10, AUTO.shown(p)),
    "auto, worth 0.1": DigestSettings(size="auto", worth=0.1).shown,
    "auto, worth 0.05": WIDER.shown,
    "auto, worth 0.05, at least 10": lambda p: max(10, WIDER.shown(p)),
}
SAME = "fixed, as many as auto"
Day = tuple[Floats, Bools]
"""A day's probabilities by descending score, (n,), and which of its papers are liked."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One rule, for one split: what the module's first lines say. Shares are from 0 to 1."""

    shown: float
    low: float
    high: float
    precision: float
    recall: float
    empty: float
    missed: float


def figures(days: list[Day], rule: Callable[[Sequence[float]], int]) -> Figures:
    """What a rule shows over the days. Precision and recall are over all days together."""
    sizes = np.array([min(rule(p.tolist()), len(p)) for p, _ in days])
    found = np.array([liked[:n].sum() for n, (_, liked) in zip(sizes, days, strict=True)])
    there = np.array([liked.sum() for _, liked in days])
    with_likes = there > 0
    low, high = np.quantile(sizes, (0.1, 0.9))
    return Figures(
        shown=float(sizes.mean()),
        low=float(low),
        high=float(high),
        precision=float(found.sum() / max(1, sizes.sum())),
        recall=float(found.sum() / max(1, there.sum())),
        empty=float((sizes == 0).mean()),
        missed=float((found[with_likes] == 0).mean()),
    )


def compared(days: list[Day]) -> dict[str, Figures]:
    """Every rule's figures."""
    table = {name: figures(days, rule) for name, rule in RULES.items()}
    same = max(1, round(table["auto"].shown))
    return table | {SAME: figures(days, lambda _: same)}


def main() -> None:
    """Measure and print a table for each number of votes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--votes", action="append", type=int)
    parser.add_argument("--json", type=Path, help="every split's figures")
    options = parser.parse_args()
    votes = tuple(options.votes or (0, 5, 15, 50))
    stream = Stream()
    work = [s for s in stream.splits if s.seed < options.seeds and s.votes in votes]
    _WORK.append((stream, Rankers(stream)))
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        results = list(pool.map(_one, work))
    for count in votes:
        print(f"\n### {count} votes of each kind\n" if count else "\n### No votes\n")
        _print([(s, r) for s, r in zip(work, results, strict=True) if s.votes == count])
    if options.json:
        plain = [
            {"reader": s.reader, "votes": s.votes, "seed": s.seed, "rule": name} | asdict(one)
            for s, found in zip(work, results, strict=True)
            for name, one in found.items()
        ]
        options.json.write_text(json.dumps(plain, indent=1))


_WORK: list[tuple[Stream, Rankers]] = []
"""What the processes inherit when they are forked."""


def _one(split: Split) -> dict[str, Figures]:
    stream, rankers = _WORK[0]
    scores, probabilities = rankers.ours(split)
    liked = stream.liked(split.reader)[rankers.test]
    days, start = [], 0
    for day in stream.test_days:
        rows = start + np.argsort(-scores[start : start + len(day)], kind="stable")
        days.append((probabilities[rows], liked[rows]))
        start += len(day)
    return compared(days)


def _print(found: list[tuple[Split, dict[str, Figures]]]) -> None:
    print("| size | shown (10 % to 90 %) | precision | recall | empty | missed |")
    print("|---|---|---|---|---|---|")
    readers = sorted({split.reader for split, _ in found})
    for rule in found[0][1]:
        by_reader = [
            np.mean([list(asdict(f[rule]).values()) for s, f in found if s.reader == r], axis=0)
            for r in readers
        ]
        shown, low, high, precision, recall, empty, missed = np.mean(by_reader, axis=0)
        print(
            f"| {rule} | {shown:.1f} ({low:.0f} to {high:.0f}) | {precision:.3f} | {recall:.3f} "
            f"| {empty:.1%} | {missed:.1%} |"
        )


if __name__ == "__main__":
    main()
