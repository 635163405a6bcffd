"""`rank init`: by flags, or by questions on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ranker.cli.options import home_of, workspace
from ranker.config import Paths


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(init)


def init(
    context: typer.Context,
    category: Annotated[
        list[str] | None, typer.Option(metavar="C", help="An arXiv category, such as eess.AS.")
    ] = None,
    keyword: Annotated[
        list[str] | None, typer.Option(metavar="K", help="A word or phrase of your interest.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="The name of this interest.")
    ] = None,
    import_file: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="A votes file to start from.")
    ] = None,
) -> None:
    """Make a workspace, or add an interest to the one there is."""
    from ranker.app.setup import DEFAULT_PROFILE, add_profile, check_profile, create_workspace
    from ranker.errors import ConfigError

    paths = Paths(home_of(context))
    exists = paths.config.exists()
    if exists and profile is None:
        raise ConfigError(f"{paths.config} exists; `rank init --profile NAME` adds an interest")
    categories, keywords = category or [], keyword or []
    if sys.stdin.isatty() and not (categories or keywords or import_file):
        typer.echo("Which arXiv categories do you read, and which words name your interest?")
        categories = _ask("Categories, with commas (such as eess.AS, cs.SD)")
        keywords = _ask("Keywords, with commas (such as speech enhancement, reverb)")
    chosen = check_profile(profile or DEFAULT_PROFILE, categories, keywords)
    if exists:
        add_profile(paths, chosen)
        typer.echo(f"Added the profile {chosen.name} to {paths.config}")
    else:
        create_workspace(paths, chosen)
        typer.echo(f"Made a workspace: {paths.config}")
    if import_file:
        from ranker.cli.data_commands import import_into

        import_into(workspace(context), import_file, chosen.name)
    if not (keywords or import_file):
        typer.echo("It has no keywords yet: add some to rank.toml, or import votes.")
    typer.echo("Next: `rank today`")


def _ask(question: str) -> list[str]:
    answer: str = typer.prompt(question, default="", show_default=False)
    return [part.strip() for part in answer.split(",") if part.strip()]
