"""A connection that says what it means for a reader: damage, and a disk that cannot be written.

SQLite tells of damage at whichever row it meets it, so all reading goes through here.
"""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ranker.errors import DamagedError, StoreError

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNWRITABLE = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
)


class Connection(sqlite3.Connection):
    """SQLite's; what a damaged file raises is a DamagedError. `file` is the store's name."""

    file = Path()
    read_only = False

    def cursor(self, *_: Any, **__: Any) -> Any:
        """A cursor that raises DamagedError, too."""
        return super().cursor(_Cursor)

    def execute(self, *words: Any) -> Any:
        """By a cursor of ours, which SQLite's own shortcut does not take."""
        return self.cursor().execute(*words)

    def executemany(self, *words: Any) -> Any:
        """The same."""
        return self.cursor().executemany(*words)


class _Cursor(sqlite3.Cursor):
    def execute(self, *words: Any) -> Any:
        try:
            return super().execute(*words)
        except sqlite3.Error as error:
            raise self._told(error) from None

    def executemany(self, *words: Any) -> Any:
        try:
            return super().executemany(*words)
        except sqlite3.Error as error:
            raise self._told(error) from None

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except sqlite3.Error as error:
            raise self._told(error) from None

    def fetchall(self) -> Any:
        try:
            return super().fetchall()
        except sqlite3.Error as error:
            raise self._told(error) from None

    def __iter__(self) -> Any:
        # A generator around SQLite's own next, since one of ours would cost a call for each row.
        try:
            yield from iter(super().__next__, None)
        except sqlite3.Error as error:
            raise self._told(error) from None

    def _told(self, error: sqlite3.Error) -> Exception:
        file = getattr(self.connection, "file", Path())
        return damaged_file(file, error) if is_damage(error) else error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite complains of what is in the file, not of the disk or of the question."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # raised by Python's own module
        return str(error).startswith("Could not decode")
    return bool(code & 0xFF in _DAMAGE)


def is_unwritable(error: sqlite3.Error) -> bool:
    """Whether a read-only or full disk may be why the file does not open."""
    return bool(getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE)


def damaged(what: str, folder: object = "store/") -> DamagedError:
    """What is told of a store that cannot be read; `what` ends in a verb."""
    return DamagedError(
        f"{what} damaged; move {folder} away and run `rank fetch` (your votes are safe), or see "
        "`rank doctor`"
    )


def damaged_file(path: Path, why: object) -> DamagedError:
    """The same of the file, with what SQLite says."""
    return damaged(f"the store {path} ({why}) is", path.parent)


def open_read_only(path: Path) -> Connection:
    """The store, which is there, on a disk that cannot be written. Raises StoreError.

    SQLite reads a log of changes beside an index of the log, which it finds or makes. Where it can
    do neither, a log with something in it is read in a copy, and one without need not be.
    """
    why = ""
    for place, options in _ways(path):
        address = f"{place.absolute().as_uri()}?{options}"
        try:
            db = sqlite3.connect(address, uri=True, isolation_level=None, factory=Connection)
            db.file, db.read_only = path, True
            db.execute("SELECT 1 FROM sqlite_master").fetchone()
            return db
        except sqlite3.Error as error:
            why = str(error)
    raise StoreError(f"the store {path} cannot be opened: {why}")


def _ways(path: Path) -> Iterator[tuple[Path, str]]:
    yield path, "mode=ro"
    changes = path.with_name(f"{path.name}-wal")
    with suppress(OSError):
        if changes.exists() and changes.stat().st_size:
            folder = Path(tempfile.mkdtemp(prefix="rank-store-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            for one in (path, changes):
                shutil.copy(one, folder)
            yield folder / path.name, "mode=rw"
    yield path, "mode=ro&immutable=1"
