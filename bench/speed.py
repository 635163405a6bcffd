"""How fast it is, beside what it is measured against, in one run: ratios, not seconds.

usage: python -m bench.speed [--short] [--sizes 10000,100000] [--times 7]

`--short` leaves out what takes minutes and fails where a ratio is twice its target, so that a
noisy machine fails nothing but a real fault does. Papers are real ones where ../shared/data (or
RANK_BENCH_DATA) is, else the invented sample over and over. docs/performance.md has the figures.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from pathlib import Path

from bench import places, speed_inside
from bench.timing import Run, compare, python, rank, run
from ranker.app.workspace import open_workspace

GROSS = 2.0  # times the target
TYPER, NUMPY = python("-c", "import typer"), python("-c", "import typer, numpy")
AT_NINE = """
import sys
from datetime import datetime
from ranker.app.workspace import utc_now
from ranker.cli import options
from ranker.cli.main import main
begun, nine, own = utc_now(), datetime.fromisoformat(sys.argv.pop(1)), options.open_workspace
def open_workspace(home):
    ws = own(home)
    ws.now = lambda: nine + (utc_now() - begun)
    return ws
options.open_workspace = open_workspace
main()
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. A `least` row is better the larger it is."""

    what: str
    against: str
    measured: float
    target: float
    unit: str = "x"
    least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        return self.within(1.0)

    def within(self, factor: float) -> bool:
        """Whether it is no worse than that many times its target."""
        if self.least:
            return self.measured >= self.target / factor
        return self.measured <= self.target * factor

    def __str__(self) -> str:
        sign = ">=" if self.least else "<="
        if self.target == inf:
            return f"{self.what:44} {self.against:36} {self.measured:8.2f} {self.unit:5} no target"
        found = f"{self.measured:8.2f} {self.unit:5} {sign} {self.target:g}"
        verdict = "met" if self.met else "MISSED"
        return f"{self.what:44} {self.against:36} {found:24} {verdict:7}{self.note}"


def main() -> None:
    """Measure row after row, each printed as it is known."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--short", action="store_true", help="for CI: fails on gross regressions")
    words.add_argument("--sizes", default="10000,100000", help="stored vectors, with commas")
    words.add_argument("--times", type=int, default=7, help="pairs of runs")
    asked = words.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="rank-speed-") as folder:
        work = Path(folder)
        encoder = places.compiled_encoder(work / "encoder")
        parts: list[Iterator[Row]] = [starts(work, encoder, 2 if asked.short else asked.times)]
        parts.append(speed_inside.embedding(Row, encoder, 64 if asked.short else 256))
        if not asked.short:
            parts.append(new_day(work, encoder))
            parts.append(speed_inside.training(Row))
            for size in map(int, asked.sizes.split(",")):
                parts.append(searching(work, size))
        for part in parts:
            for row in part:
                print(row, flush=True)
                rows.append(row)
    gross = [row.what for row in rows if not row.within(GROSS)]
    if asked.short and gross:
        sys.exit(f"more than {GROSS:g} times the target: {', '.join(gross)}")


def starts(work: Path, encoder: Path, times: int) -> Iterator[Row]:
    """Commands that are mostly their own start, and what a stored paper takes."""
    home = work / "settled"
    ws = places.make(home, encoder)
    places.settle(ws)
    at = ("--home", str(home))
    run(rank(*at, "today"))
    yield _start("rank --help", rank("--help"), TYPER, "import typer", 1.3, times)
    yield _start("completion of a command", [*rank()], TYPER, "import typer", 1.3, times, COMPLETE)
    before = f"today --date {places.DAY - timedelta(days=1)}"
    run(rank(*at, *before.split()))  # ranked by a model of its own, which is not kept
    for words, target in (("today", 2.0), (before, 2.0), ("why 3", 2.0), ("like 3", 1.5)):
        command = rank(*at, *words.split())
        run(rank(*at, "today"))
        yield _start(f"rank {words}", command, NUMPY, "import typer, numpy", target, times)
    run(rank(*at, "train"))
    run(rank(*at, "today"))
    peak = run(rank(*at, "today")).peak
    yield Row("memory of a daily run without new papers", "", peak, 150, "MB")
    yield Row("disk per stored paper without its text", "", _disk(home), 3.0, "kB")


COMPLETE = {"_RANK_COMPLETE": "complete_bash", "COMP_WORDS": "rank to", "COMP_CWORD": "1"}


