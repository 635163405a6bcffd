r"""A text as its words are looked for: lower case, without accents, simple mathematics spelled.

`$p$-adic` reads "p-adic", `CO$_2$` and `CO₂` "co2", `$\gamma$-ray` "gamma-ray", `Schr\"odinger`
"schrodinger". A reading leads back to the raw characters: what is found in a formula is the whole
formula. pylatexenc is not used here: walking an abstract takes it a hundred times as long, and
since accents are folded away, they need no letter of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_LATIN_MARKS = re.compile(r"[\u0300-\u036f]+")
_ANYWHERE = 1 << 60

_Piece = tuple[int, int, int, tuple[tuple[int, int, int], ...] | None]
"""(raw characters from, to, length of what it reads, its clusters unless it is one whole)"""
_Mark = tuple[int, int, int]
"""(place in the text, first raw character, end of the raw piece; 0 where it runs alongside)"""


class Reading:
    """`text` is what to look in; `span` leads from there back to the raw characters."""

    __slots__ = ("_marks", "_pieces", "_raw", "text")

    def __init__(self, raw: str, text: str, pieces: Sequence[_Piece] = ()) -> None:
        self.text = text
        self._raw = raw
        self._pieces = pieces
        self._marks: list[_Mark] | None = None  # made when something is found, which is rare

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw characters [first, last) of the non-empty stretch [start, end) of `text`.

        Pieces are taken whole: formulas, accents with their letters, groups in braces.
        """
        if not self._pieces:
            return start, end
        if self._marks is None:
            self._marks = _marks(self._pieces)
        place, first, whole = self._marks[bisect_right(self._marks, (start, _ANYWHERE)) - 1]
        begin = first if whole else first + start - place
        place, first, whole = self._marks[bisect_right(self._marks, (end - 1, _ANYWHERE)) - 1]
        stop = whole or first + end - place
        if trailing := _LATIN_MARKS.match(self._raw, stop):
            stop = trailing.end()
        return self._balanced(begin, stop)

    def _balanced(self, begin: int, stop: int) -> tuple[int, int]:
        """The same, with the other brace of every group that it cuts, and the group's command."""
        inside = self._raw[begin:stop]
        if "{" not in inside and "}" not in inside:
            return begin, stop
        depth = lowest = 0
        for sign in inside:
            depth += (sign == "{") - (sign == "}")
            lowest = min(lowest, depth)
        for _ in range(-lowest):
            opened = self._raw.rfind("{", 0, begin)
            if opened < 0:
                break
            command = re.search(r"\\[A-Za-z]+\s*$", self._raw[max(0, opened - 30) : opened])
            begin = opened - (len(command[0]) if command else 0)
        for _ in range(depth - lowest):
            closed = self._raw.find("}", stop)
            stop = closed + 1 if closed >= 0 else stop
        return begin, stop


def read(raw: str) -> Reading:
    """Never fails: what cannot be read is left as it stands."""
    if raw.isascii() and not _needs_care(raw):
        return Reading(raw, raw.lower())
    from ranker.text.said import PIECE, START, letters, said  # many texts need none

    parts: list[str] = []
    pieces: list[_Piece] = []
    at = end = 0
    search, match = START.search, PIECE.match  # looked up once, since texts have many pieces
    while sign := search(raw, at):
        start = sign.start()
        piece = match(raw, start)
        if piece is None:
            at = start + 1
            continue
        text, clusters = letters(piece[0]) if sign[0] > "\x7f" else (said(piece[0]), None)
        if text is None:
            at = start + 1
            continue
        parts.append(raw[end:start])
        parts.append(text)
        at = end = piece.end()
        pieces.append((start, end, len(text), clusters))
    return Reading(raw, ("".join(parts) + raw[end:]).lower(), pieces)


def _marks(pieces: Sequence[_Piece]) -> list[_Mark]:
    marks: list[_Mark] = [(0, 0, 0)]
    place = end = 0
    for start, stop, length, clusters in pieces:
        if start > end:
            marks.append((place, end, 0))
            place += start - end
        if clusters is None and length:
            marks.append((place, start, stop))
        for offset, first, last in clusters or ():
            marks.append((place + offset, start + first, start + last if last else 0))
        place += length
        end = stop
    marks.append((place, end, 0))
    return marks


def _needs_care(raw: str) -> bool:
    # One look a sign is many times faster than a pattern, and most texts have none.
    if "$" in raw or "{" in raw or "_" in raw or "^" in raw or "<su" in raw:
        return True
    return "\\" in raw and raw.count("\\") > raw.count("\\%")
