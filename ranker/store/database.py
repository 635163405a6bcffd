"""The SQLite file: how it is opened, and its numbered migrations.

Migrations are applied once, in the order of this list, all or none; `user_version` counts them.
To change the schema, append one; never edit one that was released. A function is for what SQL
cannot say.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
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
from ranker.store.mending import mend_papers

MIGRATIONS: tuple[str | Callable[[sqlite3.Connection], None], ...] = (
    """
    CREATE TABLE papers (
        id TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        title TEXT NOT NULL,
        abstract TEXT NOT NULL,
        authors TEXT NOT NULL,      -- JSON list of names
        categories TEXT NOT NULL,   -- JSON list of codes, the primary one first
        since TEXT NOT NULL,        -- the earliest date on which the paper is known to be public
        from_file INTEGER NOT NULL  -- 1: a file brought it, so it is ranked whatever its categories
    );
    CREATE INDEX papers_since ON papers (since);
    CREATE TABLE announcements (
        announced TEXT NOT NULL,
        paper_id TEXT NOT NULL REFERENCES papers (id),
        kind TEXT NOT NULL,
        PRIMARY KEY (announced, paper_id)
    ) WITHOUT ROWID;
    CREATE INDEX announcements_paper ON announcements (paper_id, announced);
    CREATE TABLE vectors (
        encoder TEXT NOT NULL,
        paper_id TEXT NOT NULL REFERENCES papers (id),
        row INTEGER NOT NULL,
        PRIMARY KEY (encoder, paper_id)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX vectors_row ON vectors (encoder, row);
    CREATE TABLE coverage (
        announced TEXT NOT NULL,
        category TEXT NOT NULL,
        stated INTEGER NOT NULL,    -- how many papers arXiv announced there
        source TEXT NOT NULL,
        checked_at TEXT NOT NULL,
        checks INTEGER NOT NULL,
        PRIMARY KEY (announced, category)
    ) WITHOUT ROWID;
    CREATE TABLE digests (
        profile TEXT NOT NULL,
        name TEXT NOT NULL,         -- its listing date, or FIRST..LAST for several
        made_at TEXT NOT NULL,
        basis TEXT NOT NULL,        -- what the ranking rested on; another basis ranks again
        body BLOB NOT NULL,         -- the digest's JSON, compressed
        PRIMARY KEY (profile, name)
    );
    CREATE TABLE shown (
        profile TEXT NOT NULL,
        paper_id TEXT NOT NULL,
        announced TEXT NOT NULL,    -- the first digest that had the paper
        PRIMARY KEY (profile, paper_id)
    ) WITHOUT ROWID;
    """,
    # The index of words keeps no text of its own; papers are never deleted. Stems, since a word
    # is to be found in singular and plural.
    """
    CREATE VIRTUAL TABLE paper_words USING fts5 (
        title, abstract, content = 'papers', content_rowid = 'rowid', columnsize = 0,
        tokenize = 'porter unicode61 remove_diacritics 2'
    );
    INSERT INTO paper_words (paper_words) VALUES ('rebuild');
    CREATE TRIGGER paper_words_new AFTER INSERT ON papers BEGIN
        INSERT INTO paper_words (rowid, title, abstract)
        VALUES (new.rowid, new.title, new.abstract);
    END;
    CREATE TRIGGER paper_words_changed AFTER UPDATE OF title, abstract ON papers
    WHEN (new.title, new.abstract) <> (old.title, old.abstract) BEGIN
        INSERT INTO paper_words (paper_words, rowid, title, abstract)
        VALUES ('delete', old.rowid, old.title, old.abstract);
        INSERT INTO paper_words (rowid, title, abstract)
        VALUES (new.rowid, new.title, new.abstract);
    END;
    """,
    # In which categories a paper was announced; those that it is in say less, since it may have
    # been cross-listed on another day.
    """
    CREATE TABLE listed (
        announced TEXT NOT NULL,
        category TEXT NOT NULL,
        paper_id TEXT NOT NULL,
        PRIMARY KEY (announced, category, paper_id)
    ) WITHOUT ROWID;
    """,
    # What numbers on the command line mean, and what the digests' files should say.
    """
    CREATE TABLE last_lists (
        channel TEXT PRIMARY KEY,   -- printed: a reader saw it; written: a scheduled run made it
        kind TEXT NOT NULL,         -- digest, search, similar, best
        name TEXT NOT NULL,         -- its listing dates, its query, its paper
        at TEXT NOT NULL,
        papers TEXT NOT NULL        -- JSON list of [paper id, profile that showed it]
    ) WITHOUT ROWID;
    CREATE TABLE digest_files (
        file TEXT PRIMARY KEY,
        rests TEXT NOT NULL,        -- what its text follows from, as a hash
        written TEXT NOT NULL       -- what was written, as a hash
    ) WITHOUT ROWID;
    """,
    # Which papers arXiv keeps a notice of withdrawal in the place of; of those stored before, the
    # ones whose abstract says so.
    """
    ALTER TABLE papers ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
    UPDATE papers SET withdrawn = 1 WHERE abstract LIKE 'this paper has been withdrawn%'
        OR abstract LIKE 'this article has been withdrawn%'
        OR abstract LIKE 'this submission has been withdrawn%'
        OR abstract LIKE 'the paper has been withdrawn%' OR abstract LIKE 'withdrawn%by the auth%';
    """,
    # What arXiv was asked of by id, since votes came without it: what it has no more of is not
    # asked for every day, and what was completed is learned from anew.
    """
    CREATE TABLE asked (
        paper_id TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        found INTEGER NOT NULL
    ) WITHOUT ROWID;
    """,
    # Words are found as keywords are: in what a text reads (ranker/text/reading.py), "CO$_2$" as
    # "co2". An older reading's words can't be taken out again, so a reading that changes needs a
    # migration that fills the index anew.
    """
    DROP TRIGGER paper_words_new;
    DROP TRIGGER paper_words_changed;
    DROP TABLE paper_words;
    CREATE VIRTUAL TABLE paper_words USING fts5 (
        title, abstract, content = '', columnsize = 0,
        tokenize = 'porter unicode61 remove_diacritics 2'
    );
    INSERT INTO paper_words (rowid, title, abstract)
        SELECT rowid, reading(title), reading(abstract) FROM papers;
    CREATE TRIGGER paper_words_new AFTER INSERT ON papers BEGIN
        INSERT INTO paper_words (rowid, title, abstract)
        VALUES (new.rowid, reading(new.title), reading(new.abstract));
    END;
    CREATE TRIGGER paper_words_changed AFTER UPDATE OF title, abstract ON papers
    WHEN (new.title, new.abstract) <> (old.title, old.abstract) BEGIN
        INSERT INTO paper_words (paper_words, rowid, title, abstract)
        VALUES ('delete', old.rowid, reading(old.title), reading(old.abstract));
        INSERT INTO paper_words (rowid, title, abstract)
        VALUES (new.rowid, reading(new.title), reading(new.abstract));
    END;
    """,
    # By which a work of a library is known that names no arXiv id.
    "ALTER TABLE papers ADD COLUMN dois TEXT NOT NULL DEFAULT '';",
    mend_papers,
    # Up to which version a library of another program was imported.
    """
    CREATE TABLE library_versions (
        library TEXT NOT NULL,
        part TEXT NOT NULL,         -- profile and collections
        version INTEGER NOT NULL,
        PRIMARY KEY (library, part)
    ) WITHOUT ROWID;
    """,
    # What a reader was told of a paper when it was first shown; written once, never changed.
    """
    CREATE TABLE forecasts (
        profile TEXT NOT NULL,
        paper_id TEXT NOT NULL,
        digest TEXT NOT NULL,       -- the listing date of the digest that showed it
        at TEXT NOT NULL,           -- when that was first shown or written
        place INTEGER NOT NULL,     -- its number there
        probability REAL NOT NULL,
        model TEXT NOT NULL,
        told INTEGER NOT NULL,      -- 1: the reader's vote on it stood by then
        PRIMARY KEY (profile, paper_id)
    ) WITHOUT ROWID;
    """,
    # What authors add for readers ("accepted at ..."), where the source has it.
    "ALTER TABLE papers ADD COLUMN comments TEXT NOT NULL DEFAULT '';",
)


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
