"""Everybody at once on one workspace: no vote lost or doubled, no lock error, no traceback.

usage: python -m bench.crowd [--seconds 60] [--voters 16] [--patience 30]

Sixteen voters run `rank like`, `dislike` and `undo`, each in a process of its own and on papers of
its own; beside them are a fetch from an invented arXiv on 127.0.0.1, a training, two renderers
(`rank today --output`) and `rank serve`, voted on over HTTP. Every vote that was acknowledged must
stand in the log once. `busy` is what a fetch or a training says that finds another one at work for
its patience (at a terminal 5 s), naming it; nobody who votes or reads may hear it. Exits with 1
where anything else went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.crowd_actor import PAPERS, Note, Plan, small_workspace
from bench.data import ROOT
from ranker.app.announcements.fetching import fetch_file, fetch_since
from ranker.app.today import Request, today
from ranker.feedback.votes import read_votes
from tests.announcement.fake_arxiv import fake_arxiv
from tests.announcement.reader import Clock, Reader
from tests.announcement.world import invent
from tests.invented import entry, write_papers

WRITERS = ("fetch", "train")
"""Who may be told that another is at work."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a crowd left: votes acknowledged, those not in the log, lines in the log beyond them,
    commands run by actor, complaints by kind and actor, and actors that died."""

    written: int
    lost: int
    doubled: int
    commands: Counter[str]
    complaints: Counter[str]
    examples: dict[str, str]
    died: int

    @property
    def faults(self) -> int:
        """Everything but a fetch or a training that found another at work."""
        told = sum(n for what, n in self.complaints.items() if what not in _allowed())
        return self.lost + self.doubled + self.died + told


def _allowed() -> set[str]:
    return {f"{actor}: busy" for actor in WRITERS}


def crowd(folder: Path, plan: Plan) -> Outcome:
    """Let a crowd loose on a fresh workspace below `folder`; see `Plan` for how long."""
    home, notes = folder / "home", folder / "notes"
    notes.mkdir()
    now = datetime.now(UTC)
    world = invent(5, now.date() - timedelta(days=85), now.date() + timedelta(days=2))
    clock = Clock(now)
    with fake_arxiv(world, lambda: datetime.now(UTC)) as arxiv:
        _settle(folder, Reader(home, arxiv, clock), plan.voters)
        asked = json.dumps(asdict(replace(plan, home=str(home), notes=str(notes))))
        environ = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "bench.crowd_actor", asked],
            check=False,
            env=environ,
            capture_output=True,
            text=True,
        )
    lines = [line for path in notes.glob("*.jsonl") for line in path.read_text("utf-8").split("\n")]
    told = [Note(**json.loads(line)) for line in lines if line]
    if done.stderr:
        told.append(Note("crowd", "", 1, done.stderr))
    said = (notes / "page-said.txt").read_text("utf-8")
    if said:
        told.append(Note("page", "serve", 1, said))
    return count_up(told, home, done.returncode)


def _settle(folder: Path, reader: Reader, voters: int) -> None:
    """Papers for everybody to vote on, the newest announcement, and a digest of it."""
    reader.settle()
    own = [entry(n) for n in range(1, (voters + 1) * PAPERS + 1)]
    ws = small_workspace(reader.home)
    fetch_file(ws, write_papers(folder / "own.jsonl", own))
    fetch_since(ws, None)
    today(ws, Request())


def count_up(notes: Sequence[Note], home: Path, died: int) -> Outcome:
    """Hold what was acknowledged against the log."""
    acknowledged = Counter((n.paper, n.vote) for n in notes if n.vote is not None and not n.code)
    logged = Counter((v.id, v.vote) for v in read_votes(home / "feedback" / "votes.jsonl").votes)
    complaints: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for note in notes:
        if note.code or note.complaint:
            kind = f"{note.actor.split()[0]}: {_kind(note.complaint)}"
            complaints[kind] += 1
            examples.setdefault(kind, f"{note.words}: {note.complaint[-600:]}")
    commands = Counter(note.actor.split()[0] for note in notes)
    lost, doubled = acknowledged - logged, logged - acknowledged
    return Outcome(
        acknowledged.total(), lost.total(), doubled.total(), commands, complaints, examples, died
    )


def _kind(complaint: str) -> str:
    for words, kind in (
        ("Traceback", "traceback"),
        ("a fault of rank", "fault"),
        ("another rank is at work", "busy"),
        ("another process holds", "lock"),
        ("locked", "lock"),
    ):
        if words in complaint:
            return kind
    return "other"


def main() -> None:
    """Let the crowd loose and print what came of it."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--seconds", type=float, default=60.0)
    words.add_argument("--voters", type=int, default=16)
    words.add_argument("--patience", type=float, default=30.0, help="of a fetch or a training")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="rank-crowd-") as folder:
        plan = Plan("", "", voters=asked.voters, seconds=asked.seconds, patience=asked.patience)
        outcome = crowd(Path(folder), plan)
    ran = ", ".join(f"{n} {who}" for who, n in sorted(outcome.commands.items()))
    print(f"votes: {outcome.written} written, {outcome.lost} lost, {outcome.doubled} doubled")
    print(f"commands: {outcome.commands.total()} ({ran}); processes that died: {outcome.died}")
    for kind, number in outcome.complaints.most_common():
        print(f"complaint of {kind}: {number}, as: {outcome.examples[kind]}")
    if not outcome.complaints:
        print("complaints: none")
    raise SystemExit(bool(outcome.faults))


if __name__ == "__main__":
    main()
