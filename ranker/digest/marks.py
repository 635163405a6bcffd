"""Keyword hits as marked stretches of text, as a reader sees it, before any escaping."""

from __future__ import annotations

from collections.abc import Iterable

from ranker.digest.escape import URL
from ranker.digest.shown import Part, parts_between, shortened
from ranker.scored import Field, KeywordHit
from ranker.text.display import pieces


def marked(
    text: str, hits: Iterable[KeywordHit], field: Field, limit: int
) -> tuple[tuple[list[Part], bool], ...]:
    """The text in stretches, each as its parts (shown.py), with whether a keyword hit it.

    Overlapping and touching hits become one stretch, hits outside the text are cut to it. What TeX
    says in several signs is marked whole: a formula, a letter with its accent. URLs don't survive
    being split: a hit that covers one whole marks it, one that reaches into it marks the words
    around it, one within it nothing. The text is cut at `limit` characters first, since hits count
    characters of the raw text.
    """
    text = shortened(text, limit)
    stretches: list[tuple[list[Part], bool]] = []
    end = 0
    for start, stop in _merged(text, (h for h in hits if h.field == field)):
        if start > end:
            stretches.append((parts_between(text, end, start), False))
        stretches.append((parts_between(text, start, stop), True))
        end = stop
    if end < len(text):
        stretches.append((parts_between(text, end, len(text)), False))
    return tuple(stretches)


def whole_pieces(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with all of every piece that it has a part of."""
    for piece in pieces(text):
        if start < piece.end and piece.start < end:
            start, end = min(start, piece.start), max(end, piece.end)
    return start, end


def _merged(text: str, hits: Iterable[KeywordHit]) -> list[tuple[int, int]]:
    addresses = [match.span() for match in URL.finditer(text)]
    clamped = ((max(0, h.start), min(len(text), h.end)) for h in hits)
    inside = (_outside(span, addresses) for span in clamped)
    widened = (whole_pieces(text, *span) for span in inside if span[0] < span[1])
    spans: list[tuple[int, int]] = []
    for start, end in sorted(widened):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def _outside(span: tuple[int, int], whole: list[tuple[int, int]]) -> tuple[int, int]:
    """The span without the pieces that it has a part of; it may be empty then."""
    start, end = span
    for first, last in whole:
        if first < start < last:
            start = last
        if first < end < last:
            end = first
    return start, end
