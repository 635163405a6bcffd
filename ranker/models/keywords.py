"""Keyword matching: whole words, tolerant of plurals and hyphens, with the spans of every hit.

"meta" does not hit "metadata"; "web agent" hits "web agents", "Web-Agent" and "WebAgent";
"agents" hits "agent". A trailing `*` asks for every ending: "enhanc*" hits "enhancement".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ranker.digest.value import Field, KeywordHit
from ranker.paper import Paper

_BETWEEN = r"[\s\-\u2010-\u2015]*"
_SPLIT = re.compile(r"[\s\-\u2010-\u2015]+")
_ES_PLURALS = ("ses", "xes", "zes", "ches", "shes")
_SINGULARS = ("atlas", "bias", "canvas", "chaos", "lens", "news")


class KeywordMatcher:
    """Finds a list of keywords in papers."""

    def __init__(self, keywords: Iterable[str]) -> None:
        self.keywords = tuple(keywords)
        self._patterns = tuple((k, _first_letters(k), _pattern(k)) for k in self.keywords)

    def hits(self, paper: Paper) -> tuple[KeywordHit, ...]:
        """Every hit in title and abstract, in the order of the text, title first."""
        return (*self._in_field(paper.title, "title"), *self._in_field(paper.abstract, "abstract"))

    def fields(self, paper: Paper) -> dict[str, Field]:
        """The keywords that stand in the paper, each with its field: the title before the abstract.

        Without spans, so that each is looked for only until it is found.
        """
        found: dict[str, Field] = {}
        texts: tuple[tuple[Field, str], ...] = (
            ("title", paper.title),
            ("abstract", paper.abstract),
        )
        for field, text in texts:
            folded = text.casefold()
            for keyword, letters, pattern in self._patterns:
                if keyword not in found and letters in folded and pattern.search(text):
                    found[keyword] = field
        return found

    def any(self, paper: Paper) -> bool:
        """Whether any keyword stands in the paper."""
        return bool(self.fields(paper))

    def _in_field(self, text: str, field: Field) -> list[KeywordHit]:
        folded = text.casefold()
        found = [
            KeywordHit(keyword, field, match.start(), match.end())
            for keyword, letters, pattern in self._patterns
            if letters in folded  # many times faster than the pattern, and rarely true
            for match in pattern.finditer(text)
        ]
        return sorted(found, key=lambda hit: (hit.start, -hit.end))


def single_words(keyword: str) -> tuple[str, ...]:
    """The words of a keyword, each a keyword itself; a trailing `*` stays with the last."""
    return tuple(w for w in _SPLIT.split(keyword) if any(c.isalnum() for c in w))


def _pattern(keyword: str) -> re.Pattern[str]:
    stem = keyword.rstrip("*")
    *head, last = _SPLIT.split(stem.strip("-")) or [""]
    last_form = re.escape(last) + r"\w*" if keyword.endswith("*") else _number_forms(last)
    body = _BETWEEN.join([*map(re.escape, head), last_form])
    return re.compile(rf"(?<!\w){body}(?!\w)", re.IGNORECASE)


def _number_forms(word: str) -> str:
    """The word in singular and plural, as a pattern."""
    singular = word
    if _is_plural(word):
        if word.lower().endswith(_ES_PLURALS):  # "losses" has the singular "loss", "cases" "case"
            return rf"{re.escape(word[:-2])}(?:es?)?"
        singular = word[:-3] + "y" if word.lower().endswith("ies") else word[:-1]
    if singular[-1:] in "yY" and singular[-2:-1].lower() not in "aeiou":
        return rf"{re.escape(singular[:-1])}(?:y|ies)"
    return rf"{re.escape(singular)}(?:e?s)?"


def _is_plural(word: str) -> bool:
    """Whether a final s is one of number. Short words keep it ("bus"), so do capitals ("SARS")."""
    if len(word) < 4 or word[-1] not in "sS" or word.isupper() or word.lower() in _SINGULARS:
        return False
    return word[:-1].isupper() or word[-2] not in "suiSUI"


def _first_letters(keyword: str) -> str:
    """What any hit must contain: the keyword's first word, without an ending that may vary."""
    first = _SPLIT.split(keyword.rstrip("*").strip("-"))[0].casefold()
    return first[:-3] if first.endswith("ies") else first[:-2] if len(first) > 3 else first
