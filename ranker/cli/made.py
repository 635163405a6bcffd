"""What `rank init` wrote, told in a few lines."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import typer

from ranker.config import Paths
from ranker.digest.escape import terminal
from ranker.errors import StoreError
from ranker.settings import Profile
from ranker.taxonomy import CATEGORIES

if TYPE_CHECKING:
    from ranker.app.interests.starting import Start
    from ranker.app.workspace import Workspace
    from ranker.feedback.importers.keyword_filter import KeywordFilter

_LABEL, _WIDTH = 13, 79


def write(paths: Paths, profile: Profile) -> None:
    """Make the workspace, or add the profile to the one there is, and say what was written."""
    from ranker.app.interests.setup import add_profile, create_workspace, write_gitignore

    if paths.config.exists():
        add_profile(paths, profile)
        typer.echo(f"Added the profile {profile.name} to {paths.config}")
    else:
        create_workspace(paths, profile)
        typer.echo(f"Made a workspace: {paths.config}")
        try:
            if write_gitignore(paths):
                typer.echo("  .gitignore keeps papers, vectors and models out of git")
        except StoreError as error:
            typer.echo(f"rank: {terminal(str(error))}", err=True)
    _tell(profile)


def _tell(profile: Profile) -> None:
    typer.echo(f"  {'profile':{_LABEL - 2}}{profile.name}")
    width = max(map(len, profile.categories), default=0)
    for number, code in enumerate(profile.categories):
        label = "" if number else "categories"
        typer.echo(f"  {label:{_LABEL - 2}}{code:{width}}  {CATEGORIES[code]}")
    if not profile.categories:
        typer.echo(f"  {'categories':{_LABEL - 2}}none: only papers of files are ranked")
    for label, words in (
        ("keywords", profile.keywords),
        ("excluded", profile.exclude),
        ("authors", profile.authors),
    ):
        lines = wrap(", ".join(map(terminal, words)), _WIDTH - _LABEL, break_on_hyphens=False)
        for number, line in enumerate(lines):
            typer.echo(f"  {'' if number else label:{_LABEL - 2}}{line}")


def tell_taken_over(old: KeywordFilter, profile: Profile) -> None:
    """What came over from the keyword filter, and what is different from now on."""
    from ranker.plurals import count

    categories = " ".join(profile.categories) or "no category"
    typer.echo(
        f"Took over {categories}, {count(len(profile.keywords), 'keyword')} and "
        f"{count(len(profile.exclude), 'excluded word')}; nothing in the file was executed"
    )
    for note in old.notes:
        typer.echo(f"  {terminal(note)}")


def tell_start(ws: Workspace, start: Start, profile: str) -> None:
    """Like the papers that were found, and say whose they are and what can be done with them."""
    from ranker.app.interests.starting import like_start
    from ranker.plurals import count

    like_start(ws, start, profile)
    for name, papers in start.authors:
        typer.echo(f"Found {count(papers, 'paper')} of {terminal(name)}")
    typer.echo(
        f"Liked {count(len(start.entries), 'paper')}: `rank votes` lists them, `rank undo ID` "
        "takes one back, `rank keywords suggest` finds keywords in them"
    )
