"""Every kind of reader, people first: the product's code and all peers on the same votes.

usage: python -m bench.people [--kinds NAME]... [--draws N] [--authors N] [--json FILE]
           [--also FILE]...

The kinds: real people without keywords, curators without and with them, the eleven lists with the
votes of both kinds of bench.quality, readers made by bench.outside, and authors (bench.authors).
Votes are a reader's latest likes, then random ones (--draws), always in the order of time; a figure
is the mean over days, then draws, then readers. Prints, as Markdown:

- nDCG@10 and AUC of every ranker by kind and number of likes, and our ratio to the best peer
- by reader, the difference to Rocchio; bold where we are more than 0.02 below
- by reader with keywords, the curve over votes; bold where it is more than 0.05 below its start
- the mean over numbers of likes, then readers, then kinds: what recipes are chosen by, with the
  files of --json and bench.choosing, leaving readers out
- how the probabilities hold, from 15 likes on, over all papers and the ten best of each day

People and curators with two draws took 6 minutes on two busy cores. Kinds can be measured one by
one and put side by side: --also.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench import authors, readers
from bench.choosing import Scores, over_kinds, scores
from bench.contest import LEARNERS
from bench.figures import Figure, Told, read, run, write
from bench.kinds import lists, made
from bench.quality import KEYWORD_PEERS
from bench.readers import Reader
from bench.table import OURS
from ranker.evaluation.metrics import calibration_error

BELOW_ROCCHIO, BELOW_KEYWORDS = 0.02, 0.05
KINDS: dict[str, Callable[[int], list[Reader]]] = {
    "people": readers.people,
    "curators": lambda draws: readers.curators(draws, keywords=False),
    "curators with keywords": lambda draws: readers.curators(draws, keywords=True),
    "lists": lists,
    "made": lambda draws: made(min(draws, 1)),
}
BY_KEYWORDS = "best by keywords"


class Means:
    """nDCG@10 and AUC of every ranker by kind, number of likes and reader."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.figures = figures
        self._of = {(f.kind, f.likes, f.reader, f.ranker): f for f in figures}
        self.kinds = list(dict.fromkeys(f.kind for f in figures))

    def counts(self, kind: str) -> list[int]:
        """The numbers of likes."""
        return sorted({f.likes for f in self.figures if f.kind == kind})

    def readers(self, kind: str, likes: int | None = None) -> list[str]:
        """Who has so many likes."""
        own = [f for f in self.figures if f.kind == kind and likes in (None, f.likes)]
        return sorted({f.reader for f in own})

    def ndcg(self, kind: str, likes: int, reader: str, ranker: str) -> float:
        """Of one reader, nan where there is no such figure."""
        figure = self._of.get((kind, likes, reader, ranker))
        return figure.ndcg if figure else float("nan")

    def mean(self, kind: str, likes: int, ranker: str) -> tuple[float, float]:
        """nDCG@10 and AUC over the readers, nan where the ranker cannot rank."""
        own = [self._of.get((kind, likes, r, ranker)) for r in self.readers(kind, likes)]
        found = [(f.ndcg, f.auc) for f in own if f]
        ndcg, auc = np.mean(found, axis=0) if found else (np.nan, np.nan)
        return float(ndcg), float(auc)


def by_likes(means: Means) -> str:
    """Every ranker by kind and number of likes, and our ratio to the best peer."""
    columns = (OURS, *LEARNERS, BY_KEYWORDS)
    lines = [
        "| readers | likes | " + " | ".join(columns) + " | to the best |",
        "|---|---|" + "---|" * (len(columns) + 1),
    ]
    for kind in means.kinds:
        for count in means.counts(kind):
            found = {name: means.mean(kind, count, name) for name in (OURS, *LEARNERS)}
            keyword_peers = [means.mean(kind, count, name) for name in KEYWORD_PEERS]
            found[BY_KEYWORDS] = max(keyword_peers, key=lambda pair: np.nan_to_num(pair[0]))
            best = np.nanmax([found[name][0] for name in columns[1:]])
            cells = ["" if np.isnan(n) else f"{n:.3f}/{a:.3f}" for n, a in found.values()]
            many = len(means.readers(kind, count))
            ratio = found[OURS][0] / best
            lines.append(f"| {many} {kind} | {count} | " + " | ".join(cells) + f" | {ratio:.2f} |")
    return "\n".join(lines)


def to_rocchio(means: Means, kind: str) -> str:
    """By reader and number of likes, how far we are above Rocchio."""
    counts = [count for count in means.counts(kind) if count]
    lines = [
        f"| {kind} | " + " | ".join(f"{c} likes" for c in counts) + " | mean |",
        "|---|" + "---|" * (len(counts) + 1),
    ]
    below = 0
    for reader in means.readers(kind):
        gaps = [
            means.ndcg(kind, c, reader, OURS) - means.ndcg(kind, c, reader, "Rocchio")
            for c in counts
        ]
        below += sum(gap < -BELOW_ROCCHIO for gap in gaps)
        cells = [
            _marked(gap, f"{gap:+.3f}", -BELOW_ROCCHIO) for gap in (*gaps, float(np.nanmean(gaps)))
        ]
        lines.append(f"| {reader} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", f"Cells more than {BELOW_ROCCHIO} below Rocchio: {below}."])


