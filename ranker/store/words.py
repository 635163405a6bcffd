"""The words of stored papers, found through SQLite's full-text index (FTS5).

https://www.sqlite.org/fts5.html. Words are compared as stems without accents. The index follows
the papers by triggers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date


class WordIndex:
    """Finds papers by their words. `query` words are plain text, never FTS5's query language."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def phrase(self, words: Sequence[str], newest: int, since: date | None = None) -> list[str]:
        """Ids of at most `newest` papers that have the words side by side, latest stored first."""
        return self._match(_quoted(" ".join(words)), newest, since)

    def all_of(self, words: Sequence[str], newest: int, since: date | None = None) -> list[str]:
        """Ids of at most `newest` papers that have every word somewhere, latest stored first."""
        return self._match(" AND ".join(map(_quoted, words)), newest, since)

    def count(self, word: str, newest: int) -> int:
        """How many of the `newest` papers, those stored last, have the word."""
        query = (
            "SELECT COUNT(*) FROM paper_words WHERE paper_words MATCH ?"
            " AND rowid > (SELECT MAX(rowid) FROM papers) - ?"
        )
        return int(self._db.execute(query, (_quoted(word), newest)).fetchone()[0])

    def _match(self, expression: str, newest: int, since: date | None) -> list[str]:
        rows = self._db.execute(
            "SELECT papers.id FROM paper_words JOIN papers ON papers.rowid = paper_words.rowid"
            " WHERE paper_words MATCH ? AND papers.since >= ?"
            " ORDER BY paper_words.rowid DESC LIMIT ?",
            (expression, since.isoformat() if since else "", newest),
        )
        return [row[0] for row in rows]


def _quoted(text: str) -> str:
    """A phrase of FTS5: whatever stands in quotes is text."""
    return '"' + text.replace('"', '""') + '"'
