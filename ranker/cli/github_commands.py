"""`rank github sync`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import workspace

if TYPE_CHECKING:
    from ranker.app.publishing.github_sync import Synced

_VERBS = {1: "Liked", -1: "Disliked", 0: "Withdrew the vote on"}


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    github = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    github.callback()(_group)
    github.command()(sync)
    app.add_typer(github, name="github")


def _group() -> None:
    """The digest as a GitHub issue, and the votes that come back from it."""


def sync(
    context: typer.Context,
    read: Annotated[
        bool, typer.Option("--read", help="Only read votes; change nothing on GitHub.")
    ] = False,
) -> None:
    """Read votes from digest issues, close those of a week ago, open the newest digest's.

    GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL say where, as GitHub Actions sets them.
    """
    from ranker.app.publishing import github_sync
    from ranker.github.access import access_from

    ws = workspace(context)
    github = github_sync.open_github(ws, access_from(os.environ))
    _tell(github_sync.read_votes(ws, github) if read else github_sync.sync(ws, github))


def _tell(done: Synced) -> None:
    from ranker.digest.escape import terminal
    from ranker.digest.shown import plain
    from ranker.plurals import count

    for note in done.notes:
        typer.echo(f"rank: {terminal(note)}", err=True)
    for vote in done.votes:
        typer.echo(f"{_VERBS[vote.vote]} {vote.id}  {plain(vote.title)}")
    typer.echo(f"{count(len(done.votes), 'new vote')} read")
    for number in done.closed:
        typer.echo(f"Closed #{number}")
    if done.opened:
        typer.echo(f"Opened {terminal(done.opened.url)}")
    if done.there:
        typer.echo(f"{terminal(done.there.url)} has this announcement already")
