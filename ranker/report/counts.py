"""The figures that count: what each keyword brought, and how complete the announcements are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ranker.report import words
from ranker.report.svg import drawing, fitting, rect, text
from ranker.report.value import KeywordCount, ListingDate

MOST_KEYWORDS = 24
_ROW, _HEAD = 40.0, 22.0


def keywords(found: Sequence[KeywordCount], width: float) -> str:
    """A row a keyword: the papers it brought and, on a scale of their own, the votes."""
    shown = found[:MOST_KEYWORDS]
    most = max(1, *(k.brought for k in shown))
    voted = max(1, *(k.liked + k.disliked for k in shown))
    half = (width - 24) / 2
    right, bar = half + 24, half - 50
    shapes = [text(0, 12, "papers brought", "s"), text(right, 12, "liked and disliked", "s")]
    for n, one in enumerate(shown):
        y = _HEAD + n * _ROW
        shapes.append(text(0, y + 13, fitting(one.keyword, width), "t"))
        size = bar * one.brought / most
        if one.brought:
            shapes.append(rect(0, y + 19, max(size, 1), 9, "more", round_=2))
        shapes.append(text(size + 7, y + 28, f"{one.brought:,}", "s"))
        liked, disliked = bar * one.liked / voted, bar * one.disliked / voted
        hint = words.keyword_hint(one)
        if one.liked:
            shapes.append(rect(right, y + 19, liked, 9, "like", round_=2, hint=hint))
        if one.disliked:
            shapes.append(rect(right + liked, y + 19, disliked, 9, "dislike", round_=2, hint=hint))
        counts = f"{one.liked:,} : {one.disliked:,}"
        shapes.append(text(right + liked + disliked + 7, y + 28, counts, "s"))
    return drawing(width, _HEAD + len(shown) * _ROW, words.keywords_title(found), shapes)


def listings(found: Sequence[ListingDate], width: float) -> str:
    """A calendar: a row a week, a cell a listing date with its papers."""
    monday = found[0].day - timedelta(days=found[0].day.weekday())
    left, gap = 54.0, 4.0
    cell, row = (width - left) / 5 - gap, 34.0
    shapes = [
        text(left + n * (cell + gap) + cell / 2, 12, name, "s", "middle")
        for n, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri"))
    ]
    weeks = (found[-1].day - monday).days // 7 + 1
    for week in range(weeks):
        day = words.short_day(monday + timedelta(days=7 * week))
        shapes.append(text(left - 8, 40 + week * row, day, "s", "end"))
    for one in found:
        week, weekday = divmod((one.day - monday).days, 7)
        x, y = left + weekday * (cell + gap), 20 + week * row
        hint = words.listing_hint(one)
        shapes.append(rect(x, y, cell, row - gap, one.kind, round_=4, hint=hint))
        count = f"{one.papers:,}" if one.papers else "–"
        shapes.append(text(x + cell / 2, y + 19, count, "t" if one.papers else "s", "middle"))
    x, y = left, 20 + weeks * row + 16.0
    for kind in (k for k in words.KINDS if any(one.kind == k for one in found)):
        name = words.KINDS[kind]
        if x + 24 + 6.4 * len(name) > width and x > left:
            x, y = left, y + 20
        shapes += (rect(x, y - 10, 11, 11, kind, round_=2), text(x + 17, y, name, "s"))
        x += 34 + 6.4 * len(name)
    return drawing(width, y + 6, words.listings_title(found), shapes)
