"""`rank mcp`."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import home_of, open_workspace
from ranker.errors import UsageError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(mcp)


def mcp(
    context: typer.Context,
    allow_votes: Annotated[
        bool, typer.Option("--allow-votes", help="Offer tools that vote, too.")
    ] = False,
) -> None:
    """Let a program that speaks MCP read your digest and search, over stdin and stdout.

    It is such a program that starts it; docs/mcp.md has what to put into its configuration.
    """
    home = home_of(context)
    _ = open_workspace(home).config  # complains before anything is served
    try:
        from ranker.mcp.server import serve
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise UsageError(
            "`rank mcp` needs the MCP SDK, 2.3 or newer; `pip install 'mcp>=2.3,<3'`"
        ) from None

    def own_workspace() -> Workspace:
        made = open_workspace(home)
        made.command = "rank mcp"
        return made

    if sys.stdin.isatty():
        typer.echo("rank: waiting for an MCP client on stdin; Ctrl-C ends it", err=True)
    # At once: a thread that reads stdin cannot be woken, and everything kept is kept whole.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    serve(own_workspace, votes=allow_votes)
