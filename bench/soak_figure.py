"""What a day of bench/soak.py took and left behind: measured, held to what may grow, drawn."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from ranker.config import Paths

MEMORY_MAY, SECONDS_MAY = 1.15, 1.25
"""By how much the last quarter of the days may exceed the second one. The first quarter is left
out: caches fill, and a background grows to what a training reads of it."""
STORE_MAY, VECTORS_MAY = 1.5, 1.25
"""The same for what a day adds to files that grow: no more than what it brings."""
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Day:
    """One morning: processor time in seconds, resident memory in MB, bytes by what they are.

    `training` is the part of `seconds` that goes into models: their background and pool have caps,
    the votes they learn from have none. `votes` were cast so far.
    """

    listing: date
    seconds: float
    memory: float
    store: int
    vectors: int
    digests: int
    models: int
    training: float = 0.0
    votes: int = 0

    @classmethod
    def measured(
        cls, listing: date, seconds: float, home: Path, training: float, votes: int
    ) -> Day:
        """As the process and the workspace are now."""
        paths = Paths(home)
        vectors = _size(paths.vectors)
        store = _size(paths.store) - vectors
        digests, models = _size(paths.digests), _size(paths.models)
        sizes = store, vectors, digests, models
        return cls(listing, seconds, _resident(), *sizes, training, votes)


def _size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def _resident() -> float:
    """MB of this process in memory; 0 where the system does not tell it so."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def quarter(days: Sequence[Day], number: int) -> Sequence[Day]:
    """One of the four quarters of the days, from 0 on."""
    return days[len(days) * number // QUARTERS : len(days) * (number + 1) // QUARTERS]


def grown(days: Sequence[Day]) -> list[str]:
    """What grew that may not, or more than it may; of fewer than 40 days nothing is told."""
    if len(days) < 40:
        return []
    second, last = quarter(days, 1), quarter(days, 3)
    found = []
    level: tuple[tuple[str, Callable[[Day], float], float], ...] = (
        ("memory", lambda d: d.memory, MEMORY_MAY),
        ("processor time of a day", lambda d: d.seconds, SECONDS_MAY),
    )
    for what, of, may in level:
        before, after = median(map(of, second)), median(map(of, last))
        if after > may * before:
            found.append(f"{what}, {after / before:.2f} times the second quarter's, may {may}")
    rising: tuple[tuple[str, Callable[[Day], int], float], ...] = (
        ("store", lambda d: d.store, STORE_MAY),
        ("vectors", lambda d: d.vectors, VECTORS_MAY),
        ("digests", lambda d: d.digests, STORE_MAY),
        ("models", lambda d: d.models, STORE_MAY),  # a model keeps the papers that were voted on
    )
    for what, size, may in rising:
        before, after = size(second[-1]) - size(second[0]), size(last[-1]) - size(last[0])
        if after > may * max(before, 1):
            found.append(f"{what}, {after / max(before, 1):.2f} times as fast, may {may}")
    return found


def told(listing: date, day: Day) -> str:
    """A day in a line."""
    return (
        f"{listing}: {day.seconds:.1f} s, {day.training:.1f} of it training, "
        f"{day.memory:.0f} MB in memory, store "
        f"{day.store / 1e6:.1f} MB, vectors {day.vectors / 1e6:.2f} MB, digests "
        f"{day.digests / 1e6:.1f} MB, models {day.models / 1e6:.2f} MB"
    )


def table(days: Sequence[Day]) -> str:
    """The quarters as a Markdown table: medians of a day, sizes at the end."""
    head = "days | votes | time a day | of it training | memory | store | vectors | digests"
    lines = [f"| {head} | models |", "|---|" + "---:|" * 8]
    for number in range(QUARTERS):
        part = quarter(days, number)
        if not part:
            continue
        end = part[-1]
        lines.append(
            f"| to {end.listing} | {end.votes:,} | {median(d.seconds for d in part):.2f} s"
            f" | {median(d.training for d in part):.2f} s"
            f" | {median(d.memory for d in part):.0f} MB | {end.store / 1e6:.1f} MB"
            f" | {end.vectors / 1e6:.2f} MB | {end.digests / 1e6:.2f} MB"
            f" | {end.models / 1e6:.2f} MB |"
        )
    return "\n".join(lines)


def draw(days: Sequence[Day], path: Path) -> None:
    """Three panels over the year: time, memory, and bytes by what they are."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams |= {"svg.hashsalt": "rank", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}
    import matplotlib.pyplot as plt

    when = [d.listing for d in days]
    figure, axes = plt.subplots(3, 1, figsize=(7.5, 7.5), sharex=True, layout="constrained")
    time, memory, sizes = axes
    time.plot(when, [d.seconds for d in days], ".", color="#555555", markersize=3)
    smooth = [median(d.seconds for d in days[max(0, n - 9) : n + 10]) for n in range(len(days))]
    time.plot(when, smooth, color="#c44e52", label="median of 19 mornings")
    rest = [median(d.seconds - d.training for d in days[max(0, n - 9) : n + 10])
            for n in range(len(days))]  # fmt: skip
    time.plot(when, rest, color="#4c72b0", label="without training")
    time.set_ylabel("processor time a day, s")
    memory.plot(when, [d.memory for d in days], color="#4c72b0")
    memory.set_ylabel("resident memory, MB")
    for name, colour in zip(
        ("store", "vectors", "digests", "models"),
        ("#4c72b0", "#55a868", "#dd8452", "#8172b3"),
        strict=True,
    ):
        sizes.plot(when, [getattr(d, name) / 1e6 for d in days], label=name, color=colour)
    sizes.set_ylabel("files, MB")
    for one in axes:
        one.set_ylim(bottom=0)
        one.spines[["top", "right"]].set_visible(False)
    time.legend(frameon=False)
    sizes.legend(frameon=False, loc="upper left")
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
