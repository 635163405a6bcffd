"""`rank save` and `rank shelf`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ranker.cli.options import workspace


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(save)
    app.command()(shelf)


def save(
    context: typer.Context,
    papers: Annotated[
        list[str], typer.Argument(metavar="ID", help="Ids, links, or numbers of the last list.")
    ],
    off: Annotated[bool, typer.Option("--off", help="Take them off the shelf.")] = False,
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Note this on each; empty for none.")
    ] = None,
) -> None:
    """Put papers on the shelf, to read later; it is no vote."""
    from ranker.app.feedback.shelf import shelve
    from ranker.app.papers.naming import name_all
    from ranker.digest.escape import terminal

    ws = workspace(context)
    heard = name_all(ws, papers, ask=True)
    stored = ws.papers.get(one.id for one in heard.papers)
    for one in heard.papers:
        shelve(ws, one.id, "saved", not off)
        if note is not None:
            shelve(ws, one.id, "note", note.strip())
        title = terminal(stored[one.id].title) if one.id in stored else ""
        typer.echo(f"{'off the shelf' if off else 'saved'}: {one.id}  {title}".rstrip())
    if heard.errors:
        for error in heard.errors[:-1]:
            typer.echo(f"rank: {terminal(str(error))}", err=True)
        raise heard.errors[-1]


def shelf(
    context: typer.Context,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="terminal, bib, ris, md; else as FILE."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write there, not to stdout.")
    ] = None,
) -> None:
    """List what is saved, saved last first, or export it."""
    from ranker.app.feedback.shelf import FORMATS, export, shelved
    from ranker.cli.output import check_output, put
    from ranker.digest.escape import terminal
    from ranker.errors import UsageError

    ws = workspace(context)
    ending = output.suffix.removeprefix(".") if output else ""
    chosen = form or (ending if ending in FORMATS else "terminal")
    if chosen not in ("terminal", *FORMATS):
        raise UsageError(f"--format is terminal, {', '.join(FORMATS)}, not {chosen!r}")
    target, found = check_output(ws, output), shelved(ws)
    if chosen != "terminal":
        put(export(found, chosen), target)
        return
    lines = [
        f"{one.kept.at:%Y-%m-%d}  {one.paper.id:16}  {terminal(one.paper.title)}"
        + (f"\n            {terminal(one.kept.note)}" if one.kept.note else "")
        for one in found
    ]
    put(
        "".join(f"{line}\n" for line in lines) or "Nothing is saved; `rank save ID` does.\n", target
    )
