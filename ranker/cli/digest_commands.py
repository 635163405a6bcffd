"""`rank today`."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import ProfileOption, workspace
from ranker.errors import UsageError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace
    from ranker.digest.value import Digest


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(today)


def today(
    context: typer.Context,
    day: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="A listing date.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The best of all days after that.")
    ] = None,
    profile: ProfileOption = None,
    count: Annotated[
        int | None, typer.Option("-n", min=1, metavar="N", help="How many papers to show.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every paper.")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Rank the papers of a file.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask arXiv nothing.")] = False,
    replacements: Annotated[
        str, typer.Option(metavar="none|liked|all", help="Which replaced papers to rank, too.")
    ] = "none",
    form: Annotated[
        str, typer.Option("--format", help="terminal, markdown, html, json, atom, csv, bibtex.")
    ] = "terminal",
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write there, not to stdout.")
    ] = None,
    long: Annotated[
        bool, typer.Option("--long", help="With abstracts and addresses, as in files and pipes.")
    ] = False,
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Print all at once, however long.")
    ] = False,
    email: Annotated[bool, typer.Option("--email", help="Mail it, too, once.")] = False,
) -> None:
    """Rank the day's announcement and show it."""
    from ranker.app.publishing import earlier_digests, publish
    from ranker.app.today import Request
    from ranker.app.today import today as rank_today
    from ranker.digest.interface import renderer

    ws = workspace(context)
    if email:
        _check_email(ws)
    earlier = earlier_digests(ws, profile) if form == "atom" else ()
    chosen = renderer(form, templates=ws.paths.templates, earlier=earlier)
    if replacements not in ("none", "liked", "all"):
        raise UsageError(f"--replacements is none, liked or all, not {replacements!r}")
    request = Request(
        profile=profile,
        day=parse_date(day),
        since=parse_date(since),
        path=source,
        offline=offline,
        size=count,
        replacements=replacements,
    )
    digest = rank_today(ws, request)
    if since is None:
        publish(ws, digest)  # a day has a file of its own; a span of days has not
    if output is not None:
        from ranker.files import write_atomically

        write_atomically(output, chosen.render(digest, everything=everything))
    elif form == "terminal":
        newest = not (day or since or source)
        show(digest, everything=everything, long=long, paged=not no_pager, newest=newest)
    else:
        typer.echo(chosen.render(digest, everything=everything), nl=False)
    if email:
        _mail(ws, digest)


def _check_email(ws: Workspace) -> None:
    from ranker.app.mailing import email_settings

    email_settings(ws)


def _mail(ws: Workspace, digest: Digest) -> None:
    """Queue the digest and send what waits; what came of it goes to stderr."""
    from ranker.app.mailing import queue_digest, send_waiting
    from ranker.digest.escape import terminal

    if not queue_digest(ws, digest):
        typer.echo("rank: this digest was mailed before", err=True)
    for subject in send_waiting(ws, os.environ):
        typer.echo(f"rank: mailed: {terminal(subject)}", err=True)


def show(
    digest: Digest,
    *,
    everything: bool = False,
    long: bool = False,
    paged: bool = False,
    commands: bool = True,
    newest: bool = True,
) -> None:
    """Print a digest: on a terminal as a list, or with abstracts, paged; else the whole as text.

    `commands` says what can be done next, `newest` that `rank review` would open the same digest.
    """
    from ranker.digest.terminal import TerminalRenderer

    if not sys.stdout.isatty():
        typer.echo(TerminalRenderer().render(digest, everything=everything), nl=False)
        return
    from rich.console import Console

    from ranker.cli.logs import is_verbose
    from ranker.cli.pager import show_text
    from ranker.digest.terminal import print_digest
    from ranker.digest.terminal_list import print_list

    console = Console()
    draw = print_digest if long else print_list
    with console.capture() as text:
        draw(
            digest,
            console,
            everything=everything,
            table=is_verbose(),
            commands=commands,
            newest=newest,
        )
    show_text(text.get(), console.height, os.environ, paged=paged)


def parse_date(text: str | None) -> date | None:
    """An ISO date. Raises UsageError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date; write it as YYYY-MM-DD") from None
