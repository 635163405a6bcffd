"""What bench.loop found, as a table and a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.contest import LEARNERS
from bench.table import OURS
from ranker.arrays import Floats

COLOURS = dict(
    zip((OURS, *LEARNERS), ("#1f6f8b", "#8a8a8a", "#7a9e5a", "#b0693a", "#8c6bb1"), strict=True)
)
STEPS = 20  # of a figure's line


@dataclass(frozen=True, slots=True)
class Life:
    """One reader with one ranker: likes found each morning, of those that ten could show."""

    kind: str
    reader: str
    ranker: str
    found: list[int]
    there: list[int]

    @property
    def share(self) -> float:
        """Of all that could be found, 0 to 1."""
        return sum(self.found) / max(1, sum(self.there))

    def over_time(self) -> Floats:
        """The share found after each STEPSth of the mornings, (STEPS + 1,)."""
        known = np.concatenate([[0], np.cumsum(self.found)]) / max(1, sum(self.there))
        return np.interp(np.linspace(0, len(self.found), STEPS + 1), np.arange(len(known)), known)


def table(lives: Sequence[Life]) -> str:
    """By kind and over kinds, as Markdown."""
    rankers = list(dict.fromkeys(life.ranker for life in lives))
    lines = [
        "| readers | mornings | to find | " + " | ".join(rankers) + " | to the best | behind it |",
        "|---|---|---|" + "---|" * (len(rankers) + 2),
    ]
    shares: list[dict[str, float]] = []
    for kind in dict.fromkeys(life.kind for life in lives):
        of = {n: [x for x in lives if (x.kind, x.ranker) == (kind, n)] for n in rankers}
        own = of[OURS]
        share = {n: float(np.mean([x.share for x in of[n]])) for n in rankers if of[n]}
        shares.append(share)
        best = max((n for n in share if n != OURS), key=lambda n: share[n])
        behind = sum(a.share < b.share for a, b in zip(own, of[best], strict=True))
        cells = [
            f"{np.mean([sum(x.found) for x in of[n]]):.1f} ({share[n]:.3f})" if of[n] else ""
            for n in rankers
        ]
        mornings = np.mean([len(x.found) for x in own])
        there = np.mean([sum(x.there) for x in own])
        lines.append(
            f"| {len(own)} {kind} | {mornings:.0f} | {there:.1f} | " + " | ".join(cells)
            + f" | {share[OURS] / share[best]:.2f} | {behind} |"
        )  # fmt: skip
    everywhere = [n for n in rankers if all(n in share for share in shares)]
    means = {n: float(np.mean([share[n] for share in shares])) for n in everywhere}
    best_mean = max(mean for name, mean in means.items() if name != OURS)
    cells = [f"{means[n]:.3f}" if n in means else "" for n in rankers]
    ratio = means[OURS] / best_mean
    lines.append("| mean over kinds | | | " + " | ".join(cells) + f" | {ratio:.2f} | |")
    return "\n".join(lines)


def draw(lives: Sequence[Life], path: Path) -> None:
    """A panel for each kind: the share found of what could be found, over the mornings."""
    from matplotlib import pyplot

    kinds = list(dict.fromkeys(life.kind for life in lives))
    figure, panels = pyplot.subplots(
        1, len(kinds), figsize=(2.6 * len(kinds) + 0.6, 3.2), sharey=True, squeeze=False
    )
    for axes, kind in zip(panels[0], kinds, strict=True):
        for name, colour in COLOURS.items():
            own = [x.over_time() for x in lives if (x.kind, x.ranker) == (kind, name)]
            width = 2.0 if name == OURS else 1.1
            places = np.linspace(0, 1, STEPS + 1)
            axes.plot(places, np.mean(own, axis=0), color=colour, linewidth=width, label=name)
        axes.set_title(kind, fontsize=9)
        axes.set_xlabel("share of the mornings")
        axes.grid(alpha=0.3)
    panels[0][0].set_ylabel("likes found, of what ten a day could")
    panels[0][0].legend(frameon=False, loc="upper left", fontsize=7)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
