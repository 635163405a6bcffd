"""What case alone tells apart, once a keyword's letters are found: "SARs" and "SARS"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ranker.text.number import only_looks_plural

SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
"""What stands between the words of a keyword."""
SHORT = 4
"""Letters of a word whose plural may well be another word."""
_TEX_SIGN = re.compile(r"[$\\_^]")
_SCRIPT = re.compile(r"[_^]")
_NO_LETTER = re.compile(r"\\(?!ell)[A-Za-z]+|\\|[\W_]")


@dataclass(frozen=True, slots=True)
class Guard:
    """What case alone tells apart, which readings have lost.

    `short` is a keyword of two or three signs as typed, "" for others: in a formula it has its
    case, since "$a_i$" is no AI, and "$V_R$" no VR. `spelled` says that the sign of a Greek letter
    is none: "PSI". `plurals` are endings that mean number only in small letters: "SARs" is SAR's,
    "SARS" is not.
    """

    short: str
    spelled: bool
    plurals: tuple[str, ...]

    def __call__(self, match: str, raw: str) -> bool:
        """Whether a match (as read, and its raw characters) is the keyword."""
        if self.spelled and not (raw.isascii() and raw.isalpha()):
            return False
        if self.short and _TEX_SIGN.search(raw) and not self._stands_in(raw):
            return False
        if not self.plurals or not match.endswith(self.plurals):
            return True
        word = SEPARATORS.split(raw)[-1]
        if len(word) < SHORT or only_looks_plural(word.lower()):
            return word[:-1].isupper() and word[-1] == "s"
        return word[-1:] != "S"

    def _stands_in(self, tex: str) -> bool:
        if len(self.short) == 2 and self.short.isalpha() and _SCRIPT.search(tex):
            return self.short[0].isupper() != self.short[1].isupper() and self.short in _bare(tex)
        kept = _bare(tex)
        return self.short in (kept.lower() if self.short.islower() else kept)


NOTHING_DOUBTED = Guard("", False, ())


def _bare(tex: str) -> str:
    """The letters and digits of a formula."""
    return _NO_LETTER.sub("", tex).replace("ell", "L")
