"""`rank demo`: the whole loop, told step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ranker.digest.shown import plain

if TYPE_CHECKING:
    from ranker.app.demo import Move
    from ranker.app.feedback.voting import Cast

_SHOWN, _MOVES = 5, 3


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(demo)


def demo(context: typer.Context) -> None:
    """Show the whole loop on invented papers, without a network."""
    from ranker.app import demo as story
    from ranker.cli.digest_commands import show
    from ranker.cli.progress import Progress

    with story.demo_workspace(Progress(quiet=context.obj[1]).task) as ws:
        profile = ws.config.profiles[0]
        _step(f"1. A reader's keywords: {', '.join(profile.keywords)}")
        typer.echo("The papers below are invented; the ranking is real.\n")
        before = story.ranked(ws, _SHOWN)
        show(before, commands=False)
        _step("2. Three likes and two dislikes")
        for cast, verb in zip(story.vote(ws), ("rank like", "rank dislike"), strict=True):
            _tell(cast, verb)
        _step("3. The same announcement, learned")
        after = story.ranked(ws, _SHOWN)
        show(after, commands=False)
        _step("4. What the votes moved")
        for heading, moved in zip(("up", "down"), story.moves(before, after, _MOVES), strict=True):
            for move in moved:
                _tell_move(heading, move)
    typer.echo("\nNext: `rank init`, then `rank today` every morning.")


def _step(text: str) -> None:
    from rich.console import Console
    from rich.text import Text

    Console(highlight=False).print(Text(f"\n{text}", "bold cyan"))


def _tell(cast: Cast, verb: str) -> None:
    for one in cast.papers:
        typer.echo(f"$ {verb} {one.id}   # {plain(cast.titles[one.id])}")


def _tell_move(heading: str, move: Move) -> None:
    because = ", ".join(f"{family} {amount:+.2f}" for family, amount in move.because)
    typer.echo(f"  {heading:>4}  {move.before:>2} -> {move.after:<2}  {plain(move.title)}")
    typer.echo(f"                  {because} against the average")
