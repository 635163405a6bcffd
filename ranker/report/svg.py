"""Shapes of SVG as text: the few that the figures are drawn with. Numbers are in user units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from html import unescape
from pathlib import Path

from ranker.digest.escape import xml

TEMPLATES = Path(__file__).parent / "templates"
_MARGIN, _TITLE = 16.0, 48.0
_LETTER = 6.4
"""A letter's mean width at the figures' 12 units, in the fonts that figure.css names."""


def drawing(width: float, height: float, label: str, shapes: Sequence[str]) -> str:
    """An svg element that scales to its place and is read out as `label`."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" aria-label="{xml(label)}">{"".join(shapes)}</svg>'
    )


def alone(figure: str) -> str:
    """A drawing as a file of its own: with its colours, its title and a margin."""
    head, _, body = figure.partition(">")
    before, _, rest = head.partition('viewBox="')
    box, _, after = rest.partition('"')
    width, height = (float(side) for side in box.split()[2:])
    label = fitting(unescape(after.partition('aria-label="')[2].rpartition('"')[0]), width / 1.25)
    wide, high = width + 2 * _MARGIN, height + _TITLE + _MARGIN
    place = f'x="{_n(-_MARGIN)}" y="{_n(-_TITLE)}" width="{_n(wide)}" height="{_n(high)}"'
    size = f'width="{_n(wide)}" height="{_n(high)}"'
    box = f"{_n(-_MARGIN)} {_n(-_TITLE)} {_n(wide)} {_n(high)}"
    ground = f'<rect class="paper" {place}/>' + text(0, 24 - _TITLE, label, "title")
    return f'{before}{size} viewBox="{box}"{after}><style>{style()}</style>{ground}{body}\n'


@cache
def style() -> str:
    """The colours and letters of every figure."""
    return (TEMPLATES / "figure.css").read_text("utf-8")


def text(x: float, y: float, words: str, kind: str = "t", anchor: str = "start") -> str:
    """A line of text with its baseline at y; `anchor` is start, middle or end."""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}"{place}>{xml(words)}</text>'


def fitting(words: str, width: float) -> str:
    """As many of the words' letters as fit into that width, an ellipsis behind a cut."""
    most = max(1, int(width / _LETTER))
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def rect(
    x: float, y: float, width: float, height: float, kind: str, *, round_: float = 0, hint: str = ""
) -> str:
    """A rectangle, with rounded corners if asked, and what is told when one points at it."""
    corner = f' rx="{_n(round_)}"' if round_ else ""
    size = f'width="{_n(max(0, width))}" height="{_n(max(0, height))}"'
    return f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" {size}{corner}' + _closed("rect", hint)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<path class="{kind}" d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"/>'


def path(points: Sequence[tuple[float, float]], kind: str) -> str:
    """A line through points."""
    steps = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    return f'<path class="{kind}" d="M{steps}"/>'


def circle(x: float, y: float, radius: float, kind: str, hint: str = "") -> str:
    """A disc."""
    shape = f'<circle class="{kind}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"'
    return shape + _closed("circle", hint)


def cross(x: float, y: float, radius: float, kind: str, hint: str = "") -> str:
    """Two strokes, told from a disc without colours."""
    a, b, c, d = (_n(v) for v in (x - radius, y - radius, x + radius, y + radius))
    return f'<path class="{kind}" d="M{a} {b}L{c} {d}M{a} {d}L{c} {b}"' + _closed("path", hint)


def ticks(top: float, most: int = 4) -> list[float]:
    """Round values from 0 to the first that is not below `top`, `most` steps or fewer."""
    if top <= 0:
        return [0.0, 1.0]
    power = 10 ** math.floor(math.log10(top / most))
    step = next(s * power for s in (1, 2, 5, 10) if s * power * most >= top * (1 - 1e-9))
    return [step * n for n in range(math.ceil(top / step - 1e-9) + 1)]


def _closed(name: str, hint: str) -> str:
    return f"><title>{xml(hint)}</title></{name}>" if hint else "/>"


def _n(value: float) -> str:
    """To a tenth of a unit, which is finer than any screen."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
