"""`rank like 3` as a comment: once each, from those who may write, on this issue's papers."""

from __future__ import annotations

import pytest

from ranker.errors import UnknownPaperError, UnreachableError
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN
from ranker.github.boxes import choices_in
from ranker.github.commands import Command, commands_in
from tests.github.conftest import Desk
from tests.invented import entry, paper


@pytest.fixture
def ranks(desk: Desk) -> list[str]:
    """The ids of the issue's papers; the one of rank 1 first."""
    desk.sync()
    return [c.paper_id for c in choices_in(desk.api.issues[1]["body"])]


def test_a_comment_votes_by_rank_id_and_link_once(desk: Desk, ranks: list[str]) -> None:
    other = paper(1).id  # of the library, not of this issue
    desk.api.comment(
        1, f"Nice day!\n\nrank like 2 {other}v1\n`rank dislike https://arxiv.org/abs/{ranks[4]}`"
    )
    assert len(desk.read().votes) == 3
    assert desk.votes == {ranks[1]: LIKE, other: LIKE, ranks[4]: DISLIKE}
    assert desk.read().votes == desk.sync().votes == ()


def test_comments_over_many_pages_are_all_read_in_order(desk: Desk, ranks: list[str]) -> None:
    desk.api.page_size = 2
    for number in range(1, 8):
        desk.api.comment(1, f"rank like {number}")
    desk.api.comment(1, "rank undo 3")
    desk.read()
    assert desk.votes == {i: LIKE for i in ranks[:7] if i != ranks[2]}
    assert desk.read().votes == ()


@pytest.mark.parametrize("association", ["NONE", "CONTRIBUTOR", "FIRST_TIME_CONTRIBUTOR", ""])
def test_a_stranger_has_no_vote(desk: Desk, ranks: list[str], association: str) -> None:
    desk.api.comment(1, "rank like 1", association)
    assert desk.read().votes == ()


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_those_who_may_write_have_a_vote(desk: Desk, ranks: list[str], association: str) -> None:
    desk.api.comment(1, "rank like 1", association)
    assert [v.id for v in desk.read().votes] == [ranks[0]]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rank like 1 99", "no paper of rank 99"),
        ("rank like 1 nonsense", "'nonsense'"),
        ("rank like 1 because it is about rooms", "'because'"),
        ("rank like 1 2501.00001", "2501.00001 is not stored"),
        ("rank undo 2", "no vote"),
        ("rank like 1 --profile no", "no profile 'no'"),
        ("rank like " + "1 " * 101, "more than 100 papers"),
    ],
)
def test_a_line_with_a_word_that_is_no_paper_counts_not_at_all_and_costs_no_other_line(
    desk: Desk, ranks: list[str], monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    def arxiv_has_none(ws: object, paper_id: str) -> None:
        raise UnknownPaperError(f"{paper_id} is not stored, and arXiv knows no such paper")

    monkeypatch.setattr("ranker.app.papers.lookup.look_up", arxiv_has_none)
    desk.api.comment(1, f"{line}\nrank like 4")
    done = desk.read()
    assert [v.id for v in done.votes] == [ranks[3]]
    [note] = done.notes
    assert said in note
    assert note.startswith("#1, comment 70100")


def test_a_comment_that_needs_an_arxiv_out_of_reach_is_read_whole_by_the_next_run(
    desk: Desk, ranks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_reach(ws: object, paper_id: str) -> None:
        raise UnreachableError("arXiv cannot be reached")

    with monkeypatch.context() as away:
        away.setattr("ranker.app.papers.lookup.look_up", out_of_reach)
        desk.api.comment(1, f"rank like 1\nrank like {paper(900).id}")
        desk.api.comment(1, "rank like 2")
        done = desk.read()
    assert [v.id for v in done.votes] == [ranks[1]]
    assert "arXiv cannot be reached; the next run reads it" in done.notes[0]
    monkeypatch.setattr(
        "ranker.app.papers.lookup.look_up",
        lambda ws, paper_id: ws.papers.add([entry(900)], ws.now().date()),
    )
    assert {v.id for v in desk.read().votes} == {ranks[0], paper(900).id}


def test_a_paper_that_is_not_stored_is_asked_of_arxiv(
    desk: Desk, ranks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ranker.app.papers.lookup.look_up",
        lambda ws, paper_id: ws.papers.add([entry(900)], ws.now().date()),
    )
    desk.api.comment(1, f"rank like {paper(900).id}")
    assert [(v.id, v.title) for v in desk.read().votes] == [(paper(900).id, paper(900).title)]


def test_undo_withdraws_the_vote_of_a_box(desk: Desk, ranks: list[str]) -> None:
    desk.tick("👍", ranks[0])
    desk.read()
    desk.api.comment(1, "rank undo 1")
    assert [v.vote for v in desk.read().votes] == [WITHDRAWN]
    assert desk.votes == {}
    assert desk.read().votes == ()


def test_only_a_line_of_its_own_is_a_command() -> None:
    talk = (
        "I would rank like a hundred others.\n> rank like 1\nrank like\nplease rank like 3\n"
        "rank why 3\nrank   LIKE  #3, 4\r\n  $ rank dislike 2607.00001 --profile sky\n"
    )
    assert commands_in(talk) == (
        Command(LIKE, ("#3", "4"), None),
        Command(DISLIKE, ("2607.00001",), "sky"),
    )
