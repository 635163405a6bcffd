"""`rank save` and `rank shelf`."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Rank
from tests.invented import paper


def test_papers_are_saved_listed_and_exported(ready: Rank, home: Path, tmp_path: Path) -> None:
    assert "Nothing is saved" in ready("shelf").out
    done = ready("save", paper(3).id, f"https://arxiv.org/abs/{paper(4).id}", "--note", "twice")
    assert done.code == 0
    assert f"saved: {paper(3).id}  {paper(3).title}" in done.out
    lines = ready("shelf").out.splitlines()
    assert paper(4).id in lines[0]
    assert lines[1].strip() == "twice"
    assert ready("shelf", "--output", tmp_path / "mine.bib").code == 0
    assert (tmp_path / "mine.bib").read_text().count("@misc") == 2
    assert ready("shelf", "--format", "ris").out.count("TY  - UNPB") == 2
    assert ready("save", "--off", paper(4).id, "--note", "").code == 0
    assert paper(4).id not in ready("shelf").out
    assert not (home / "feedback" / "votes.jsonl").exists()


def test_what_is_no_paper_keeps_no_other_from_the_shelf(ready: Rank) -> None:
    done = ready("save", "nonsense", paper(3).id)
    assert done.code == 1
    assert "nonsense" in done.complaint
    assert paper(3).id in ready("shelf").out
    assert ready("shelf", "--format", "doc").code == 2
