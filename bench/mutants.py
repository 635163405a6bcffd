"""What `mutmut run` found: small faults that tests notice, and whether the others are explained.

    python -m bench.mutants [--write]

`make mutants` calls it. Each fault (mutant) changes one thing in one line of the files that
`[tool.mutmut]` in pyproject.toml names. Those that no test noticed are to stand in docs/mutation.md
by file and new line, with the reason why they are none; it fails where one does not, and where one
stands there that is noticed by now. `--write` puts the counts between that page's two marks.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutation.md"
BEGIN, END = "<!-- mutants: begin -->", "<!-- mutants: end -->"
NOTICED = (1, 3, 24, -24, 36, 152, 255)  # exit codes: a test failed, or a loop found no end
LIVED = (0, 5, 33)  # no test failed; no test calls it
_EXPLAINED = re.compile(r"- `(\S+\.py)`: `(.+?)` - \S")

Change = tuple[str, str]
"""A file and the line that a mutant puts in, or `without` and the line that it takes out."""


@dataclass(frozen=True)
class Mutants:
    """The mutants of one file, by mutmut's names; `left` are those without a result."""

    path: str
    noticed: tuple[str, ...]
    lived: tuple[str, ...]
    left: tuple[str, ...]


def found() -> Iterator[Mutants]:
    """What mutmut kept of its last run, file by file."""
    folder = ROOT / "mutants"
    for meta in sorted(folder.rglob("*.py.meta")):
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        noticed = tuple(name for name, code in codes.items() if code in NOTICED)
        lived = tuple(name for name, code in codes.items() if code in LIVED)
        left = tuple(name for name in codes if name not in {*noticed, *lived})
        yield Mutants(meta.relative_to(folder).as_posix()[: -len(".meta")], noticed, lived, left)


def change(path: str, name: str) -> Change:
    """What a mutant does, as the page writes it."""
    shown = subprocess.run(
        [Path(sys.executable).with_name("mutmut"), "show", name],
        capture_output=True, check=True, encoding="utf-8", cwd=ROOT,
    ).stdout.splitlines()  # fmt: skip
    new, old = (
        [x[1:].strip() for x in shown if re.match(sign, x)] for sign in (r"\+(?!\+\+)", "-(?!--)")
    )
    return path, " ".join(new) or f"without {' '.join(old)}"


def table(files: Sequence[Mutants]) -> str:
    """The counts as Markdown."""
    lines = ["| file | mutants | noticed | lived |", "|---|--:|--:|--:|"]
    counts = [(f"`{one.path}`", len(one.noticed), len(one.lived)) for one in files]
    counts.append(("**all**", sum(n for _, n, _ in counts), sum(n for _, _, n in counts)))
    lines += [f"| {name} | {n + lived} | {n} | {lived} |" for name, n, lived in counts]
    return "\n".join(lines)


def main() -> None:
    """Print the counts; fail where a mutant lived unexplained, or is explained without need."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--write", action="store_true", help="put the counts into the page, too")
    asked = words.parse_args()
    files = list(found())
    print(table(files))
    page = PAGE.read_text("utf-8")
    lived = {change(one.path, name) for one in files for name in one.lived}
    explained = set(_EXPLAINED.findall(page))
    wrong = [f"lived, not explained: {path}: {line}" for path, line in sorted(lived - explained)]
    wrong += [
        f"explained, did not live: {path}: {line}" for path, line in sorted(explained - lived)
    ]
    wrong += [f"without a result: {name}" for one in files for name in one.left]
    if asked.write:
        head, _, rest = page.partition(BEGIN)
        page = f"{head}{BEGIN}\n{table(files)}\n{END}{rest.partition(END)[2]}"
        PAGE.write_text(page, "utf-8")
    if wrong or not files:
        sys.exit("\n".join(wrong) or "no mutants; run `mutmut run` first")


if __name__ == "__main__":
    main()
