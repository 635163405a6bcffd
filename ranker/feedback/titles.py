"""Which of some titles another title is: the same words, or words that differ in spelling alone.

Two papers of one group often differ in a word (`Part I`, `Part II`; `supervised`,
`unsupervised`), so a high similarity is not enough: rapidfuzz finds what is near, and word by word
it is looked at what the difference is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ranker.text.tex import tex_to_unicode

NEAR_ENOUGH = 0.92
"""Least share of letters in common (rapidfuzz's normalised Indel similarity) of two titles."""
_SHORTEST_FUZZY = 5  # words; shorter titles are generic, and match exactly or not at all
_SHORTEST_SPELLING = 5  # letters of a word that may be spelt two ways
_BLOCK = 4  # longest words of a title by whose beginnings those to compare it with are found
_STEM = 4  # letters; two spellings begin alike
_FILLERS = frozenset(("a", "an", "the", "of", "in", "on", "for", "and", "to", "at", "by"))
_MARKUP = re.compile(
    r"\\(?:math|text|bf|it|rm|sf|cal|operatorname|ensuremath)\w*\b|[${}^_]|\\[,;! ]"
)
_SPELLINGS = (
    ("our", "or"), ("re", "er"), ("z", "s"), ("ll", "l"), ("ae", "e"), ("oe", "e"), ("ogue", "og"),
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+[+*]*")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")


@dataclass(frozen=True, slots=True)
class Match:
    """The key of the title that was found, and how sure it is: 1 for the same words."""

    key: str
    confidence: float


class Titles:
    """Titles with their keys, to find another writing of one among them."""

    def __init__(self, titles: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, str] = {}
        self._words: list[tuple[str, tuple[str, ...]]] = []
        self._by_stem: defaultdict[str, list[int]] = defaultdict(list)
        for key, title in titles:
            words = title_words(title)
            if not words:
                continue
            self._exact.setdefault(_closed(words), key)
            if len(words) >= _SHORTEST_FUZZY:
                for stem in _stems(sorted(words, key=len)[-_BLOCK:]):
                    self._by_stem[stem].append(len(self._words))
                self._words.append((key, words))

    def __bool__(self) -> bool:
        return bool(self._exact)

    def find(self, title: str) -> Match | None:
        """The title that this one is, or None. Of several the nearest."""
        words = title_words(title)
        key = self._exact.get(_closed(words)) if words else None
        if key is not None:
            return Match(key, 1.0)
        if len(words) < _SHORTEST_FUZZY:
            return None
        shared = Counter(n for stem in _stems(words) for n in self._by_stem.get(stem, ()))
        found = [
            Match(self._words[n][0], near)
            for n, times in shared.items()
            if times >= _BLOCK - 1 and (near := _alike(words, self._words[n][1]))
        ]
        return max(found, key=lambda match: match.confidence, default=None)


def title_words(title: str) -> tuple[str, ...]:
    """The words of a title without case, accents, signs and TeX; Greek letters by their names."""
    text = title
    if "\\" in text or "$" in text:
        text = _MARKUP.sub("", tex_to_unicode(_MARKUP.sub("", text)).replace("\\", " "))
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(map(_plain_letter, text))
    return tuple(_WORD.findall(text.casefold()))


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicodedata.combining(letter):
        return ""
    if "\u0370" <= letter <= "\u03ff":
        return unicodedata.name(letter, letter).rpartition(" ")[2].lower()
    return letter


def _closed(words: tuple[str, ...]) -> str:
    """Without blanks, so that hyphen, blank and closed spelling are one; numbers stay apart."""
    joined = " ".join(words)
    kept = _BETWEEN_DIGITS.sub("\0", joined)
    return kept.replace(" ", "")


def _stems(words: Iterable[str]) -> set[str]:
    return {word[:_STEM] for word in words}


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike two titles are, 0 where they differ in more than spelling."""
    from rapidfuzz.distance import Indel, Opcodes

    near = Indel.normalized_similarity(" ".join(one), " ".join(other), score_cutoff=NEAR_ENOUGH)
    if not near:
        return 0.0
    changes: Opcodes = Indel.opcodes(one, other)
    here = [w for c in changes if c.tag == "delete" for w in one[c.src_start : c.src_end]]
    there = [w for c in changes if c.tag == "insert" for w in other[c.dest_start : c.dest_end]]
    if (one[-1] == "a" and "a" in here) or (other[-1] == "a" and "a" in there):
        return 0.0  # hepatitis A
    here = [word for word in here if word not in _FILLERS]
    there = [word for word in there if word not in _FILLERS]
    if len(here) != len(there):
        return 0.0
    same = all(_one_spelling(a, b) for a, b in zip(here, there, strict=True))
    return float(min(near, 0.99)) if same else 0.0


def _one_spelling(a: str, b: str) -> bool:
    """Whether two words are one: colour and color, centre and center, -ise and -ize, a plural."""
    short, long = sorted((a, b), key=len)
    if len(short) < _SHORTEST_SPELLING - 1 or short[0] != long[0] or not (a + b).isalpha():
        return False
    if long == short + "s":
        return True
    return len(short) >= _SHORTEST_SPELLING and any(
        a.replace(old, new) == b.replace(old, new) for old, new in _SPELLINGS
    )
