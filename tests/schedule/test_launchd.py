"""launchd: a property list that plistlib reads back, loaded into the user's domain."""

from __future__ import annotations

import plistlib
from datetime import time
from pathlib import Path

import pytest

from ranker.errors import ScheduleError
from ranker.schedule.interface import label
from ranker.schedule.launchd import Launchd
from tests.schedule.machine import FakeMachine, job


@pytest.fixture
def launchd(fake: FakeMachine) -> Launchd:
    fake.give("launchctl")
    return Launchd(fake.machine("darwin"))


def plist(fake: FakeMachine) -> Path:
    return fake.user_home / "Library" / "LaunchAgents" / f"{label(job().home)}.plist"


def test_the_list_says_what_to_run_and_when(launchd: Launchd, fake: FakeMachine) -> None:
    assert launchd.install(job())
    data = plistlib.loads(plist(fake).read_bytes())
    assert data["ProgramArguments"] == list(job().command)
    assert data["StartCalendarInterval"] == {"Hour": 8, "Minute": 30}
    assert data["Label"] == plist(fake).stem
    assert [piece.text for piece in launchd.pieces(job())] == [plist(fake).read_text()]
    assert fake.calls()[-1] == f"launchctl bootstrap gui/501 {plist(fake)}"


def test_a_second_time_changes_nothing(launchd: Launchd, fake: FakeMachine) -> None:
    launchd.install(job())
    fake.calls()
    assert not launchd.install(job())
    assert fake.calls() == [f"launchctl print gui/501/{label(job().home)}"]


def test_a_new_time_is_loaded_anew(launchd: Launchd, fake: FakeMachine) -> None:
    launchd.install(job())
    fake.calls()
    assert launchd.install(job(at=time(7, 5)))
    assert [call.split()[1] for call in fake.calls()] == ["print", "bootout", "bootstrap"]
    installed = launchd.installed(job().home)
    assert installed is not None
    assert installed.at == time(7, 5)


def test_remove_unloads_and_deletes(launchd: Launchd, fake: FakeMachine) -> None:
    launchd.install(job())
    assert launchd.remove(job().home)
    assert not plist(fake).exists()
    assert not list(fake.state.glob("*.loaded"))
    assert not launchd.remove(job().home)


def test_a_list_that_does_not_load_is_taken_back(launchd: Launchd, fake: FakeMachine) -> None:
    fake.mark("unloadable")
    with pytest.raises(ScheduleError, match="Bootstrap failed: 5"):
        launchd.install(job())
    assert not plist(fake).exists()


@pytest.mark.parametrize("text", [b"", b"<plist", b"<?xml version='1.0'?><plist><dict/></plist>"])
def test_a_list_broken_by_hand_has_no_time(
    launchd: Launchd, fake: FakeMachine, text: bytes
) -> None:
    launchd.install(job())
    plist(fake).write_bytes(text)
    installed = launchd.installed(job().home)
    assert installed is not None
    assert installed.at is None
