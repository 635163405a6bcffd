"""Whole processes, measured in turn (A B A B …), so that a busy machine is busy for both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds on the clock, seconds of processor, peak memory in MB."""

    wall: float
    processor: float
    peak: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians over the pairs of runs. A ratio is A's share of B."""

    wall: float
    processor: float
    first: Run
    second: Run


def python(*words: str) -> list[str]:
    """A command of this interpreter."""
    return [sys.executable, *words]


def rank(*words: str) -> list[str]:
    """`rank` as its script starts it."""
    return python("-c", "from ranker.cli.main import main; main()", *words)


def run(command: Sequence[str], environ: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end. Stops the program, with the command's own words, if it fails."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith("RANK_")}
    variables |= {"PYTHONPATH": str(ROOT)} | dict(environ or {})
    words = [sys.executable, "-S", "-E", str(ROOT / "bench" / "one_run.py"), *command]
    out = subprocess.run(words, env=variables, capture_output=True, text=True, check=True).stdout
    found = json.loads(out)
    if found["status"]:
        sys.exit(f"{' '.join(command)} ended with {found['status']}:\n{found['said']}")
    return Run(found["wall"], found["processor"], found["peak"] / 1e6)


def compare(first: Callable[[], Run], second: Callable[[], Run], times: int) -> Pair:
    """Run both in turn, once for nothing, then `times` times."""
    first(), second()
    pairs = [(first(), second()) for _ in range(times)]
    return Pair(
        median(a.wall / b.wall for a, b in pairs),
        median(a.processor / b.processor for a, b in pairs),
        _median([a for a, _ in pairs]),
        _median([b for _, b in pairs]),
    )


def _median(runs: Sequence[Run]) -> Run:
    return Run(
        median(r.wall for r in runs),
        median(r.processor for r in runs),
        max(r.peak for r in runs),
    )
