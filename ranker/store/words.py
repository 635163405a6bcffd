"""The words of stored papers, found through SQLite's full-text index (FTS5).

https://www.sqlite.org/fts5.html. The index has what texts read (ranker/text/reading.py), and
follows the papers by triggers; a query is read the same way. Words are compared as stems, in
singular and plural, and written with a hyphen, a blank or neither.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import pairwise

from ranker.store.within import EVERYTHING, Within


class WordIndex:
    """Finds papers by their words. `query` words are plain text, never FTS5's query language."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def phrase(self, words: Sequence[str], newest: int, within: Within = EVERYTHING) -> list[str]:
        """Ids of at most `newest` papers that have the words side by side, latest stored first."""
        return self._match(_any_of(_phrases(_read(words))), newest, within)

    def all_of(self, words: Sequence[str], newest: int, within: Within = EVERYTHING) -> list[str]:
        """Ids of at most `newest` papers that have every word somewhere, latest stored first."""
        said = _read(words)
        return self._match(
            " AND ".join(_any_of(_spellings(said, n)) for n in range(len(said))), newest, within
        )

    def count(self, word: str, newest: int) -> int:
        """How many of the `newest` papers, those stored last, have the word."""
        query = (
            "SELECT COUNT(*) FROM paper_words WHERE paper_words MATCH ?"
            " AND rowid > (SELECT MAX(rowid) FROM papers) - ?"
        )
        return int(
            self._db.execute(query, (_any_of(_spellings(_read([word]), 0)), newest)).fetchone()[0]
        )

    def _match(self, expression: str, newest: int, within: Within) -> list[str]:
        clause, values = within.clause()
        rows = self._db.execute(
            "SELECT papers.id FROM paper_words JOIN papers ON papers.rowid = paper_words.rowid"
            f" WHERE paper_words MATCH ? AND {clause}"
            " ORDER BY paper_words.rowid DESC LIMIT ?",
            (expression, *values, newest),
        )
        return [row[0] for row in rows]


# What reads words is imported where it is used: every command opens the store, few search it.
def _read(words: Sequence[str]) -> list[str]:
    from ranker.text.reading import read

    return [read(word).text for word in words]


def _spellings(words: Sequence[str], n: int) -> list[str]:
    """Word n in both numbers, opened as a compound, and closed with the word beside it."""
    from ranker.text.compounds import openings
    from ranker.text.number import number_forms

    found = []
    for form in sorted(number_forms(words[n])):
        found += [form, *(f"{form[:place]} {form[place:]}" for place, _ in openings(form))]
    return found + [left + right for left, right in _pairs(words[max(0, n - 1) : n + 2])]


def _phrases(words: Sequence[str]) -> list[str]:
    """All words side by side, as they stand and with one of them spelled in another way."""
    found = [" ".join(words)]
    for n, word in enumerate(words):
        before, after = words[:n], words[n + 1 :]
        found += [" ".join((*before, form, *after)) for form in _spellings([word], 0)]
        for left, right in _pairs(words[n : n + 2]):
            found.append(" ".join((*before, left + right, *after[1:])))
    return found


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    from ranker.text.compounds import closes

    return [(left, right) for left, right in pairwise(words) if closes(left, right)]


def _any_of(phrases: Sequence[str]) -> str:
    return "(" + " OR ".join(map(_quoted, dict.fromkeys(phrases))) + ")"


def _quoted(text: str) -> str:
    """A phrase of FTS5: whatever stands in quotes is text."""
    return '"' + text.replace('"', '""') + '"'
