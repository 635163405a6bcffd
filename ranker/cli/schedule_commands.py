"""`rank schedule`: install, show and remove the daily run, and the run itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import home_of, workspace
from ranker.errors import RankError, UsageError

if TYPE_CHECKING:
    from ranker.app.scheduling import ScheduleStatus
    from ranker.app.workspace import Workspace
    from ranker.schedule.interface import Machine, Piece

schedule = typer.Typer(
    name="schedule", help="The digest every morning, by itself.", no_args_is_help=True
)
System = Annotated[
    str | None, typer.Option(metavar="systemd|cron|launchd", help="Else the one that works here.")
]
Train = Annotated[
    str, typer.Option(metavar="weekly|never", help="Train every profile once a week, too.")
]
Email = Annotated[bool, typer.Option("--email", help="Mail the digest, too.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    schedule.command()(install)
    schedule.command()(show)
    schedule.command()(remove)
    schedule.command()(run)
    app.add_typer(schedule)


def install(
    context: typer.Context,
    at: Annotated[str, typer.Option(metavar="HH:MM", help="When, in local time.")] = "08:30",
    train: Train = "never",
    email: Email = False,
    system: System = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")] = False,
) -> None:
    """Run daily at a time; what is written is shown first. Running it twice changes nothing."""
    from ranker.app import scheduling

    ws = workspace(context)
    job = scheduling.make_job(ws, at, weekly=_weekly(train), email=email)
    machine = _machine()
    scheduler = scheduling.choose(machine, system)
    pieces = scheduler.pieces(job)
    _show(pieces)
    there = scheduler.installed(job.home)
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
    typer.echo(f"Installed for {scheduler.name}: daily at {job.at:%H:%M}, local time.")
    typer.echo(scheduler.advice)
    if email:
        typer.echo(
            "The job has no shell: keep the mail password in the keyring, or as "
            f"{scheduler.mail_advice}."
        )


def show(context: typer.Context) -> None:
    """Show what is installed for this workspace."""
    from ranker.app.scheduling import found

    there = found(_machine(), home_of(context))
    for _, installed in there:
        _show(installed.pieces)
    if not there:
        typer.echo("Nothing is installed; `rank schedule install --at 08:30` does it.")


def remove(context: typer.Context, system: System = None) -> None:
    """Take the daily run out again."""
    from ranker.app import scheduling

    names = scheduling.remove(_machine(), home_of(context), system)
    for name in names:
        typer.echo(f"Removed from {name}.")
    if not names:
        typer.echo("Nothing was installed; nothing changed.")


def run(context: typer.Context, train: Train = "never", email: Email = False) -> None:
    """What the scheduler starts: wait for the announcement, write, mail, train, note it."""
    from ranker.app.scheduled import run_scheduled
    from ranker.digest.escape import terminal

    done = run_scheduled(workspace(context), os.environ, email=email, weekly=_weekly(train))
    typer.echo(terminal(done.outcome))


def schedule_of(ws: Workspace) -> ScheduleStatus | None:
    """The state of the daily run; None, and a line on stderr, where it is not known."""
    from ranker.app.scheduling import schedule_status
    from ranker.digest.escape import terminal

    try:
        return schedule_status(ws, _machine())
    except RankError as error:
        typer.echo(f"rank: the schedule is not known: {terminal(str(error))}", err=True)
        return None


def tell_status(ws: Workspace) -> None:
    """The lines of `rank status` on the daily run."""
    from ranker.digest.escape import terminal

    found = schedule_of(ws)
    if found is None:
        return
    if found.system:
        at = f"daily at {found.at:%H:%M}" if found.at else "at times of your own"
        then = f", next run {found.next_run:%Y-%m-%d %H:%M}" if found.next_run else ""
        typer.echo(f"schedule: {found.system}, {at}{then}")
    if found.last_run:
        last = found.last_run
        typer.echo(f"last run: {last.ended.astimezone():%Y-%m-%d %H:%M}, {terminal(last.outcome)}")
    if found.waiting_mails:
        typer.echo(f"mail: {found.waiting_mails} waiting; `rank email send` tries again")


def _show(pieces: tuple[Piece, ...]) -> None:
    from ranker.digest.escape import terminal

    for piece in pieces:
        typer.echo(f"{terminal(piece.where)}:")
        for line in piece.text.splitlines():
            typer.echo(f"    {terminal(line)}")
        typer.echo()


def _weekly(train: str) -> bool:
    if train not in ("weekly", "never"):
        raise UsageError(f"--train is weekly or never, not {train!r}")
    return train == "weekly"


def _machine() -> Machine:
    from ranker.schedule.interface import Machine

    uid = os.getuid() if hasattr(os, "getuid") else 0
    return Machine(sys.platform, Path.home(), os.environ, uid)
