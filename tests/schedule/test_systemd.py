"""systemd: two unit files that systemd itself accepts, and a timer that is started."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import time
from pathlib import Path

import pytest

from ranker.errors import ScheduleError
from ranker.schedule.interface import label
from ranker.schedule.systemd import Systemd
from tests.schedule.machine import FakeMachine, job


@pytest.fixture
def systemd(fake: FakeMachine) -> Systemd:
    fake.give("systemctl")
    return Systemd(fake.machine())


def units(fake: FakeMachine) -> list[Path]:
    return sorted((fake.user_home / ".config" / "systemd" / "user").glob("*"))


def test_what_is_shown_is_what_is_written(systemd: Systemd, fake: FakeMachine) -> None:
    pieces = systemd.pieces(job())
    assert units(fake) == []
    assert systemd.install(job())
    assert [(str(path), path.read_text()) for path in units(fake)] == [
        (piece.where, piece.text) for piece in pieces
    ]
    name = label(job().home)
    assert fake.calls() == [
        "systemctl --user daemon-reload",
        f"systemctl --user enable --now {name}.timer",
    ]


def test_a_second_time_changes_nothing(systemd: Systemd, fake: FakeMachine) -> None:
    systemd.install(job())
    stamps = [path.stat().st_mtime_ns for path in units(fake)]
    fake.calls()
    assert not systemd.install(job())
    assert fake.calls() == [f"systemctl --user is-enabled {label(job().home)}.timer"]
    assert [path.stat().st_mtime_ns for path in units(fake)] == stamps


def test_a_new_time_restarts_the_timer(systemd: Systemd, fake: FakeMachine) -> None:
    systemd.install(job())
    fake.calls()
    assert systemd.install(job(at=time(7, 5)))
    assert f"systemctl --user restart {label(job().home)}.timer" in fake.calls()
    installed = systemd.installed(job().home)
    assert installed is not None
    assert installed.at == time(7, 5)


def test_remove_leaves_nothing_and_touches_no_other_workspace(
    systemd: Systemd, fake: FakeMachine
) -> None:
    systemd.install(job())
    systemd.install(job("/home/other"))
    assert systemd.remove(job().home)
    assert {path.stem for path in units(fake)} == {label(Path("/home/other"))}
    assert not systemd.remove(job().home)


def test_units_that_cannot_be_started_are_taken_back(systemd: Systemd, fake: FakeMachine) -> None:
    fake.unmark("bus")
    assert not systemd.usable()
    with pytest.raises(ScheduleError, match="Failed to connect to bus"):
        systemd.install(job())
    assert units(fake) == []


def test_a_failed_change_leaves_the_old_units(systemd: Systemd, fake: FakeMachine) -> None:
    systemd.install(job())
    before = [path.read_text() for path in units(fake)]
    fake.unmark("bus")
    with pytest.raises(ScheduleError):
        systemd.install(job(at=time(7, 5)))
    assert [path.read_text() for path in units(fake)] == before


def test_the_folder_follows_the_users_configuration(fake: FakeMachine, tmp_path: Path) -> None:
    fake.give("systemctl")
    machine = fake.machine()
    environ = {**machine.environ, "XDG_CONFIG_HOME": str(tmp_path / "config")}
    pieces = Systemd(type(machine)("linux", machine.user_home, environ)).pieces(job())
    assert all(p.where.startswith(str(tmp_path / "config" / "systemd" / "user")) for p in pieces)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_itself_accepts_the_units(tmp_path: Path, fake: FakeMachine) -> None:
    program = tmp_path / "my odd $HOME 100%" / "rank"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    given = job('/home/reader/arXiv "100%" $x')
    strange = type(given)(given.home, given.at, (str(program), *given.command[1:]))
    pieces = Systemd(fake.machine()).pieces(strange)
    written = [Path(piece.where) for piece in pieces]
    for path, piece in zip(written, pieces, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(piece.text)
    done = subprocess.run(
        ["systemd-analyze", "--user", "--man=no", "verify", *written],
        capture_output=True, text=True, check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
