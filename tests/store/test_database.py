"""The SQLite file: migrations, what a refusal looks like, and that a failure loses nothing."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from ranker.errors import StoreError
from ranker.store import database
from ranker.store.database import connect, transaction
from ranker.store.mending import mend_papers
from ranker.store.migrations import MIGRATIONS
from ranker.store.papers import PaperStore
from tests.invented import announcement, entry

TODAY = date(2026, 7, 6)


def version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_an_empty_folder_gets_every_migration_once(tmp_path: Path) -> None:
    first = connect(tmp_path / "deep" / "papers.sqlite3")
    PaperStore(first).add([entry(1)], TODAY)
    assert version(first) == len(MIGRATIONS)
    assert first.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    again = connect(tmp_path / "deep" / "papers.sqlite3")
    assert PaperStore(again).count() == 1
    assert again.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_migration_is_applied_to_an_older_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PaperStore(connect(tmp_path / "s")).add([entry(1)], TODAY)
    later = (*MIGRATIONS, "CREATE TABLE later (a TEXT); INSERT INTO later VALUES ('; a')")
    monkeypatch.setattr(database, "MIGRATIONS", later)
    migrated = connect(tmp_path / "s")
    assert version(migrated) == len(later)
    assert migrated.execute("SELECT a FROM later").fetchall() == [("; a",)]
    assert PaperStore(migrated).count() == 1


def test_what_was_there_before_a_migration_is_kept_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PaperStore(connect(tmp_path / "s")).add([entry(1)], TODAY)
    assert [p.name for p in tmp_path.glob("s.schema-*")] == []
    for more in (1, 2):
        later = (*MIGRATIONS, *(f"CREATE TABLE later{n} (a TEXT)" for n in range(more)))
        monkeypatch.setattr(database, "MIGRATIONS", later)
        connect(tmp_path / "s").close()
        [kept] = tmp_path.glob("s.schema-*")
        assert kept == database.backup_of(tmp_path / "s", len(later) - 1)
        before = sqlite3.connect(kept)
        assert version(before) == len(later) - 1
        assert before.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert before.execute("SELECT count(*) FROM papers").fetchone() == (1,)
        before.close()


@pytest.mark.parametrize("version_then", range(1, len(MIGRATIONS)))
def test_a_store_of_every_earlier_schema_is_migrated(tmp_path: Path, version_then: int) -> None:
    made = sqlite3.connect(tmp_path / "s", isolation_level=None)
    made.create_function("reading", 1, str, deterministic=True)
    for number, migration in enumerate(MIGRATIONS[:version_then], 1):
        if callable(migration):
            migration(made)
        else:
            for statement in database._statements(migration):
                made.execute(statement)
        made.execute(f"PRAGMA user_version = {number}")
    told = {"id": "2601.00001", "title": "Old rooms", "authors": "[]", "categories": "[]"}
    columns = [name for _, name, *_ in made.execute("PRAGMA table_info(papers)")]
    values = [told.get(name, "2026-01-05") for name in columns]
    marks = ", ".join("?" * len(columns))
    made.execute(f"INSERT INTO papers ({', '.join(columns)}) VALUES ({marks})", values)
    made.close()
    migrated = connect(tmp_path / "s")
    assert version(migrated) == len(MIGRATIONS)
    assert PaperStore(migrated).get(["2601.00001"])["2601.00001"].title == "Old rooms"


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PaperStore(connect(tmp_path / "s")).add([entry(1)], TODAY)
    broken = (*MIGRATIONS, "CREATE TABLE half (a TEXT); INSERT INTO nowhere VALUES (1)")
    with monkeypatch.context() as patched, pytest.raises(StoreError, match="nowhere"):
        patched.setattr(database, "MIGRATIONS", broken)
        connect(tmp_path / "s")
    db = connect(tmp_path / "s")
    assert version(db) == len(MIGRATIONS)
    assert db.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchall() == []
    assert PaperStore(db).count() == 1


def test_a_store_of_a_newer_rank_is_refused_untouched(tmp_path: Path) -> None:
    db = connect(tmp_path / "s")
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(StoreError, match="newer rank; upgrade") as refused:
        connect(tmp_path / "s")
    assert "\n" not in str(refused.value)
    assert version(sqlite3.connect(tmp_path / "s")) == len(MIGRATIONS) + 1


def test_many_first_openings_at_once_make_one_store(tmp_path: Path) -> None:
    def open_and_count(number: int) -> int:
        return PaperStore(connect(tmp_path / f"s{number // 8}")).count()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(open_and_count, range(80))) == [0] * 80


@pytest.mark.parametrize(
    "content", [b"not a database at all, but text" * 40, b"SQLite format 3\0x"]
)
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "papers.sqlite3"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"papers\.sqlite3") as refused:
        connect(path)
    assert "\n" not in str(refused.value)


def test_a_transaction_that_raises_leaves_nothing(tmp_path: Path) -> None:
    db = connect(tmp_path / "s")
    papers = PaperStore(db)
    papers.add([entry(1)], TODAY)
    with pytest.raises(KeyboardInterrupt), transaction(db):
        db.execute("DELETE FROM announcements")
        raise KeyboardInterrupt
    assert len(papers.announced(TODAY)) == 1
    papers.add([entry(2)], TODAY)  # and the connection can go on
    assert papers.count() == 2


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    db = connect(tmp_path / "s")
    papers = PaperStore(db)
    papers.add([entry(1)], TODAY)
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="full") as refused:
        papers.add(announcement(), TODAY)
    assert "\n" not in str(refused.value)
    assert [e.paper.id for e in papers.announced(TODAY)] == [entry(1).paper.id]
    db.execute("PRAGMA max_page_count = 100000")
    assert papers.add(announcement(), TODAY).new == 40


def test_what_was_stored_before_is_read_as_it_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = MIGRATIONS[: MIGRATIONS.index(mend_papers)]
    with monkeypatch.context() as patched:
        patched.setattr(database, "MIGRATIONS", before)
        db = connect(tmp_path / "s")
    old = [
        ("2601.00001", '["HALO Collaboration: A. One", "et al"]', '["q-alg", "math.QA"]'),
        ("2601.00002", '["Ann One & Bob Two", "Carl Three"]', '["hep-th"]'),
        ("2601.00003", '["Zoë Four", "Dee Five, Ph.D."]', '["chao-dyn"]'),
    ]
    for paper_id, authors, categories in old:
        db.execute(
            "INSERT INTO papers (id, title, abstract, authors, categories, version, since,"
            " from_file) VALUES (?, 'T', 'A', ?, ?, 1, '2026-01-01', 0)",
            (paper_id, authors, categories),
        )
    db.close()
    papers = PaperStore(connect(tmp_path / "s")).get(row[0] for row in old)
    assert [(p.authors, p.categories) for p in papers.values()] == [
        (("HALO Collaboration", "A. One"), ("math.QA",)),
        (("Ann One", "Bob Two", "Carl Three"), ("hep-th",)),
        (("Zoë Four", "Dee Five, Ph.D."), ("nlin.CD",)),
    ]
