"""The index of words: what texts read, and an older workspace's index filled anew."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ranker.paper import Entry, Paper
from ranker.store import database
from ranker.store.database import connect
from ranker.store.migrations import MIGRATIONS
from ranker.store.papers import PaperStore
from ranker.store.words import WordIndex

TODAY = date(2026, 7, 6)
READINGS = MIGRATIONS.index(next(m for m in MIGRATIONS if "reading(" in str(m)))
PAPERS = [
    Paper(f"2607.0080{n}", title, "Nothing more.", ("A. Uthor",), ("cs.LG",))
    for n, title in enumerate(
        (
            r"Defects of WSe$_2$ and the $\ell$-adic side",
            r"The Schr\"odinger bridge",
            "Fine-tuning on multi modal data",
            "Multimodal finetuning",
            "Matrices and criteria",
        )
    )
]


def index(db: sqlite3.Connection) -> WordIndex:
    PaperStore(db).add([Entry(paper, TODAY) for paper in PAPERS], TODAY)
    return WordIndex(db)


def numbers(ids: list[str]) -> list[int]:
    return sorted(int(one[-1]) for one in ids)


@pytest.mark.parametrize(
    ("words", "papers"),
    [
        (("WSe2",), [0]),
        (("WSe₂",), [0]),
        (("wse$_2$",), [0]),
        (("l", "adic"), [0]),
        (("Schrodinger",), [1]),
        (("Schrödinger", "bridge"), [1]),
        (("finetuning",), [2, 3]),
        (("fine", "tuning"), [2, 3]),
        (("multimodal",), [2, 3]),
        (("multi", "modal"), [2, 3]),
        (("matrix",), [4]),
        (("criterion",), [4]),
    ],
)
def test_words_are_found_as_keywords_are(
    tmp_path: Path, words: tuple[str, ...], papers: list[int]
) -> None:
    found = index(connect(tmp_path / "s"))
    assert numbers(found.phrase(words, 9)) == papers
    assert numbers(found.all_of(words, 9)) == papers


def test_words_apart_are_no_phrase(tmp_path: Path) -> None:
    found = index(connect(tmp_path / "s"))
    assert found.phrase(("criteria", "matrices"), 9) == []
    assert numbers(found.all_of(("criteria", "matrices"), 9)) == [4]
    assert found.count("matrix", 9) == 1


def test_an_older_index_is_filled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(database, "MIGRATIONS", MIGRATIONS[:READINGS])
        older = connect(tmp_path / "s")
        older.executemany(
            "INSERT INTO papers (id, version, title, abstract, authors, categories, since,"
            " from_file) VALUES (?, 1, ?, ?, '[]', '[]', '2026-07-06', 0)",
            [(paper.id, paper.title, paper.abstract) for paper in PAPERS],
        )
    found = WordIndex(connect(tmp_path / "s"))
    assert numbers(found.phrase(("WSe2",), 9)) == [0]
    newer = Paper(PAPERS[0].id, "Defects", "None.", ("A. Uthor",), ("cs.LG",), 2)
    PaperStore(found._db).add([Entry(newer, TODAY)], TODAY)
    assert found.phrase(("WSe2",), 9) == []


def test_what_arxiv_sent_is_kept(tmp_path: Path) -> None:
    stored = PaperStore(index(connect(tmp_path / "s"))._db).get([PAPERS[0].id])
    assert stored[PAPERS[0].id].title == PAPERS[0].title


def test_a_text_stored_with_accent_macros_is_no_new_version(tmp_path: Path) -> None:
    db = connect(tmp_path / "s")
    papers = PaperStore(db)
    papers.add([Entry(PAPERS[1], TODAY)], TODAY)
    db.execute("INSERT INTO vectors VALUES ('e', ?, 0)", (PAPERS[1].id,))
    again = replace(PAPERS[1], title="The Schrödinger bridge")
    assert papers.add([Entry(again, TODAY)], TODAY).updated == 0
    assert db.execute("SELECT COUNT(*) FROM vectors").fetchone()[0] == 1
