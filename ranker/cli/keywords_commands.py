"""`rank keywords suggest` and `rank keywords add`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.objects import Form, print_json, wants_json
from ranker.cli.options import ProfileOption, workspace

if TYPE_CHECKING:
    from ranker.app.interests.suggesting import Suggested, Suggestion
    from ranker.app.workspace import Workspace

keywords = typer.Typer(
    help="Keywords that your likes suggest, and keywords into rank.toml.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(keywords, name="keywords")


@keywords.command()
def suggest(
    context: typer.Context,
    library: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="From this library, rather than from your likes."),
    ] = None,
    most: Annotated[
        int, typer.Option("-n", min=1, metavar="N", help="At most so many keywords.")
    ] = 10,
    profile: ProfileOption = None,
    form: Form = "terminal",
) -> None:
    """Words and phrases that the papers you liked have and others have not.

    On a terminal each is offered, and goes into rank.toml if you take it.
    """
    from ranker.app.interests.suggesting import suggest_keywords

    as_json = wants_json(form)
    ws = workspace(context)
    found = suggest_keywords(ws, profile, most, library)
    if as_json:
        from dataclasses import asdict

        print_json(asdict(found))
        return
    _tell(found)
    if not found.suggestions:
        return
    if sys.stdin.isatty():
        _offer(ws, found)
    else:
        typer.echo("`rank keywords add WORD` takes one into rank.toml")


@keywords.command()
def add(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="Words or phrases.")],
    profile: ProfileOption = None,
) -> None:
    """Add keywords to rank.toml, where every comment stays."""
    _add(workspace(context), profile, words)


def _tell(found: Suggested) -> None:
    from ranker.digest.escape import cut, terminal
    from ranker.digest.shown import plain
    from ranker.plurals import count

    against = f" and {count(found.others, 'other paper')}" if found.others else ""
    typer.echo(f"{found.profile}: from {count(found.likes, 'liked paper')}{against}")
    if not found.suggestions:
        typer.echo("Nothing more stands out: your keywords find what there is.")
        return
    width = max(len(terminal(one.keyword)) for one in found.suggestions)
    typer.echo(f"  {'':{width}} liked others")
    for one in found.suggestions:
        line = f"  {terminal(one.keyword):{width}} {one.likes:5,} {one.others:6,}  "
        typer.echo(cut(line + plain(one.examples[0]), 79))


def _offer(ws: Workspace, found: Suggested) -> None:
    """One by one; what is taken is written at once, so that Ctrl-C loses nothing."""
    from ranker.cli.asking import ask
    from ranker.digest.escape import terminal

    for one in found.suggestions:
        _show_examples(one)
        try:
            answer = ask(f"Add “{terminal(one.keyword)}”? (y, n, q to stop)", _answer)
        except typer.Abort:
            typer.echo()
            return
        if answer == "q":
            return
        if answer == "y":
            _add(ws, found.profile, [one.keyword])


def _show_examples(one: Suggestion) -> None:
    from ranker.digest.escape import cut
    from ranker.digest.shown import plain

    for title in one.examples:
        typer.echo(cut(f"  - {plain(title)}", 79))


def _answer(text: str) -> str:
    """The first letter of yes, no or quit; Enter is no. Raises UsageError."""
    from ranker.errors import UsageError

    letter = text.strip().lower()[:1] or "n"
    if letter not in "ynq":
        raise UsageError("y, n or q, please")
    return letter


def _add(ws: Workspace, profile: str | None, words: list[str]) -> None:
    from ranker.app.interests.suggesting import accept
    from ranker.digest.escape import terminal

    new = accept(ws, profile, words)
    said = ", ".join(f"“{terminal(word)}”" for word in new)
    typer.echo(f"{said} added to {ws.paths.config}" if new else "Nothing added: it is there.")
