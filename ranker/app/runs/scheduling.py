"""`rank schedule install|show|remove`, and what `rank status` says of the runs."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from ranker.app.publishing.mailing import email_settings, outbox
from ranker.app.workspace import Workspace
from ranker.errors import ScheduleError, UsageError
from ranker.schedule.cron import Cron
from ranker.schedule.interface import EVERY, WEEKDAY, Every, Installed, Job, Machine, Scheduler
from ranker.schedule.launchd import Launchd
from ranker.schedule.runs import Run, RunLog
from ranker.schedule.systemd import Systemd

SYSTEMS = ("systemd", "cron", "launchd")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Timetable:
    """Which system runs a job when, in local time; `at` and `next_run` are None at a time that a
    reader wrote of their own."""

    system: str
    at: time | None
    next_run: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduleStatus:
    """When the daily and the weekly job run, the last run, and the mails that wait."""

    daily: Timetable | None
    weekly: Timetable | None
    last_run: Run | None
    waiting_mails: int


def schedulers(machine: Machine) -> tuple[Scheduler, ...]:
    """All that rank knows, in the order in which they are chosen on this platform."""
    known = _all(machine)
    return known[::-1] if machine.platform == "darwin" else known[:2]


def choose(machine: Machine, name: str | None) -> Scheduler:
    """The one named, or the first that this machine lets its user use. Raises ScheduleError."""
    if name is not None:
        if name not in SYSTEMS:
            raise UsageError(f"--system is one of {', '.join(SYSTEMS)}, not {name!r}")
        return next(s for s in _all(machine) if s.name == name)
    for scheduler in schedulers(machine):
        if scheduler.usable():
            return scheduler
    raise ScheduleError(
        "neither systemd nor cron nor launchd lets you in here; start `rank schedule run` daily "
        "by what this machine has (on Windows, the Task Scheduler)"
    )


def make_job(ws: Workspace, at: str, *, weekly: bool, email: bool, every: Every = "daily") -> Job:
    """The daily or weekly run of a workspace; `weekly` is for its training. Raises UsageError, or
    ConfigError where it cannot work."""
    match = _TIME.fullmatch(at)
    if match is None:
        raise UsageError(f"--at is a time of day like 08:30, not {at!r}")
    home = str(ws.paths.home)
    if not home.isprintable():
        raise UsageError(f"a workspace named {home!r} cannot be scheduled; rename the folder")
    if not ws.config.categories:
        raise UsageError("no profile names a category in rank.toml; there is nothing to fetch")
    if email:
        email_settings(ws)
    options = [
        *(("--every", every) if every != "daily" else ()),
        *(("--train", "weekly") if weekly else ()),
        *(("--email",) if email else ()),
    ]
    command = (*_rank(), "--home", home, "schedule", "run", *options)
    return Job(ws.paths.home, time(int(match[1]), int(match[2])), command, every)


def found(
    machine: Machine, home: Path, every: Every = "daily"
) -> tuple[tuple[Scheduler, Installed], ...]:
    """Every scheduler that holds this workspace's daily or weekly job."""
    there = []
    for scheduler in _all(machine):
        if scheduler.name == "cron" and not scheduler.usable():
            continue  # nobody's crontab can be asked
        installed = scheduler.installed(home, every)
        if installed is not None:
            there.append((scheduler, installed))
    return tuple(there)


def install(machine: Machine, scheduler: Scheduler, job: Job) -> bool:
    """Install the job; False where nothing changed. Raises ScheduleError where another has it."""
    for other, _ in found(machine, job.home, job.every):
        if other.name != scheduler.name:
            raise ScheduleError(
                f"{other.name} runs it already; `rank schedule remove` first, "
                f"or install with --system {other.name}"
            )
    return scheduler.install(job)


def remove(
    machine: Machine, home: Path, name: str | None, every: Every | None = None
) -> tuple[tuple[str, Every], ...]:
    """Take the daily or weekly job, or both, out of the system named, or of all; returns what was
    taken out of which."""
    gone: list[tuple[str, Every]] = []
    for one in EVERY if every is None else (every,):
        if name is not None:
            there: tuple[Scheduler, ...] = (choose(machine, name),)
        else:
            there = tuple(scheduler for scheduler, _ in found(machine, home, one))
        gone += [(s.name, one) for s in there if s.remove(home, one)]
    return tuple(gone)


def schedule_status(ws: Workspace, machine: Machine) -> ScheduleStatus:
    """The state of the runs."""
    runs = RunLog(ws.paths.runs).read()
    return ScheduleStatus(
        daily=_timetable(ws, machine, "daily"),
        weekly=_timetable(ws, machine, "weekly"),
        last_run=runs[-1] if runs else None,
        waiting_mails=len(outbox(ws).waiting()),
    )


def _all(machine: Machine) -> tuple[Scheduler, ...]:
    return (Systemd(machine), Cron(machine), Launchd(machine))


def _timetable(ws: Workspace, machine: Machine, every: Every) -> Timetable | None:
    there = found(machine, ws.paths.home, every)
    if not there:
        return None
    at = there[0][1].at
    return Timetable(there[0][0].name, at, _next(ws.now(), at, every) if at else None)


def _next(now: datetime, at: time, every: Every) -> datetime:
    local = now.astimezone()
    day = local.date() if local.time() < at else local.date() + timedelta(days=1)
    if every == "weekly":
        day += timedelta(days=(WEEKDAY - day.weekday()) % 7)
    return datetime.combine(day, at).astimezone()


def _rank() -> tuple[str, ...]:
    """The words that start this very rank, wherever the scheduler starts from."""
    script = Path(sys.executable).with_name("rank")
    if script.is_file():
        return (str(script),)
    return (sys.executable, "-c", "from ranker.cli.main import main; main()")
