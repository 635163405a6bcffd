"""Where a command's start goes, as a picture: every import, as wide as the time it took.

usage: python -m bench.imports OUT.svg WORDS...      (WORDS as they stand after `rank`)

An import stands below the one that asked for it. Python's own `-X importtime` does the timing.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

WIDTH, LINE, TOP = 1200, 18, 26
LEAST = 0.4  # milliseconds; what took less is not drawn
START = "from ranker.cli.main import main; main()"


@dataclass
class Import:
    """One module: milliseconds with all that it imports, and those imports in order."""

    name: str
    took: float
    below: list[Import] = field(default_factory=list)


def imports(words: list[str]) -> list[Import]:
    """The imports of a command, of those made first to last."""
    command = [sys.executable, "-X", "importtime", "-c", START, *words]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    waiting: list[tuple[int, Import]] = []
    for line in said.splitlines():
        if not line.startswith("import time:") or "cumulative" in line:
            continue
        _, took, name = line.removeprefix("import time:").split("|")
        depth = (len(name) - len(name.lstrip()) - 1) // 2
        made = Import(name.strip(), int(took) / 1000)
        while waiting and waiting[-1][0] > depth:  # a module is told after what it imported
            made.below.insert(0, waiting.pop()[1])
        waiting.append((depth, made))
    return [one for _, one in waiting]


def draw(words: list[str]) -> str:
    """The picture, as SVG."""
    found = [one for one in imports(words) if one.took >= LEAST]
    total = sum(one.took for one in found)
    boxes: list[str] = []
    deepest = _boxes(found, 0.0, 0, WIDTH / total, boxes)
    height = TOP + LINE * (deepest + 1)
    title = f"rank {' '.join(words)}: {total:.0f} ms of imports"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="monospace" font-size="11">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n'
        f'<text x="4" y="17" font-size="13">{escape(title)}</text>\n'
        + "\n".join(boxes)
        + "\n</svg>\n"
    )


def _boxes(found: list[Import], left: float, depth: int, scale: float, out: list[str]) -> int:
    deepest = depth
    for one in found:
        wide, top = one.took * scale, TOP + LINE * depth
        colour = "#f4a261" if one.name.startswith("ranker") else "#a8c5da"
        fits = int(wide / 7)
        name = one.name if len(one.name) <= fits else one.name[: max(0, fits - 1)]
        out.append(
            f"<g><title>{escape(one.name)} {one.took:.1f} ms</title>"
            f'<rect x="{left:.1f}" y="{top}" width="{max(wide - 0.5, 0.3):.1f}" '
            f'height="{LINE - 1}" fill="{colour}"/>'
            f'<text x="{left + 2:.1f}" y="{top + 12}">{escape(name)}</text></g>'
        )
        below = [b for b in one.below if b.took >= LEAST]
        if below:
            deepest = max(deepest, _boxes(below, left, depth + 1, scale, out))
        left += wide
    return deepest


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(draw(sys.argv[2:]), encoding="utf-8")
