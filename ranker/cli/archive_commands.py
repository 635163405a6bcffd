"""`rank export`, `rank restore` and `rank merge`: your data out, back, and together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import home_of, workspace
from ranker.errors import UsageError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(export)
    app.command("restore")(restore_command)
    app.command()(merge)


def export(
    context: typer.Context,
    target: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; else, or as -, stdout.")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="The whole workspace as one archive, for `rank restore`."),
    ] = False,
) -> None:
    """Write every vote, with titles and abstracts, as a votes file."""
    from ranker.app.feedback.library import export_votes
    from ranker.cli.output import check_output, put
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    ws = workspace(context)
    file = check_output(ws, target)
    if everything:
        _archive(ws, file)
        return
    text = export_votes(ws)
    put(text, file)
    if file is not None:
        typer.echo(f"{count(text.count(chr(10)), 'vote')} written to {terminal(str(file))}")


def _archive(ws: Workspace, file: Path | None) -> None:
    from ranker.app.care.archive import write_archive
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    if file is None:
        raise UsageError("--all writes a file; name it: `rank export --all rank.zip`")
    members = write_archive(ws, file)
    size = sum(member.size for member in members) / 1e6
    typer.echo(
        f"{count(len(members), 'file')} ({size:,.1f} MB) written to {terminal(str(file))}; "
        "`rank --home FOLDER restore FILE` makes a workspace of it"
    )


def restore_command(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument(metavar="FILE", help="Of `rank export --all`.")],
) -> None:
    """Make a workspace of what `rank export --all` wrote.

    It is made where --home or RANK_HOME says, in a folder that is empty or not there yet.
    """
    from ranker.app.care.archive import restore
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    home = home_of(context)
    members = restore(archive, home)
    typer.echo(f"{count(len(members), 'file')} restored; the workspace is {terminal(str(home))}")


def merge(
    context: typer.Context,
    other: Annotated[Path, typer.Argument(metavar="FOLDER", help="Another copy's workspace.")],
) -> None:
    """Add the votes and the shelf of another copy of the workspace.

    For each paper the latest vote stands, on whichever copy it was cast. Nothing is changed there.
    """
    from ranker.app.care.joining import join
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    done = join(workspace(context), other)
    for line in done.bad_lines:
        typer.echo(f"rank: {terminal(line)}", err=True)
    if done.unknown:
        names = ", ".join(map(terminal, done.unknown))
        typer.echo(f"rank: no profile of rank.toml is called {names}; add it there", err=True)
    typer.echo(
        f"{count(done.votes, 'vote')} added, {done.present:,} already here; "
        f"{count(done.shelf, 'line')} added to the shelf"
    )
