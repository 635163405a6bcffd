"""bench/crowd.py, shortened: everybody at once, each a few times."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.crowd import count_up, crowd
from bench.crowd_actor import Note, Plan
from ranker.feedback.votes import LIKE, Vote, VoteLog
from tests.patience import HUNG

VOTERS, TIMES = 16, 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the crowd is forked")
def test_a_crowd_loses_no_vote_and_hears_of_no_lock(tmp_path: Path) -> None:
    outcome = crowd(tmp_path, Plan("", "", voters=VOTERS, times=TIMES, patience=HUNG))
    assert outcome.examples == {}
    assert (outcome.died, outcome.lost, outcome.doubled) == (0, 0, 0)
    assert outcome.written == (VOTERS + 1) * TIMES  # the page votes as often as any voter
    each = {"fetch": TIMES, "train": TIMES, "renderer": 2 * TIMES, "page": TIMES}
    assert outcome.commands == each | {"voter": VOTERS * TIMES}
    assert outcome.faults == 0


def test_what_was_lost_doubled_or_complained_of_is_counted(tmp_path: Path) -> None:
    log = VoteLog(tmp_path / "feedback" / "votes.jsonl")
    log.append([Vote("2607.00002", LIKE, datetime(2026, 7, 6, tzinfo=UTC), "hearing")] * 2)
    notes = [
        Note("voter 1", "like 2607.00001", 0, "", "2607.00001", LIKE),
        Note("voter 2", "like 2607.00002", 0, "", "2607.00002", LIKE),
        Note("voter 2", "like 2607.00003", 1, "rank: another process holds it", "2607.00003", LIKE),
        Note("train", "train", 1, "rank: another rank is at work in there"),
    ]
    outcome = count_up(notes, tmp_path, died=0)
    assert (outcome.written, outcome.lost, outcome.doubled) == (2, 1, 1)
    assert outcome.complaints == {"voter: lock": 1, "train: busy": 1}
    assert outcome.faults == 3
