"""What authors add to a paper is kept and shown; nothing is ranked by it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

from ranker.paper import Paper
from ranker.store.database import connect
from ranker.store.migrations import MIGRATIONS
from ranker.store.papers import PaperStore
from tests.conftest import Rank
from tests.invented import DAY, EARLIER, announcement, entry, paper, write_papers

REMARK = "Accepted at the speech noise conference; code at https://github.com/invented/it"


def with_comments(path: Path, text: str) -> Path:
    """The announcement of `DAY` as a papers file, each paper with that comment."""
    write_papers(path, announcement())
    lines = [
        json.loads(line) | {"comments": text}
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def ranked(rank: Rank, *words: object) -> list[dict[str, Any]]:
    done = rank("today", *words, "--all", "--format", "json")
    assert (done.code, done.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.out)["papers"]
    return found


def test_comments_are_shown_and_nothing_is_ranked_by_them(
    ready: Rank, papers_file: Path, tmp_path: Path
) -> None:
    bare = ranked(ready, "--from", papers_file)
    assert {one["comments"] for one in bare} == {""}
    told = ranked(ready, "--from", with_comments(tmp_path / "told.jsonl", REMARK))
    assert {one["comments"] for one in told} == {REMARK}
    assert [one | {"comments": ""} for one in told] == bare  # and the kept ranking has stayed
    assert "ranked anew" not in ready("today", "--date", DAY, "--offline").out
    shown = ready("show", told[0]["id"])
    assert f"\nComments: {REMARK}\n" in shown.out
    assert json.loads(ready("show", told[0]["id"], "--format", "json").out)["comments"] == REMARK
    assert "Accepted at the speech noise" in ready("today", "--date", DAY, "--long").out


def test_a_day_ranked_with_comments_from_the_first_scores_the_same(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    told = ranked(ready, "--from", with_comments(tmp_path / "told.jsonl", "speech noise " * 50))
    db = sqlite3.connect(home / "store" / "papers.sqlite3", isolation_level=None)
    db.create_function("reading", 1, str)  # of the index of words, which no comment is in
    for statement in (
        "UPDATE papers SET comments = ''",
        "DELETE FROM digests",
        "DELETE FROM shown",
    ):
        db.execute(statement)
    db.close()
    bare = ranked(ready, "--date", DAY, "--offline")
    assert {one["comments"] for one in bare} == {""}
    assert [one | {"comments": ""} for one in told] == bare


def test_a_comment_cannot_move_a_cursor(ready: Rank, tmp_path: Path) -> None:
    ranked(ready, "--from", with_comments(tmp_path / "told.jsonl", "\x1b[2J\x1b]0;owned\x07Red"))
    for words in (("show", paper(204).id), ("today", "--date", DAY, "--long")):
        out = ready(*words).out
        assert "Red" in out
        assert "\x1b" not in out


def test_the_newest_comments_stay_and_are_not_lost_to_a_source_without_any(tmp_path: Path) -> None:
    store = PaperStore(connect(tmp_path / "papers.sqlite3"))

    def add(version: int, comments: str) -> str:
        one = entry(7)
        changed = replace(one.paper, version=version, comments=comments)
        store.add([replace(one, paper=changed)], DAY)
        return store.get([changed.id])[changed.id].comments

    assert add(1, "") == ""
    assert add(1, "8 pages") == "8 pages"
    assert add(1, "") == "8 pages"
    assert add(1, "8 pages, accepted") == "8 pages, accepted"
    assert add(2, "") == "8 pages, accepted"
    assert add(2, "In print") == "In print"
    assert add(1, "8 pages") == "In print"


def test_papers_stored_before_have_none(tmp_path: Path) -> None:
    path = tmp_path / "papers.sqlite3"
    old = sqlite3.connect(path, isolation_level=None)
    for script in MIGRATIONS[:4]:
        assert isinstance(script, str)
        old.executescript(script)
    old.execute("PRAGMA user_version = 4")
    row = ("2607.00001", 1, "T", "A", "[]", "[]", str(EARLIER[0]), 0)
    old.execute("INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    old.close()
    assert PaperStore(connect(path)).get(["2607.00001"]) == {
        "2607.00001": Paper("2607.00001", "T", "A")
    }
