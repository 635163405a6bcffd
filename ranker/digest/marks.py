"""Keyword hits as marked stretches of text, before any escaping."""

from __future__ import annotations

from collections.abc import Iterable

from ranker.digest.escape import WHOLE, cut
from ranker.digest.value import Field, KeywordHit


def marked(
    text: str, hits: Iterable[KeywordHit], field: Field, limit: int
) -> tuple[tuple[str, bool], ...]:
    """The raw text in stretches, each with whether a keyword hit it; joined they are the text.

    Overlapping and touching hits become one stretch, hits outside the text are cut to it. A hit
    within mathematics or an URL is not marked, since neither survives being split. The text is
    cut at `limit` characters first, since hits count characters of the raw text.
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
    for start, end in sorted(span for span in clamped if span[0] < span[1]):
        if any(start < last and first < end for first, last in whole):
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans
