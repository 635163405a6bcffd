"""Issues of a week ago are closed, and what people do to them meanwhile is respected."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ranker.feedback.votes import DISLIKE, LIKE
from ranker.github.boxes import boxes, choices_in, head_marker
from tests.github.conftest import Desk
from tests.invented import EARLIER, entry, paper

WEEK_AGO = EARLIER[0] - timedelta(days=1)  # a day more than a week before the clock's


@pytest.fixture
def old(desk: Desk) -> str:
    """The text of issue 1, of an announcement of eight days ago with one paper."""
    first = paper(1)
    desk.ws.papers.add([entry(1, WEEK_AGO)], desk.ws.now().date(), from_file=True)
    text = f"{head_marker(WEEK_AGO)}\n\n### 1. {first.title}\n\n{boxes(1, first.id, 'hearing')}"
    desk.api.add(text, day=-8)
    return text


def test_a_week_old_issue_is_closed_and_only_its_state_is_sent(desk: Desk, old: str) -> None:
    done = desk.sync()
    assert done.closed == (1,)
    assert desk.api.issues[1]["state"] == "closed"
    assert desk.api.issues[1]["body"] == old
    assert desk.api.issues[2]["state"] == "open"
    assert desk.sync().closed == ()


def test_an_issue_of_this_week_stays_open(desk: Desk) -> None:
    desk.api.add(head_marker(EARLIER[0]), day=-7)
    assert desk.sync().closed == ()


@pytest.mark.parametrize("moment", ["GET", "PATCH"])
def test_an_edit_between_reading_and_closing_is_counted_and_kept(
    desk: Desk, old: str, moment: str
) -> None:
    edited: list[str] = []

    def somebody_ticks(method: str, path: str) -> None:
        if method == moment and path.endswith("/issues/1") and not edited:
            edited.append(path)
            desk.tick("👍", paper(1).id)
            desk.api.edit(1, "### 1.", "My remark, not to be lost.\n\n### 1.")

    desk.api.before = somebody_ticks
    assert [(v.id, v.vote) for v in desk.sync().votes] == [(paper(1).id, LIKE)]
    assert edited
    assert "My remark, not to be lost." in desk.api.issues[1]["body"]
    assert choices_in(desk.api.issues[1]["body"])[0].vote == LIKE
    assert desk.api.issues[1]["state"] == "closed"


@pytest.mark.parametrize(
    "change", [{"state": "closed"}, {"labels": []}], ids=["closed", "unlabelled"]
)
def test_an_issue_that_somebody_just_took_care_of_is_left_alone(
    desk: Desk, old: str, change: dict[str, object]
) -> None:
    def somebody_acts(method: str, path: str) -> None:
        if method == "GET" and path.endswith("/issues/1"):
            desk.api.issues[1] |= change

    desk.api.before = somebody_acts
    assert desk.sync().closed == ()
    assert desk.api.sent("PATCH") == []


def test_an_issue_that_its_reader_reopened_stays_open(desk: Desk, old: str) -> None:
    desk.sync()
    desk.api.issues[1] |= {"state": "open", "state_reason": "reopened"}
    assert desk.sync().closed == ()


def test_a_closed_issue_is_still_read_for_a_month(desk: Desk, old: str) -> None:
    desk.sync()
    desk.tick("👎", paper(1).id)
    desk.read()
    assert desk.votes == {paper(1).id: DISLIKE}
    desk.tick("👎", paper(1).id, off=True)
    desk.api.issues[1]["updated_at"] = "2026-05-01T00:00:00Z"
    assert desk.read().votes == ()


def test_a_pull_request_or_another_issue_with_the_label_is_left_alone(desk: Desk, old: str) -> None:
    desk.api.issues.clear()
    desk.api.add(old, day=-8, pull_request={"url": "https://github.example/pull/1"})
    desk.api.add("Weekly chatter, labelled by hand.", day=-8)
    assert desk.sync().closed == ()


def test_an_issue_of_a_stranger_with_our_markers_is_never_read(desk: Desk) -> None:
    forged = f"{head_marker(EARLIER[0])}\n\n{boxes(1, paper(1).id, 'hearing')}"
    desk.api.add(forged.replace("[ ]", "[x]", 1), labels=[], author_association="NONE")
    assert desk.read().votes == ()
