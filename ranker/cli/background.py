"""The offer of `rank init` to fetch papers to rank against."""

from __future__ import annotations

import sys

import typer

from ranker.app.workspace import Workspace
from ranker.errors import RankError


def offer_background(ws: Workspace) -> None:
    """Ask on a terminal, and fetch; without one, say which command does it."""
    from ranker.app.fetching import BACKGROUND_DAYS, background_estimate, fetch_since
    from ranker.digest.escape import terminal
    from ranker.digest.words import count

    if not ws.config.categories:
        return
    first, time = background_estimate(ws)
    what = f"the last {BACKGROUND_DAYS} days as background, so that the first digest ranks well"
    if not sys.stdin.isatty():
        typer.echo(f"`rank fetch --days {BACKGROUND_DAYS}` fetches {what}: {time}")
        return
    if not typer.confirm(f"Fetch {what}? It takes {time}; Ctrl-C ends it early.", default=True):
        return
    try:
        done = fetch_since(ws, first)
    except RankError as error:
        typer.echo(f"rank: {terminal(str(error))}", err=True)
        return
    for note in done.notes:
        typer.echo(f"rank: {terminal(note)}", err=True)
    typer.echo(f"{count(done.new, 'paper')} fetched as background")
