"""`rank review`."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from ranker.cli.dates import DayOption, day_of
from ranker.cli.options import ProfileOption, workspace
from ranker.errors import RankError, UsageError


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(review)


def review(
    context: typer.Context,
    day: DayOption = None,
    profile: ProfileOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Every paper.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask arXiv nothing.")] = False,
) -> None:
    """Go through a digest paper by paper: j next, k previous, l like, d dislike, u undo."""
    if not _on_terminal():
        raise UsageError("rank review needs a terminal; `rank today` and `rank like` do not")
    if find_spec("textual") is None:
        raise RankError(
            "rank review needs the package textual; install it with `pip install 'textual>=8.0'`"
        )
    from ranker.app.feedback.reviewing import Review
    from ranker.app.learning.forecasting import keep_forecasts
    from ranker.app.papers.naming import note_digest
    from ranker.app.today import Request, today
    from ranker.cli.digest_commands import show
    from ranker.plurals import count

    ws = workspace(context)
    digest = today(ws, Request(profile=profile, day=day_of(ws, day), offline=offline))
    with ws.at_best():
        keep_forecasts(ws, digest, everything=everything)
    note_digest(ws, digest)
    papers = digest.papers if everything else digest.shown
    if not papers:
        show(digest)
        return
    from ranker.cli.review_screen import ReviewScreen

    going = Review(ws, digest, papers)
    ReviewScreen(going).run()
    likes, dislikes = going.counts()
    typer.echo(
        f"{digest.profile}: {count(going.cast, 'new vote')}; "
        f"{likes} of {count(len(papers), 'paper')} liked, "
        f"{dislikes} disliked"
    )


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
