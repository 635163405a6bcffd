"""Loss of power behind every step of a vote, played back from a record of what was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bench.faults import Bench, Tally, fault
from bench.power import Recorder, outcomes
from ranker.feedback.votes import Vote, VoteLog, votes_in

AT = datetime(2026, 7, 6, 9, tzinfo=UTC)


@fault(
    "loss of power while voting", "an acknowledged vote is there in every outcome",
    short=3, whole=40,
)  # fmt: skip
def power(bench: Bench, times: int) -> Tally:
    """Votes recorded step by step; each outcome of unsynced writes, cut or out of order."""
    tally = Tally()
    for number in range(times):
        folder = bench.work / f"power{number}"
        (folder / "home").mkdir(parents=True)
        log = VoteLog(folder / "home" / "feedback" / "votes.jsonl")
        before = None
        if number % 2:
            log.path.parent.mkdir()
            before = b'{"id": "2607.00009", "vote": 1, "at"'[: bench.draw.randrange(30)]
            log.path.write_bytes(before)
        recorder = Recorder(folder)
        with recorder.recording():
            for n in range(1 + number % 3):
                paper_id = f"2607.{n + 1:05d}"
                at = AT + timedelta(seconds=n)
                log.append([Vote(paper_id, 1, at, "hearing", "t" * bench.draw.randrange(90))])
                recorder.acknowledge(paper_id)
        for one in outcomes(recorder.steps, log.path, before):
            tally.injected += 1
            text = (one.content or b"").decode("utf-8", "replace")
            there = {vote.id for vote in votes_in(text, "votes").votes}
            tally.expect(there >= set(one.acknowledged), f"{text!r} lacks {one.acknowledged}")
    return tally
