"""Answers that are not as GitHub says they are: noted, and everything else is read all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ranker.github.boxes import boxes, choices_in, head_marker
from ranker.github.trouble import GitHubError, GitHubUnavailableError
from tests.github.conftest import Desk
from tests.github.server import Fault, refusal
from tests.invented import DAY

COMMENTS = "/repos/reader/papers/issues/1/comments"


@pytest.fixture
def ranks(desk: Desk) -> list[str]:
    """Issue 1 is the digest's; issue 2 has a box that is ticked and a comment that votes."""
    desk.sync()
    ids = [c.paper_id for c in choices_in(desk.api.issues[1]["body"])]
    text = f"{head_marker(DAY)}\n\n{boxes(1, ids[0], 'hearing') + boxes(2, ids[1], 'hearing')}"
    desk.api.add(text.replace("- [ ] 👍", "- [x] 👍", 1))
    desk.api.comment(2, "rank like 2")
    return ids


def voted(desk: Desk, ranks: list[str]) -> tuple[str, ...]:
    """The notes of a run that reads issue 2 as ever."""
    done = desk.read()
    assert [v.id for v in done.votes] == ranks[:2]
    return done.notes


def alter(desk: Desk, change: Callable[[dict[str, Any]], Any]) -> None:
    """From now on issue 1 comes so in GitHub's lists."""
    real = desk.api.answer

    def altered(method: str, path: str, body: Any) -> tuple[int, Any, int]:
        status, data, more = real(method, path, body)
        if isinstance(data, list):
            data = [change(one) if one.get("number") == 1 else one for one in data]
        return status, data, more

    desk.api.answer = altered  # type: ignore[method-assign]


@pytest.mark.parametrize(
    "change",
    [
        {"number": "one"}, {"number": True}, {"number": -1}, {"body": 7}, {"body": ["x"]},
        {"labels": None}, {"labels": [{"name": None}]}, {"labels": 3}, {"comments": "many"},
        {"updated_at": None}, {"updated_at": "yesterday"}, {"updated_at": "2026-07-06T13:00:00"},
        {"user": "reader"}, {"user": {}}, {"user": 3}, {"title": None}, {"html_url": 0},
        {"state": None},
    ],
    ids=str,
)  # fmt: skip
def test_an_issue_of_another_shape_is_noted(
    desk: Desk, ranks: list[str], change: dict[str, Any]
) -> None:
    alter(desk, lambda issue: issue | change)
    [note] = voted(desk, ranks)
    assert "in another shape" in note
    assert note.endswith("; it is passed over")
    assert "\n" not in note


@pytest.mark.parametrize("field", ["number", "body", "labels", "comments", "updated_at", "user"])
def test_an_issue_that_lacks_something_is_noted(desk: Desk, ranks: list[str], field: str) -> None:
    alter(desk, lambda issue: {k: v for k, v in issue.items() if k != field})
    [note] = voted(desk, ranks)
    assert f"GitHub sent {'an issue' if field == 'number' else 'issue 1'} in another shape" in note


@pytest.mark.parametrize("element", ["an issue", None, 3, [], {}], ids=str)
def test_what_is_no_issue_at_all_is_noted(desk: Desk, ranks: list[str], element: Any) -> None:
    alter(desk, lambda issue: element)
    [note] = voted(desk, ranks)
    assert "GitHub sent an issue in another shape" in note


@pytest.mark.parametrize(
    "change",
    [
        {"id": "x"}, {"id": None}, {"body": 7}, {"created_at": None}, {"created_at": 5},
        {"user": "reader"}, {"user": {"login": 3}}, {"author_association": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_comment_of_another_shape_costs_no_other(
    desk: Desk, ranks: list[str], change: dict[str, Any]
) -> None:
    desk.api.comment(2, "rank like 5")
    desk.api.comments[2].reverse()
    desk.api.comments[2][0] |= change
    [note] = voted(desk, ranks)
    assert note.startswith("#2: GitHub sent ")


def test_half_a_character_and_no_text_are_no_trouble(desk: Desk, ranks: list[str]) -> None:
    desk.api.comment(2, "rank like \ud83d")
    desk.api.comment(2, "")
    desk.api.comments[2][-1]["body"] = None
    desk.api.issues[1]["body"] = None
    [note] = voted(desk, ranks)
    note.encode()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(200, b"<html>Unicorn</html>"), Fault(200, b""), Fault(200, b"null"), Fault(200, b"3"),
        Fault(200, b"{}"), Fault(200, b"[" * 100_000), Fault(200, b"\xff\xfe"), Fault(500),
        Fault(0),
        Fault(502, b"<html>"), refusal(404, "Not Found"), refusal(410, "This issue was deleted"),
        Fault(200, b"[]", (("Link", '<https://elsewhere.example/>; rel="next"'),)),
        Fault(200, b"[]", (("Link", '<//[>; rel="next"; ,;'),)),
    ],
    ids=lambda fault: f"{fault.status} {fault.body[:9]!r}",
)  # fmt: skip
def test_comments_that_cannot_be_read_are_noted_and_cost_no_other_issue(
    desk: Desk, ranks: list[str], fault: Fault
) -> None:
    desk.api.comment(1, "rank like 9")
    desk.api.odd[COMMENTS] = fault
    [note] = voted(desk, ranks)
    assert note.startswith("#1: its comments were not read to their end: ")


def test_a_token_that_is_refused_ends_the_run(desk: Desk, ranks: list[str]) -> None:
    desk.api.comment(1, "rank like 9")
    desk.api.odd[COMMENTS] = refusal(403, "Resource not accessible by integration")
    with pytest.raises(GitHubError, match="has no right"):
        desk.read()


def test_an_outage_that_goes_on_ends_the_run(desk: Desk, ranks: list[str]) -> None:
    for number in (3, 4, 5):
        desk.api.add(head_marker(DAY))
        desk.api.comment(number, "rank like 1")
        desk.api.odd[f"/repos/reader/papers/issues/{number}/comments"] = Fault(500)
    with pytest.raises(GitHubUnavailableError):
        desk.read()
    assert set(desk.votes) == set(ranks[:2])


@pytest.mark.parametrize("fault", [Fault(200, b"<html>"), Fault(200, b'{"state": "closed"}')])
def test_an_odd_answer_to_a_closing_is_noted(desk: Desk, fault: Fault) -> None:
    desk.api.add(head_marker(DAY.replace(day=1, month=6)), day=-30)
    desk.api.odd["/repos/reader/papers/issues/1"] = fault
    done = desk.sync()
    assert done.closed == ()
    assert done.opened is not None
    assert done.notes[0].startswith("#1 may not be closed: ")
