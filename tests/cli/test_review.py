"""`rank review`: every key does what the footer says, and each vote is kept at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from ranker.app.feedback.reviewing import Review
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.cli.review_screen import ReviewScreen, paper_text
from ranker.digest.value import Digest
from ranker.errors import StoreError
from ranker.feedback.votes import DISLIKE, LIKE
from tests.conftest import Rank, python, reopened
from tests.digest.example import golden, ranked
from tests.patience import HUNG


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The headless screen may take its time; textual would give it half a minute."""
    from textual.pilot import Pilot

    monkeypatch.setattr(Pilot._wait_for_screen, "__defaults__", (HUNG,))


@pytest.fixture
def digest(workspace: Workspace, papers_file: Path) -> Digest:
    return today(workspace, Request(path=papers_file))


@pytest.fixture
def review(workspace: Workspace, digest: Digest) -> Review:
    return Review(workspace, digest, digest.papers[:4])


@pytest.fixture
def ids(review: Review) -> list[str]:
    return [r.paper.id for r in review.papers]


def press(review: Review, *keys: str, opened: list[str] | None = None) -> dict[str, str]:
    """Press keys in a headless screen; what its lines say afterwards."""
    said: dict[str, str] = {}

    async def drive() -> None:
        screen = ReviewScreen(review)
        if opened is not None:
            screen.open_url = opened.append  # type: ignore[method-assign, assignment]
        async with screen.run_test(size=(90, 30)) as pilot:
            await pilot.press(*keys)
            await pilot.pause()
            if screen.is_running:
                for name in ("progress", "paper", "said"):
                    said[name] = str(screen.query_one(f"#{name}").render())

    asyncio.run(drive())
    return said


def standing(ws: Workspace) -> dict[str, int]:
    """The votes of the file, read as the next process would."""
    again = reopened(ws.paths.home, ws.now, ws.encoder)  # type: ignore[arg-type]
    return {i: v.vote for i, v in again.votes_of(again.config.profiles[0]).items()}


def test_the_first_paper_is_shown_whole_with_its_reasons(review: Review, digest: Digest) -> None:
    said = press(review)
    first = digest.papers[0]
    assert said["progress"].startswith("1 of 4 ")
    assert "0 liked, 0 disliked · hearing · Monday 6 July 2026" in said["progress"]
    assert f"1. {first.paper.title}" in said["paper"]
    assert first.paper.abstract in said["paper"]
    assert first.paper.id in said["paper"]
    assert "+ keyword “" in said["paper"]


def test_j_and_k_go_through_the_papers_and_stop_at_the_ends(review: Review) -> None:
    assert press(review, "k")["said"] == "That is the first."
    assert press(review, "j", "j", "k")["progress"].startswith("2 of 4")
    assert press(review, "j", "j", "j")["said"] == "That is the last one."
    assert review.index == 3


def test_l_and_d_vote_and_go_on(workspace: Workspace, review: Review, ids: list[str]) -> None:
    said = press(review, "l", "d", "j", "l")
    assert standing(workspace) == {ids[0]: LIKE, ids[1]: DISLIKE, ids[3]: LIKE}
    assert said["said"] == f"Liked {ids[3]}. That was the last one."
    assert "2 liked, 1 disliked" in said["progress"]
    assert "👍 liked" in said["paper"]


def test_each_vote_is_on_disk_before_the_next_key(
    workspace: Workspace, review: Review, ids: list[str]
) -> None:
    for number, key in enumerate("ldl", 1):
        press(review, key)
        assert len(standing(workspace)) == number
    assert workspace.paths.votes.read_text().count("\n") == 3


def test_liking_twice_writes_one_vote(workspace: Workspace, review: Review, ids: list[str]) -> None:
    said = press(review, "l", "k", "l")
    assert said["said"] == f"{ids[0]} was liked already"
    assert workspace.paths.votes.read_text().count("\n") == 1


def test_u_takes_back_the_last_vote_and_shows_its_paper(
    workspace: Workspace, review: Review, ids: list[str]
) -> None:
    press(review, "l", "d", "j")
    said = press(review, "u")
    assert said["said"] == f"Took back the vote on {ids[1]}"
    assert said["progress"].startswith("2 of 4")
    assert standing(workspace) == {ids[0]: LIKE}
    assert press(review, "u", "u")["said"] == "No vote to take back."
    assert standing(workspace) == {}


def test_u_restores_the_vote_that_stood_before(
    workspace: Workspace, review: Review, digest: Digest, ids: list[str]
) -> None:
    press(review, "l")
    later = Review(workspace, digest, digest.papers[:4])
    press(later, "d", "u")
    assert standing(workspace) == {ids[0]: LIKE}
    press(later, "u")
    assert standing(workspace) == {}


def test_o_opens_the_paper(review: Review, ids: list[str]) -> None:
    opened: list[str] = []
    said = press(review, "j", "o", opened=opened)
    assert opened == [f"https://arxiv.org/abs/{ids[1]}"]
    assert said["said"] == f"Asked the browser for {opened[0]}"


def test_q_leaves(review: Review) -> None:
    assert press(review, "q") == {}


def test_a_vote_that_cannot_be_kept_is_said_and_not_shown_as_cast(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise StoreError("the vote was not kept: disk full")

    monkeypatch.setattr("ranker.feedback.votes.VoteLog.append", full)
    said = press(review, "l")
    assert said["said"] == "the vote was not kept: disk full"
    assert said["progress"].startswith("1 of 4")
    assert "0 liked" in said["progress"]


def test_hits_are_marked_and_hostile_text_stays_text() -> None:
    text = paper_text(golden().papers[0], golden(), LIKE)
    found = {text.plain[s.start : s.end] for s in text.spans if s.style == "bold yellow"}
    assert {"Noise", "Speech Enhancement of Speech"} <= found
    hostile = ranked(1, "[bold red]x[/] \x1b[31mred\u202e", "a\x1b]0;title\x07b", keywords=())
    shown = paper_text(replace(hostile, keyword_hits=()), golden(), 0).plain
    assert "[bold red]x[/] red" in shown
    assert "ab" in shown
    assert "\x1b" not in shown


def test_without_a_terminal_it_says_so(ready: Rank) -> None:
    refused = ready("review")
    assert refused.code == 2
    assert "needs a terminal" in refused.complaint


def test_without_textual_it_says_what_to_install(
    ready: Rank, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ranker.cli import review_command

    monkeypatch.setattr(review_command, "find_spec", lambda name: None)
    monkeypatch.setattr(review_command, "_on_terminal", lambda: True)
    refused = ready("review")
    assert refused.code == 1
    assert "pip install 'textual>=8.0'" in refused.complaint


def test_other_commands_do_not_import_textual() -> None:
    done = python("import sys, ranker.cli.main; print('textual' in sys.modules)")
    assert done.out == "False\n"
