r"""What the inside of a formula reads: `C^\ast` "c*", `\mathrm{MoS}_2` "mos2"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ranker.text.signs import CLUSTER, COMMANDS, NOTHING_READ, folded

UNSEEN = r"\\(?:cite[a-z]*\*?|ref|eqref|label|url|href|textcolor|color)(?:\[[^\]]*\])?\{[^{}]*\}"
"""What no reader sees of a text: keys, addresses, colours."""
_BY_NUMBER = re.compile(r"\\unicode\{x([0-9a-fA-F]{2,6})\}")
_FRACTION = re.compile(r"\\[td]?frac\s*(?:\{([^{}]*)\}|(\w))\s*(?:\{([^{}]*)\}|(\w))")
_WORDY_SCRIPT = re.compile(r"[_^](?=\s*(?:\\[a-z]+\s*)?\{\s*(?:\\[a-z]+[\s{]\s*)?[A-Za-z]{3})")
_WORDING = re.compile(r"\\(?:text[a-z]*|mbox|hbox|mathrm|operatorname)\s*\{([^{}]*)\}")
# A blank between letters stays: "$m a p$" is no map.
_IN_MATHS = re.compile(
    r"\\([A-Za-z]+)\s*|(?<=[A-Za-z])\s+(?=[A-Za-z])()|\\(.)|([{}^_\s&]+)|([^\x00-\x7f]+)", re.DOTALL
)
_PROSE = re.compile(r"(?<![A-Za-z])[A-Za-z]{3,}\s+[A-Za-z]{2,}(?![A-Za-z])")
_PRICE = re.compile(r"\d[\d.,]*[KMBk]?(?:[.,;:)]\s|\s[a-z]{2,}\s)")
_KEPT_BLANK = "\x00"


@lru_cache(maxsize=8192)
def formula(tex: str) -> str | None:
    """What the inside of a formula reads, without its blanks; None where it is prose."""
    if "\\" not in tex and (_PROSE.search(tex) or _PRICE.match(tex)):
        return None
    tex = re.sub(UNSEEN, "", tex)
    tex = _WORDY_SCRIPT.sub(_KEPT_BLANK, tex)  # "M_{gas}" is of gas
    tex = _BY_NUMBER.sub(lambda m: character(m[1]), tex)
    tex = _FRACTION.sub(lambda m: f"{m[1] or m[2] or ''}/{m[3] or m[4] or ''}", tex)
    tex = _WORDING.sub(lambda m: m[1].replace(" ", _KEPT_BLANK), tex)
    return _IN_MATHS.sub(_in_maths, tex).replace(_KEPT_BLANK, " ").lower()


def _in_maths(match: re.Match[str]) -> str:
    command, blank, escaped, empty, letters = match.groups()
    if blank is not None:
        return " "
    if command:
        return COMMANDS.get(command, NOTHING_READ)
    if escaped:
        return spacing(escaped)
    if empty:
        return ""
    return "".join(folded(c) for c in CLUSTER.findall(unicodedata.normalize("NFC", letters)))


def character(digits: str) -> str:
    """The character of a hexadecimal number."""
    number = int(digits, 16)
    is_half = 0xD800 <= number < 0xE000  # of a character, which no text can hold
    return chr(number) if 0 < number < 0x110000 and not is_half else NOTHING_READ


def spacing(sign: str) -> str:
    """What a backslash and a sign read."""
    if sign in ",;: ~\n\t>":
        return " "
    return "" if sign in "-/!" else folded(sign)
