r"""What a reader sees of a text with TeX in it: `$\eta$` is η, `H$_2$O` H₂O, `Schr\"odinger`
Schrödinger.

`pieces` says where what is seen came from, so that marks and MathML keep to whole formulas. What
cannot be read is left as it stands. Time grows with the text's length, whatever is in it. Light:
what reads TeX is imported for the first text that has any.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

# In a look, whether there is anything to read; most texts have nothing.
_SIGNS = ("\\", "$", "{", "~", "--", "``", "<su", "_", "^")


@dataclass(frozen=True, slots=True)
class Piece:
    """Raw characters [start, end) and what is seen of them; `tex` is the inside of a formula, and
    empty for other text. `whole` says that no command is left in it."""

    start: int
    end: int
    seen: str
    tex: str = ""
    whole: bool = True


def display(raw: str) -> str:
    """The text in Unicode, as a reader sees it. Never fails."""
    found = pieces(raw)
    if not found:
        return raw
    parts: list[str] = []
    end = 0
    for piece in found:
        parts += (raw[end : piece.start], piece.seen)
        end = piece.end
    return normalize("NFC", "".join((*parts, raw[end:])))


def has_tex(raw: str) -> bool:
    """Whether anything in the text may be seen otherwise than it stands."""
    return any(sign in raw for sign in _SIGNS)


@lru_cache(maxsize=256)
def pieces(raw: str) -> tuple[Piece, ...]:
    """What in the text is seen otherwise than it stands, and all its formulas, in order."""
    if not has_tex(raw):
        return ()
    from ranker.text.tex_pieces import found

    return tuple(found(raw))
