"""Stored digests: kept whole, counted in by rank, and made again where they cannot be read."""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path

import pytest

from tests.conftest import Rank
from tests.invented import DAY, entry, paper, write_papers


def shown(rank: Rank, *words: object) -> list[str]:
    done = rank("today", "--format", "json", "--all", *words)
    assert (done.code, done.err) == (0, "")
    return [p["id"] for p in json.loads(done.out)["papers"]]


@pytest.mark.parametrize(
    "body", [b"", b"\x00", zlib.compress(b"{"), zlib.compress(b"[]"), zlib.compress(b'{"a": 1}')]
)
def test_a_digest_that_cannot_be_read_is_made_again(
    ready: Rank, home: Path, papers_file: Path, body: bytes
) -> None:
    ids = shown(ready, "--from", papers_file)
    db = sqlite3.connect(home / "store" / "papers.sqlite3")
    db.execute("UPDATE digests SET body = ?", (body,))
    db.commit()
    db.close()
    assert shown(ready, "--offline") == ids
    assert ids[0] in ready("like", 1).out


def test_papers_shown_before_are_not_shown_on_a_later_day(ready: Rank, tmp_path: Path) -> None:
    later, latest = DAY.replace(day=7), DAY.replace(day=8)
    days = {
        DAY: [entry(n, DAY) for n in (201, 202, 203)],
        later: [entry(n, later) for n in (202, 204)],
        latest: [entry(n, latest) for n in (201, 204, 205)],
    }
    for day, entries in days.items():
        write_papers(tmp_path / f"{day}.jsonl", entries)
    assert set(shown(ready, "--from", tmp_path / f"{DAY}.jsonl")) == {
        paper(n).id for n in (201, 202, 203)
    }
    assert shown(ready, "--from", tmp_path / f"{later}.jsonl") == [paper(204).id]
    assert shown(ready, "--from", tmp_path / f"{latest}.jsonl") == [paper(205).id]
    assert len(shown(ready, "--offline", "--date", DAY)) == 3
    assert shown(ready, "--offline", "--date", later) == [paper(204).id]
