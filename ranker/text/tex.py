r"""TeX accents in names, titles and abstracts to Unicode; mathematics stays as it was written.

arXiv's feeds carry the submitter's own TeX (`M\"uller`, `{\L}ojasiewicz`). Only the pieces that
are TeX are handed to pylatexenc, so that a per cent sign, a tilde or a double hyphen in ordinary
text keeps its meaning.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

# Mathematics: $...$, $$...$$, \(...\) and \[...\]; an escaped dollar opens nothing.
_MATHS = re.compile(
    r"(?<!\\)\$\$.+?(?<!\\)\$\$|(?<!\\)\$(?:[^$\\]|\\.)++\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL
)
# A balanced group, three levels deep; possessive, so that hostile braces cost linear time.
_GROUP = r"\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+\}"
_ELSEWHERE = (
    "(?:cite[a-z]*|url|href|hyperlink|ref|eqref|label|footnote|begin|end"
    "|frac|ce|ion|SI|si|qty|unit|num)"
)
_TEX = re.compile(
    rf"(?=\{{[^{{}}]*\\|\{{\{{[^{{}}]*\\){_GROUP}"  # {\"u}, {{\"u}}, {\bf bold}
    rf"|\\[`'^\"~=.]\s*(?:{_GROUP}|\\[ij](?![A-Za-z])\s?|[^\W\d_])"  # \"u, \'{e}, \'\i
    rf"|\\[uvHtcdbrk](?:\s*{_GROUP}|\s+\\?[A-Za-z])"  # \v{s}, \c c
    r"|\\(?:[aA]{2}|[aAoO][eE]|[oOlLij]|ss|[dDtT][hH]|[dD][jJ]|[nN][gG])(?![A-Za-z])\s*(?:\{\})?"
    # \emph{word}, \alpha; what points elsewhere and what is half mathematics stays
    rf"|\\(?!{_ELSEWHERE}(?![A-Za-z]))[A-Za-z]++(?:\s*{_GROUP})?"
    r"|\\[&%$#_{}]"
)
_SCRIPTS = ("\\textsuperscript", "\\textsubscript")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_LONGEST = 20_000  # characters; beyond this no name or title is worth the time


def tex_to_unicode(text: str) -> str:
    """Accents, letters and text macros of `text` as Unicode (NFC), mathematics untouched.

    Never fails: a piece that the library cannot read, or reads as nothing, is left as it stands.
    """
    if "\\" not in text or len(text) > _LONGEST:
        return text
    parts: list[str] = []
    end = 0
    for maths in _MATHS.finditer(text):
        parts.append(_TEX.sub(_converted, text[end : maths.start()]))
        parts.append(maths[0])
        end = maths.end()
    parts.append(_TEX.sub(_converted, text[end:]))
    return "".join(parts)


def _converted(match: re.Match[str]) -> str:
    return _convert(match[0])


@lru_cache(maxsize=4096)
def _convert(piece: str) -> str:
    text = None if piece.startswith(_SCRIPTS) else by_library(piece)
    if text is None:
        from ranker.text.unicode_maths import read_one  # knows \texttt, and makes small signs

        text, end, whole = read_one(piece, 0)
        if not (text.strip() and whole and end == len(piece)):
            return piece
    return unicodedata.normalize("NFC", text)


def by_library(piece: str) -> str | None:
    """What pylatexenc reads; None where that is nothing."""
    try:
        text = _library().latex_to_text(_BARE_PERCENT.sub(r"\\%", piece))
    except Exception:  # the library documents no closed list of what bad TeX raises
        return None
    return str(text) if text.strip() else None


@cache
def _library() -> Any:
    import logging

    from pylatexenc.latex2text import LatexNodes2Text

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it warns of what it was given
    return LatexNodes2Text(math_mode="verbatim", keep_comments=True)
