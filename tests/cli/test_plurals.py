"""One is one: no "1 votes", and no plural made by hand."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ROOT, Rank
from tests.invented import entry, paper, write_papers

WRONG = re.compile(r"(?<![\d.,:@])\b1 (?:new )?(?:votes|likes|dislikes|keywords|papers|digests)\b")
BY_HAND = re.compile(r"""['"]s?['"] if [^\n]* == 1 else|== 1 else ['"]s['"]""")


def test_every_count_of_one_is_singular(ready: Rank, home: Path, tmp_path: Path) -> None:
    said = []

    def run(*words: object) -> None:
        done = ready(*words)
        assert done.code == 0, (words, done.err)
        said.append(done.out + done.err)

    config = home / "rank.toml"
    config.write_text(
        config.read_text().replace('["speech", "noise", "room acoustics"]', '["speech"]')
    )
    run("like", paper(4).id)
    run("dislike", paper(8).id)
    run("status")
    run("train")
    run("today", "--from", write_papers(tmp_path / "one.jsonl", [entry(204)]), "-n", 1)
    run("fetch", "--from", tmp_path / "one.jsonl")
    run("undo", paper(8).id)
    run("export", tmp_path / "votes.jsonl")
    (tmp_path / "more.jsonl").write_text('{"id": "2605.00001", "vote": 1, "at": "2026-07-01"}\n')
    run("import", tmp_path / "more.jsonl")
    run("import", tmp_path / "more.jsonl")
    found = [match[0] for text in said for match in WRONG.finditer(text)]
    assert not found, found
    assert "1 vote added" in said[-2]
    assert "1 was there already" in said[-1]
    assert "1 paper read" in "".join(said)


def test_no_plural_is_made_by_hand() -> None:
    words = ROOT / "ranker" / "plurals.py"
    for path in (ROOT / "ranker").rglob("*.py"):
        if path != words:
            assert not BY_HAND.search(path.read_text()), f"{path}: use plurals.count"
