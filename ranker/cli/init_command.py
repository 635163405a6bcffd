"""`rank init`: by flags, or by questions on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import home_of, workspace
from ranker.config import Paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ranker.app.interests.starting import Start
    from ranker.app.workspace import Workspace
    from ranker.feedback.importers.keyword_filter import KeywordFilter
    from ranker.settings import Profile


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(init)


def init(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Where; else --home, or asked on a terminal."),
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option(metavar="C", help="An arXiv category, such as eess.AS.")
    ] = None,
    keyword: Annotated[
        list[str] | None, typer.Option(metavar="K", help="A word or phrase of your interest.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="WORD", help="Leave out papers with this word.")
    ] = None,
    author: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Papers of this author rise.")
    ] = None,
    papers_of: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Start from this author's papers at arXiv, as likes."),
    ] = None,
    from_paper: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Start from this paper, as a like."),
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
    """Make a workspace, or add an interest to the one there is.

    On a terminal, what no option says is asked; without one, nothing is. Papers to start from give
    the categories, too, where none is named.
    """
    from ranker.app.interests.setup import check_place, check_profile
    from ranker.cli import asking
    from ranker.cli.background import fetch_background, offer_background
    from ranker.cli.made import tell_start, tell_taken_over, write
    from ranker.cli.trying import try_out

    ask = sys.stdin.isatty()
    said = category or keyword or exclude or author or import_file or papers_of or from_paper
    questions = ask and not said
    try:
        paths = Paths(_home(context, folder, ask=questions and profile is None))
        check_place(paths.home)
        name, taken = _name(paths, profile, ask=questions)
        if questions:
            category, keyword = [*asking.ask_categories()], [*asking.ask_keywords()]
            author = [*asking.ask_authors()]
        old = _read_old(import_file) if import_file else None
        if old:
            category, keyword = (
                [*(category or []), *old.categories],
                [*(keyword or []), *old.keywords],
            )
            exclude = [*(exclude or []), *old.exclude]
        start = _start(workspace(context), papers_of or (), from_paper or ())
        category = category or [*(start.categories if start else ())]
        chosen = check_profile(name, category, keyword or (), exclude or (), author or ())
        _tell_read_as(category)
        categories = {c for p in (*taken, chosen) for c in p.categories}
        tried = ask and bool(taken) and paths.store.is_dir()
        if tried:
            chosen = try_out(workspace(context), chosen, asking=True)
        wanted = ask and offer_background(workspace(context), len(categories), asking=True)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("\nrank: stopped; nothing was written", err=True)
        raise typer.Exit(1) from None
    write(paths, chosen)
    if old:
        tell_taken_over(old, chosen)
    elif import_file:
        _import(workspace(context), import_file, chosen.name)
    if start:
        tell_start(workspace(context), start, chosen.name)
    elif not (chosen.keywords or import_file):
        typer.echo("It has no keywords yet: add some to rank.toml, or import votes.")
    if wanted:
        fetch_background(workspace(context))
    elif not ask:
        offer_background(workspace(context), len(categories), asking=False)
    if not tried:
        _try_out(context, paths, chosen, ask=ask)
    _tell_next(paths.home)


def _read_old(path: Path) -> KeywordFilter | None:
    """The keyword filter's settings of a file, None for votes. Raises InputFileError."""
    from ranker.app.interests.importing import read_old
    from ranker.files import require_file

    require_file(path)
    return read_old(path)


def _start(ws: Workspace, names: Sequence[str], ids: Sequence[str]) -> Start | None:
    """The papers to start from, if any are asked for; arXiv is asked before anything is written."""
    if not (names or ids):
        return None
    from ranker.app.interests.starting import find_start

    return find_start(ws, names, ids)


def _tell_read_as(categories: Sequence[str]) -> None:
    from ranker.app.interests.answers import read_as
    from ranker.digest.escape import terminal

    for word in (word for typed in categories for word in read_as(typed)):
        typer.echo(f"rank: {terminal(word)}", err=True)


def _import(ws: Workspace, path: Path, profile: str) -> None:
    from ranker.cli.import_command import import_into

    import_into(ws, path, profile)


def _home(context: typer.Context, folder: Path | None, *, ask: bool) -> Path:
    """The folder of the workspace, which the rest of this call uses, too."""
    from ranker.cli.asking import absolute, ask_place
    from ranker.config import find_home
    from ranker.errors import UsageError

    home = home_of(context)
    if folder is not None:
        given = absolute(folder)
        if context.find_root().params.get("home") is not None and given != absolute(home):
            raise UsageError(f"--home {home} and {given} are two places; name one")
        home = given
    elif ask and not Paths(home).config.exists() and home == find_home(None, {}, Path.cwd()):
        home = ask_place(home)  # nobody named one
    context.obj = (home, *context.obj[1:])
    return home


def _name(paths: Paths, profile: str | None, *, ask: bool) -> tuple[str, tuple[Profile, ...]]:
    """The new profile's name, and the profiles there are. Raises UsageError or ConfigError."""
    from ranker.app.interests.setup import DEFAULT_PROFILE
    from ranker.cli.asking import ask_name, check_new
    from ranker.config import load_config
    from ranker.errors import ConfigError

    if not paths.config.exists():
        return check_new(profile or DEFAULT_PROFILE, ()), ()
    if profile is None and not ask:
        raise ConfigError(f"{paths.config} exists; `rank init --profile NAME` adds an interest")
    taken = load_config(paths.config).profiles
    names = [p.name for p in taken]
    return check_new(profile, names) if profile else ask_name(paths.home, names), taken


def _try_out(context: typer.Context, paths: Paths, profile: Profile, *, ask: bool) -> None:
    """Once papers are there; Ctrl-C keeps the keywords, which are written by now."""
    from ranker.app.interests.setup import replace_keywords
    from ranker.cli.trying import try_out

    try:
        kept = try_out(workspace(context), profile, asking=ask)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("\nThe keywords stay as they are.")
        return
    if kept != profile:
        replace_keywords(paths, profile.name, kept.keywords)
        typer.echo(f"Changed the keywords in {paths.config}")


def _tell_next(home: Path) -> None:
    """The command to go on with, where the workspace is found from this folder."""
    import os
    from shlex import quote

    from ranker.config import find_home

    found = find_home(None, os.environ, Path.cwd()) == home
    where = "" if found else f"`cd {quote(str(home))}`, then "
    typer.echo(f"Next: {where}`rank today`")
