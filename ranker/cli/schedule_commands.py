"""`rank schedule`: install, show and remove the daily and the weekly run, and the run itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import home_of, workspace
from ranker.errors import RankError, UsageError

if TYPE_CHECKING:
    from ranker.app.runs.scheduling import ScheduleStatus
    from ranker.app.workspace import Workspace
    from ranker.schedule.interface import Every, Machine, Piece

schedule = typer.Typer(
    name="schedule", help="The digest every morning, by itself.", no_args_is_help=True
)
System = Annotated[
    str | None, typer.Option(metavar="systemd|cron|launchd", help="Else the one that works here.")
]
Train = Annotated[
    str | None,
    typer.Option(
        metavar="weekly|never",
        help="Train every profile once a week, too; a weekly run does, a daily one does not.",
    ),
]
Each = Annotated[str, typer.Option("--every", metavar="daily|weekly", help="Which digest.")]
_USUAL: dict[Every, str] = {"daily": "08:30", "weekly": "09:30"}
_ODD: dict[Every, str] = {
    "daily": "at times of your own",
    "weekly": "weekly at a time of your own",
}
_SAID: dict[Every, str] = {"daily": "daily", "weekly": "weekly on Saturdays"}
Email = Annotated[bool, typer.Option("--email", help="Mail the digest, too.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    schedule.command()(install)
    schedule.command()(show)
    schedule.command()(status)
    schedule.command()(remove)
    schedule.command()(run)
    app.add_typer(schedule)


def install(
    context: typer.Context,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="HH:MM", help="When, in local time; else 08:30, or Saturdays at 09:30."
        ),
    ] = None,
    every: Each = "daily",
    train: Train = None,
    email: Email = False,
    system: System = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")] = False,
) -> None:
    """Run daily at a time; what is written is shown first. Running it twice changes nothing.

    With --every weekly it is the best of the week on Saturdays, in a file and mail of its own. Both
    can be installed.
    """
    from ranker.app.runs import scheduling

    ws = workspace(context)
    which = _every(every)
    time = at or _USUAL[which]
    job = scheduling.make_job(ws, time, weekly=_weekly(train, which), email=email, every=which)
    machine = _machine()
    scheduler = scheduling.choose(machine, system)
    pieces = scheduler.pieces(job)
    _show(pieces)
    there = scheduler.installed(job.home, which)
    new = there is None or there.pieces != pieces
    if new and not yes:
        if not sys.stdin.isatty():
            raise RankError(
                "nothing was written, since there is no terminal to ask on; --yes writes it"
            )
        typer.confirm("Write this?", default=True, abort=True)
    if not scheduling.install(machine, scheduler, job):
        typer.echo("It is there already; nothing changed.")
        return
    typer.echo(f"Installed for {scheduler.name}: {_SAID[which]} at {job.at:%H:%M}, local time.")
    typer.echo(scheduler.advice)
    if email:
        typer.echo(
            "The job has no shell: keep the mail password in the keyring, or as "
            f"{scheduler.mail_advice}."
        )


def show(context: typer.Context) -> None:
    """Show what is installed for this workspace."""
    from ranker.app.runs.scheduling import found
    from ranker.schedule.interface import EVERY

    machine, home = _machine(), home_of(context)
    there = [one for every in EVERY for one in found(machine, home, every)]
    for _, installed in there:
        _show(installed.pieces)
    if not there:
        typer.echo("Nothing is installed; `rank schedule install --at 08:30` does it.")


def status(context: typer.Context) -> None:
    """Say what runs when, what the last run came to, and whether mail waits."""
    if not tell_status(workspace(context)):
        typer.echo("Nothing is installed; `rank schedule install --at 08:30` does it.")


def remove(
    context: typer.Context,
    system: System = None,
    every: Annotated[
        str | None,
        typer.Option("--every", metavar="daily|weekly", help="Only that run, else both."),
    ] = None,
) -> None:
    """Take the daily and the weekly run out again."""
    from ranker.app.runs import scheduling

    which = _every(every) if every is not None else None
    gone = scheduling.remove(_machine(), home_of(context), system, which)
    for name, one in gone:
        typer.echo(f"Removed {'' if one == 'daily' else 'the weekly run '}from {name}.")
    if not gone:
        typer.echo("Nothing was installed; nothing changed.")


def run(
    context: typer.Context,
    every: Each = "daily",
    train: Train = None,
    email: Email = False,
) -> None:
    """What the scheduler starts: wait for the announcement, write, mail, train, note it."""
    from ranker.app.runs.scheduled import run_scheduled
    from ranker.digest.escape import terminal

    which = _every(every)
    weekly = _weekly(train, which)
    done = run_scheduled(workspace(context), os.environ, email=email, weekly=weekly, every=which)
    typer.echo(terminal(done.outcome))


def schedule_of(ws: Workspace) -> ScheduleStatus | None:
    """The state of the runs; None, and a line on stderr, where it is not known."""
    from ranker.app.runs.scheduling import schedule_status
    from ranker.digest.escape import terminal

    try:
        return schedule_status(ws, _machine())
    except RankError as error:
        typer.echo(f"rank: the schedule is not known: {terminal(str(error))}", err=True)
        return None


def tell_status(ws: Workspace) -> bool:
    """The lines of `rank status` on the runs; False where none is installed."""
    from ranker.digest.escape import terminal
    from ranker.schedule.interface import EVERY

    found = schedule_of(ws)
    if found is None:
        return True  # which a line on stderr says
    both = {"daily": found.daily, "weekly": found.weekly}
    for every in EVERY:
        if (one := both[every]) is not None:
            at = f"{_SAID[every]} at {one.at:%H:%M}" if one.at else _ODD[every]
            then = f", next run {one.next_run:%Y-%m-%d %H:%M}" if one.next_run else ""
            typer.echo(f"schedule: {one.system}, {at}{then}")
    if found.last_run:
        last = found.last_run
        typer.echo(f"last run: {last.ended.astimezone():%Y-%m-%d %H:%M}, {terminal(last.outcome)}")
    if found.waiting_mails:
        typer.echo(f"mail: {found.waiting_mails} waiting; `rank email send` tries again")
    return bool(found.daily or found.weekly)


def _show(pieces: tuple[Piece, ...]) -> None:
    from ranker.digest.escape import terminal

    for piece in pieces:
        typer.echo(f"{terminal(piece.where)}:")
        for line in piece.text.splitlines():
            typer.echo(f"    {terminal(line)}")
        typer.echo()


def _every(text: str) -> Every:
    from ranker.schedule.interface import EVERY

    for every in EVERY:
        if every == text:
            return every
    raise UsageError(f"--every is daily or weekly, not {text!r}")


def _weekly(train: str | None, every: Every) -> bool:
    if train is None:
        return every == "weekly"
    if train not in ("weekly", "never"):
        raise UsageError(f"--train is weekly or never, not {train!r}")
    return train == "weekly"


def _machine() -> Machine:
    from ranker.schedule.interface import Machine

    uid = os.getuid() if hasattr(os, "getuid") else 0
    return Machine(sys.platform, Path.home(), os.environ, uid)
