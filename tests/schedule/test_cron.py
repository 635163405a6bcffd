"""The crontab: one marked block, every other line byte for byte."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from ranker.errors import ScheduleError
from ranker.schedule.cron import Cron
from tests.schedule.machine import FakeMachine, job

FOREIGN = b"# mine, in latin-1: \xe9t\xe9\nMAILTO=me@example.org\n0 3 * * * backup --all\n"


@pytest.fixture
def cron(fake: FakeMachine) -> Cron:
    fake.give("crontab")
    return Cron(fake.machine())


def test_the_block_runs_the_command_as_cron_reads_it(cron: Cron, fake: FakeMachine) -> None:
    assert cron.install(job())
    assert fake.crontab is not None
    line = next(x for x in fake.crontab.decode().splitlines() if not x.startswith("#"))
    minute, hour, rest = line.split(" ", 2)
    assert (minute, hour) == ("30", "8")
    command = rest.removeprefix("* * * ")
    # cron ends a command at a bare %, and takes the backslash from an escaped one.
    assert "%" not in command.replace(r"\%", "")
    words = shlex.split(command.replace(r"\%", "%"))
    assert words == [*job().command, ">/dev/null"]


def test_foreign_lines_stay_and_a_second_time_changes_nothing(
    cron: Cron, fake: FakeMachine
) -> None:
    fake.crontab = FOREIGN
    assert cron.install(job())
    first = fake.crontab
    assert first is not None
    assert first.startswith(FOREIGN)
    fake.calls()
    assert not cron.install(job())
    assert fake.calls() == ["crontab -l"]
    assert fake.crontab == first
    assert cron.remove(job().home)
    assert fake.crontab == FOREIGN
    assert not cron.remove(job().home)


def test_a_new_time_takes_the_old_place(cron: Cron, fake: FakeMachine) -> None:
    cron.install(job())
    assert fake.crontab is not None
    fake.crontab = fake.crontab + FOREIGN
    assert cron.install(job(at=time(7, 5)))
    assert fake.crontab.endswith(FOREIGN)
    assert fake.crontab.count(b"schedule run") == 1
    installed = cron.installed(job().home)
    assert installed is not None
    assert installed.at == time(7, 5)


def test_each_workspace_has_a_block_of_its_own(cron: Cron, fake: FakeMachine) -> None:
    cron.install(job("/home/a"))
    cron.install(job("/home/a/b", time(9, 0)))
    cron.remove(Path("/home/a"))
    assert cron.installed(Path("/home/a")) is None
    other = cron.installed(Path("/home/a/b"))
    assert other is not None
    assert other.at == time(9, 0)


def test_a_crontab_without_a_last_newline_keeps_its_last_line(
    cron: Cron, fake: FakeMachine
) -> None:
    fake.crontab = FOREIGN.rstrip(b"\n")
    cron.install(job())
    assert fake.crontab is not None
    assert fake.crontab.startswith(FOREIGN)


def test_a_time_edited_by_hand_is_no_daily_time(cron: Cron, fake: FakeMachine) -> None:
    cron.install(job())
    assert fake.crontab is not None
    fake.crontab = fake.crontab.replace(b"30 8 * * *", b"*/20 8 * * 1-5")
    installed = cron.installed(job().home)
    assert installed is not None
    assert installed.at is None


def test_half_a_block_is_not_touched(cron: Cron, fake: FakeMachine) -> None:
    cron.install(job())
    assert fake.crontab is not None
    broken = FOREIGN + fake.crontab.replace(b"# <<<", b"# ---")
    fake.crontab = broken
    changes: tuple[Callable[[], object], ...] = (
        lambda: cron.install(job()),
        lambda: cron.remove(job().home),
    )
    for change in changes:
        with pytest.raises(ScheduleError, match="only half of the block"):
            change()
    assert fake.crontab == broken


def test_an_unwritable_crontab_is_one_line(cron: Cron, fake: FakeMachine) -> None:
    fake.crontab = FOREIGN
    fake.mark("unwritable")
    with pytest.raises(ScheduleError, match=r"cannot be written: .*Permission denied"):
        cron.install(job())
    assert fake.crontab == FOREIGN


def test_a_crontab_that_cannot_be_read_is_not_taken_for_an_empty_one(
    cron: Cron, fake: FakeMachine
) -> None:
    fake.crontab = FOREIGN
    fake.mark("denied")
    assert not cron.usable()
    with pytest.raises(ScheduleError, match=r"cannot be read: you .* not allowed"):
        cron.install(job())
    fake.unmark("denied")
    assert fake.crontab == FOREIGN


def test_a_user_without_a_crontab_gets_one(cron: Cron, fake: FakeMachine) -> None:
    assert cron.usable()
    assert cron.installed(job().home) is None
    assert cron.install(job())
    assert fake.crontab is not None


def test_a_machine_without_cron(fake: FakeMachine) -> None:
    cron = Cron(fake.machine())
    assert not cron.usable()
    with pytest.raises(ScheduleError, match="there is no crontab on this machine"):
        cron.install(job())
