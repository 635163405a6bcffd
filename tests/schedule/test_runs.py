"""The log of scheduled runs: appended, bounded, and readable after any accident."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ranker.errors import StoreError
from ranker.schedule import runs
from ranker.schedule.runs import Run, RunLog

AT = datetime(2026, 7, 14, 6, 30, tzinfo=UTC)
RUN = Run(
    AT,
    AT + timedelta(minutes=2),
    "wrote 2026-07-14 for hearing; mailed 1 digest",
    days=((date(2026, 7, 14), "hearing"),),
    mailed=1,
    trained=("hearing",),
)


@pytest.fixture
def log(tmp_path: Path) -> RunLog:
    return RunLog(tmp_path / "store" / "runs.jsonl")


def path(tmp_path: Path) -> Path:
    return tmp_path / "store" / "runs.jsonl"


def test_runs_come_back_as_they_went(log: RunLog) -> None:
    assert log.read() == ()
    other = replace(RUN, outcome="failed: keine Verbindung – é", failed=True, days=(), mailed=0)
    log.append(RUN)
    log.append(other)
    assert log.read() == (RUN, other)


def test_a_line_cut_short_costs_no_other_run(log: RunLog, tmp_path: Path) -> None:
    log.append(RUN)
    with path(tmp_path).open("a") as file:
        file.write(RUN.to_line()[:40])
    log.append(RUN)
    assert log.read() == (RUN, RUN)


@pytest.mark.parametrize("line", ["[]", "{}", "null", '{"started": 3}', "\ufffd", "}{"])
def test_a_foreign_line_is_passed_over(log: RunLog, tmp_path: Path, line: str) -> None:
    log.append(RUN)
    with path(tmp_path).open("a") as file:
        file.write(line + "\n")
    log.append(RUN)
    assert log.read() == (RUN, RUN)


def test_the_log_keeps_its_newest_lines(
    log: RunLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_LARGEST", 3000)
    monkeypatch.setattr(runs, "_KEPT", 5)
    for mailed in range(100):
        log.append(replace(RUN, mailed=mailed))
        assert path(tmp_path).stat().st_size <= 3000
    kept = [run.mailed for run in log.read()]
    assert kept[-5:] == [95, 96, 97, 98, 99]
    assert kept == sorted(kept)


def test_a_log_that_cannot_be_written_is_named(log: RunLog, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(StoreError, match=r"runs\.jsonl cannot be written"):
        log.append(RUN)
