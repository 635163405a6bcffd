"""A damaged store stops no vote and no export; whatever needs it says what to do."""

from __future__ import annotations

import gc
import json
import sqlite3
from pathlib import Path

import pytest

from ranker.errors import DamagedError
from ranker.feedback.votes import VoteLog
from ranker.store.database import connect
from ranker.store.papers import PaperStore
from tests.conftest import Rank
from tests.hardening.test_damage import noise
from tests.invented import paper

TO_DO = "store away and run `rank fetch` (your votes are safe)"


def store_of(home: Path) -> Path:
    gc.collect()  # closes the store, so that the file is whole
    path = home / "store" / "papers.sqlite3"
    assert not path.with_name(f"{path.name}-wal").exists()
    return path


@pytest.mark.parametrize("first", [0, 4096], ids=["the head", "all but the head"])
def test_damage_stops_no_vote_and_no_export(
    ready: Rank, home: Path, papers_file: Path, first: int
) -> None:
    assert ready("today", "--from", papers_file).code == 0
    assert ready("like", paper(4).id).code == 0
    noise(store_of(home), first)
    done = ready("like", "2607.09999", paper(8).id)  # the first was never stored
    assert done.code == 0, done.err
    assert done.err.count("\n") == 1
    assert TO_DO in done.err
    votes = VoteLog(home / "feedback" / "votes.jsonl").read().votes
    assert [v.id for v in votes] == [paper(4).id, "2607.09999", paper(8).id]
    assert ready("undo").code == 0
    exported = ready("export")
    assert exported.code == 0
    assert len(exported.out.splitlines()) == 4
    assert ready("votes").code == 0


@pytest.mark.parametrize("first", [0, 4096])
def test_reads_of_a_damaged_store_say_what_to_do(
    ready: Rank, home: Path, papers_file: Path, first: int
) -> None:
    assert ready("today", "--from", papers_file).code == 0
    noise(store_of(home), first)
    for words in (["today", "--offline"], ["show", paper(4).id], ["status"], ["why", 1],
                  ["search", "speech"], ["train"], ["fetch", "--from", papers_file]):  # fmt: skip
        assert TO_DO in ready(*words).complaint, words
    numbered = ready("like", 1, paper(4).id)  # a number is not known, an id is
    assert numbered.code == 1
    assert TO_DO in numbered.err
    assert len(VoteLog(home / "feedback" / "votes.jsonl").read().votes) == 1
    (home / "store").rename(home / "damaged")
    assert ready("fetch", "--from", papers_file).code == 0
    assert ready("today", "--from", papers_file).code == 0


@pytest.mark.parametrize("page", range(1, 40, 6))
def test_one_damaged_page_is_damage_wherever_it_is_met(
    ready: Rank, home: Path, papers_file: Path, page: int
) -> None:
    assert ready("today", "--from", papers_file).code == 0
    path = store_of(home)
    noise(path, page * 4096, 4096)
    for words in (["today", "--offline"], ["status"], ["search", "noise"], ["export"]):
        done = ready(*words)
        assert done.code in (0, 1)
        assert "fault of rank" not in done.err
    assert ready("like", paper(4).id).code == 0


def test_a_row_that_nobody_wrote_is_damage(tmp_path: Path) -> None:
    db = connect(tmp_path / "papers.sqlite3")
    db.execute(
        "INSERT INTO papers (id, title, abstract, authors, categories, version, since, from_file)"
        " VALUES ('2607.00001', 'T', 'A', '[\"An', '[]', 1, '2026-07-01', 0)"
    )
    with pytest.raises(DamagedError, match=r"2607\.00001"):
        PaperStore(db).get(["2607.00001"])
    db.execute("DROP TRIGGER paper_words_changed")
    db.execute("UPDATE papers SET authors = '[]', title = CAST(x'ff' AS TEXT)")
    with pytest.raises(DamagedError, match=r"papers\.sqlite3"):
        PaperStore(db).get(["2607.00001"])


def test_a_fault_that_is_no_damage_keeps_its_own_error(tmp_path: Path) -> None:
    db = connect(tmp_path / "papers.sqlite3")
    for statement in ("SELECT nothing", "INSERT INTO vectors VALUES ('a', 'nobody', 1)"):
        with pytest.raises(sqlite3.Error):
            db.execute(statement)
    assert [row[0] for row in db.execute("SELECT 1 UNION SELECT 2")] == [1, 2]


def test_a_read_only_digest_says_so_in_json(
    ready: Rank, home: Path, papers_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that is read-only, for whoever runs the tests: the system says so."""
    assert ready("today", "--from", papers_file).code == 0
    assert ready("like", paper(204).id).code == 0  # what is kept rests on other votes
    gc.collect()
    monkeypatch.setattr("ranker.store.database._may_write", lambda path: False)
    done = ready("today", "--offline", "--format", "json")
    assert done.code == 0
    told = json.loads(done.out)["standing"]
    assert (told["confirmation"], told["cause"]) == ("unconfirmed", "read-only")
    assert done.err == f"rank: {home} cannot be written: nothing that was shown is kept\n"
    (home / "store" / "papers.sqlite3").unlink()
    exported = ready("export")
    assert exported.code == 0
    assert exported.out.count("\n") == 1
    assert not (home / "store" / "papers.sqlite3").exists()


def test_a_store_of_an_older_schema_is_read_on_a_read_only_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ranker.store import database
    from ranker.store.migrations import MIGRATIONS

    path = tmp_path / "papers.sqlite3"
    with monkeypatch.context() as patched:
        patched.setattr(database, "MIGRATIONS", MIGRATIONS[:-1])
        older = connect(path)
    older.execute(
        "INSERT INTO papers (id, title, abstract, authors, categories, version, since, from_file)"
        " VALUES ('2607.00001', 'A', 'B', '[]', '[]', 1, '2026-07-06', 1)"
    )
    older.close()
    gc.collect()
    before = path.read_bytes()
    monkeypatch.setattr("ranker.store.database._may_write", lambda path: False)
    db = connect(path)
    assert database.is_read_only(db)
    assert PaperStore(db).count() == 1
    assert db.execute("SELECT count(*) FROM forecasts").fetchone() == (0,)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if "schema" in p.name] == []
