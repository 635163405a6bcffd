"""Do harm to a workspace, and count what survives: kills, damage, full and read-only disks, power.

    python -m bench.faults [--short] [--only WORD] [--write docs/reliability.md]

Each fault is a function in bench/faults_*.py that `@fault` enters here: it does its harm so many
times, each to a workspace of its own, and tells what did not survive. Invented papers and a small
encoder stand for real ones; every command is a process of its own (bench/faults_forks.py).
`--write` puts the table between the two marks of that file. It fails where anything was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from random import Random

from bench.faults_forks import PREPARE, Forks

AREAS = ("damage", "disk", "kills", "power")
"""The files bench/faults_*.py; another area adds its name."""
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
ROOT = Path(__file__).parents[1]
PATIENCE = 600.0  # seconds, for a command that hangs


@dataclass
class Tally:
    """What came of one fault: how often it was done, and what did not survive, in words."""

    injected: int = 0
    lost: list[str] = field(default_factory=list)
    hit: set[int] = field(default_factory=set)

    def expect(self, holds: object, what: str) -> None:
        """Note what does not hold, after the fault that was injected last."""
        if not holds:
            self.lost.append(what)
            self.hit.add(self.injected)

    @property
    def survived(self) -> int:
        """How many faults all held after."""
        return self.injected - len(self.hit)


@dataclass(frozen=True)
class Fault:
    """A way to do harm: `do(bench, times)`, how often in the short and in the whole run, what
    must hold, and why it cannot be done here, if so."""

    name: str
    must: str
    do: Callable[[Bench, int], Tally]
    short: int
    whole: int
    unable: Callable[[], str]


FAULTS: dict[str, Fault] = {}


def fault(
    name: str, must: str, *, short: int, whole: int, unable: Callable[[], str] = lambda: ""
) -> Callable[[Callable[[Bench, int], Tally]], Callable[[Bench, int], Tally]]:
    """Enter a function as a fault."""

    def enter(do: Callable[[Bench, int], Tally]) -> Callable[[Bench, int], Tally]:
        FAULTS[name] = Fault(name, must, do, short, whole, unable)
        return do

    return enter


@dataclass(frozen=True)
class Said:
    """What a command left: its code (None for one that was killed), stdout and stderr."""

    code: int | None
    out: str
    err: str

    @property
    def is_clean(self) -> bool:
        """Whether nothing that a reader should not see was shown."""
        return "Traceback" not in self.err and "fault of rank" not in self.err

    @property
    def complaint(self) -> str:
        """The one line of a command that failed; empty where it was more than one."""
        lines = [line for line in self.err.splitlines() if line.startswith("rank: ")]
        return lines[-1] if self.code and self.is_clean and lines else ""


@dataclass
class Bench:
    """Where workspaces are made, and the draws of chance."""

    work: Path
    draw: Random
    made: int = 0

    @cached_property
    def whole(self) -> Path:
        """A workspace with papers, votes, a model and a digest, which is copied."""
        from tests.invented import announcement, library, write_papers

        home = self.work / "whole"
        (self.work / "library.jsonl").touch()
        write_papers(self.work / "library.jsonl", library())
        write_papers(self.work / "announcement.jsonl", announcement())
        self._must(
            home, "init", "--profile", "hearing", "--keyword", "speech", "--keyword", "noise"
        )
        self._must(home, "fetch", "--from", self.work / "library.jsonl")
        self._must(home, "like", *(e.paper.id for e in library()[:4]))
        self._must(home, "today", "--from", self.work / "announcement.jsonl")
        return home

    def home(self) -> Path:
        """A copy of it."""
        self.made += 1
        return Path(shutil.copytree(self.whole, self.work / f"home{self.made}"))

    @cached_property
    def forks(self) -> Forks:
        """What commands are forked from."""
        return Forks(self.work / "forks", environ(), ())

    @contextmanager
    def behind(self, front: tuple[str, ...]) -> Iterator[Bench]:
        """A bench whose commands all run behind those words, which are gone through once."""
        with closing(Bench(self.work, self.draw)) as bench:
            bench.forks = Forks(self.work / "behind", environ(), front)
            yield bench

    def close(self) -> None:
        """End the process that commands are forked from."""
        if forks := self.__dict__.pop("forks", None):
            forks.close()

    def rank(
        self, home: Path, *words: object, front: tuple[str, ...] = (), patience: float = PATIENCE
    ) -> Said:
        """Run a command to its end, or until it is killed after so many seconds; `front` are words
        before the interpreter's."""
        if sys.platform == "linux" and not front:
            return Said(*self.forks.run(["--home", str(home), *map(str, words)], patience))
        with subprocess.Popen(
            [*front, *command(home, *words)], env=environ(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            try:
                out, err = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                process.kill()
                return Said(None, *process.communicate())
        return Said(process.returncode, out, err)

    def _must(self, home: Path, *words: object) -> None:
        done = self.rank(home, *words)
        if done.code:
            sys.exit(f"{words[0]}: {done.err}")


def command(home: Path, *words: object) -> list[str]:
    """The words that start a command in a workspace."""
    return [sys.executable, "-c", f"{PREPARE}main()", "--home", str(home), *map(str, words)]


def environ() -> dict[str, str]:
    """Of a process that reaches no network and has no workspace of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("RANK_")}
    nowhere = {f"{name}_proxy": "http://127.0.0.1:9" for name in ("http", "https")}
    return kept | nowhere | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def voted(home: Path) -> list[str]:
    """The ids of the lines of the vote log that are whole, in their order."""
    path, found = home / "feedback" / "votes.jsonl", []
    for line in path.read_bytes().splitlines() if path.exists() else []:
        try:
            found.append(json.loads(line)["id"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def still_works(bench: Bench, home: Path, tally: Tally, what: str) -> None:
    """Expect that a digest is made, a vote is kept, and nothing is lost that was there."""
    before = voted(home)
    like = bench.rank(home, "like", "2607.00044")
    tally.expect(like.code == 0 and like.is_clean, f"{what}: like: {like.err.strip()}")
    tally.expect(voted(home) == [*before, "2607.00044"], f"{what}: votes {voted(home)}")
    said = bench.rank(home, "today", "--offline")
    tally.expect(said.code == 0 and said.is_clean, f"{what}: today: {said.err.strip()}")


def run(names: list[str], *, short: bool, seed: int = 1) -> tuple[str, list[str]]:
    """Do the faults of those names; the table as Markdown, and what was lost."""
    lines = [
        "| fault | what must hold | injected | survived | seconds |",
        "|---|---|---:|---:|---:|",
    ]
    lost: list[str] = []
    injected = survived = 0
    with (
        tempfile.TemporaryDirectory(prefix="rank-faults-") as folder,
        closing(Bench(Path(folder), Random(seed))) as bench,  # noqa: S311 - a replay, no secret
    ):
        _ = bench.whole
        for name in names:
            one = FAULTS[name]
            if why := one.unable():
                lines.append(f"| {name} | {one.must} | not here: {why} | | |")
                continue
            started = time.monotonic()
            tally = one.do(bench, one.short if short else one.whole)
            took = time.monotonic() - started
            injected, survived = injected + tally.injected, survived + tally.survived
            lines.append(
                f"| {name} | {one.must} | {tally.injected:,} | {tally.survived:,} | {took:.0f} |"
            )
            print(lines[-1], file=sys.stderr, flush=True)
            lost += [f"{name}: {what}" for what in tally.lost]
    lines.append(f"| **all** | | **{injected:,}** | **{survived:,}** | |")
    return "\n".join(lines), lost


def known() -> list[str]:
    """The names of all faults."""
    for area in AREAS:
        import_module(f"bench.faults_{area}")
    return list(FAULTS)


def put_into(path: Path, table: str) -> None:
    """The table between the two marks of a file."""
    text = path.read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    path.write_text(f"{head}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", "utf-8")


def main() -> None:
    """Print the table; fail where anything was lost."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--short", action="store_true", help="a few of each")
    words.add_argument("--only", default="", metavar="WORD", help="faults that have it in the name")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--write", type=Path, metavar="FILE", help="put the table in there, too")
    asked = words.parse_args()
    sys.modules.setdefault("bench.faults", sys.modules["__main__"])  # one registry
    names = [name for name in known() if asked.only in name]
    table, lost = run(names, short=asked.short, seed=asked.seed)
    print(table)
    if asked.write:
        put_into(asked.write, table)
    if lost:
        sys.exit("\n".join(lost))


if __name__ == "__main__":
    main()
