"""Which votes of a file are new, and whose they are: decided without a workspace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ranker.app.feedback.library import addressed, not_there
from ranker.feedback.votes import DISLIKE, LIKE, Vote

AT = datetime(2099, 3, 2, tzinfo=UTC)
ONE = Vote("2603.00001", LIKE, AT, "speech", "A title")


@pytest.mark.parametrize(
    ("written", "kept", "expected"),
    [
        ("speech", ("speech", "music"), "speech"),
        ("music", ("speech", "music"), "music"),
        ("gone", ("speech", "music"), "owner"),
        ("", ("speech", "music"), "owner"),
        ("music", (), "owner"),  # a profile that was named has them all
    ],
)
def test_whose_vote_it_is(written: str, kept: Collection[str], expected: str) -> None:
    found = addressed([replace(ONE, profile=written)], "owner", kept)
    assert found == [replace(ONE, profile=expected)]


@pytest.mark.parametrize(
    ("other", "new"),
    [
        (ONE, False),
        (replace(ONE, title="Another spelling"), False),
        (replace(ONE, vote=DISLIKE), True),
        (replace(ONE, at=AT + timedelta(seconds=1)), True),
        (replace(ONE, profile="music"), True),
        (replace(ONE, id="2603.00002"), True),
    ],
)
def test_which_votes_are_there(other: Vote, new: bool) -> None:
    assert not_there([other, other], [ONE]) == ([other] if new else [])