def _start(
    what: str, command: list[str], peer: list[str], name: str, target: float, times: int,
    environ: dict[str, str] | None = None,
) -> Row:  # fmt: skip
    pair = compare(lambda: run(command, environ), lambda: run(peer), times)
    note = f" processor {pair.processor:.2f} x"
    return Row(what, name, pair.wall, target, note=note)


def new_day(work: Path, encoder: Path) -> Iterator[Row]:
    """From a local feed to the written digest: with yesterday's model, and after a vote."""
    trained, voted, liked = work / "trained", work / "voted", work / "liked.jsonl"
    papers = [e.paper for e in places.stored()[:40]]
    lines = [json.dumps({"id": p.id, "title": p.title, "abstract": p.abstract}) for p in papers]
    liked.write_text("\n".join(lines))
    nine = python("-c", AT_NINE, places.MORNING.isoformat())
    with places.local_feed(places.new()) as feed:
        places.make(trained, encoder, feed=feed)
        run([*nine, "--home", str(trained), "train"])
        shutil.copytree(trained, voted)
        run([*nine, "--home", str(voted), "like", places.stored()[60].paper.id])
        peer = python("-m", "bench.peer_daily", feed, str(liked), str(work / "peer.md"))
        for what, base, times in (("", trained, 3), (", after a vote", voted, 2)):
            day = _Day(base, work, nine)
            pair = compare(day.run, lambda: run(peer), times)
            note = f" {pair.first.wall:.1f} s to {pair.second.wall:.1f} s"
            name = "sentence-transformers in-process"
            ratio = 1 / pair.wall
            yield Row(f"300 new papers{what}", name, ratio, 5.0, least=True, note=note)
            yield Row(f"  memory{what}", "", pair.first.peak, 600, "MB")


@dataclass
class _Day:
    """Runs the day on a new copy of a workspace each time, and looks at what came of it.

    The encoder stays in its place: OpenVINO's cache goes by the path, as a reader's is.
    """

    base: Path
    work: Path
    command: list[str]

    def run(self) -> Run:
        home, kept = self.work / "day", self.work / "kept-encoder"
        shutil.copytree(self.base, home, ignore=lambda folder, names: {"encoder"} & set(names))
        if not kept.exists():
            shutil.copytree(self.base / "models" / "encoder", kept)
        kept.rename(home / "models" / "encoder")
        done = run([*self.command, "--home", str(home), "today"])
        written = (home / "digests" / f"{places.DAY}.md").read_text("utf-8")
        shown = open_workspace(home).lists.get("printed")
        ranked = len(shown.papers) if shown else 0
        if ranked != places.NEW or not written:
            sys.exit(f"{ranked} papers were ranked, not {places.NEW}")
        (home / "models" / "encoder").rename(kept)
        shutil.rmtree(home)
        return done


def searching(work: Path, size: int) -> Iterator[Row]:
    """bench.search on a workspace of bench.synthetic; its own words say the seconds."""
    home = work / f"synthetic-{size}"
    run(python("-m", "bench.synthetic", str(home), str(size)))
    shutil.copytree(places.compiled_encoder(work / "encoder"), home / "models" / "encoder")
    said = subprocess.run(
        python("-m", "bench.search", str(home)), capture_output=True, text=True, check=True
    ).stdout
    print(said, end="")
    times = {
        name.strip(): float(ratio)
        for name, ratio in re.findall(r"^  ([a-z, ]+?) +[\d.]+  ([\d.]+) x", said, re.MULTILINE)
    }
    memory = float(re.findall(r"memory ([\d.]+) x", said)[0])
    product = "float32 matrix-vector product"
    # Below a million, what is the same at every size is most of it; they show the growth.
    most, whole = (1.5, 1.2) if size >= 1_000_000 else (inf, inf)
    yield Row(f"ranking {size:,} vectors", product, times["nearest"], most)
    for name in ("search, rare words", "search, common words", "similar", "best of all years"):
        yield Row(f"  {name}", product, times[name], most)
    yield Row("  memory", "the file of vectors", memory, whole)
    shutil.rmtree(home)


def _disk(home: Path) -> float:
    """kB of the store and its vectors over the papers' own text, for each paper."""
    ws = open_workspace(home)
    db = ws.__dict__.get("_db") or ws._db
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    text = db.execute(
        "SELECT SUM(LENGTH(CAST(title || abstract || authors AS BLOB))) FROM papers"
    ).fetchone()[0]
    files = [p for p in (home / "store").rglob("*") if p.is_file()]
    size = sum(p.stat().st_size for p in files)
    return float((size - text) / ws.papers.count() / 1000)


if __name__ == "__main__":
    main()
