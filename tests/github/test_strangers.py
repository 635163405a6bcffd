"""Whom a public repository lets in: anybody may open issues and comment, and nobody else votes."""

from __future__ import annotations

from typing import Any

import pytest

from ranker.feedback.votes import LIKE
from ranker.github.boxes import boxes, choices_in, head_marker
from ranker.github.client import PAGES, PER_PAGE
from tests.github.conftest import Desk
from tests.github.server import BOT, refusal
from tests.invented import DAY

STRANGER = {"login": "stranger", "id": 7, "type": "User"}


@pytest.fixture
def ranks(desk: Desk) -> list[str]:
    desk.sync()
    return [c.paper_id for c in choices_in(desk.api.issues[1]["body"])]


def forged(desk: Desk, ids: list[str], user: dict[str, Any] | None, **fields: Any) -> None:
    """An issue with our marker and every box ticked, which somebody labelled."""
    text = "".join(boxes(rank, paper_id, "hearing") for rank, paper_id in enumerate(ids, 1))
    text = text.replace("- [ ] 👍", "- [x] 👍")
    desk.api.add(f"{head_marker(DAY)}\n\n{text}", user=user, **fields)


@pytest.mark.parametrize(
    "user",
    [
        STRANGER,
        None,
        STRANGER | {"login": "github-actions[bot]"},
        STRANGER | {"login": "other-app[bot]", "type": "Bot"},
    ],
    ids=["stranger", "deleted", "not the bot", "another app"],
)
def test_boxes_of_a_strangers_issue_do_not_count_and_it_is_left_alone(
    desk: Desk, ranks: list[str], user: dict[str, Any] | None
) -> None:
    forged(desk, ranks[:15], user, day=-30)
    done = desk.sync()
    assert not done.votes
    assert not done.closed
    assert any(note.startswith("#2 was opened by ") for note in done.notes)
    assert desk.api.issues[2]["state"] == "open"


@pytest.mark.parametrize(
    "user",
    [BOT, STRANGER | {"login": "Reader"}, STRANGER | {"login": "helper"}],
    ids=["workflow", "owner", "the token's account"],
)
def test_boxes_count_in_issues_of_the_owner_and_of_the_tokens_account(
    desk: Desk, ranks: list[str], user: dict[str, Any]
) -> None:
    desk.api.account = {"login": "helper", "type": "User"}
    forged(desk, ranks[:2], user)
    assert [(v.id, v.vote) for v in desk.read().votes] == [(i, LIKE) for i in ranks[:2]]


def test_a_strangers_issue_of_the_day_keeps_no_digest_from_going_out(desk: Desk) -> None:
    desk.api.add(head_marker(DAY), user=STRANGER)
    done = desk.sync()
    assert done.opened is not None
    assert done.opened.number == 2


@pytest.mark.parametrize(
    ("association", "permission", "counts"),
    [
        ("COLLABORATOR", "write", True),
        ("MEMBER", "admin", True),
        ("MEMBER", "read", False),
        ("COLLABORATOR", "none", False),
        ("CONTRIBUTOR", "write", False),
    ],
)
def test_a_comment_counts_if_its_author_may_write(
    desk: Desk, ranks: list[str], association: str, permission: str, counts: bool
) -> None:
    desk.api.permissions["colleague"] = permission
    desk.api.comment(1, "rank like 1", association, "colleague")
    desk.api.comment(1, "rank like 2", association, "Colleague")
    assert [v.id for v in desk.read().votes] == (ranks[:2] if counts else [])
    asked = [path for path in desk.api.sent("GET") if path.endswith("/permission")]
    assert len(asked) == (association != "CONTRIBUTOR")


def test_where_the_token_may_not_ask_being_a_collaborator_has_to_do(
    desk: Desk, ranks: list[str]
) -> None:
    path = "/repos/reader/papers/collaborators/colleague/permission"
    desk.api.odd[path] = refusal(403, "Resource not accessible by integration")
    desk.api.comment(1, "rank like 1", "COLLABORATOR", "colleague")
    assert [v.id for v in desk.read().votes] == ranks[:1]


def test_more_comments_than_are_read_stop_nothing_and_bury_nothing(
    desk: Desk, ranks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """5,001 of them, written at once here; the owner's, before and after, and another issue's."""
    desk.api.comment(1, "rank like 1")
    desk.read()
    flood = dict(desk.api.comments[1][0], author_association="NONE", body="hello", user=STRANGER)
    desk.api.comments[1] += [flood | {"id": 900_000 + n} for n in range(PAGES * PER_PAGE + 1)]
    desk.api.comment(1, "rank like 2")
    forged(desk, ranks[2:3], BOT)
    done = desk.read()
    assert [v.id for v in done.votes] == [ranks[1], ranks[2]]
    assert done.notes == ("#1 has 5,003 comments; its first 100 are not read",)
    assert len([path for path in desk.api.sent("GET") if "/1/comments" in path]) == PAGES + 1
