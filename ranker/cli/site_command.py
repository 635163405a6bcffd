"""`rank site`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ranker.cli.options import workspace


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(site)


def site(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Where to; else site/ in the workspace."),
    ] = None,
    address: Annotated[
        str,
        typer.Option(metavar="URL", help="Where it will be found, unless rank.toml says."),
    ] = "",
) -> None:
    """Write the digests as a folder of pages with a feed, to publish.

    index.html is the newest digest, archive.html lists all that have a page, feed.atom has an entry
    a paper. Your votes are not in it, nor the titles of papers that you voted on as reasons.
    """
    from ranker.app.publishing.site import write_site
    from ranker.config import check_address
    from ranker.digest.escape import terminal
    from ranker.plurals import count

    ws = workspace(context)
    if address:
        check_address(address, "--address")
    made = write_site(ws, folder or ws.paths.home / "site", address)
    typer.echo(f"{count(made.digests, 'digest')} written to {terminal(str(made.folder))}")
    if not made.addressed:
        typer.echo(
            "rank: the feed cannot name itself; give --address URL, or [site] address in rank.toml",
            err=True,
        )
