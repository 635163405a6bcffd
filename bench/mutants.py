"""What `mutmut run` left: how many small faults the tests noticed, and whether the rest is explained.

    python -m bench.mutants [--write docs/mutation.md]

`make mutants` calls it. Each fault (mutant) changes one thing in one line of the files that
`[tool.mutmut]` in pyproject.toml names. Those that no test noticed are to stand in docs/mutation.md,
by their new line, with the reason why they are none; it fails where one does not, and tells of
lines there that no mutant has any longer. `--write` puts the counts between that file's two marks.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "mutation.md"
BEGIN, END = "<!-- mutants: begin -->", "<!-- mutants: end -->"
SURVIVED, KILLED = (0, 5, 33), (1, 3)  # exit codes of pytest and mutmut; 5 and 33: no test calls it
OUT_OF_TIME = (24, -24, 36, 152, 255)  # noticed as well: a loop that does not end


@dataclass(frozen=True)
class Mutants:
    """The mutants of one file by what came of them, each by mutmut's name; `left` were not run."""

    path: str
    killed: tuple[str, ...]
    survived: tuple[str, ...]
    left: tuple[str, ...]


def found() -> Iterator[Mutants]:
    """What mutmut kept of its last run, file by file."""
    folder = ROOT / "mutants"
    for meta in sorted(folder.rglob("*.py.meta")):
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        killed = [name for name, code in codes.items() if code in (*KILLED, *OUT_OF_TIME)]
        survived = [name for name, code in codes.items() if code in SURVIVED]
        left = codes.keys() - {*killed, *survived}
        path = meta.relative_to(folder).as_posix().removesuffix(".meta")
        yield Mutants(path, tuple(killed), tuple(survived), tuple(left))


def new_line(name: str) -> str:
    """The line that a mutant puts in: what it has and the file has not."""
    shown = subprocess.run(
        [Path(sys.executable).with_name("mutmut"), "show", name],
        capture_output=True, check=True, text=True, cwd=ROOT,
    ).stdout.splitlines()  # fmt: skip
    added = [line[1:].strip() for line in shown if re.match(r"\+(?!\+\+)", line)]
    return " ".join(added) or "(the line is gone)"


def table(files: list[Mutants]) -> str:
    rows = ["| file | mutants | noticed | lived |", "|---|---|---|---|"]
    for one in files:
        killed, lived = len(one.killed), len(one.survived)
        rows.append(f"| `{one.path}` | {killed + lived} | {killed} | {lived} |")
    killed, lived = (sum(map(len, part)) for part in zip(*((f.killed, f.survived) for f in files)))
    return "\n".join([*rows, f"| all | {killed + lived} | {killed} | {lived} |"])
