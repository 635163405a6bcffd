"""A loss of power behind any write, sync or name: a vote that was acknowledged is there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.power import Recorder, outcomes
from ranker.feedback.votes import Vote, VoteLog, read_votes

AT = datetime(2026, 7, 6, 9, tzinfo=UTC)
HALF = b'{"id": "2607.00009", "vote": 1, "at": "2026-07-0'


@pytest.mark.parametrize("before", [None, b"", HALF, HALF + b"\n"])
@pytest.mark.parametrize("folder", [True, False])
def test_an_acknowledged_vote_outlives_the_power(
    tmp_path: Path, before: bytes | None, folder: bool
) -> None:
    home = tmp_path / "home"
    log = VoteLog(home / "feedback" / "votes.jsonl")
    home.mkdir()
    if folder or before is not None:
        log.path.parent.mkdir()
    if before is not None:
        log.path.write_bytes(before)
    recorder = Recorder(tmp_path)
    with recorder.recording():
        for number in (1, 2):
            log.append([Vote(f"2607.0000{number}", 1, AT, "hearing", "Übung")])
            recorder.acknowledge(f"2607.0000{number}")
    after = tmp_path / "after.jsonl"
    seen = 0
    for one in outcomes(recorder.steps, log.path, before):
        if one.content is None:
            assert not one.acknowledged
            continue
        after.write_bytes(one.content)
        there = {v.id for v in read_votes(after).votes}
        assert there >= set(one.acknowledged), (one.content, one.acknowledged)
        seen += 1
        if seen % 40 == 0:  # and the next vote is kept as well
            VoteLog(after).append([Vote("2607.00003", 1, AT, "hearing")])
            assert {v.id for v in read_votes(after).votes} == there | {"2607.00003"}
    assert seen > 200


def test_what_is_not_synced_is_found_to_be_lost(tmp_path: Path) -> None:
    """The replay itself: without the sync of file or folder, an outcome lacks the vote."""
    path = tmp_path / "home" / "votes.jsonl"
    path.parent.mkdir()
    recorder = Recorder(tmp_path)
    with recorder.recording():
        VoteLog(path).append([Vote("2607.00001", 1, AT)])
        recorder.acknowledge("2607.00001")
    for unsynced in (path, path.parent):
        steps = [s for s in recorder.steps if s.what != "sync" or s.path != unsynced]
        assert any(
            one.acknowledged and b"2607.00001" not in (one.content or b"")
            for one in outcomes(steps, path, None)
        )
