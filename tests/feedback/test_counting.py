"""Which votes a training learns from, and what is odd about the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ranker.digest.words_votes import doubt
from ranker.feedback.counting import LEAST_ELSEWHERE, Doubt, counted, says_anything
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.paper import Paper
from ranker.settings import Profile
from tests.invented import paper

AT = datetime(2026, 7, 6, tzinfo=UTC)
WORK = "title:speech-in-rooms"


def votes(*cast: tuple[str, int, int], title: str = "") -> dict[str, Vote]:
    """Votes as (paper id, vote, hours after `AT`)."""
    return {i: Vote(i, vote, AT + timedelta(hours=h), title=title) for i, vote, h in cast}


def of(*categories: str) -> Profile:
    return Profile("hearing", categories=categories)


@pytest.mark.parametrize("text", ["", " ", "-", "?!", "…", "x", "1984", "∑ 2"])
def test_what_has_no_word_says_nothing(text: str) -> None:
    assert not says_anything(Paper("2607.00001", text, ""))
    assert says_anything(Paper("2607.00001", text, "Speech."))


@pytest.mark.parametrize("title", ["AI", "语音", "Ωμέγα", "Go"])
def test_a_short_title_says_something(title: str) -> None:
    assert says_anything(Paper("2607.00001", title, ""))


def test_votes_whose_papers_say_nothing_or_are_unknown_do_not_count() -> None:
    cast = votes(("2607.00001", LIKE, 0), ("2607.00002", LIKE, 0), ("2607.00003", DISLIKE, 0))
    papers = {"2607.00001": paper(1), "2607.00003": Paper("2607.00003", "—", "")}
    found = counted(of(), cast, papers)
    assert list(found.votes) == ["2607.00001"]
    assert found.doubts == (Doubt("unknown", 1, 3), Doubt("wordless", 1, 3))


@pytest.mark.parametrize(
    ("work_at", "paper_at", "counts"), [(0, 1, DISLIKE), (1, 0, LIKE), (0, 0, DISLIKE)]
)
def test_of_two_names_of_a_work_the_later_vote_counts(
    work_at: int, paper_at: int, counts: int
) -> None:
    arxiv = Paper("2607.00007", "Speech in Rooms: a Survey", "An abstract.")
    work = Paper(WORK, "Speech in rooms - a survey", "")
    cast = votes((WORK, LIKE, work_at), (arxiv.id, DISLIKE, paper_at))
    found = counted(of(), cast, {WORK: work, arxiv.id: arxiv})
    assert [vote.vote for vote in found.votes.values()] == [counts]
    assert found.doubts == (Doubt("twice", 1, 2),)


def test_other_works_beside_a_paper_count_as_well() -> None:
    arxiv, work = paper(1), Paper(WORK, "Speech in rooms", "")
    cast = votes((WORK, LIKE, 0), (arxiv.id, LIKE, 0))
    found = counted(of(), cast, {WORK: work, arxiv.id: arxiv})
    assert (len(found.votes), found.doubts) == (2, ())


def liked(field: str, count: int, first: int = 3000) -> tuple[dict[str, Vote], dict[str, Paper]]:
    papers = {p.id: p for p in (paper(first + n, field) for n in range(count))}
    return votes(*((i, LIKE, 0) for i in papers)), papers


def test_a_library_of_another_field_is_told_and_counts() -> None:
    cast, papers = liked("galaxies", LEAST_ELSEWHERE)
    found = counted(of("eess.AS", "cs.SD"), cast, papers)
    assert found.votes == cast
    assert found.doubts == (Doubt("elsewhere", 20, 20, "astro-ph.GA"),)
    assert found.doubts[0].weighty


@pytest.mark.parametrize(
    ("categories", "field", "count"),
    [((), "galaxies", 30), (("astro-ph",), "galaxies", 30), (("eess.AS",), "speech", 30),
     (("eess.AS",), "galaxies", LEAST_ELSEWHERE - 1)],
)  # fmt: skip
def test_a_library_of_the_field_is_not(categories: tuple[str, ...], field: str, count: int) -> None:
    cast, papers = liked(field, count)
    assert counted(of(*categories), cast, papers).doubts == ()


@pytest.mark.parametrize(("outside", "told"), [(16, True), (15, False)])
def test_four_of_five_likes_from_elsewhere_are_told_and_fewer_are_not(
    outside: int, told: bool
) -> None:
    far, away = liked("galaxies", outside)
    near, known = liked("speech", 20 - outside, 4000)
    found = counted(of("eess.AS", "cs.SD"), far | near, away | known)
    assert found.doubts == ((Doubt("elsewhere", 16, 20, "astro-ph.GA"),) if told else ())


def test_likes_without_categories_are_in_no_other_field() -> None:
    cast, papers = liked("galaxies", 30)
    bare = {i: Paper(i, p.title, "") for i, p in papers.items()}
    assert counted(of("eess.AS"), cast, bare).doubts == ()


def test_a_doubt_weighs_where_it_is_of_most_votes() -> None:
    assert [Doubt("unknown", n, 4).weighty for n in (1, 2, 3)] == [False, False, True]


def test_each_doubt_is_a_line_that_says_what_to_do() -> None:
    lines = [
        doubt(Doubt("unknown", 1, 1), "hearing"),
        doubt(Doubt("wordless", 2, 1_200), "hearing"),
        doubt(Doubt("twice", 2, 9), "hearing"),
        doubt(Doubt("elsewhere", 2_950, 3_000, "astro-ph.GA"), "hearing"),
    ]
    assert [line.count("\n") for line in lines] == [0] * 4
    for line, remedy in zip(
        lines, ("rank fetch --library", "undo", "rank votes", "rank.toml"), strict=True
    ):
        assert remedy in line
        assert "hearing" in line
    assert lines[1].startswith("2 of 1,200 votes of hearing say nothing")
