"""Where a text has TeX in it, and how it is seen (ranker/text/display.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ranker.text.display import Piece, display
from ranker.text.formulas import formula
from ranker.text.said import MATHS
from ranker.text.unicode_maths import as_unicode, read_one

_PIECE = re.compile(
    rf"(?P<maths>{MATHS})"
    r"|(?P<tex>\\(?:[A-Za-z@]|[^A-Za-z@]))"
    r"|(?P<group>\{(?:\\|[^\W_][\w .+-]{0,60}\}))"
    r"|(?P<tie>(?<=[\w.,;:)])~(?=[\w(\[$\\]))(?<![0-9]~(?=[0-9]))"
    r"|(?P<dash>(?<![-\w])---?(?![-\w>])|(?<=[\w}])---?(?=[\w\\{$]))"
    r"|``(?P<quoted>[^`'\"$]{1,300})''"
    r"|<(?P<tag>su[bp])>(?P<tagged>[^<>$\\{}]{1,12})</su[bp]>"
    r"|(?<=[\w)\]])(?P<script>[_^]\{[^{}$]{1,24}\}|\^-?[0-9]+)"
    r"|(?:(?<=[A-Z])|(?<=[A-Z][a-z]))(?P<index>_[0-9])(?![\w_]*_[A-Za-z])"
)
_START = re.compile(r"[$\\{~<_^`-]")


def found(raw: str) -> Iterator[Piece]:
    """The pieces of a text, in order."""
    at = 0
    while sign := _START.search(raw, at):
        start = sign.start()
        match = _PIECE.match(raw, start)
        piece = _seen(raw, start, match) if match else None
        if piece is None:
            at = start + 1
        else:
            yield piece
            at = piece.end


def _seen(raw: str, start: int, match: re.Match[str]) -> Piece | None:
    kind = match.lastgroup or ""
    end = match.end()
    if kind == "maths":
        tex = match[0].strip("$") if match[0][0] == "$" else match[0][2:-2]
        if formula(tex) is None:  # prose between two prices
            return None
        seen, whole = as_unicode(tex)
        return Piece(start, end, seen, tex, whole)
    if kind in ("tex", "group", "script", "index"):
        seen, stop, whole = read_one(raw, start)
        return Piece(start, stop, seen, whole=whole) if stop > start else None
    if kind == "tagged":
        sign = "_" if match["tag"] == "sub" else "^"
        return Piece(start, end, read_one(f"{sign}{{{match[kind]}}}", 0)[0])
    if kind == "quoted":
        return Piece(start, end, f"“{display(match[kind])}”")
    return Piece(start, end, " " if kind == "tie" else "—" if len(match[0]) == 3 else "–")
