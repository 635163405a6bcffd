"""`rank schedule install|show|remove` and the schedule in `rank status`."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ranker.schedule.runs import Run, RunLog
from tests.conftest import Rank, rank_process
from tests.schedule.machine import FakeMachine

FOREIGN = b"0 3 * * * backup --all\n"


@pytest.fixture
def scheduling(rank: Rank, home: Path, fake: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> Rank:
    """`rank` in a workspace with a category, on the machine of fakes."""
    for name, value in fake.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    rank("init", "--profile", "hearing", "--category", "eess.AS", "--keyword", "speech")
    return rank


def test_without_a_terminal_and_without_yes_nothing_is_written(
    scheduling: Rank, fake: FakeMachine
) -> None:
    fake.give("systemctl", "crontab")
    asked = scheduling("schedule", "install", "--at", "7:05")
    assert asked.code == 1
    assert "OnCalendar" in asked.out  # what would be written is shown all the same
    assert "Installed" not in asked.out
    assert "nothing was written" in asked.complaint
    assert "--yes" in asked.complaint
    assert not (fake.user_home / ".config/systemd/user").exists()
    assert fake.crontab is None
    assert scheduling("schedule", "install", "--at", "7:05", "--yes").code == 0
    again = scheduling("schedule", "install", "--at", "7:05")
    assert (again.code, "nothing changed" in again.out) == (0, True)


def test_what_is_written_is_shown_first_and_twice_changes_nothing(
    scheduling: Rank, fake: FakeMachine, home: Path
) -> None:
    fake.give("systemctl", "crontab")
    done = scheduling("schedule", "install", "--yes", "--at", "7:05", "--train", "weekly")
    assert done.code == 0
    units = sorted((fake.user_home / ".config/systemd/user").iterdir())
    for unit in units:
        assert f"{unit}:" in done.out
        assert all(f"    {line}" in done.out for line in unit.read_text().splitlines())
    assert done.out.index("OnCalendar") < done.out.index("Installed for systemd")
    assert f"--home {home} schedule run --train weekly\n" in units[0].read_text()
    before = {unit: (unit.read_text(), unit.stat().st_mtime_ns) for unit in units}
    again = scheduling("schedule", "install", "--yes", "--at", "07:05", "--train", "weekly")
    assert "nothing changed" in again.out
    assert {unit: (unit.read_text(), unit.stat().st_mtime_ns) for unit in units} == before
    assert fake.crontab is None


def test_the_scheduled_command_is_one_that_runs(scheduling: Rank, fake: FakeMachine) -> None:
    fake.give("crontab")
    scheduling("schedule", "install", "--yes", "--train", "weekly")
    assert fake.crontab is not None
    line = fake.crontab.decode().splitlines()[1]
    words = shlex.split(line.split(" * * * ")[1].removesuffix(">/dev/null"))
    words = words[words.index("--home") :]
    done = rank_process([*words, "--help"])
    assert done.code == 0
    assert "wait for the announcement" in done.out


@pytest.mark.parametrize(
    ("programs", "platform", "chosen"),
    [
        (("systemctl", "crontab"), "linux", "systemd"),
        (("crontab",), "linux", "cron"),
        (("launchctl", "crontab"), "darwin", "launchd"),
        (("crontab",), "freebsd14", "cron"),
    ],
)
def test_the_right_system_is_chosen(
    scheduling: Rank, fake: FakeMachine, monkeypatch: pytest.MonkeyPatch,
    programs: tuple[str, ...], platform: str, chosen: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("sys.platform", platform)
    fake.give(*programs)
    assert f"Installed for {chosen}:" in scheduling("schedule", "install", "--yes").out
    assert f"schedule: {chosen}, daily at 08:30, next run 20" in scheduling("status").out


def test_a_user_manager_that_does_not_answer_leaves_it_to_cron(
    scheduling: Rank, fake: FakeMachine
) -> None:
    fake.give("systemctl", "crontab")
    fake.unmark("bus")
    assert "Installed for cron:" in scheduling("schedule", "install", "--yes").out


@pytest.mark.parametrize("system", ["systemd", "cron", "launchd"])
def test_the_flag_chooses_and_show_and_remove_find_it(
    scheduling: Rank, fake: FakeMachine, system: str
) -> None:
    fake.give("systemctl", "crontab", "launchctl")
    fake.crontab = FOREIGN
    assert "Nothing is installed" in scheduling("schedule", "show").out
    installed = scheduling("schedule", "install", "--yes", "--system", system)
    shown = scheduling("schedule", "show").out
    assert shown
    assert installed.out.startswith(shown)
    assert scheduling("schedule", "remove").out == f"Removed from {system}.\n"
    assert "nothing changed" in scheduling("schedule", "remove").out
    assert fake.crontab == FOREIGN


@pytest.mark.parametrize("system", ["systemd", "cron", "launchd"])
def test_daily_and_weekly_stand_beside_each_other(
    scheduling: Rank, fake: FakeMachine, system: str
) -> None:
    fake.give("systemctl", "crontab", "launchctl")
    fake.crontab = FOREIGN
    assert scheduling("schedule", "status").out.startswith("Nothing is installed")
    scheduling("schedule", "install", "--yes", "--system", system)
    both = scheduling("schedule", "install", "--yes", "--system", system, "--every", "weekly")
    assert f"Installed for {system}: weekly on Saturdays at 09:30, local time." in both.out
    again = scheduling("schedule", "install", "--yes", "--system", system, "--every", "weekly")
    assert "nothing changed" in again.out
    shown = scheduling("schedule", "show").out
    assert shown.count("--every") == 1 or shown.count("<string>--every</string>") == 1
    lines = scheduling("schedule", "status").out.splitlines()
    assert lines[0].startswith(f"schedule: {system}, daily at 08:30, next run 20")
    assert lines[1].startswith(f"schedule: {system}, weekly on Saturdays at 09:30, next run 20")
    next_run = datetime.fromisoformat(lines[1].split("next run ")[1])
    assert next_run.weekday() == 5
    told = json.loads(scheduling("status", "--format", "json").out)["schedule"]
    assert (told["at"], told["weekly"]["at"], told["weekly"]["system"]) == (
        "08:30", "09:30", system,
    )  # fmt: skip
    out = scheduling("schedule", "remove", "--every", "weekly").out
    assert out == f"Removed the weekly run from {system}.\n"
    assert scheduling("schedule", "status").out == lines[0] + "\n"
    scheduling("schedule", "install", "--yes", "--system", system, "--every", "weekly")
    assert scheduling("schedule", "remove").out == (
        f"Removed from {system}.\nRemoved the weekly run from {system}.\n"
    )
    assert fake.crontab == FOREIGN


def test_a_weekly_run_trains_unless_told_not_to_and_is_on_saturdays(
    scheduling: Rank, fake: FakeMachine, home: Path
) -> None:
    fake.give("systemctl")
    scheduling("schedule", "install", "--yes", "--every", "weekly", "--at", "7:05")
    service, timer = sorted((fake.user_home / ".config/systemd/user").iterdir())
    assert f"--home {home} schedule run --every weekly --train weekly\n" in service.read_text()
    assert "OnCalendar=Sat *-*-* 07:05:00\n" in timer.read_text()
    fake.give("crontab")
    scheduling("schedule", "remove")
    scheduling(
        "schedule", "install", "--yes", "--every", "weekly", "--train", "never", "--system", "cron"
    )
    assert fake.crontab is not None
    assert b"\n30 9 * * 6 " in fake.crontab
    assert b"--train" not in fake.crontab


def test_a_time_of_the_reader_s_own_is_told_as_such(scheduling: Rank, fake: FakeMachine) -> None:
    fake.give("crontab")
    scheduling("schedule", "install", "--yes", "--every", "weekly")
    assert fake.crontab is not None
    fake.crontab = fake.crontab.replace(b"30 9 * * 6 ", b"30 9 * * 1 ")
    assert scheduling("schedule", "status").out == "schedule: cron, weekly at a time of your own\n"


def test_the_job_is_not_installed_twice_over(scheduling: Rank, fake: FakeMachine) -> None:
    fake.give("systemctl", "crontab")
    scheduling("schedule", "install", "--yes", "--system", "cron")
    refused = scheduling("schedule", "install", "--yes", "--system", "systemd")
    assert refused.code == 1
    assert "cron runs it already" in refused.complaint


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--at", "25:00"), 2, "a time of day like 08:30"),
        (("--at", "morning"), 2, "a time of day like 08:30"),
        (("--train", "hourly"), 2, "weekly or never"),
        (("--every", "month"), 2, "--every is daily or weekly, not 'month'"),
        (("--system", "anacron"), 2, "systemd, cron, launchd"),
        (("--email",), 1, "email.host is missing"),
        (("--system", "launchd"), 1, "there is no launchctl on this machine"),
        ((), 1, "lets you in here"),
    ],
)
def test_what_cannot_be_installed_is_one_line(
    scheduling: Rank, words: tuple[str, ...], code: int, said: str
) -> None:
    failed = scheduling("schedule", "install", "--yes", *words)
    assert failed.code == code
    assert said in failed.complaint


def test_an_unwritable_crontab_is_one_line(scheduling: Rank, fake: FakeMachine) -> None:
    fake.give("crontab")
    fake.crontab = FOREIGN
    fake.mark("unwritable")
    failed = scheduling("schedule", "install", "--yes")
    assert failed.code == 1
    assert "the crontab cannot be written" in failed.complaint
    assert fake.crontab == FOREIGN


def test_without_a_workspace_nothing_is_installed(
    rank: Rank, fake: FakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.give("crontab")
    monkeypatch.setenv("PATH", fake.environ["PATH"])
    assert "rank init" in rank("schedule", "install").complaint
    assert fake.crontab is None


def test_status_tells_the_last_run_and_the_mail_that_waits(scheduling: Rank, home: Path) -> None:
    assert "last run" not in scheduling("status").out
    at = datetime(2026, 7, 6, 6, 30, tzinfo=UTC)
    run = Run(at, at, "wrote 2026-07-06\x1b[2J", days=((date(2026, 7, 6), "hearing"),))
    RunLog(home / "store" / "runs.jsonl").append(run)
    (home / "store" / "outbox").mkdir()
    (home / "store" / "outbox" / "one.eml").write_text("Subject: x\n\n")
    lines = scheduling("status").out.splitlines()
    local = at.astimezone()
    assert f"last run: {local:%Y-%m-%d %H:%M}, wrote 2026-07-06" in lines
    assert "mail: 1 waiting; `rank email send` tries again" in lines


def test_half_a_block_in_the_crontab_does_not_keep_the_status_back(
    scheduling: Rank, fake: FakeMachine
) -> None:
    fake.give("crontab")
    scheduling("schedule", "install", "--yes")
    assert fake.crontab is not None
    fake.crontab = fake.crontab.replace(b"# <<<", b"# ---")
    done = scheduling("status")
    assert done.code == 0
    assert "only half of the block" in done.complaint
    assert "hearing (eess.AS)" in done.out
