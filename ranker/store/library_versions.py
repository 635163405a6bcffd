"""Up to which of its versions a library of another program was imported, part by part."""

from __future__ import annotations

import sqlite3

from ranker.store.database import transaction


class LibraryVersions:
    """The version of each part's last import. One connection, one thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def get(self, library: str, part: str) -> int:
        """The version, 0 where the part was never imported."""
        row = self._db.execute(
            "SELECT version FROM library_versions WHERE library = ? AND part = ?", (library, part)
        ).fetchone()
        return int(row[0]) if row else 0

    def put(self, library: str, part: str, version: int) -> None:
        """Keep it."""
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO library_versions VALUES (?, ?, ?)", (library, part, version)
            )