def from_keywords(means: Means, kind: str) -> str:
    """By reader, the curve over votes beside what the keywords alone give."""
    counts = means.counts(kind)
    lines = [
        f"| {kind} | " + " | ".join(map(str, counts)) + " | most lost |",
        "|---|" + "---|" * (len(counts) + 1),
    ]
    for reader in means.readers(kind):
        values = [means.ndcg(kind, c, reader, OURS) for c in counts]
        gaps = [value - values[0] for value in values]
        cells = [
            _marked(gap, f"{value:.3f}", -BELOW_KEYWORDS)
            for gap, value in zip(gaps, values, strict=True)
        ]
        lost = float(np.nanmin(gaps))
        cells.append(_marked(lost, f"{lost:+.3f}", -BELOW_KEYWORDS))
        lines.append(f"| {reader} | " + " | ".join(cells) + " |")
    curve = [means.mean(kind, c, OURS)[0] for c in counts]
    falls = min(np.diff(curve), default=0.0)
    cells = [f"{value:.3f}" for value in curve]
    lines.append("| mean | " + " | ".join(cells) + f" | {falls:+.3f} from one to the next |")
    return "\n".join(lines)


def _marked(gap: float, text: str, limit: float) -> str:
    """The cell, bold where the gap is below the limit."""
    if np.isnan(gap):
        return ""
    return f"**{text}**" if gap < limit else text


def side_by_side(means: Means) -> str:
    """The mean over numbers of likes, readers and kinds; peers need a like."""
    columns = (OURS, *LEARNERS)
    liked = [f for f in means.figures if f.likes]
    found = {name: scores(liked, name) for name in columns}
    ours = scores(means.figures)
    lines = [
        "| readers | " + " | ".join(columns) + " | to the best | rank, without likes too |",
        "|---|" + "---|" * (len(columns) + 2),
    ]
    for kind in (*means.kinds, ""):
        row = [over_kinds(_of_kind(found[name], kind)) for name in columns]
        cells = [f"{value:.3f}" for value in row]
        cells += [f"{row[0] / max(row[1:]):.2f}", f"{over_kinds(_of_kind(ours, kind)):.4f}"]
        lines.append(f"| {kind or 'mean over kinds'} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _of_kind(found: Scores, kind: str) -> Scores:
    return {key: value for key, value in found.items() if kind in ("", key[0])}


def held(told: Sequence[Told]) -> str:
    """How the probabilities hold: the mean over readers, and of the ten best all together."""
    lines = [
        "| readers | likes | calibration error | of the ten best | their probability | liked |",
        "|---|---|---|---|---|---|",
    ]
    for kind, count in dict.fromkeys((t.kind, t.likes) for t in told):
        own = [t for t in told if (t.kind, t.likes) == (kind, count)]
        error = np.mean([calibration_error(t.probabilities, t.liked) for t in own])
        best = np.concatenate([t.probabilities[t.best] for t in own])
        liked = np.concatenate([t.liked[t.best] for t in own])
        lines.append(
            f"| {kind} | {count} | {error:.4f} | {calibration_error(best, liked):.3f} "
            f"| {best.mean():.3f} | {liked.mean():.3f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure the kinds asked for and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    names = [*KINDS, authors.KIND]
    parser.add_argument("--kinds", action="append", choices=names, help="default: all")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--authors", type=int, default=authors.MOST, help="of each stream")
    parser.add_argument("--json", type=Path, help="keep the figures for bench.choosing")
    parser.add_argument("--also", action="append", default=[], type=Path,
                        help="add the figures of other kinds that --json kept")  # fmt: skip
    options = parser.parse_args()
    wanted = options.kinds or names
    started = time.perf_counter()
    some = [r for name in KINDS if name in wanted for r in KINDS[name](options.draws)]
    figures, told = run(some)
    if authors.KIND in wanted:
        figures += run(authors.authors(options.authors), authors.BUDGET)[0]
    figures = [f for path in options.also for f in read(path)] + figures
    if options.json:
        write(figures, options.json)
    means = Means(figures)
    print(by_likes(means))
    for kind in means.kinds:
        if kind not in ("made", authors.KIND):
            print(f"\n{to_rocchio(means, kind)}")
    for kind in means.kinds:
        if 0 in means.counts(kind):
            print(f"\n{from_keywords(means, kind)}")
    print(f"\n{side_by_side(means)}\n\n{held(told)}")
    print(f"\n{(time.perf_counter() - started) / 60:.0f} minutes")


if __name__ == "__main__":
    main()
