"""`rank init`: by flags, or by questions on a terminal."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.background import offer_background
from ranker.cli.options import home_of, workspace
from ranker.config import Paths

if TYPE_CHECKING:
    from ranker.feedback.importers.keyword_filter import KeywordFilter
    from ranker.settings import Profile


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
        Path | None,
        typer.Option(
            "--import", metavar="FILE", help="What to start from: see `rank import`, or config.py."
        ),
    ] = None,
) -> None:
    """Make a workspace, or add an interest to the one there is."""
    from ranker.app.importing import read_old
    from ranker.app.setup import DEFAULT_PROFILE, add_profile, check_profile, create_workspace
    from ranker.errors import ConfigError
    from ranker.files import require_file

    paths = Paths(home_of(context))
    exists = paths.config.exists()
    if exists and profile is None:
        raise ConfigError(f"{paths.config} exists; `rank init --profile NAME` adds an interest")
    categories, keywords = category or [], keyword or []
    if sys.stdin.isatty() and not (categories or keywords or import_file):
        typer.echo("Which arXiv categories do you read, and which words name your interest?")
        categories = _ask("Categories, with commas (such as eess.AS, cs.SD)")
        keywords = _ask("Keywords, with commas (such as speech enhancement, reverb)")
    if import_file:
        require_file(import_file)
    old = read_old(import_file) if import_file else None
    if old:
        categories, keywords = [*categories, *old.categories], [*keywords, *old.keywords]
    chosen = check_profile(profile or DEFAULT_PROFILE, categories, keywords)
    if old:
        chosen = replace(chosen, exclude=old.exclude)
    if exists:
        add_profile(paths, chosen)
        typer.echo(f"Added the profile {chosen.name} to {paths.config}")
    else:
        create_workspace(paths, chosen)
        typer.echo(f"Made a workspace: {paths.config}")
    if old:
        _tell(old, chosen)
    elif import_file:
        from ranker.cli.data_commands import import_into

        import_into(workspace(context), import_file, chosen.name)
    if not (keywords or import_file):
        typer.echo("It has no keywords yet: add some to rank.toml, or import votes.")
    offer_background(workspace(context))
    typer.echo("Next: `rank today`")


def _tell(old: KeywordFilter, profile: Profile) -> None:
    """What came over from the keyword filter, and what is different from now on."""
    from ranker.digest.escape import terminal
    from ranker.digest.words import count

    categories = " ".join(profile.categories) or "no category"
    typer.echo(
        f"Took over {categories}, {count(len(profile.keywords), 'keyword')} and "
        f"{count(len(profile.exclude), 'excluded word')}; nothing in the file was executed"
    )
    for note in old.notes:
        typer.echo(f"  {terminal(note)}")


def _ask(question: str) -> list[str]:
    answer: str = typer.prompt(question, default="", show_default=False)
    return [part.strip() for part in answer.split(",") if part.strip()]
