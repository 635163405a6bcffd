"""`rank schedule install|show|remove`, and what `rank status` says of the daily run."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from ranker.app.mailing import email_settings, outbox
from ranker.app.workspace import Workspace
from ranker.errors import ScheduleError, UsageError
from ranker.schedule.cron import Cron
from ranker.schedule.interface import Installed, Job, Machine, Scheduler
from ranker.schedule.launchd import Launchd
from ranker.schedule.runs import Run, RunLog
from ranker.schedule.systemd import Systemd

SYSTEMS = ("systemd", "cron", "launchd")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class ScheduleStatus:
    """Which system runs the job when, in local time, the last run, and the mails that wait."""

    system: str
    at: time | None
    next_run: datetime | None
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


def make_job(ws: Workspace, at: str, *, weekly: bool, email: bool) -> Job:
    """The daily run of a workspace. Raises UsageError, or ConfigError where it cannot work."""
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
    options = [*(("--train", "weekly") if weekly else ()), *(("--email",) if email else ())]
    command = (*_rank(), "--home", home, "schedule", "run", *options)
    return Job(ws.paths.home, time(int(match[1]), int(match[2])), command)


def found(machine: Machine, home: Path) -> tuple[tuple[Scheduler, Installed], ...]:
    """Every scheduler that holds this workspace's job."""
    there = []
    for scheduler in _all(machine):
        if scheduler.name == "cron" and not scheduler.usable():
            continue  # nobody's crontab can be asked
        installed = scheduler.installed(home)
        if installed is not None:
            there.append((scheduler, installed))
    return tuple(there)


def install(machine: Machine, scheduler: Scheduler, job: Job) -> bool:
    """Install the job; False where nothing changed. Raises ScheduleError where another has it."""
    for other, _ in found(machine, job.home):
        if other.name != scheduler.name:
            raise ScheduleError(
                f"{other.name} runs it already; `rank schedule remove` first, "
                f"or install with --system {other.name}"
            )
    return scheduler.install(job)


def remove(machine: Machine, home: Path, name: str | None) -> tuple[str, ...]:
    """Take the job out of the system named, or of all; returns the names of those it was in."""
    if name is not None:
        scheduler = choose(machine, name)
        return (name,) if scheduler.remove(home) else ()
    return tuple(s.name for s, _ in found(machine, home) if s.remove(home))


def schedule_status(ws: Workspace, machine: Machine) -> ScheduleStatus:
    """The state of the daily run."""
    there = found(machine, ws.paths.home)
    at = there[0][1].at if there else None
    runs = RunLog(ws.paths.runs).read()
    return ScheduleStatus(
        system=there[0][0].name if there else "",
        at=at,
        next_run=_next(ws.now(), at) if at else None,
        last_run=runs[-1] if runs else None,
        waiting_mails=len(outbox(ws).waiting()),
    )


def _all(machine: Machine) -> tuple[Scheduler, ...]:
    return (Systemd(machine), Cron(machine), Launchd(machine))


def _next(now: datetime, at: time) -> datetime:
    local = now.astimezone()
    day = local.date() if local.time() < at else local.date() + timedelta(days=1)
    return datetime.combine(day, at).astimezone()


def _rank() -> tuple[str, ...]:
    """The words that start this very rank, wherever the scheduler starts from."""
    script = Path(sys.executable).with_name("rank")
    if script.is_file():
        return (str(script),)
    return (sys.executable, "-c", "from ranker.cli.main import main; main()")
