"""`rank today`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.dates import DayOption, day_of, first_day
from ranker.cli.options import ProfileOption, workspace
from ranker.cli.output import check_output, chosen_format, put
from ranker.errors import UsageError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace
    from ranker.digest.value import Digest


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("today")(today_command)


def today_command(
    context: typer.Context,
    day: DayOption = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The best of all days from that one on; last: unseen."),
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
        str | None,
        typer.Option(
            "--format",
            help="terminal, markdown, html, json, atom, csv, bibtex; else as FILE ends.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write there, not to stdout, which is -."),
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
    from dataclasses import replace

    from ranker.app.learning.forecasting import keep_forecasts
    from ranker.app.papers.naming import note_digest
    from ranker.app.publishing.files import earlier_digests, feed_address
    from ranker.app.today import Request, today
    from ranker.digest.renderers import renderer

    ws = workspace(context)
    form, target = chosen_format(form, output), check_output(ws, output, source)
    if email:
        _check_email(ws)
    earlier = earlier_digests(ws, profile) if form == "atom" else ()
    at = feed_address(ws, profile)
    chosen = renderer(form, templates=ws.paths.templates, earlier=earlier, address=at)
    if replacements not in ("none", "liked", "all"):
        raise UsageError(f"--replacements is none, liked or all, not {replacements!r}")
    request = Request(
        profile=profile,
        day=day_of(ws, day),
        since=first_day(ws, since, profile),
        path=source,
        offline=offline,
        replacements=replacements,
    )
    kept = today(ws, request)
    digest = replace(kept, size=count) if count else kept
    with ws.at_best():
        keep_forecasts(ws, digest, everything=everything)
    note_digest(ws, digest)  # before it is paged: a reader may vote from another terminal
    if form == "terminal" and target is None:
        newest = not (day or since or source)
        show(digest, everything=everything, long=long, paged=not no_pager, newest=newest)
    else:
        put(chosen.render(digest, everything=everything), target)
    if email:
        _mail(ws, kept)


def _check_email(ws: Workspace) -> None:
    from ranker.app.publishing.mailing import email_settings

    email_settings(ws)


def _mail(ws: Workspace, digest: Digest) -> None:
    """Queue the digest and send what waits; what came of it goes to stderr."""
    from ranker.app.publishing.mailing import queue_digest, send_waiting
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
