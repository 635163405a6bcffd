"""Every parser fed with mutated samples until its time is over.

    python -m bench.fuzz [--seconds 600] [--only NAME]... [--seed 1] [--findings FOLDER]
    python -m bench.fuzz --each [--only NAME]...

Printed is, a row for each parser, how many inputs it was given, how many different findings there
were (an exception that is no RankError, a hang, a value that has no place in the domain:
tests/hardening/fuzzing.py), and the seconds it took. The shortest input of each finding is written
to a folder, with what happened; once mended it becomes a case in tests/hardening/cases/.

Seconds are of this process's own processor time, so that ten minutes are ten minutes of work on a
busy machine, too. No input may make the process larger than MEMORY. With `--each` nothing is left
to chance: every value of each sample is replaced by each strange one (tests/hardening/strange.py).
"""

from __future__ import annotations

import argparse
import time
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from ranker.errors import RankError
from tests.hardening.fuzz_targets import TARGETS, Target
from tests.hardening.fuzzing import Hang, mutations, refused, watched
from tests.hardening.strange import replaced

ROUND = 200
"""Examples after which the time is looked at."""
MEMORY = 1 << 30
"""Bytes of address space; what wants more is a finding (MemoryError). Unix only."""


@dataclass
class Tally:
    """What one parser was given and did; `findings` are by where they arose: input, story."""

    inputs: int = 0
    read: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    findings: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def give(self, target: Target, data: bytes) -> None:
        """Let it read one input and keep what is found."""
        self.inputs += 1
        start = time.thread_time()
        try:
            with watched():
                try:
                    target.read(data)
                    self.read += 1
                except RankError as error:
                    refused(error)
        except (Exception, Hang) as error:
            where = _where(error)
            if where not in self.findings or len(data) < len(self.findings[where][0]):
                self.findings[where] = (data, "".join(traceback.format_exception(error)))
        self.slowest = max(self.slowest, time.thread_time() - start)


def fuzz(name: str, seconds: float, first_seed: int) -> Tally:
    """Feed one parser for so many seconds of processor time."""
    target, tally = TARGETS[name], Tally()
    start = time.process_time()
    number = 0
    while time.process_time() - start < seconds:

        @seed(first_seed * 1_000_000 + number)
        @settings(
            max_examples=ROUND, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(mutations(target.seeds, target.tokens))
        def one_round(data: bytes) -> None:
            if time.process_time() - start < seconds:
                tally.give(target, data)

        one_round()
        number += 1
    tally.seconds = time.process_time() - start
    return tally


def each(name: str) -> Tally:
    """Feed one parser what is made of its samples in order, however long it takes."""
    target, tally = TARGETS[name], Tally()
    start = time.process_time()
    for sample in target.seeds:
        for data in replaced(sample):
            tally.give(target, data)
    tally.seconds = time.process_time() - start
    return tally


def _where(error: BaseException) -> str:
    """The kind of an error and the last line of ours that it came through; of a hang, the file."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/ranker/" in f.filename or "fuzz_readers" in f.filename]
    last = (ours or frames)[-1]
    place = Path(last.filename).name
    line = "" if isinstance(error, Hang) else f":{last.lineno}"
    return f"{type(error).__name__} {place}{line}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600.0, help="of processor time, for each")
    parser.add_argument("--only", action="append", choices=list(TARGETS), metavar="NAME")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", action="store_true", help="every strange value at every place")
    parser.add_argument("--findings", type=Path, default=Path("build/fuzz"))
    args = parser.parse_args()
    _bound_memory()
    warnings.simplefilter("error")  # as in the tests: a warning is shown to the reader
    total = Tally()
    print("| parser | inputs | read | refused | crashes | seconds | slowest, s |")
    print("|---|--:|--:|--:|--:|--:|--:|", flush=True)
    for name in args.only or TARGETS:
        tally = each(name) if args.each else fuzz(name, args.seconds, args.seed)
        _print(name, tally)
        for where, (data, story) in sorted(tally.findings.items()):
            args.findings.mkdir(parents=True, exist_ok=True)
            file = args.findings / f"{name} {where}".replace(" ", "-").replace(":", "-")
            file.with_name(f"{file.name}.input").write_bytes(data)
            file.with_name(f"{file.name}.txt").write_text(story, "utf-8", "replace")
        total.inputs, total.read = total.inputs + tally.inputs, total.read + tally.read
        total.seconds, total.slowest = (
            total.seconds + tally.seconds,
            max(total.slowest, tally.slowest),
        )
        total.findings |= {f"{name} {where}": one for where, one in tally.findings.items()}
    _print("all", total)
    if total.findings:
        raise SystemExit(f"{len(total.findings)} findings, written to {args.findings}")


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def _print(name: str, tally: Tally) -> None:
    crashes = len(tally.findings)
    refusals = tally.inputs - tally.read
    counts = f"{tally.inputs:,} | {tally.read:,} | {refusals:,} | {crashes}"
    print(f"| {name} | {counts} | {tally.seconds:.0f} | {tally.slowest:.2f} |", flush=True)


if __name__ == "__main__":
    main()
