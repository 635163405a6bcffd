"""`rank like`, `rank dislike`, `rank undo`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import ProfileOption, workspace
from ranker.errors import UsageError
from ranker.feedback.votes import DISLIKE, LIKE

if TYPE_CHECKING:
    from ranker.app.voting import Cast

Papers = Annotated[
    list[str],
    typer.Argument(metavar="ID...", help="Ids, links, or ranks of the last digest; - for stdin."),
]
MaybePapers = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID...]", help="Which votes, - for stdin; else the last one."),
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(like)
    app.command()(dislike)
    app.command()(undo)


def like(context: typer.Context, papers: Papers, profile: ProfileOption = None) -> None:
    """More papers like these."""
    _vote(context, papers, LIKE, profile)


def dislike(context: typer.Context, papers: Papers, profile: ProfileOption = None) -> None:
    """Fewer papers like these."""
    _vote(context, papers, DISLIKE, profile)


def undo(context: typer.Context, papers: MaybePapers = None, profile: ProfileOption = None) -> None:
    """Withdraw votes: those on the papers named, else the last one."""
    from ranker.app.voting import by_profile, last_voter
    from ranker.app.voting import undo as withdraw

    ws = workspace(context)
    named = _with_stdin(papers or [])
    owner = profile if profile or named else last_voter(ws)
    for name, own in by_profile(ws, named, owner).items():
        _tell(withdraw(ws, own, name), "Withdrew the vote on")


def _vote(context: typer.Context, papers: list[str], vote: int, profile: str | None) -> None:
    from ranker.app.voting import by_profile, cast_votes

    ws = workspace(context)
    for name, own in by_profile(ws, _with_stdin(papers), profile).items():
        _tell(cast_votes(ws, own, vote, name), "Liked" if vote == LIKE else "Disliked")


def _with_stdin(papers: list[str]) -> list[str]:
    """The papers named, those on stdin in place of `-`. Raises UsageError if stdin has none."""
    if "-" not in papers:
        return papers
    piped = sys.stdin.read().split()
    if not piped:
        raise UsageError("stdin names no paper; pipe ids into it, one a line")
    named = [word for paper in papers for word in (piped if paper == "-" else [paper])]
    return list(dict.fromkeys(named))


def _tell(done: Cast, verb: str) -> None:
    from ranker.digest.escape import terminal
    from ranker.digest.words import count

    for paper_id, title in done.papers:
        typer.echo(f"{verb} {paper_id}  {terminal(title)}")
    typer.echo(
        f"{done.profile}: {count(done.likes, 'like')}, {count(done.dislikes, 'dislike')}; "
        f"{done.effect}"
    )
