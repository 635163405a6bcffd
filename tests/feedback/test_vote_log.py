"""Appending to the log: what was acknowledged is kept, whatever dies, fills up or comes between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from ranker.errors import BusyError, StoreError
from ranker.feedback import votes
from ranker.feedback.votes import LIKE, Vote, VoteLog, read_votes
from tests.conftest import ROOT, python
from tests.patience import HUNG

AT = datetime(2026, 7, 6, tzinfo=UTC)

APPENDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ranker.errors import BusyError
from ranker.feedback.votes import Vote, VoteLog
log = VoteLog(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    paper_id = f"26{sys.argv[2]}.{n + 1:05d}"
    while True:
        try:
            log.append([Vote(paper_id, 1, datetime.now(UTC), title="A title " * 5)])
            break
        except BusyError:  # "try again", says a slow disk
            pass
    print(paper_id, flush=True)
"""


def vote(number: int) -> Vote:
    return Vote(f"2607.{number:05d}", LIKE, AT)


def appender(path: Path, month: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", APPENDER, str(path), month, str(count)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_vote_is_whole_and_synced_before_append_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "feedback" / "votes.jsonl"
    synced: list[str] = []
    real = os.fsync

    def sync(handle: int) -> None:
        real(handle)
        if os.fstat(handle).st_ino == path.stat().st_ino:
            synced.append(path.read_text())

    monkeypatch.setattr(os, "fsync", sync)
    VoteLog(path).append([vote(1), vote(2)])
    assert synced == [vote(1).to_line() + vote(2).to_line()]


def test_a_half_written_last_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_text(vote(1).to_line() + vote(2).to_line()[:30])
    log = VoteLog(path)
    log.append([vote(3)])
    log.append([vote(4)])
    assert log.read().votes == (vote(1), vote(3), vote(4))
    assert len(log.read().bad_lines) == 1
    assert "line 2" in log.read().bad_lines[0]


def test_a_whole_last_line_without_its_newline_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_text(vote(1).to_line().rstrip("\n"))
    VoteLog(path).append([vote(2)])
    assert VoteLog(path).read().votes == (vote(1), vote(2))


def test_the_log_holds_the_lines_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    for number in (1, 2, 3):
        VoteLog(path).append([vote(number)])
    assert path.read_bytes() == "".join(vote(n).to_line() for n in (1, 2, 3)).encode()
    with path.open("a") as file:
        file.write("half a li")
    VoteLog(path).append([vote(4)])
    assert path.read_text().endswith("half a li\n" + vote(4).to_line())


def test_folders_that_are_not_there_are_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feedback" / "votes.jsonl"
    VoteLog(path).append([vote(1)])
    assert VoteLog(path).read().votes == (vote(1),)


@pytest.mark.skipif(os.name == "nt", reason="modes as POSIX has them")
def test_the_log_is_no_program(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    VoteLog(path).append([vote(1)])
    assert path.stat().st_mode & 0o111 == 0


def test_a_vote_that_fits_in_part_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = VoteLog(tmp_path / "votes.jsonl")
    log.append([vote(1)])
    before, size = log.path.read_bytes(), len(vote(2).to_line())
    write = os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda handle, data: write(handle, data[:20]))
        with pytest.raises(StoreError, match=f"only 20 of {size} bytes fitted on the disk"):
            log.append([vote(2)])
    assert log.path.read_bytes() == before


def test_eight_processes_at_once_lose_no_vote(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    running = [appender(path, f"{month:02d}", 50) for month in range(1, 9)]
    acknowledged = {i for process in running for i in process.communicate(timeout=HUNG)[0].split()}
    found = VoteLog(path).read()
    assert len(acknowledged) == 400
    assert sorted(v.id for v in found.votes) == sorted(acknowledged)
    assert found.bad_lines == ()


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_a_kill_loses_no_acknowledged_vote(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    acknowledged: list[str] = []
    for month, wait_for in (("01", 1), ("02", 7), ("03", 23)):
        process = appender(path, month, 100_000)
        assert process.stdout is not None
        acknowledged += [process.stdout.readline().strip() for _ in range(wait_for)]
        process.send_signal(signal.SIGKILL)
        acknowledged += process.communicate(timeout=HUNG)[0].split()
    VoteLog(path).append([vote(1)])  # the dead process's lock does not stand in the way
    kept = {v.id for v in VoteLog(path).read().votes}
    assert kept >= {*acknowledged, "2607.00001"}
    assert len(acknowledged) >= 31


FULL_DISK = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from ranker.errors import StoreError
from ranker.feedback.votes import Vote, VoteLog
log = VoteLog(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
kept = 0
try:
    while True:
        log.append([Vote(f"2607.{kept + 1:05d}", 1, datetime.now(UTC), title="x" * 100)])
        kept += 1
except StoreError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.append([Vote("2608.00001", 1, datetime.now(UTC))])
print(kept)
"""


@pytest.mark.skipif(os.name == "nt", reason="limits file sizes as POSIX does")
def test_a_full_disk_keeps_the_whole_votes_and_takes_back_the_half(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    done = python(FULL_DISK, path)
    message, kept = done.out.splitlines()
    assert message.startswith(f"the vote was not kept: {path}: ")
    found = VoteLog(path).read()
    assert found.bad_lines == ()
    assert [v.id for v in found.votes] == [
        *(f"2607.{n + 1:05d}" for n in range(int(kept))),
        "2608.00001",
    ]
    assert int(kept) >= 3


def test_a_disk_that_fails_to_sync_takes_the_vote_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = VoteLog(tmp_path / "votes.jsonl")
    log.append([vote(1)])

    def fail(handle: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched, pytest.raises(StoreError, match="not kept"):
        patched.setattr(os, "fsync", fail)
        log.append([vote(2)])
    assert log.read().votes == (vote(1),)


def test_a_lock_held_too_long_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import filelock

    log = VoteLog(tmp_path / "votes.jsonl")
    log.append([vote(1)])

    def impatient(path: Path, timeout: float) -> FileLock:
        assert timeout == 10  # seconds, as the docstring has it
        return FileLock(path, timeout=0)

    monkeypatch.setattr(filelock, "FileLock", impatient)
    with (
        FileLock(log.path.with_suffix(".lock")),
        pytest.raises(BusyError, match=r"votes\.jsonl; try again"),
    ):
        log.append([vote(2)])
    assert log.read().votes == (vote(1),)


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a file" / "votes.jsonl"
    path.parent.write_text("in the way")
    with pytest.raises(StoreError, match="the vote was not kept") as refused:
        VoteLog(path).append([vote(1)])
    assert str(path) in str(refused.value)


PIECES = [
    Vote("2607.00001", LIKE, AT).to_line().encode(),
    b"{",
    b"\n",
    b"\r",
    b"\xef\xbb\xbf",
    b"\xe2\x82",
    b"no vote\n",
    b" \n",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=5), max_size=6), st.booleans())
def test_a_log_that_has_grown_reads_as_one_that_is_read_anew(
    tmp_path_factory: pytest.TempPathFactory, additions: list[list[bytes]], replaced: bool
) -> None:
    path = tmp_path_factory.mktemp("log") / "votes.jsonl"
    log = VoteLog(path)
    path.touch()
    for pieces in additions:
        with path.open("ab") as file:
            file.write(b"".join(pieces))
        assert log.read() == read_votes(path)
    if replaced:
        path.write_bytes(path.read_bytes().replace(b"2607", b"2606").replace(b"\n", b"\n\n"))
        assert log.read() == read_votes(path)


def test_a_line_is_parsed_once_however_often_a_vote_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    parse = votes._parse

    def counted(line: str) -> Vote:
        parsed.append(line)
        return parse(line)

    monkeypatch.setattr(votes, "_parse", counted)
    log = VoteLog(tmp_path / "votes.jsonl")
    for number in range(1, 31):
        log.append([Vote(f"2607.{number:05d}", LIKE, AT)])
        assert len(log.read().votes) == number
    assert len(parsed) == 30
