"""Authors as readers: what somebody writes about is what they read of, in every field.

usage: python -m bench.authors [--most N] [--json FILE]

Every author with ten or more papers in a stream is a person with an interest. The papers announced
in the stream's first half are the likes, the later ones are to be found on their days among others
of the categories that the likes have. No ranker sees authors. Names with more than 60 papers are
several persons; of a group that writes together one author stands for all.

The readers of a stream share its background, cut short, and at most NEGATIVES others stand beside
a day's own papers: only differences between rankers count. People who keep the same papers in
their libraries (CiteULike) would be readers of this kind, too; no such data can be had here.

Prints, by stream and number of likes, nDCG@10 of every ranker, and how sure we are to be ahead of
the best peer.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from bench.contest import LEARNERS, Budget
from bench.figures import Figure, run, write
from bench.kinds import spring
from bench.readers import Announced, Day, Reader, RowNumbers, drawn, stream
from bench.table import OURS, bootstrap

STREAMS = ("spring", "cs_nlp", "cs_vision_robotics", "astro", "autumn")
LEAST_PAPERS, MOST_PAPERS = 10, 60
LEAST_BEFORE, LEAST_AFTER = 5, 3
NEGATIVES, FEWEST = 100, 20  # others on a day; with fewer the day tells nothing
COUNTS = (5, 10)
BUDGET = Budget(background=2_500, pool=10_000, peers=10_000)
MOST = 40  # authors of a stream, unless asked for others
KIND = "authors"


def authors(most: int = MOST) -> list[Reader]:
    """At most that many authors of each stream, the same ones every time."""
    return [reader for name in STREAMS for reader in of_stream(anonymous(name), by(name), most)]


def by(name: str) -> list[tuple[str, ...]]:
    """The authors of each paper of a stream."""
    return [paper.authors for paper in _whole(name).papers]


@lru_cache
def anonymous(name: str) -> Announced:
    """A stream without authors."""
    whole = _whole(name)
    papers = [replace(paper, authors=()) for paper in whole.papers]
    return replace(whole, name=f"{name} without authors", papers=papers)


def _whole(name: str) -> Announced:
    return spring() if name == "spring" else stream(name)


def of_stream(papers: Announced, names: Sequence[tuple[str, ...]], most: int) -> list[Reader]:
    """Readers made of the authors `names` (n,) of a stream's papers."""
    cut = str(papers.days[len(papers.days) // 2])
    written: dict[str, list[int]] = defaultdict(list)
    for row, of_paper in enumerate(names):
        for name in dict.fromkeys(of_paper):
            written[name].append(row)
    able = sorted(n for n, rows in written.items() if LEAST_PAPERS <= len(rows) <= MOST_PAPERS)
    found: list[Reader] = []
    taken: set[int] = set()
    for number in np.random.default_rng(0).permutation(len(able)):
        rows = written[able[number]]
        if sum(row in taken for row in rows) > len(rows) / 2:
            continue
        reader = _reader(papers, cut, able[number], np.array(rows))
        if reader is not None:
            found.append(reader)
            taken.update(rows)
        if len(found) == most:
            break
    return found


def _reader(papers: Announced, cut: str, name: str, own: RowNumbers) -> Reader | None:
    """The author as a reader; None where there is too little before or after the cut."""
    before = own[papers.days[own] < cut]
    if len(before) < LEAST_BEFORE:
        return None
    followed = {papers.papers[n].categories[:1] for n in before} - {()}
    days = [
        _day(papers, date, own, followed)
        for date in sorted(set(papers.days[own[papers.days[own] >= cut]].tolist()))
    ]
    enough = tuple(d for d in days if d.liked.any() and (~d.liked).sum() >= FEWEST)
    if sum(int(day.liked.sum()) for day in enough) < LEAST_AFTER:
        return None
    history = papers.take(before)
    every = np.ones(len(papers.papers), bool)
    return Reader(
        f"{papers.name}: {name}", KIND, papers, cut, every, enough, history,
        drawn(history, COUNTS, 1),
    )  # fmt: skip


def _day(papers: Announced, date: str, own: RowNumbers, followed: set[tuple[str, ...]]) -> Day:
    """A day's papers of the followed primary categories: the author's, and some of the others."""
    first = int(np.searchsorted(papers.days, date, "left"))
    last = int(np.searchsorted(papers.days, date, "right"))
    rows = [n for n in range(first, last) if papers.papers[n].categories[:1] in followed]
    mine = set(own.tolist())
    others = [n for n in rows if n not in mine]
    sample = np.random.default_rng(first).permutation(others)[:NEGATIVES]
    kept = [*(n for n in rows if n in mine), *(int(n) for n in sample)]
    kept.sort(key=lambda n: papers.papers[n].id)
    return Day(date, np.array(kept, np.int64), np.array([n in mine for n in kept], bool))


def table(figures: Sequence[Figure]) -> str:
    """By stream and number of likes, as Markdown."""
    lines = [
        "| authors of | likes | readers | rank | " + " | ".join(LEARNERS)
        + " | to the best | we win : lose | difference, 95 % |",
        "|---|---|---|---|" + "---|" * len(LEARNERS) + "---|---|---|",
    ]  # fmt: skip
    for name in (*STREAMS, ""):
        for count in COUNTS:
            own = [f for f in figures if f.likes == count and f.reader.startswith(name)]
            if own:
                lines.append(f"| {name or 'all'} | {count} | {_row(own)} |")
    return "\n".join(lines)


def _row(figures: Sequence[Figure]) -> str:
    readers = sorted({f.reader for f in figures})
    of = {(f.ranker, f.reader): f.ndcg for f in figures}
    values = {n: np.array([of[n, r] for r in readers]) for n in (OURS, *LEARNERS)}
    means = {name: float(found.mean()) for name, found in values.items()}
    best = max(LEARNERS, key=lambda name: means[name])
    gaps = values[OURS] - values[best]
    low, high = bootstrap(gaps)
    return " | ".join((
        str(len(readers)), *(f"{means[name]:.3f}" for name in (OURS, *LEARNERS)),
        f"{means[OURS] / means[best]:.2f}", f"{(gaps > 0).sum()} : {(gaps < 0).sum()}",
        f"{low:+.3f} to {high:+.3f}",
    ))  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--most", type=int, default=MOST, help="authors of a stream")
    parser.add_argument("--json", type=Path, help="keep the figures for bench.choosing")
    options = parser.parse_args()
    started = time.perf_counter()
    figures, _ = run(authors(options.most), BUDGET)
    print(table(figures))
    print(f"\n{(time.perf_counter() - started) / 60:.0f} minutes")
    if options.json:
        write(figures, options.json)


if __name__ == "__main__":
    main()
