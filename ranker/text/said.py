"""What the pieces of a text read that are not plain letters (ranker/text/reading.py)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ranker.text.formulas import UNSEEN, character, formula, spacing
from ranker.text.signs import CLUSTER, COMMANDS, NOTHING_READ, folded

# As pandoc finds mathematics; padded by blanks only where it has TeX in it or is one sign, `$ p $`;
# before a digit only a lone sign, `$\sim$80`. Prices stay prices.
_DOLLARS = (
    r"\$(?![\s$])[^$]{1,400}?(?<![\s\\])\$(?!\d)|\$\s(?![A-Za-z]{3})[^$\s]{1,20}\s\$"
    r"|\$\s?(?![\s\d])(?=[^$]{0,200}[\\_^])[^$]{1,200}\$(?!\d)"
    r"|\$(?:\\[A-Za-z]+\s?|[-+<>=/'~:*.]){1,4}\$(?=\d)"
)
MATHS = (
    rf"(?<!\\)(?:\$\$[^$]{{1,400}}\$\$|{_DOLLARS})|\\\([^$]{{1,400}}?\\\)|\\\[[^$]{{1,400}}?\\\]"
)
PIECE = re.compile(
    rf"(?P<maths>{MATHS})"
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
START = re.compile(r"[^\x00-\x23\x25-\x3b\x3d-\x5b\x5d\x60-\x7a\x7c\x7e\x7f]")
_LATIN_MARKS = re.compile(r"[\u0300-\u036f]+")

Cluster = tuple[int, int, int]
"""(place in what a run reads, its raw characters in the run from, to)"""


def letters(run: str) -> tuple[str, tuple[Cluster, ...]]:
    """What letters beyond ASCII read, and where each stands in the run."""
    parts: list[str] = []
    clusters: list[Cluster] = []
    place = 0
    for cluster in CLUSTER.finditer(run):
        # A mark at the start belongs to the ASCII letter before it.
        one = "" if _LATIN_MARKS.fullmatch(cluster[0]) else folded(cluster[0])
        if one:
            parts.append(one)
            clusters.append((place, *cluster.span()))
            place += len(one)
    if len(clusters) == place == len(run):
        return "".join(parts), ((0, 0, 0),)  # letter for letter
    return "".join(parts), tuple(clusters)


@lru_cache(maxsize=8192)
def said(text: str) -> str | None:
    """What a piece reads; None for what only looks like one."""
    piece = PIECE.match("a" + text, 1)
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
    read = COMMANDS.get(name)
    # TeX swallows the blank behind a command; who writes "\\alpha particles" means it.
    return read + " " if read is not None and blank and len(read) > 2 else read


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
