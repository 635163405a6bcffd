"""Keyword hits as marked stretches of text, before any escaping."""

from __future__ import annotations

from collections.abc import Iterable

from ranker.digest.escape import WHOLE, cut
from ranker.digest.value import Field, KeywordHit


def marked(
    text: str, hits: Iterable[KeywordHit], field: Field, limit: int
) -> tuple[tuple[str, bool], ...]:
    """The raw text in stretches, each with whether a keyword hit it; joined they are the text.

    Overlapping and touching hits become one stretch, hits outside the text are cut to it.
    Mathematics and URLs don't survive being split: a hit that covers one whole marks it, one that
    reaches into it marks the words around it, one within it nothing. The text is cut at `limit`
    characters first, since hits count characters of the raw text.
    """
    text = cut(text, limit)
    stretches: list[tuple[str, bool]] = []
    end = 0
    for start, stop in _merged(text, (h for h in hits if h.field == field)):
        if start > end:
            stretches.append((text[end:start], False))
        stretches.append((text[start:stop], True))
        end = stop
    if end < len(text):
        stretches.append((text[end:], False))
    return tuple(stretches)


def _merged(text: str, hits: Iterable[KeywordHit]) -> list[tuple[int, int]]:
    whole = [match.span() for match in WHOLE.finditer(text)]
    clamped = ((max(0, h.start), min(len(text), h.end)) for h in hits)
    spans: list[tuple[int, int]] = []
    for start, end in sorted(_outside(span, whole) for span in clamped):
        if start >= end:
            continue
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
