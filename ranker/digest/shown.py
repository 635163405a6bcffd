"""What a reader sees of a paper's title, abstract and names: one place for every screen and file.

Mathematics is Unicode on terminals, in plain text, mails and tables, MathML in HTML and feeds, and
stays TeX in Markdown where only that can say it. TeX's letters are letters everywhere. JSON and
BibTeX have the source and don't come here. The result is escaped for its format (escape.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ranker.digest import escape
from ranker.text.display import Piece, pieces

if TYPE_CHECKING:
    from markupsafe import Markup

Part = str | Piece
"""Raw text without TeX, or a piece with the way it is seen."""
# Unicode in a row says less than TeX: "(a+b)/c", "x_(i,j)".
_IN_A_ROW = re.compile(r"[_^√]|[)/]\(|\)/|choose")
# Where GitHub takes a dollar sign for mathematics.
_OPENS, _CLOSES = re.compile(r"(?:^|[\s(])$"), re.compile(r"(?:$|[\s).,;:!?])")


def plain(text: str, limit: int | None = None) -> str:
    """For a terminal and plain text: Unicode, without controls, cut at `limit` characters of the
    source."""
    return plain_of(parts(text, limit))


def csv(text: str, limit: int | None = None) -> str:
    """For a cell: spreadsheets show no TeX, so it is Unicode too."""
    return escape.csv(plain(text, limit))


def html(text: str, limit: int | None = None) -> Markup:
    """For element content: text escaped, formulas as MathML."""
    return html_of(parts(text, limit))


def markdown(text: str, limit: int | None = None, *, starts: bool = True) -> str:
    """For a line of GitHub-flavoured Markdown, as `escape.markdown`."""
    return markdown_of(parts(text, limit), starts=starts)


def shortened(text: str, limit: int | None) -> str:
    """The first `limit` characters; a formula is not cut but left out."""
    if limit is None or len(text) <= limit:
        return text
    text = text[: limit + 1_000]  # more than a piece has
    cut = next((p.start + 1 for p in pieces(text) if p.start < limit - 1 < p.end), limit)
    return escape.cut(text, cut)


def opening(text: str, limit: int) -> str:
    """The words that fit into the first `limit` characters, with an ellipsis where some follow."""
    if len(text) <= limit:
        return text
    end = text.rfind(" ", limit // 2, limit)
    return shortened(text, limit if end < 0 else end + 1)


def parts(text: str, limit: int | None = None) -> list[Part]:
    """The whole text in parts."""
    text = shortened(text, limit)
    return parts_between(text, 0, len(text))


def parts_between(text: str, start: int, end: int) -> list[Part]:
    """The stretch [start, end) of a text, which cuts no piece, in parts."""
    found: list[Part] = []
    for piece in pieces(text):
        if start <= piece.start and piece.end <= end:
            if piece.start > start:
                found.append(text[start : piece.start])
            found.append(piece)
            start = piece.end
    if start < end:
        found.append(text[start:end])
    return found


def plain_of(parts: Sequence[Part]) -> str:
    """`plain` of parts."""
    return escape.terminal("".join(p if isinstance(p, str) else p.seen for p in parts))


def html_of(parts: Sequence[Part]) -> Markup:
    """`html` of parts."""
    from markupsafe import Markup

    done: list[Markup] = []
    for part in parts:
        formula = None
        if not isinstance(part, str) and part.tex and part.whole:
            from ranker.digest.mathml import mathml  # a library behind it; many texts need none

            formula = mathml(part.tex)
        seen = part if isinstance(part, str) else part.seen
        done.append(escape.html(seen) if formula is None else formula)
    return Markup("").join(done)


def markdown_of(parts: Sequence[Part], *, starts: bool = True) -> str:
    """`markdown` of parts."""
    done: list[str] = []
    for n, part in enumerate(parts):
        first = starts and not n
        if isinstance(part, str):
            done.append(escape.markdown_text(part, starts=first))
        elif part.tex and _needs_tex(part) and _stands_apart(parts, n):
            done.append("$" + escape.markdown_maths(part.tex) + "$")
        else:
            done.append(escape.markdown_text(part.seen, starts=first))
    return "".join(done)


def _needs_tex(part: Piece) -> bool:
    return part.whole and bool(_IN_A_ROW.search(part.seen)) and escape.is_plain_maths(part.tex)


def _stands_apart(parts: Sequence[Part], n: int) -> bool:
    before = parts[n - 1] if n else ""
    after = parts[n + 1] if n + 1 < len(parts) else ""
    if not (isinstance(before, str) and isinstance(after, str)):
        return False
    return bool(_OPENS.search(before) and _CLOSES.match(after))
