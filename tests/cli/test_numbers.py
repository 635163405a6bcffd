"""A number on the command line means the list seen last, whatever it was, in whatever profile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ranker.app.papers.naming import note_digest
from ranker.app.today import Request, today
from ranker.feedback.votes import VoteLog
from tests.conftest import Rank, reopened
from tests.invented import DAY, Clock, HashingEncoder


def liked(home: Path) -> list[tuple[str, str]]:
    return [(v.id, v.profile) for v in VoteLog(home / "feedback" / "votes.jsonl").read().votes]


@pytest.fixture
def both(ready: Rank, papers_file: Path) -> Rank:
    """Two interests, and the digest of both on the screen."""
    ready("init", "--profile", "sky", "--keyword", "galaxy", "--keyword", "quasar")
    assert ready("today", "--from", papers_file).code == 0
    return ready


def ids(rank: Rank, *words: object) -> list[str]:
    found = json.loads(rank(*words, "--format", "json").out)
    papers = found["papers"] if isinstance(found, dict) else found
    return [one["id"] for one in papers]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["search", "galaxy redshift"], "2 in the search “galaxy redshift”"),
        (["similar", "2607.00001"], "2 in the papers similar to 2607.00001"),
        (["best", "--profile", "sky"], "2 in the best for sky"),
        (["today", "--date", DAY, "--profile", "sky"], f"2 in the digest of {DAY}"),
        (["today", "--date", DAY], f"2 in the digest of {DAY}"),
    ],
)
def test_numbers_mean_the_list_printed_last(
    both: Rank, home: Path, words: list[object], name: str
) -> None:
    other = ["search", "protein folding"] if words[0] != "search" else ["today", "--date", DAY]
    both(*other)
    second = ids(both, *words)[1]
    done = both("like", "2")
    assert done.out.splitlines()[0].startswith(f"Liked {second}  ")
    assert name in done.out.splitlines()[0]
    assert liked(home)[-1][0] == second


def test_a_list_of_one_profile_is_voted_on_by_it(both: Rank, home: Path) -> None:
    first = ids(both, "best", "--profile", "sky")[0]
    both("like", "1")
    assert liked(home) == [(first, "sky")]
    both("today", "--date", DAY, "--profile", "sky")
    both("dislike", "1")
    assert liked(home)[-1][1] == "sky"


def test_a_number_with_a_profile_is_of_the_same_list(both: Rank, home: Path) -> None:
    second = ids(both, "search", "galaxy redshift")[1]
    both("like", "2", "--profile", "hearing")
    assert liked(home) == [(second, "hearing")]


def test_a_search_that_finds_nothing_changes_no_number(both: Rank, home: Path) -> None:
    first = ids(both, "today", "--date", DAY)[0]
    both("best", "--since", "2030-01-01")
    both("like", "1")
    assert liked(home)[0][0] == first


def test_ranges_are_read_and_everything_is_named_first(both: Rank, home: Path) -> None:
    shown = ids(both, "today", "--date", DAY)
    done = both("like", "1-3,7", "#9")
    wanted = [shown[n - 1] for n in (1, 2, 3, 7, 9)]
    lines = done.out.splitlines()
    named = [line.split()[1] for line in lines[:5]]
    assert sorted(named) == sorted(wanted)
    assert all(line.startswith("Liked ") for line in lines[:5])
    assert not any(line.startswith("Liked ") for line in lines[5:])
    assert sorted(paper_id for paper_id, _ in liked(home)) == sorted(wanted)


@pytest.mark.parametrize(
    "words",
    [
        ["2607.00001,2607.00002"],
        ["2607.00001, https://arxiv.org/abs/2607.00002v1"],
        ["arXiv:2607.00001v1 [cs.SD]", "<https://arxiv.org/abs/2607.00002>"],
        ["arXiv:2607.00001v1", "[cs.SD]", "arXiv:2607.00002", "[astro-ph.GA]"],
    ],
)
def test_ids_are_told_apart_as_people_write_them(both: Rank, home: Path, words: list[str]) -> None:
    assert both("like", *words).code == 0
    assert sorted(paper_id for paper_id, _ in liked(home)) == ["2607.00001", "2607.00002"]


def test_what_is_kept_is_named_though_something_else_is_wrong(both: Rank, home: Path) -> None:
    shown = ids(both, "today", "--date", DAY)
    done = both("like", "2", "no paper", "4000")
    assert done.code == 1
    assert done.out.startswith(f"Liked {shown[1]}  ")
    assert "(the other 1 kept)" in done.err
    assert "there is no 4000" in done.err
    assert [paper_id for paper_id, _ in liked(home)] == [shown[1]]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3-1", "the range 3-1 goes backwards; write 1-3"),
        ("39-41", "the last list has 40 papers; there is no 41"),
    ],
)
def test_a_range_that_means_nothing_votes_on_nothing(
    both: Rank, home: Path, text: str, why: str
) -> None:
    ids(both, "today", "--date", DAY, "--all")
    assert why in both("like", text).complaint
    assert liked(home) == []


def test_why_similar_and_show_take_a_number_of_the_last_list(both: Rank) -> None:
    second = ids(both, "search", "galaxy redshift")[1]
    assert both("why", "2").out.startswith(second)
    assert both("show", "2").out.startswith(second)
    assert "names 2 papers; name one" in both("why", "1-2").complaint
    assert both("similar", "2").code == 0


def written_by_itself(home: Path, clock: Clock, encoder: HashingEncoder) -> list[str]:
    """What a scheduled run leaves; the ids of its digest."""
    ws = reopened(home, clock, encoder)
    digest = today(ws, Request(profile="hearing", day=DAY))
    note_digest(ws, digest, "written")
    return [ranked.paper.id for ranked in digest.papers]


def test_a_number_that_could_mean_two_papers_means_none(
    ready: Rank, home: Path, papers_file: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    ready("fetch", "--from", papers_file)
    ready("search", "galaxy redshift")
    written = written_by_itself(home, clock, encoder)
    complaint = ready("like", "2").complaint
    assert f"or of the digest of {DAY} that was written by itself since" in complaint
    assert liked(home) == []
    ready("today", "--date", DAY)
    ready("like", "2")
    assert liked(home) == [(written[1], "hearing")]


def test_a_digest_written_by_itself_counts_where_nothing_was_printed(
    ready: Rank, home: Path, papers_file: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    ready("fetch", "--from", papers_file)
    written = written_by_itself(home, clock, encoder)
    ready("like", "2")
    assert liked(home) == [(written[1], "hearing")]


def test_undo_names_what_it_takes_back(both: Rank, home: Path) -> None:
    shown = ids(both, "today", "--date", DAY)
    both("like", "1,2")
    assert both("undo", "1").out.startswith(f"Withdrew the vote on {shown[0]}  ")
    assert both("undo").out.startswith(f"Withdrew the vote on {shown[1]}  ")
