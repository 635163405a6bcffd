"""The flow charts of ARCHITECTURE.md as pictures in the page.

GitHub draws Mermaid itself; a site would need a script of megabytes for it. What docs/structure.py
writes is understood: `n0["name"]` and `n0 --> n1`, from the top down. Layers are longest paths;
their order is by barycentres (Sugiyama, Tagawa and Toda 1981).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from statistics import fmean

NODE = re.compile(r'^\s*(\w+)\["([^"]+)"\]$', re.M)
ARROW = re.compile(r"^\s*(\w+) --> (\w+)$", re.M)
LETTER, HIGH, GAP, STEP, SWEEPS = 8.2, 30, 22, 66, 12  # pixels, and rounds of ordering


@dataclass
class Chart:
    """Nodes in layers. A long arrow goes through a node without a name in each layer between."""

    names: dict[str, str]
    layers: list[list[str]]
    arrows: list[list[str]]
    """The nodes that each arrow goes through, from its first to its last."""
    places: dict[str, tuple[float, float]] = field(default_factory=dict)


def drawn(source: str) -> str:
    """The chart as an SVG in the colours of the page. Raises ValueError where there is nothing."""
    chart = _laid_out(dict(NODE.findall(source)), ARROW.findall(source))
    width = max(sum(_width(chart, n) + GAP for n in layer) for layer in chart.layers)
    for depth, layer in enumerate(chart.layers):
        x = (width - sum(_width(chart, n) + GAP for n in layer)) / 2
        for node in layer:
            wide = _width(chart, node) + GAP
            chart.places[node] = (x + wide / 2, depth * STEP + HIGH / 2 + 2)
            x += wide
    high = (len(chart.layers) - 1) * STEP + HIGH + 4
    parts = [_arrow(chart, arrow) for arrow in chart.arrows]
    parts += [_box(chart, node) for node in chart.names]
    said = ", ".join(chart.names.values())
    return (
        f'<svg class="chart" viewBox="0 0 {width:.0f} {high}" style="max-width: {width:.0f}px" '
        f'role="img" aria-label="Arrows between {escape(said)}"><defs><marker id="tip" '
        'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 8 4 0 8z"/></marker></defs>{"".join(parts)}</svg>'
    )


def _laid_out(names: dict[str, str], arrows: list[tuple[str, str]]) -> Chart:
    if not names:
        raise ValueError("a flow chart without a node")
    depth = dict.fromkeys(names, 0)
    for _ in names:  # longest paths; a circle would go on for ever, and ends here
        for first, last in arrows:
            depth[last] = max(depth[last], depth[first] + 1)
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for node in names:
        layers[depth[node]].append(node)
    ways = []
    for first, last in arrows:
        between = [f"{first}-{last}-{d}" for d in range(depth[first] + 1, depth[last])]
        for level, node in enumerate(between, depth[first] + 1):
            layers[level].append(node)
        ways.append([first, *between, last])
    _order(layers, ways)
    return Chart(names, layers, ways)


def _order(layers: list[list[str]], ways: list[list[str]]) -> None:
    """Sort each layer by where its nodes' neighbours stand, downwards and upwards in turn."""
    pairs = [pair for way in ways for pair in pairwise(way)]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        at = {n: i - len(layer) / 2 for layer in layers for i, n in enumerate(layer)}
        for layer in layers if down else reversed(layers):
            near = {
                n: [at[a if down else b] for a, b in pairs if n == (b if down else a)]
                for n in layer
            }
            layer.sort(key=lambda n: fmean(near[n]) if near[n] else at[n])
            at |= {n: i - len(layer) / 2 for i, n in enumerate(layer)}


def _width(chart: Chart, node: str) -> float:
    return len(chart.names[node]) * LETTER + 20 if node in chart.names else 0


def _box(chart: Chart, node: str) -> str:
    (x, y), wide = chart.places[node], _width(chart, node)
    return (
        f'<rect x="{x - wide / 2:.1f}" y="{y - HIGH / 2:.1f}" width="{wide:.1f}" height="{HIGH}" '
        f'rx="5"/><text x="{x:.1f}" y="{y + 4.5:.1f}">{escape(chart.names[node])}</text>'
    )


def _arrow(chart: Chart, way: list[str]) -> str:
    points = [chart.places[node] for node in way]
    x, y = points[0]
    path = f"M{x:.1f} {y + HIGH / 2:.1f}"
    y += HIGH / 2
    for node, (to, below) in zip(way[1:], points[1:], strict=True):
        end = below - HIGH / 2 if node in chart.names else below
        middle = (y + end) / 2
        path += f"C{x:.1f} {middle:.1f} {to:.1f} {middle:.1f} {to:.1f} {end:.1f}"
        x, y = to, end
    return f'<path class="way" d="{path}" marker-end="url(#tip)"/>'
