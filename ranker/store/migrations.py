"""The schema of the store, as numbered migrations.

They are applied once, in the order of this list, all or none; `user_version` counts them. To change
the schema, append one; never edit one that was released. A function is for what SQL cannot say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

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
