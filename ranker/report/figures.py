"""Every figure of the report as SVG, from the part of the report that it shows.

Each is drawn at a width in user units, so that a phone has one that need not be scaled down to
where nobody reads it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ranker.evaluation.rankers import OURS
from ranker.evaluation.reliability import Reliability
from ranker.evaluation.replay import Replayed
from ranker.report import words
from ranker.report.svg import (
    circle,
    cross,
    drawing,
    fitting,
    line,
    path,
    rect,
    text,
    ticks,
)
from ranker.report.value import PaperMap, Term, Terms, VoteTimes

_STROKES = ("other", "other two", "other three")
_DATE = 46.0
"""Room for a date below a bar, in user units."""
_A_YEAR = 300
"""Days of voting from which a date says its year: a month would come twice."""
_DRAWN_OUT = 1.6
"""How much longer a unit of one axis of the map may be than one of the other."""


def votes(found: VoteTimes, width: float) -> str:
    """Likes upwards and dislikes downwards, a bar a bin."""
    up = max(b.likes for b in found.bins)
    down = max(b.dislikes for b in found.bins)
    marks = ticks(max(up, down), 3)
    unit = 64 / marks[-1]
    left, top = 30.0, 12.0
    zero = top + unit * max(m for m in marks if m <= up or m - marks[1] < up)
    bottom = zero + unit * max(m for m in marks if m <= down or m - marks[1] < down)
    shapes = []
    for mark in marks:
        for y in {zero - mark * unit, zero + mark * unit}:
            if top - 1 <= y <= bottom + 1:
                shapes.append(line(left, y, width, y, "axis" if not mark else "grid"))
                shapes.append(text(left - 6, y + 4, f"{mark:g}", "s", "end"))
    step = (width - left) / len(found.bins)
    bar = min(step * 0.7, 26.0)
    for n, one in enumerate(found.bins):
        x, hint = left + (n + 0.5) * step - bar / 2, words.bin_hint(one, found.days)
        for count, kind in ((one.likes, "like"), (one.dislikes, "dislike")):
            y = zero - count * unit if kind == "like" else zero
            if count:
                shapes.append(rect(x, y, bar, count * unit, kind, round_=1.5, hint=hint))
    long = (found.bins[-1].first - found.bins[0].first).days >= _A_YEAR
    every = max(math.ceil(_DATE / step), math.ceil(31 / found.days) if long else 1)
    for n in range(0, len(found.bins), every):
        x = left + (n + 0.5) * step
        if x + _DATE / 2 - 3 <= width:
            day = words.axis_day(found.bins[n].first, with_year=long)
            shapes.append(text(x, bottom + 18, day, "s", "middle"))
    shapes += _legend(left, bottom + 40, (("like", "liked"), ("dislike", "disliked")))
    return drawing(width, bottom + 46, words.votes_title(found), shapes)


def replay(found: Replayed, width: float) -> str:
    """nDCG@10 against the votes that a ranker knew, a line a ranker."""
    curve = found.curve
    names = list(dict.fromkeys(n for point in curve for n in point.ndcg))
    marks = ticks(max(v for point in curve for v in point.ndcg.values()))
    left, top, bottom, right = 34.0, 14.0, 204.0, width - 118
    first, last = curve[0].votes, curve[-1].votes

    def across(known: int) -> float:
        inside = right - left - 24
        return left + 12 + (inside * (known - first) / (last - first) if last > first else 0)

    def height(value: float) -> float:
        return bottom - (bottom - top) * value / marks[-1]

    shapes = []
    for mark in marks:
        shapes.append(line(left, height(mark), right, height(mark), "grid" if mark else "axis"))
        shapes.append(text(left - 6, height(mark) + 4, f"{mark:.1f}", "s", "end"))
    told = -99.0
    for point in curve:
        if across(point.votes) - told > 34:
            told = across(point.votes)
            shapes.append(text(told, bottom + 18, f"{point.votes:,}", "s", "middle"))
    shapes.append(text((left + right) / 2, bottom + 36, "votes it knew", "s", "middle"))
    ends = []
    for number, name in enumerate(reversed(names)):  # ours is first of the names: drawn on top
        mine = name == OURS
        own = [p for p in curve if name in p.ndcg]
        places = [(across(p.votes), height(p.ndcg[name])) for p in own]
        stroke = "ours" if mine else _STROKES[number % len(_STROKES)]
        shapes.append(path(places, stroke))
        for point, (x, y) in zip(own, places, strict=True):
            hint = words.point_hint(name, point)
            shapes.append(circle(x, y, 4 if mine else 2.8, "our" if mine else "others", hint))
        ends.append((places[-1][1], places[-1][0], name, "b" if mine else "s"))
    ends.sort()
    for y, (end, x, name, kind) in zip(_apart([e[0] for e in ends], bottom), ends, strict=True):
        shapes.append(path([(x + 6, end), (right + 1, y)], "lead"))
        shapes.append(text(right + 5, y + 4, name, kind))
    return drawing(width, bottom + 42, words.replay_title(found), shapes)


def forecasts(found: Reliability, width: float) -> str:
    """A bar a band: the share that was liked, and a tick at the probability that was told."""
    label, told = (104.0, 92.0) if width > 400 else (0.0, 0.0)
    x, size, shapes = label, width - label - told, []
    top = _top(found)
    step = 40.0 if label else 52.0
    for n, band in enumerate(found.bands):
        y = 8 + n * step + (0 if label else 18)
        name, count = words.band(band), words.band_count(band)
        shapes.append(text(0, y + 15 if label else y - 5, name, "t"))
        shapes.append(text(width, y + 15 if label else y - 5, count, "s", "end"))
        shapes.append(rect(x, y, size, 22, "track", round_=3))
        if band.shown:
            kind = "our" if band.enough else "few"
            hint = words.band_hint(band)
            share = size * band.liked / band.shown / top
            shapes.append(rect(x, y, share, 22, kind, round_=3, hint=hint))
        if band.probability is not None:
            at = x + size * band.probability / top
            shapes.append(line(at, y - 3, at, y + 25, "tick"))
    bottom = 8 + len(found.bands) * step + 6
    for part, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        shapes.append(text(x + size * part, bottom + 8, f"{part * top * 100:.0f} %", "s", anchor))
    shapes.append(rect(x, bottom + 22, 11, 11, "our", round_=2))
    shapes.append(text(x + 17, bottom + 32, "share you liked", "s"))
    shapes.append(line(x + 128, bottom + 20, x + 128, bottom + 35, "tick"))
    shapes.append(text(x + 136, bottom + 32, "what you were told", "s"))
    return drawing(width, bottom + 40, words.forecasts_title(found), shapes)


def terms(found: Terms, width: float) -> str:
    """The strongest terms and the weakest, by their weights, on one scale."""
    largest = max(abs(t.weight) for t in (*found.strongest, *found.weakest))
    beside = width > 400
    column = (width - 40) / 2 if beside else width
    bottom, y = 0.0, 0.0
    shapes: list[str] = []
    for n, (name, kind, some) in enumerate(
        (("raise a paper", "like", found.strongest), ("lower a paper", "dislike", found.weakest))
    ):
        x = n * (column + 40) if beside else 0
        y = 0.0 if beside else y
        shapes.append(text(x, y + 14, name, "b"))
        shapes += _weights(some, kind, x, y + 26, column, largest)
        y += 26 + 22 * len(some) + 14
        bottom = max(bottom, y)
    return drawing(width, bottom - 6, words.terms_title(found), shapes)


def paper_map(found: PaperMap, width: float) -> str:
    """A dot a paper; likes are discs, dislikes crosses. Neither axis has a unit, so that the
    shorter one is drawn out to fill the figure, within reason."""
    height, pad = width * (0.5 if width > 400 else 0.8), 12.0
    xs, ys = [d.x for d in found.dots], [d.y for d in found.dots]
    across = (width - 2 * pad) / max(max(xs) - min(xs), 1e-9)
    up = (height - 2 * pad) / max(max(ys) - min(ys), 1e-9)
    across, up = min(across, _DRAWN_OUT * up), min(up, _DRAWN_OUT * across)
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    size = max(0.6, width / 900)
    shapes: list[str] = []
    for dot in found.dots:
        x = width / 2 + (dot.x - middle[0]) * across
        y = height / 2 - (dot.y - middle[1]) * up
        hint = words.dot_hint(dot)
        if dot.vote > 0:
            shapes.append(circle(x, y, 4.6 * size, "like ringed", hint))
        elif dot.vote < 0:
            shapes.append(cross(x, y, 3.2 * size, "no", hint))
        else:
            shapes.append(circle(x, y, 2.6 * size, "dot", hint))
    y = height + 20
    shapes += (circle(6, y - 4, 4.2, "like"), text(16, y, "liked", "s"))
    shapes += (cross(66, y - 4, 3.4, "no"), text(76, y, "disliked", "s"))
    shapes += (circle(144, y - 4, 3, "dot"), text(153, y, "no vote", "s"))
    return drawing(width, height + 28, words.map_title(found), shapes)


def _weights(
    some: Sequence[Term], kind: str, x: float, y: float, width: float, largest: float
) -> list[str]:
    label, number = min(150.0, width * 0.42), 44.0
    size = width - label - number - 8
    shapes: list[str] = []
    for n, term in enumerate(some):
        middle, bar = y + 22 * n + 8, size * abs(term.weight) / largest
        shapes.append(text(x, middle + 4, fitting(term.name, label), "t"))
        shapes.append(rect(x + label, middle - 6, max(bar, 1), 12, kind, round_=2))
        shapes.append(text(x + label + bar + 6, middle + 4, words.signed(term.weight), "s"))
    return shapes


def _legend(x: float, y: float, entries: Sequence[tuple[str, str]]) -> list[str]:
    """A little square and its name for each kind, in a row."""
    shapes: list[str] = []
    for kind, name in entries:
        shapes += (rect(x, y - 10, 11, 11, kind, round_=2), text(x + 17, y, name, "s"))
        x += 36 + 6.4 * len(name)
    return shapes


def _top(found: Reliability) -> float:
    """The end of the scale: what holds every share and mean, so that small ones can be read."""
    shares = [b.liked / b.shown for b in found.bands if b.shown]
    largest = max([*shares, *(b.probability for b in found.bands if b.probability is not None)])
    return next(end for end in (0.2, 0.5, 1.0) if largest <= end)


def _apart(heights: Sequence[float], bottom: float, least: float = 16.0) -> list[float]:
    """Ascending heights moved so that no two are nearer than a line of text, and none
    is below `bottom`."""
    found = list(heights)
    for n in range(1, len(found)):
        found[n] = max(found[n], found[n - 1] + least)
    for n in reversed(range(len(found))):
        found[n] = min(found[n], bottom - least * (len(found) - 1 - n))
    return found
