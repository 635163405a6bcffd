"""`rank like`, `rank dislike`, `rank undo`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli import objects
from ranker.cli.objects import Form, print_json, wants_json
from ranker.cli.options import ProfileOption, workspace
from ranker.errors import UsageError
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN

if TYPE_CHECKING:
    from ranker.app.voting import Cast

_VERBS = {LIKE: "Liked", DISLIKE: "Disliked", WITHDRAWN: "Withdrew the vote on"}

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


def like(
    context: typer.Context,
    papers: Papers,
    profile: ProfileOption = None,
    form: Form = "terminal",
) -> None:
    """More papers like these."""
    _vote(context, papers, LIKE, profile, form)


def dislike(
    context: typer.Context,
    papers: Papers,
    profile: ProfileOption = None,
    form: Form = "terminal",
) -> None:
    """Fewer papers like these."""
    _vote(context, papers, DISLIKE, profile, form)


def undo(
    context: typer.Context,
    papers: MaybePapers = None,
    profile: ProfileOption = None,
    form: Form = "terminal",
) -> None:
    """Withdraw votes: those on the papers named, else the last one."""
    from ranker.app.voting import by_profile, last_voter
    from ranker.app.voting import undo as withdraw

    as_json = wants_json(form)
    ws = workspace(context)
    named = _with_stdin(papers or [])
    owner = profile if profile or named else last_voter(ws)
    groups = by_profile(ws, named, owner).items()
    _tell_all((withdraw(ws, own, name) for name, own in groups), WITHDRAWN, as_json=as_json)


def _vote(
    context: typer.Context, papers: list[str], vote: int, profile: str | None, form: str
) -> None:
    from ranker.app.voting import by_profile, cast_votes

    as_json = wants_json(form)
    ws = workspace(context)
    groups = by_profile(ws, _with_stdin(papers), profile).items()
    _tell_all((cast_votes(ws, own, vote, name) for name, own in groups), vote, as_json=as_json)


def _tell_all(casts: Iterable[Cast], vote: int, *, as_json: bool) -> None:
    """Say what was voted, each profile's as it is cast; or all of it as one JSON object."""
    if as_json:
        print_json(objects.cast(vote, list(casts)))
        return
    for done in casts:
        _tell(done, _VERBS[vote])


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
