"""The offer of `rank init` to fetch papers to rank against."""

from __future__ import annotations

import typer

from ranker.app.workspace import Workspace
from ranker.errors import RankError


def offer_background(ws: Workspace, categories: int, *, asking: bool) -> bool:
    """Whether to fetch a background for that many categories: asked, or else told how it is done.

    Nothing is read or written, so that it can be asked before there is a workspace.
    """
    from ranker.app.announcements.fetching import BACKGROUND_DAYS, background_estimate

    if not categories:
        return False
    _, time = background_estimate(ws, categories)
    what = f"the last {BACKGROUND_DAYS} days as background"
    if not asking:
        typer.echo(
            f"`rank fetch --days {BACKGROUND_DAYS}` fetches {what}, so that the first digest ranks "
            f"well: {time}"
        )
        return False
    typer.echo("With earlier papers to compare with, the first digest ranks well. They take")
    typer.echo(f"{time}; Ctrl-C ends it early.")
    return typer.confirm(f"Fetch {what}?", default=True)


def fetch_background(ws: Workspace) -> None:
    """Fetch it. What fails is told, and a later run of `rank fetch` goes on."""
    from ranker.app.announcements.fetching import BACKGROUND_DAYS, background_estimate, fetch_since
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    first, _ = background_estimate(ws, len(ws.config.categories))
    try:
        done = fetch_since(ws, first)
    except RankError as error:
        typer.echo(f"rank: {terminal(str(error))}", err=True)
        return
    except KeyboardInterrupt:
        again = f"`rank fetch --days {BACKGROUND_DAYS}` goes on with it"
        typer.echo(f"\nrank: the background is not complete; {again}", err=True)
        return
    for note in done.notes:
        typer.echo(f"rank: {terminal(note)}", err=True)
    typer.echo(f"{count(done.new, 'paper')} fetched as background")
