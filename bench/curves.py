"""Two figures for docs/: quality against votes, and how far probabilities can be trusted.

usage: python -m bench.curves [--seeds N]

Draws docs/votes.svg (nDCG@10 after 0 to 50 likes and as many dislikes, the first ones of each
split of 50) and docs/reliability.svg (probability against the share that was liked, for all test
papers and for the ten best of each day), and prints the numbers.
"""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench import peers
from bench.data import ROOT, Split, Stream
from bench.quality import Rankers, measure
from ranker.arrays import Floats
from ranker.evaluation.metrics import Bools, calibration_error

COUNTS = (0, 1, 2, 3, 5, 8, 15, 30, 50)
DOCS = ROOT / "docs"
_WORK: list[tuple[Stream, Rankers]] = []
Result = tuple[float, float, Floats, Bools, Bools]


def main() -> None:
    """Draw both figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args()
    stream = Stream()
    _WORK.append((stream, Rankers(stream)))
    longest = [s for s in stream.splits if s.votes == 50 and s.seed < options.seeds]
    work = [_first(split, count) for count in COUNTS for split in longest]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        results = list(pool.map(_one, work))
    by_count = {c: [r for s, r in zip(work, results, strict=True) if s.votes == c] for c in COUNTS}
    print("| votes of each kind | nDCG@10 | Rocchio | calibration error | of the ten best |")
    print("|---|---|---|---|---|")
    for count, found in by_count.items():
        ours, rocchio = np.mean([r[0] for r in found]), np.mean([r[1] for r in found])
        error = np.mean([calibration_error(r[2], r[3]) for r in found])
        best = calibration_error(*_together(found, best_only=True))
        simple = f"{rocchio:.3f}" if count else ""
        print(f"| {count} | {ours:.3f} | {simple} | {error:.4f} | {best:.3f} |")
    _draw_votes(by_count, DOCS / "votes.svg")
    _draw_reliability(by_count, DOCS / "reliability.svg")


def _first(split: Split, count: int) -> Split:
    return replace(split, votes=count, likes=split.likes[:count], dislikes=split.dislikes[:count])


def _one(split: Split) -> Result:
    stream, rankers = _WORK[0]
    scores, probabilities = rankers.ours(split)
    rocchio = 0.0
    if split.likes:
        said = rankers.said(split)
        simple = peers.rocchio(said, rankers.past_vectors, rankers.test_vectors)
        rocchio = measure(stream, split, simple).ndcg
    best = np.zeros(len(scores), bool)
    start = 0
    for day in stream.test_days:
        part = slice(start, start + len(day))
        best[start + np.argsort(-scores[part], kind="stable")[:10]] = True
        start += len(day)
    liked = stream.liked(split.reader)[rankers.test]
    return measure(stream, split, scores).ndcg, rocchio, probabilities, liked, best


def _together(found: list[Result], *, best_only: bool) -> tuple[Floats, Bools]:
    chosen = [r[4] if best_only else np.ones(len(r[2]), bool) for r in found]
    probabilities = np.concatenate([r[2][c] for r, c in zip(found, chosen, strict=True)])
    return probabilities, np.concatenate([r[3][c] for r, c in zip(found, chosen, strict=True)])


def _draw_votes(by_count: dict[int, list[Result]], path: Path) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 3.8))
    places = range(len(COUNTS))
    ours = [np.mean([r[0] for r in by_count[c]]) for c in COUNTS]
    rocchio = [np.mean([r[1] for r in by_count[c]]) for c in COUNTS]
    axes.plot(places, ours, marker="o", color="#1f6f8b", label="rank")
    axes.plot(places[1:], rocchio[1:], marker="s", color="#b0693a", label="Rocchio")
    axes.set_xticks(places, [str(c) for c in COUNTS])
    axes.set_xlabel("likes, and as many dislikes")
    axes.set_ylabel("nDCG@10, mean over readers")
    axes.set_ylim(0, None)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, loc="lower right")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def _draw_reliability(by_count: dict[int, list[Result]], path: Path) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(4.6, 4.4))
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    for best_only, name, colour in (
        (False, "all papers", "#1f6f8b"),
        (True, "ten best of a day", "#b0693a"),
    ):
        found = [r for count in (15, 50) for r in by_count[count]]
        probabilities, liked = _together(found, best_only=best_only)
        edges = np.linspace(0, 1, 11)
        bins = np.clip(np.digitize(probabilities, edges) - 1, 0, 9)
        points = [
            (probabilities[bins == b].mean(), liked[bins == b].mean())
            for b in range(10)
            if (bins == b).sum() >= 20
        ]
        axes.plot(*zip(*points, strict=True), marker="o", color=colour, label=name)
    axes.set_xlabel("probability of a like")
    axes.set_ylabel("share that was liked")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, loc="upper left")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
