"""Keyword matching: whole words, whatever their spelling, with the spans of every hit.

Texts are looked for as `ranker.text.reading` reads them, without accents and with mathematics
spelled. docs/keywords.md has the rules in a table: number both ways, hyphen, blank and closed
spelling as one, signs, scripts without blanks. "meta" does not hit "metadata", nor "genetics"
"genetic". A trailing `*` asks for every ending: "enhanc*" hits "enhancement".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from re import Match

from ranker.models.letter_case import SEPARATORS
from ranker.models.patterns import KeywordPattern, keyword_pattern
from ranker.paper import Paper
from ranker.scored import Field, KeywordHit
from ranker.text.reading import Reading, read


class KeywordMatcher:
    """Finds a list of keywords in papers."""

    def __init__(self, keywords: Iterable[str]) -> None:
        self.keywords = tuple(keywords)
        self._patterns = tuple((k, p.part, p) for k in self.keywords if (p := keyword_pattern(k)))

    def hits(self, paper: Paper) -> tuple[KeywordHit, ...]:
        """Every hit in title and abstract, in the order of the text, title first.

        A span counts raw characters; one in a formula is the whole formula's.
        """
        return (*self._in_field(paper.title, "title"), *self._in_field(paper.abstract, "abstract"))

    def fields(self, paper: Paper) -> dict[str, Field]:
        """The keywords that stand in the paper, each with its field: the title before the abstract.

        Without spans, so that each is looked for only until it is found.
        """
        found: dict[str, Field] = {}
        if not self._patterns:
            return found
        texts: tuple[tuple[Field, str], ...] = (
            ("title", paper.title),
            ("abstract", paper.abstract),
        )
        for field, raw in texts:
            reading = read(raw)
            text = reading.text
            for keyword, part, pattern in self._patterns:
                if part in text and keyword not in found:
                    for _ in _found(pattern, reading, raw):
                        found[keyword] = field
                        break
        return found

    def any(self, paper: Paper) -> bool:
        """Whether any keyword stands in the paper."""
        return bool(self.fields(paper))

    def _in_field(self, raw: str, field: Field) -> list[KeywordHit]:
        if not self._patterns:
            return []
        reading = read(raw)
        text = reading.text
        found = [
            KeywordHit(keyword, field, *span)
            for keyword, part, pattern in self._patterns
            if part in text  # many times faster than the pattern, and rarely true
            # A formula that has the keyword twice is one hit.
            for span in dict.fromkeys(_found(pattern, reading, raw))
        ]
        return sorted(found, key=lambda hit: (hit.start, -hit.end))


def single_words(keyword: str) -> tuple[str, ...]:
    """The words of a keyword, each a keyword itself; a trailing `*` stays with the last."""
    return tuple(w for w in SEPARATORS.split(keyword) if any(c.isalnum() for c in w))


def _found(pattern: KeywordPattern, reading: Reading, raw: str) -> Iterator[tuple[int, int]]:
    match: Match[str]
    for match in pattern.regex(reading.text).finditer(reading.text):
        span = reading.span(*match.span())
        if pattern.guard is None or pattern.guard(match[0], raw[span[0] : span[1]]):
            yield span
