"""What a TeX command or a Unicode sign is read as, where words are looked for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def words(text: str) -> frozenset[str]:
    """The words of a list written as text."""
    return frozenset(text.split())


GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau",
    "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
GREEK_NAMES = frozenset(GREEK.values())

NOTHING_READ = "·"
"""Stands for a sign without a reading: no letter, so that nothing is joined across it."""

_OPERATORS = "log ln lg exp sin cos tan cot arg deg det dim gcd ker lim max min inf sup mod bmod"
_FONTS = """
rm it bf sf tt sc sl em cal frak bb mathrm mathbf mathit mathsf mathtt mathbb mathcal mathfrak
mathscr mathnormal boldsymbol bm pmb text textrm textbf textit textsf texttt textsc textsl
textnormal textmd textup textsuperscript textsubscript emph underline operatorname mbox hbox
ensuremath uline hat widehat bar overline tilde widetilde vec dot ddot check breve acute grave
mathring displaystyle textstyle scriptstyle limits nolimits left right big Big bigg Bigg small
large Large tiny normalsize rmfamily bfseries itshape scshape bf protect
u v H t c d b r k
"""
_OTHERS = {
    "ast": "*", "star": "*", "prime": "'", "ell": "l", "infty": "infinity", "hbar": "hbar",
    "aa": "a", "AA": "a", "ae": "ae", "AE": "ae", "oe": "oe", "OE": "oe", "o": "o", "O": "o",
    "l": "l", "L": "l", "i": "i", "j": "j", "ss": "ss", "dh": "d", "DH": "d", "dj": "d",
    "DJ": "d", "th": "th", "TH": "th", "ng": "ng", "NG": "ng", "imath": "i", "jmath": "j",
    "quad": " ", "qquad": " ", "space": " ", "lbrack": "[", "rbrack": "]", "lt": "<", "gt": ">",
    "TeX": "tex", "LaTeX": "latex", "textendash": "-", "textemdash": "-", "textquotesingle": "'",
    "textquoteright": "'", "slash": "/", "Angstrom": "angstrom",
}  # fmt: skip
COMMANDS: dict[str, str] = (
    {name: f" {name} " for name in _OPERATORS.split()}
    | dict.fromkeys(_FONTS.split(), "")
    | {name: name for name in GREEK_NAMES}
    | {name.capitalize(): name for name in GREEK_NAMES}
    | {"var" + name: name for name in GREEK_NAMES}
    | _OTHERS
)
"""What stands for a command, by its name without the backslash."""

_SIGNS = (
    dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-")
    | dict.fromkeys("’‘‛ʼʹʻ′＇`´", "'")
    | dict.fromkeys("∗⋆★＊﹡✱", "*")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff™®©", "")
    | {"∞": "infinity", "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"}
    | {"đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "ng", "ħ": "h", "ℏ": "hbar"}
)

_MARKS = "\u0300-\u036f\u3099\u309a"
CLUSTER = re.compile(rf"[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|.[{_MARKS}]*", re.DOTALL)
"""A letter with its marks."""


@lru_cache(maxsize=8192)
def folded(cluster: str) -> str:
    """One letter, with the marks that follow it, in lower case and without accents.

    Latin and Greek letters lose their accents; others are composed, since a mark makes another
    letter there. Greek letters become their names.
    """
    composed = unicodedata.normalize("NFC", cluster)
    sign = _SIGNS.get(composed.casefold(), _SIGNS.get(composed))
    if sign is not None:
        return sign
    parts = unicodedata.normalize("NFKD", composed)
    if parts[0].isascii() or unicodedata.name(parts[0], "").startswith(("LATIN", "GREEK")):
        parts = "".join(c for c in parts if not unicodedata.combining(c)).casefold()
        return "".join(_SIGNS.get(c, GREEK.get(c, GREEK.get(_plain(c), c))) for c in parts)
    return unicodedata.normalize("NFKC", composed).casefold()


def _plain(letter: str) -> str:
    return {"ϵ": "ε", "ϑ": "θ", "ϕ": "φ", "ϱ": "ρ", "ϖ": "π", "ϰ": "κ"}.get(letter, letter)
