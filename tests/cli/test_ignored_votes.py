"""A vote that counts for nobody is told by every command that ranks with votes, in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Rank
from tests.invented import DAY, paper

GOOD = '{{"id": "{}", "vote": 1, "at": "2026-07-05T08:00:00+00:00", "profile": "{}"}}\n'


@pytest.fixture
def ranked(ready: Rank, papers_file: Path) -> Rank:
    assert ready("today", "--from", papers_file).code == 0
    return ready


def write(home: Path, text: str, encoding: str = "utf-8") -> Path:
    path = home / "feedback" / "votes.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding=encoding)
    return path


COMMANDS = [
    ["today", "--date", DAY],
    ["train"],
    ["best"],
    ["like", paper(8).id],
    ["replay"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_line_that_cannot_be_read_is_told(ranked: Rank, home: Path, words: list[object]) -> None:
    path = write(home, GOOD.format(paper(4).id, "hearing") + '{"vote": 2}\n')
    done = ranked(*words)
    assert done.code == 0
    lines = [line for line in done.err.splitlines() if "votes" in line]
    assert lines == [
        f"rank: 1 line of the votes is not read and does not count: {path} line 2: vote is 2, "
        "not 1, -1 or 0"
    ]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_votes_of_a_profile_that_is_gone_are_told(
    ranked: Rank, home: Path, words: list[object]
) -> None:
    write(home, GOOD.format(paper(4).id, "hearing") + GOOD.format(paper(8).id, "Hearing"))
    done = ranked(*words)
    told = [line for line in done.err.splitlines() if "rank.toml does not have" in line]
    assert len(told) == 1
    assert "1 vote counts for nobody, since rank.toml does not have the profile: Hearing" in told[0]


def test_votes_in_utf_16_are_told_what_to_do(ranked: Rank, home: Path) -> None:
    path = write(home, GOOD.format(paper(4).id, "hearing"), "utf-16")
    assert f"{path}: it is UTF-16 text; save it as UTF-8" in ranked("train").err


def test_marks_of_a_merge_are_told_and_cost_no_vote(ranked: Rank, home: Path) -> None:
    ours, theirs = GOOD.format(paper(4).id, "hearing"), GOOD.format(paper(8).id, "hearing")
    write(home, f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n")
    done = ranked("train")
    assert "2 likes" in done.out
    assert "3 lines of the votes are not read" in done.err
    assert "is a mark of a merge; delete that line, keep all others" in done.err


def test_quiet_does_not_hide_it(ranked: Rank, home: Path) -> None:
    write(home, "nonsense\n")
    assert "1 line of the votes is not read" in ranked("--quiet", "today", "--date", DAY).err


def test_votes_that_are_all_read_say_nothing(ranked: Rank, home: Path) -> None:
    write(home, GOOD.format(paper(4).id, "hearing"))
    assert ranked("train").err == ""
