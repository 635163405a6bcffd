"""`--format json` of every command that answers: one strict object, with the fields of the docs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ranker.paper import Entry, Paper
from tests.conftest import ROOT, Done, Rank
from tests.invented import DAY, entry, paper, write_papers

HOSTILE = "\x1b]0;owned\x07\x1b[31mRed\u202e </script> \u2028 speech"
FIELDS = {
    "why": "id title profile stage model score probability keyword_hits reasons shown changed",
    "show": "id version title abstract authors categories withdrawn comments announced vote"
    " voted_at links profile whereabouts",
    "votes": "votes",
    "like": "vote profiles",
    "train": "profile promoted rolled_back why model doubts",
    "replay": "profile trainings rows verdict forecasts",
    "report": "profile made_at stored figures",
    "status": "home papers newest profiles schedule mail_fault bad_votes",
}

# What the docs tell once for several objects, and the names of links.
SHARED = set(
    "keyword field start end links abs pdf html category fetched seen_before shown".split()
)
SHARED |= {"announced", "state"}


def parsed(done: Done) -> dict[str, Any]:
    """The object. Nothing in it moves a cursor, and no number is NaN."""

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    assert (done.code, done.err) == (0, ""), done.err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", done.out)
    found: dict[str, Any] = json.loads(done.out, parse_constant=refuse)
    return found


@pytest.fixture
def voted(ready: Rank, papers_file: Path) -> Rank:
    """`rank` after a digest and three votes."""
    ready("today", "--from", papers_file)
    ready("like", paper(204).id, paper(208).id)
    ready("dislike", paper(205).id)
    return ready


@pytest.mark.parametrize(
    "words",
    [["why", "1"], ["show", "1"], ["votes"], ["like", "1"], ["dislike", "1"],
     ["undo", paper(204).id], ["train"], ["replay"], ["report"], ["status"]],
    ids=lambda words: words[0],
)  # fmt: skip
def test_an_object_has_the_fields_that_the_docs_name(voted: Rank, words: list[str]) -> None:
    found = parsed(voted(*words, "--format", "json"))
    name = {"dislike": "like", "undo": "like"}.get(words[0], words[0])
    assert list(found) == FIELDS[name].split()
    section = (ROOT / "docs" / "json.md").read_text().split(f"`rank {name}`")[1].split("\n## ")[0]
    told = set(re.findall(r"`(\w+)`", section)) | SHARED
    assert keys(found) <= told, keys(found) - told
    refused = voted(*words, "--format", "yaml")
    assert refused.code == 2
    assert "yaml" in refused.complaint


def keys(value: object) -> set[str]:
    """Every field, however deep."""
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def test_why_adds_up(voted: Rank) -> None:
    found = parsed(voted("why", "3", "--format", "json"))
    parts = [reason["contribution"] for reason in found["reasons"]]
    assert len(parts) > 10
    assert sum(parts) == pytest.approx(found["score"], abs=1e-9)
    assert [abs(p) for p in parts] == sorted((abs(p) for p in parts), reverse=True)
    assert 0 < found["probability"] < 1
    assert f"score {found['score']:+.2f}" in voted("why", found["id"]).out


def test_what_was_voted_is_told_by_profile(voted: Rank) -> None:
    found = parsed(voted("dislike", "2", "--format", "json"))
    assert found["vote"] == -1
    [of] = found["profiles"]
    assert (of["profile"], of["likes"] + of["dislikes"]) == ("hearing", len(rows(voted)))
    assert of["papers"][0]["id"] in {row["id"] for row in rows(voted)}
    assert parsed(voted("undo", of["papers"][0]["id"], "--format", "json"))["vote"] == 0


def rows(rank: Rank, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parsed(rank("votes", "--format", "json", *words))["votes"]
    return found


def test_train_tells_the_model_in_use(voted: Rank) -> None:
    first = parsed(voted("train", "--format", "json"))
    assert (first["promoted"], first["rolled_back"]) == (True, False)
    assert (first["model"]["likes"], first["model"]["dislikes"]) == (2, 1)
    voted("like", paper(212).id)
    voted("train")
    back = parsed(voted("train", "--rollback", "--format", "json"))
    assert back["rolled_back"] is True
    assert back["model"]["id"] == first["model"]["id"]


def test_hostile_text_is_whole_and_moves_nothing(ready: Rank, tmp_path: Path) -> None:
    path = write_papers(
        tmp_path / "hostile.jsonl",
        [Entry(Paper("2607.00901", HOSTILE, HOSTILE, (HOSTILE,), ("cs.SD",)), DAY), entry(202)],
    )
    assert ready("fetch", "--from", path).code == 0
    for words in (("like", "2607.00901"), ("show", "2607.00901"), ("why", "2607.00901")):
        done = ready(*words, "--format", "json")
        assert "Red" in json.dumps(parsed(done))
    assert (
        rows(ready)[0]["title"] == parsed(ready("show", "2607.00901", "--format", "json"))["title"]
    )


def test_the_tables_of_status_are_no_json(ready: Rank) -> None:
    for option in (["--keywords"], ["--days", "3"]):
        done = ready("status", *option, "--format", "json")
        assert done.code == 2
        assert "leave out --format json" in done.complaint
