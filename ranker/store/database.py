"""The SQLite file: how it is opened, written to, brought to today's schema and copied."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ranker.errors import StoreError
from ranker.store.connection import (
    Connection,
    damaged_file,
    is_damage,
    is_unwritable,
    open_read_only,
)
from ranker.store.migrations import MIGRATIONS


def connect(path: Path) -> sqlite3.Connection:
    """Open the store, making or migrating it as needed. Raises StoreError, DamagedError.

    Autocommit is on; writers use `transaction`. WAL lets a reader read while a writer writes.
    Where the disk cannot be written, what is there is read, and `is_read_only` says so.
    """
    try:
        if not _may_write(path):
            return _unwritable(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=30, isolation_level=None, factory=Connection)
        db.file = path
        _use_wal(db)
        db.execute("PRAGMA foreign_keys = ON")
        _prepare(db, path)
    except sqlite3.Error as error:
        if is_damage(error):
            raise damaged_file(path, error) from None
        if is_unwritable(error) and path.is_file():  # full: there is no room for the log's index
            return _unwritable(path)
        raise StoreError(f"the store {path} cannot be opened: {error}") from None
    except OSError as error:
        raise StoreError(f"the store {path} cannot be opened: {error}") from None
    return db


def is_read_only(db: sqlite3.Connection) -> bool:
    """Whether nothing can be written there, since the disk is read-only or full."""
    return bool(getattr(db, "read_only", False))


def _may_write(path: Path) -> bool:
    """As the system says of the file and its folder, or of the folder that it would be made in."""
    if not path.parent.exists():
        above = next(folder for folder in path.parents if folder.exists())
        return os.access(above, os.W_OK)
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _unwritable(path: Path) -> sqlite3.Connection:
    """What is stored, or an empty store; of an older schema, a copy in memory, migrated."""
    db = open_read_only(path) if path.is_file() else _in_memory(path)
    if _version(db) < len(MIGRATIONS):
        copy = _in_memory(path)
        db.backup(copy)
        db.close()
        db = copy
    _prepare(db, path)
    db.execute("PRAGMA query_only = ON")
    return db


def _in_memory(path: Path) -> Connection:
    db = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    db.file, db.read_only = path, True
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    db.create_function("reading", 1, _reading, deterministic=True)
    _migrate(db, path)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Turns SQLite's complaints (full disk, read-only) into StoreError."""
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if db.in_transaction:  # SQLite itself has rolled back where the disk was full
                db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
    except sqlite3.Error as error:
        raise StoreError(f"the store {_name(db)} cannot be written: {error}") from None


def _name(db: sqlite3.Connection) -> str:
    return str(getattr(db, "file", "")) or str(db.execute("PRAGMA database_list").fetchone()[2])


def _reading(text: str) -> str:
    """For the triggers that keep the index of words."""
    from ranker.text.reading import read  # few commands store a paper

    return read(text).text


def _use_wal(db: sqlite3.Connection) -> None:
    # The one statement that does not wait for other connections, which open the store just now.
    for tries_left in reversed(range(40)):
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not tries_left:
                raise
            time.sleep(0.05)


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    if _version(db) > len(MIGRATIONS):
        raise StoreError(f"{path} was written by a newer rank; upgrade rank to read it")
    if _version(db) == len(MIGRATIONS):
        return
    with transaction(db):
        # Read again: another process may have migrated while this one waited.
        version = _version(db)
        if 0 < version < len(MIGRATIONS) and not is_read_only(db):
            _back_up(path, version)
        for number in range(version, len(MIGRATIONS)):
            migration = MIGRATIONS[number]
            if callable(migration):
                migration(db)
            else:
                for statement in _statements(migration):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {number + 1}")


def copy_store(path: Path, target: Path) -> None:
    """Copy a store to a new file, which needs no other beside it. Raises sqlite3.Error.

    A connection of its own reads it: what another's transaction has not committed is not seen.
    """
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def backup_of(path: Path, version: int) -> Path:
    """Where the store of an earlier schema is kept when it is migrated."""
    return path.with_name(f"{path.name}.schema-{version}")


def _back_up(path: Path, version: int) -> None:
    """Copy the store as it was before this migration began; the copy of an earlier one goes."""
    target = backup_of(path, version)
    half = target.with_name(f".{target.name}-half")
    half.unlink(missing_ok=True)
    copy_store(path, half)
    for earlier in path.parent.glob(f"{path.name}.schema-*"):
        earlier.unlink()
    half.replace(target)


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit before the first."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
