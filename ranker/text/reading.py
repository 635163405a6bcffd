r"""A text as its words are looked for: lower case, without accents, simple mathematics spelled.

`$p$-adic` reads "p-adic", `CO$_2$` and `CO₂` "co2", `$\gamma$-ray` "gamma-ray", `Schr\"odinger`
"schrodinger". A reading leads back to the raw characters: what is found in a formula is the whole
formula. pylatexenc is not used here: walking an abstract takes it a hundred times as long, and
since accents are folded away, they need no letter of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache

from ranker.text.formulas import UNSEEN, character, formula, spacing
from ranker.text.signs import CLUSTER, COMMANDS, NOTHING_READ, folded

# As escape.py finds mathematics, and with one blank-padded sign: `$ p $`. Prices stay prices.
_DOLLARS = r"\$(?![\s$])[^$]{1,400}?(?<![\s\\])\$(?!\d)|\$\s(?![A-Za-z]{3})[^$\s]{1,20}\s\$"
_MATHS = (
    rf"(?<!\\)(?:\$\$[^$]{{1,400}}\$\$|{_DOLLARS})|\\\([^$]{{1,400}}?\\\)|\\\[[^$]{{1,400}}?\\\]"
)
_PIECE = re.compile(
    rf"(?P<maths>{_MATHS})"
    # What no reader sees: keys, addresses, colours; and a character by its number.
    r"|\\unicode\{x(?P<code>[0-9a-fA-F]{2,6})\}"
    rf"|(?P<unseen>{UNSEEN})"
    r"|\\(?:[`'^\"~=.]\s*|[uvHtcdbrk](?:\s+|(?=\{)))"
    r"(?:\{\\?(?P<braced>[A-Za-z])\s?\}|(?:\\(?=[ij](?![A-Za-z])))?(?P<accented>[A-Za-z]))"
    r"|\\(?P<command>[A-Za-z]+)\s*(?:\{\})?"
    r"|\\(?P<escaped>[^A-Za-z%])"
    r"|(?P<brace>\}\{|[{}])"
    r"|(?<=[\w)\]])(?:[_^](?:\{(?P<script>[^{}$\\]{1,12})\}|(?P<digits>[0-9]+))"
    r"|\^(?P<exponent>[A-Za-z](?!\w)|\*))"
    r"|<su[bp]>(?P<tagged>[^<>$\\{}]{1,12})</su[bp]>"
    r"|(?P<letters>[^\x00-\x7f]+)"
)
# Where a piece can start; found many times faster than a piece.
# Any of \$_^{}< and all beyond ASCII, by what it is not: so large a class is slow to make.
_START = re.compile(r"[^\x00-\x23\x25-\x3b\x3d-\x5b\x5d\x60-\x7a\x7c\x7e\x7f]")
_LATIN_MARKS = re.compile(r"[\u0300-\u036f]+")
_ANYWHERE = 1 << 60

_Cluster = tuple[int, int, int]
"""(place in what a run reads, its raw characters in the run from, to)"""
_Piece = tuple[int, int, int, tuple[_Cluster, ...] | None]
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
    parts: list[str] = []
    pieces: list[_Piece] = []
    at = end = 0
    search, match = _START.search, _PIECE.match  # looked up once, since texts have many pieces
    while sign := search(raw, at):
        start = sign.start()
        piece = match(raw, start)
        if piece is None:
            at = start + 1
            continue
        said, clusters = _letters(piece[0]) if sign[0] > "\x7f" else (_said(piece[0]), None)
        if said is None:
            at = start + 1
            continue
        parts.append(raw[end:start])
        parts.append(said)
        at = end = piece.end()
        pieces.append((start, end, len(said), clusters))
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


def _letters(run: str) -> tuple[str, tuple[_Cluster, ...]]:
    """What letters beyond ASCII read, and where each stands in the run."""
    said: list[str] = []
    clusters: list[_Cluster] = []
    place = 0
    for cluster in CLUSTER.finditer(run):
        # A mark at the start belongs to the ASCII letter before it.
        one = "" if _LATIN_MARKS.fullmatch(cluster[0]) else folded(cluster[0])
        if one:
            said.append(one)
            clusters.append((place, *cluster.span()))
            place += len(one)
    if len(clusters) == place == len(run):
        return "".join(said), ((0, 0, 0),)  # letter for letter
    return "".join(said), tuple(clusters)


@lru_cache(maxsize=8192)
def _said(text: str) -> str | None:
    """What a piece reads; None for what only looks like one."""
    piece = _PIECE.match("a" + text, 1)
    if piece is None or piece.end() != len(text) + 1:
        # Its surroundings made it a piece: a lone sign.
        return NOTHING_READ
    kind = piece.lastgroup
    if kind == "maths":
        return formula(text.strip("$") if text[0] == "$" else text[2:-2])
    if kind == "command":
        return _command(piece[kind], blank=text[-1].isspace())
    if kind == "unseen":
        # Colours and addresses stand before what is read.
        return "" if text.startswith((r"\color", r"\textcolor", r"\href")) else NOTHING_READ
    if kind == "brace":
        return " " if text == "}{" else ""
    return _OTHER_KINDS[kind or ""](piece[kind or 0])


def _command(name: str, *, blank: bool) -> str | None:
    said = COMMANDS.get(name)
    # TeX swallows the blank behind a command; who writes "\\alpha particles" means it.
    return said + " " if said is not None and blank and len(said) > 2 else said


_OTHER_KINDS: dict[str, Callable[[str], str]] = {
    "code": lambda digits: folded(character(digits)),
    "escaped": spacing,
    "tagged": str.lower,
    "braced": str.lower,
    "accented": str.lower,
    "script": str.lower,
    "digits": str.lower,
    "exponent": str.lower,
}
