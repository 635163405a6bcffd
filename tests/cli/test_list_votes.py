"""`rank votes`: the votes that stand, newest first, in every form that something reads."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from tests.conftest import Rank
from tests.invented import paper, write_papers


@pytest.fixture
def voted(ready: Rank) -> Rank:
    """Two likes, a dislike and a like withdrawn, in this order."""
    for words in (("like", 4), ("dislike", 5), ("like", 8), ("like", 12), ("undo", 12)):
        assert ready(words[0], paper(int(words[1])).id).code == 0
    return ready


def ids(rank: Rank, *words: object) -> list[str]:
    done = rank("votes", "--format", "ids", *words)
    assert (done.code, done.err) == (0, "")
    return list(done.out.split())


def test_newest_first_and_none_that_was_withdrawn(voted: Rank) -> None:
    done = voted("votes")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"2026-07-06  liked     {paper(8).id}  {paper(8).title}",
        f"2026-07-06  disliked  {paper(5).id}  {paper(5).title}",
        f"2026-07-06  liked     {paper(4).id}  {paper(4).title}",
    ]
    assert ids(voted) == [paper(n).id for n in (8, 5, 4)]
    assert ids(voted, "--likes") == [paper(n).id for n in (8, 4)]
    assert ids(voted, "--dislikes") == [paper(5).id]
    assert voted("votes", "--likes", "--dislikes").code == 2


def test_ids_are_what_like_takes_from_a_pipe(voted: Rank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(voted("votes", "--format", "ids").out))
    assert voted("like", "-").code == 0
    assert set(ids(voted, "--likes")) == {paper(n).id for n in (4, 5, 8)}


def test_bibtex_and_markdown_name_the_papers(voted: Rank, tmp_path: Path) -> None:
    entries = parse_string(voted("votes", "--format", "bibtex").out).entries
    assert [e.fields_dict["eprint"].value for e in entries] == [paper(n).id for n in (8, 5, 4)]
    lines = voted("votes", "--format", "markdown").out.splitlines()
    assert (
        lines[0] == f"- 2026-07-06, liked: [{paper(8).title}](https://arxiv.org/abs/{paper(8).id})"
    )
    for name, begins in (("mine.bib", "@misc{"), ("mine.md", "- 2026"), ("mine.json", "{")):
        done = voted("votes", "--output", tmp_path / name)
        assert (done.code, done.out, done.err) == (0, "", "")
        assert (tmp_path / name).read_text().startswith(begins)
    refused = voted("votes", "--output", tmp_path / "mine.html")
    assert refused.code == 2
    assert "choose one of terminal, json, ids, markdown, bibtex" in refused.complaint


def test_works_that_are_not_arxiv_s_are_no_reference(ready: Rank, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    votes = [{"id": "smith_2020", "title": "A *book* on [noise]"}, {"id": paper(4).id}]
    path.write_text("".join(json.dumps(v | {"vote": 1, "at": "2026-07-01"}) + "\n" for v in votes))
    assert ready("import", path).code == 0
    found = ready("votes", "--format", "bibtex")
    assert found.out.count("@misc{") == 1
    assert found.complaint == "rank: 1 vote left out, on works that are not arXiv's"
    assert "liked: A \\*book\\* on \\[noise\\]\n" in ready("votes", "--format", "markdown").out


def test_every_interest_s_votes_are_named_as_its_own(ready: Rank) -> None:
    assert ready("init", "--profile", "folding", "--keyword", "protein").code == 0
    ready("like", paper(4).id)
    ready("like", paper(3).id, "--profile", "folding")
    assert ids(ready) == [paper(3).id, paper(4).id]
    assert ids(ready, "--profile", "folding") == [paper(3).id]
    assert [line.rpartition("  ")[2] for line in ready("votes").out.splitlines()] == [
        "(folding)", "(hearing)"
    ]  # fmt: skip
    assert ready("votes", "--profile", "nobody").code == 2


def test_without_a_vote_it_says_what_to_do(ready: Rank) -> None:
    done = ready("votes")
    assert (done.code, done.out) == (0, "")
    assert "no vote stands; `rank like 3`" in done.complaint
    assert json.loads(ready("votes", "--format", "json").out) == {"votes": []}
    assert "no dislike stands" in ready("votes", "--dislikes").complaint


def test_hostile_titles_stay_text(ready: Rank, tmp_path: Path) -> None:
    from dataclasses import replace

    from tests.invented import entry

    hostile = "\x1b[31mRed\u202e \\input{x} [a](javascript:x) @misc{y,"
    one = entry(204)
    path = write_papers(
        tmp_path / "h.jsonl", [replace(one, paper=replace(one.paper, title=hostile))]
    )
    ready("fetch", "--from", path)
    ready("like", one.paper.id)
    for form in ("terminal", "markdown", "bibtex", "json", "ids"):
        done = ready("votes", "--format", form)
        assert done.code == 0
        assert not {"\x1b", "\u202e"} & set(done.out)
    assert "\\input" not in ready("votes", "--format", "bibtex").out
    assert "](javascript" not in ready("votes", "--format", "markdown").out.replace("\\]", "")
