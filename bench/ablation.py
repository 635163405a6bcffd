"""What each part of the recipe is worth: nDCG@10 with one thing taken away or changed at a time.

usage: python -m bench.ablation [--votes N]... [--seeds N]

One process a core; the constants are changed in the product's own modules, nothing is copied.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench import quality
from bench.data import ROOT, Split, Stream
from bench.quality import Rankers, measure
from ranker.models import blend, features, keyword_profile, latent, scoring, training
from ranker.models.in_use import BACKGROUND


def _set(module: object, name: str, value: object) -> Callable[[], None]:
    return lambda: setattr(module, name, value)


def _no_categories() -> None:
    features.CATEGORY_VALUE = features.PRIMARY_VALUE = 0.0


def _embedding(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[], None]:
    return _set(features.FeatureSpace, "centred", lambda _space, vectors: change(vectors))


def _keyword_reading(*numbers: int) -> Callable[[], None]:
    def drop() -> None:
        mixture = keyword_profile.MIXTURE.copy()
        mixture[list(numbers)] = 0.0
        keyword_profile.MIXTURE = mixture

    return drop


COLOURS = ("#a9c9d4", "#5fa3b5", "#1f6f8b", "#0d3b4d")
VARIANTS: dict[str, Callable[[], None]] = {
    "the recipe": lambda: None,
    "without weak likes (one round)": _set(blend, "weak_likes", lambda *_: 0),
    "20 weak likes for every reader": _set(blend, "MOST_WEAK", blend.LEAST_WEAK),
    "weak likes from the background alone": _set(quality, "POOL", BACKGROUND),
    "without what the keywords find": _set(blend, "keyword_share", lambda _: 1.0),
    "without the keywords' own score": _set(blend, "keyword_share", lambda _: 0.0),
    "keywords keep no weight by evidence": _set(blend, "MOST_KEPT", 1.0),
    "without cosines to keywords": _keyword_reading(0, 1),
    "without keyword hits and words": _keyword_reading(2, 3),
    "without latent dimensions": _set(latent, "LENGTH", 0.0),
    "without the embedding": _embedding(np.zeros_like),
    "embeddings not centred": _embedding(lambda vectors: vectors),
    "without categories": _no_categories,
    "without likeness to likes": _set(blend, "likeness", lambda **_: (0.0, 0.0)),
    "likeness in words, too": _set(blend, "likeness", lambda **_: (0.1, 0.15)),
    "without authors of likes": _set(scoring, "AUTHOR", 0.0),
    "C = 0.15 whatever the votes": _set(blend, "inverse_strength", lambda _: 0.15),
    "C = 3 (weaker regularisation)": _set(blend, "inverse_strength", lambda _: 3.0),
    "dislikes half of the negatives": _set(training, "DISLIKE_SHARE", 0.5),
    "background of 1,000": _set(quality, "BACKGROUND", 1_000),
}


def _run(work: tuple[str, tuple[int, ...], int]) -> dict[int, float]:
    name, votes, seeds = work
    VARIANTS[name]()
    stream = Stream()
    rankers = Rankers(stream)
    found: dict[int, dict[str, list[float]]] = {}
    for split in _wanted(stream, votes, seeds):
        scores, _ = rankers.ours(split)
        per = found.setdefault(split.votes, {})
        per.setdefault(split.reader, []).append(measure(stream, split, scores).ndcg)
    return {v: float(np.mean([np.mean(n) for n in per.values()])) for v, per in found.items()}


def _wanted(stream: Stream, votes: tuple[int, ...], seeds: int) -> list[Split]:
    return [s for s in stream.splits if s.votes in votes and s.seed < seeds]


def draw(changes: dict[str, dict[int, float]], path: Path) -> None:
    """Bars of what nDCG@10 changes by, variant by variant, for every number of votes."""
    from matplotlib import pyplot

    names = sorted(changes, key=lambda name: -min(changes[name].values()))
    figure, axes = pyplot.subplots(figsize=(7.2, 6.4))
    votes = list(changes[names[0]])
    for n, (count, colour) in enumerate(zip(votes, COLOURS, strict=False)):
        places = [place + (len(votes) / 2 - n - 0.5) * 0.2 for place in range(len(names))]
        widths = [changes[name][count] for name in names]
        axes.barh(places, widths, height=0.2, color=colour, label=f"{count} votes")
    axes.axvline(0, color="#444444", linewidth=0.8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("change of nDCG@10")
    axes.grid(axis="x", alpha=0.3)
    axes.legend(frameon=False, loc="lower left", fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Print the table and draw it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", action="append", type=int)
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args()
    votes = tuple(options.votes or (0, 5, 15, 50))
    print("| | " + " | ".join(f"{v} votes" for v in votes) + " |", flush=True)
    print("|---|" + "---|" * len(votes), flush=True)
    base: dict[int, float] = {}
    changes: dict[str, dict[int, float]] = {}
    # A process for each variant: what it changes in the modules dies with it.
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        work = [(name, votes, options.seeds) for name in VARIANTS]
        for name, found in zip(VARIANTS, pool.map(_run, work), strict=True):
            if not base:
                base = found
            else:
                changes[name] = {v: found[v] - base[v] for v in votes}
            cells = [
                f"{found[v]:.3f}" if found is base else f"{found[v] - base[v]:+.3f}" for v in votes
            ]
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    draw(changes, ROOT / "docs" / "ablation.svg")


if __name__ == "__main__":
    main()
