"""Global options, and the workspace that every command opens with them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.errors import RankError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace

ProfileOption = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="Which of your interests; else the first."),
]

DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be added; write nothing.")
]
UnaskedOption = Annotated[
    bool, typer.Option("--offline", help="Do not ask arXiv for what the papers lack.")
]


def _show_version(wanted: bool) -> None:
    """Without a command, too, which is why it is a callback of the option's own."""
    if wanted:
        from ranker import __version__

        typer.echo(f"rank {__version__}")
        raise typer.Exit


def global_options(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="The workspace; else RANK_HOME, else the nearest rank.toml."
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", help="Print the version.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    """Ranks arXiv's daily papers for you, and learns from your thumbs."""
    from ranker.cli.logs import show_logs
    from ranker.config import find_home

    show_logs(verbose=verbose, quiet=quiet)
    context.obj = (find_home(home, os.environ, Path.cwd()), quiet)


def home_of(context: typer.Context) -> Path:
    """The root of the workspace."""
    home: Path = context.obj[0]
    return home


def open_workspace(home: Path) -> Workspace:
    """The workspace at `home`."""
    from ranker.app import workspace as workspaces

    return workspaces.open_workspace(home)


def workspace(context: typer.Context) -> Workspace:
    """The workspace of this call, with a progress bar for its long work."""
    from ranker.cli.progress import Progress

    ws = open_workspace(home_of(context))
    ws.task = Progress(quiet=context.obj[1]).task
    ws.command = context.command_path
    context.call_on_close(lambda: _tell_read_only(ws))
    return ws


def _tell_read_only(ws: Workspace) -> None:
    """Say once that nothing was kept, where a command does not end with that as its fault."""
    if ws.was_read_only and not isinstance(sys.exception(), RankError):
        from ranker.digest.escape import terminal

        home = terminal(str(ws.paths.home))
        typer.echo(f"rank: {home} cannot be written: nothing that was shown is kept", err=True)
