"""Choose among recipes by all kinds of reader, leaving readers out.

usage: python -m bench.choosing NAME=FILE NAME=FILE...

The files are what bench.people --json wrote with each recipe. A figure is our nDCG@10, the mean
over numbers of likes, then readers of a kind, then kinds. For every fold of readers the recipe is
taken that is best for the others, and what it gives those left out is what a new reader can expect;
the best figure of all in one column is what the choice itself flatters.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.figures import Figure, read
from bench.table import OURS

FOLDS = 10
Scores = Mapping[tuple[str, str], float]
"""(kind, reader) -> mean over numbers of likes"""


@dataclass(frozen=True, slots=True)
class Choice:
    """How often each variant was taken, by folds, and what the left-out readers got of it."""

    taken: Mapping[str, int]
    left_out: float
    means: Mapping[str, float]


def scores(figures: Sequence[Figure], ranker: str = OURS) -> Scores:
    """One figure for each reader of each kind."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for figure in figures:
        if figure.ranker == ranker:
            found[figure.kind, figure.reader].append(figure.ndcg)
    return {key: float(np.mean(values)) for key, values in found.items()}


def over_kinds(found: Scores, readers: Collection[str] | None = None) -> float:
    """The mean over kinds of the means over (those) readers."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    for (kind, reader), value in found.items():
        if readers is None or reader in readers:
            by_kind[kind].append(value)
    return float(np.mean([np.mean(values) for values in by_kind.values()]))


def choose(variants: Mapping[str, Scores], folds: int = FOLDS) -> Choice:
    """Leave readers out fold by fold; a reader who is of two kinds is left out of both.

    Only readers that every variant has count. Raises ValueError with fewer than two of them.
    """
    common = set.intersection(*(set(found) for found in variants.values()))
    readers = sorted({reader for _, reader in common})
    if len(readers) < 2:
        raise ValueError("the variants have fewer than two readers in common")
    same = {name: {key: found[key] for key in common} for name, found in variants.items()}
    order = np.random.default_rng(0).permutation(readers)
    taken: Counter[str] = Counter()
    unseen: dict[tuple[str, str], float] = {}
    for part in np.array_split(order, min(folds, len(readers))):
        out = set(part.tolist())
        others = set(readers) - out
        best = max(same, key=lambda name: over_kinds(same[name], others))
        taken[best] += 1
        unseen |= {key: value for key, value in same[best].items() if key[1] in out}
    means = {name: over_kinds(found) for name, found in same.items()}
    return Choice(dict(taken), over_kinds(unseen), means)


def main() -> None:
    """Print every recipe's mean and what choosing among them gives."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("variants", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--folds", type=int, default=FOLDS)
    options = parser.parse_args()
    named = [word.partition("=")[::2] for word in options.variants]
    figures = {name: read(Path(path)) for name, path in named}
    variants = {name: scores(found) for name, found in figures.items()}
    kinds = sorted({kind for found in variants.values() for kind, _ in found})
    choice = choose(variants, options.folds)
    print("| recipe | " + " | ".join(kinds) + " | mean over kinds | taken |")
    print("|---|" + "---|" * (len(kinds) + 2))
    for name, found in variants.items():
        cells = []
        for kind in kinds:
            own = {key: value for key, value in found.items() if key[0] == kind}
            cells.append(f"{over_kinds(own):.3f}" if own else "")
        cells += [f"{choice.means[name]:.4f}", str(choice.taken.get(name, 0))]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(f"\nchosen by the other readers: {choice.left_out:.4f} for those left out")


if __name__ == "__main__":
    main()
