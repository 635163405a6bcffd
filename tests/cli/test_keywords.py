"""`rank keywords`: suggested from votes or a library, taken one by one, with comments kept."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from ranker.app.interests.setup import add_keywords
from ranker.config import Paths
from ranker.paper import Paper
from tests.cli.test_init import answer
from tests.conftest import ROOT, Rank
from tests.invented import paper

LIKED = [n for n in range(1, 121) if n % 4 == 1]  # galaxies, of which no keyword tells


def like(rank: Rank, numbers: list[int]) -> None:
    assert rank("like", *(paper(n).id for n in numbers)).code == 0


def keywords(home: Path) -> list[str]:
    found: list[str] = tomllib.loads((home / "rank.toml").read_text())["profile"]["hearing"][
        "keywords"
    ]
    return found


def test_likes_suggest_what_no_keyword_has(ready: Rank, home: Path) -> None:
    like(ready, LIKED[:20])
    done = ready("keywords", "suggest")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("hearing: from 20 liked papers and 100 other papers")
    assert "`rank keywords add WORD`" in done.out
    found = json.loads(ready("keywords", "suggest", "-n", "4", "--format", "json").out)
    assert len(found["suggestions"]) == 4
    first = found["suggestions"][0]
    texts = [paper(n) for n in LIKED[:20]]
    has = [p for p in texts if first["keyword"].casefold() in f"{p.title} {p.abstract}".casefold()]
    assert len(has) >= 3
    assert first["likes"] > 20 * first["others"] / 100
    assert "speech" not in [one["keyword"] for one in found["suggestions"]]
    ready("keywords", "add", first["keyword"])
    again = json.loads(ready("keywords", "suggest", "--format", "json").out)
    assert first["keyword"] not in [one["keyword"] for one in again["suggestions"]]


def test_each_is_taken_or_left_and_written_at_once(
    ready: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    like(ready, LIKED[:20])
    offered = [
        one["keyword"]
        for one in json.loads(ready("keywords", "suggest", "--format", "json").out)["suggestions"]
    ]
    config = home / "rank.toml"
    config.write_text("# mine\n" + config.read_text())
    before = config.read_text().splitlines()
    answer(monkeypatch, "y", "", "perhaps", "n", "y")  # then the input ends
    done = ready("keywords", "suggest")
    assert done.code == 0
    assert "y, n or q, please" in done.out
    assert keywords(home) == ["speech", "noise", "room acoustics", offered[0], offered[3]]
    after = config.read_text().splitlines()
    assert [line for line in before if not line.startswith("keywords")] == [
        line for line in after if not line.startswith("keywords")
    ]
    answer(monkeypatch, "q")
    assert ready("keywords", "suggest").code == 0
    assert len(keywords(home)) == 5


def test_a_library_suggests_without_being_imported(ready: Rank, home: Path, tmp_path: Path) -> None:
    works = [Paper("", f"The theremin in room {n}", "A theremin plays.") for n in range(4)]
    library = tmp_path / "mine.bib"
    library.write_text("".join(
        f"@article{{k{n},\n title = {{{w.title}}},\n abstract = {{{w.abstract}}}\n}}\n"
        for n, w in enumerate(works)
    ))  # fmt: skip
    done = ready("keywords", "suggest", library)
    assert "from 4 liked papers" in done.out
    assert "theremin" in done.out
    assert "theremin" not in ready("votes").out


def test_too_few_likes_and_nothing_left_are_said(ready: Rank) -> None:
    like(ready, LIKED[:2])
    failed = ready("keywords", "suggest")
    assert failed.code == 1
    assert "hearing has 2 liked papers with a title" in failed.complaint
    assert ready("keywords", "add", "  ??").code == 2
    assert "Nothing added" in ready("keywords", "add", "Speech").out


ARRAYS = [
    '["speech", "noise"]  # why\n',
    '[\n    "speech",  # first\n    # own\n    "noise",  # second\n]\n',
    '[\n  "speech",\n  "noise"\n  # a comment at the end\n]\n',
    '[\n  "speech", "noise"  # no comma\n]\n',
    "[\n  'speech',  # it's \"quoted\"\n  'noise' # [\n]\n",
    "[]\n",
    "[\n  # none yet\n]\n",
    '["speech",\r\n  "noise"]\r\n',
]


@pytest.mark.parametrize("array", ARRAYS)
def test_every_comment_stays_wherever_it_stands(tmp_path: Path, array: str) -> None:
    config = tmp_path / "rank.toml"
    before = f"# top\n[profile.hearing]\ncategories = []\nkeywords = {array}exclude = []  # none\n"
    config.write_bytes(before.encode())
    old = tomllib.loads(before)["profile"]["hearing"]["keywords"]
    assert add_keywords(Paths(tmp_path), "hearing", ["reverb", 'a "b" c', "REVERB"]) == (
        "reverb",
        'a "b" c',
    )
    text = config.read_bytes().decode()
    assert tomllib.loads(text)["profile"]["hearing"]["keywords"] == [*old, "reverb", 'a "b" c']
    for comment in (line.partition("#")[2] for line in before.splitlines() if "#" in line):
        assert comment in text


def test_a_profile_without_the_list_gets_one(tmp_path: Path) -> None:
    config = tmp_path / "rank.toml"
    config.write_text("[profile.hearing]\n# nothing\n\n[profile.other]\nkeywords = ['x']\n")
    assert add_keywords(Paths(tmp_path), "hearing", ["reverb"]) == ("reverb",)
    profiles = tomllib.loads(config.read_text())["profile"]
    assert (profiles["hearing"]["keywords"], profiles["other"]["keywords"]) == (["reverb"], ["x"])
    assert "# nothing" in config.read_text()


def test_the_docs_name_every_field_of_the_object(ready: Rank) -> None:
    like(ready, LIKED[:20])
    found = json.loads(ready("keywords", "suggest", "--format", "json").out)
    docs = (ROOT / "docs" / "json.md").read_text()
    section = docs.split("`rank keywords suggest`")[1].split("\n## ")[0]
    told = set(re.findall(r"`(\w+)`", section))
    assert {*found, *found["suggestions"][0]} == told
