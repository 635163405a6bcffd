r"""TeX to Unicode: `10^{26}` is 10²⁶, `\frac{a}{b}` a/b, `\mathbb{R}` ℝ.

A reading of our own: pylatexenc leaves sub- and superscripts as they stand, and walks an abstract
in milliseconds; unicodeit knows no fractions and makes "≤ft(" of `\left(` (docs/text.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from unicodedata import combining, normalize

from ranker.text import symbols
from ranker.text.formulas import character
from ranker.text.tex_walk import KEPT_BLANK, Command, TooDeepError, Walk

_LONGEST = 1_000  # characters of one piece
_SIMPLE = re.compile(r"[∂d][^\W_]|[^\W_]*[.,]?[^\W_]+['′*†]*|[^\W_]+[⁰¹²³⁴-⁹⁺⁻ⁿ]*")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{2,6}")
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V", "6": "VI", "7": "VII"}
_CHEMISTRY = re.compile(r"(?<=[A-Za-z)\]])([0-9]+)")


@lru_cache(maxsize=4096)
def as_unicode(tex: str) -> tuple[str, bool]:
    """What the inside of a formula looks like, and whether no command is left in it."""
    if len(tex) > _LONGEST:
        return tex, False
    walk = Walk(tex, _KNOWN, maths=True)
    try:
        seen = walk.all()
    except TooDeepError:
        return tex, False
    return _spaced(" ".join(seen.split())), walk.whole


def read_one(tex: str, start: int) -> tuple[str, int, bool]:
    """What the command, group or script at `start` of a text looks like, where it ends, and
    whether no command is left in it. It ends at `start` where there is nothing to read."""
    walk = Walk(tex[start : start + _LONGEST], _KNOWN, maths=False)
    try:
        seen = walk.one()
    except TooDeepError:
        return "", start, False
    return _spaced(seen), start + walk.at, walk.whole


def _spaced(seen: str) -> str:
    return re.sub(" {2,}", " ", normalize("NFC", seen.replace(KEPT_BLANK, " ")))


def _skipped(walk: Walk, word: str) -> str:
    for _ in range(symbols.SKIPPED[word]):
        walk.option()
        walk.argument()
    return ""


def _reference(walk: Walk, _: str) -> str:
    walk.option()
    walk.argument()
    return "[…]"


def _fraction(walk: Walk, _: str) -> str:
    above, below = walk.argument(), walk.argument()
    return f"{_bracketed(above)}/{_bracketed(below)}"


def _root(walk: Walk, _: str) -> str:
    root = "".join(symbols.SUPERSCRIPTS.get(c, c) for c in walk.option())
    return f"{'' if root == '²' else root}√{_bracketed(walk.argument())}"


def _double_struck(walk: Walk, _: str) -> str:
    return "".join(symbols.DOUBLE_STRUCK.get(c, c) for c in walk.argument())


def _binomial(walk: Walk, _: str) -> str:
    return f"({walk.argument()} choose {walk.argument()})"


def _modulus(walk: Walk, _: str) -> str:
    return f" (mod {walk.argument()})"


def _struck(walk: Walk, _: str) -> str:
    said = walk.argument()
    return normalize("NFC", said[:1] + "\u0338") + said[1:] if said else ""


def _text_script(walk: Walk, word: str) -> str:
    return walk.script("^" if word == "textsuperscript" else "_")


def _below(walk: Walk, _: str) -> str:
    below, base = walk.argument(), walk.argument()
    return f"{base}_{below if below.isalnum() else f'({below})'}"


def _chemistry(walk: Walk, _: str) -> str:
    low = symbols.SUBSCRIPTS
    return _CHEMISTRY.sub(lambda m: "".join(low[c] for c in m[1]), walk.argument())


def _quantity(walk: Walk, _: str) -> str:
    return f"{walk.argument()} {walk.argument()}"


def _ion(walk: Walk, _: str) -> str:
    name, stage = walk.argument(), walk.argument()
    return f"{name} {_ROMAN.get(stage, stage.upper())}"


def _own(walk: Walk, _: str) -> str:
    return walk.argument()


def _address(walk: Walk, _: str) -> str:
    closed = walk.tex.find("}", walk.at)
    if walk.tex[walk.at : walk.at + 1] != "{" or closed < 0:
        return walk.argument()
    found = walk.tex[walk.at + 1 : closed]
    walk.at = closed + 1
    return found


def _numbered(walk: Walk, _: str) -> str:
    digits = walk.argument().lstrip("x")
    return character(digits) if _HEXADECIMAL.fullmatch(digits) else ""


def _footnote(walk: Walk, _: str) -> str:
    return f" ({walk.argument()})"


def _unseen(walk: Walk, word: str) -> str:
    walk.skip_blanks()
    if word in ("left", "right") and walk.tex[walk.at : walk.at + 1] == ".":
        walk.at += 1
        return ""
    if word in ("text", "textrm", "mbox", "hbox", "emph", "textit", "textbf"):
        maths, walk.maths = walk.maths, False
        inside = walk.group() if walk.tex[walk.at : walk.at + 1] == "{" else ""
        walk.maths = maths
        return inside
    return walk.group() if walk.tex[walk.at : walk.at + 1] == "{" else ""


def _accented(walk: Walk, name: str) -> str:
    r"""`\"o`, `\v{s}`, `\bar x`, `\'{\i}`: the mark goes over the first letter."""
    mark = symbols.ACCENTS[name]
    said = walk.argument()
    letter = {"ı": "i", "ȷ": "j"}.get(said[:1], said[:1])
    if not letter:
        return ""
    if letter == "i" and mark == symbols.ACCENTS["."]:
        return said.replace("ı", "i")
    if walk.maths and len(said) > 1 and not combining(said[1]):
        return said  # a bar over a whole expression is not seen
    return normalize("NFC", letter + mark) + said[1:]


def _bracketed(said: str) -> str:
    return said if len(said) < 2 or _SIMPLE.fullmatch(said) else f"({said})"


_KNOWN: Mapping[str, Command] = (
    dict.fromkeys(symbols.UNSEEN, _unseen)
    | dict.fromkeys(symbols.ACCENTS, _accented)
    | dict.fromkeys(symbols.BLANKS, lambda _walk, _name: KEPT_BLANK)
    | dict.fromkeys(symbols.SKIPPED, _skipped)
    | dict.fromkeys(symbols.REFERENCES, _reference)
    | dict.fromkeys(("frac", "tfrac", "dfrac", "nicefrac", "sfrac"), _fraction)
    | dict.fromkeys(("binom", "tbinom", "dbinom"), _binomial)
    | dict.fromkeys(("si", "unit", "num", "texorpdfstring", "ang"), _own)
    | dict.fromkeys(("textsuperscript", "textsubscript"), _text_script)
    | dict.fromkeys(("SI", "qty"), _quantity)
    | {"ion": _ion}
    | {"sqrt": _root, "mathbb": _double_struck, "pmod": _modulus}
    | {"not": _struck, "underset": _below, "ce": _chemistry}
    | {"url": _address, "unicode": _numbered, "footnote": _footnote}
)
"""How a command is read, by its name."""
