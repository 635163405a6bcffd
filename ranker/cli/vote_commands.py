"""`rank like`, `rank dislike`, `rank undo`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli import objects
from ranker.cli.objects import Form, print_json, wants_json
from ranker.cli.options import ProfileOption, workspace
from ranker.errors import UnknownPaperError, UsageError
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN
from ranker.paper import rejoined

if TYPE_CHECKING:
    from ranker.app.feedback.voting import Poll

Papers = Annotated[
    list[str],
    typer.Argument(
        metavar="ID", help="Ids, links, or numbers of the last list, as 3 or 1-3,7; - for stdin."
    ),
]
MaybePapers = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID", help="Which votes, - for stdin; else the last one."),
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(like)
    app.command()(dislike)
    app.command("undo")(undo_command)


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


def undo_command(
    context: typer.Context,
    papers: MaybePapers = None,
    profile: ProfileOption = None,
    form: Form = "terminal",
) -> None:
    """Withdraw votes: those on the papers named, else the last one."""
    from ranker.app.feedback.voting import undo

    as_json = wants_json(form)
    _tell(undo(workspace(context), _with_stdin(papers or []), profile), WITHDRAWN, as_json)


def _vote(
    context: typer.Context, papers: list[str], vote: int, profile: str | None, form: str
) -> None:
    from ranker.app.feedback.voting import poll

    as_json = wants_json(form)
    _tell(poll(workspace(context), _with_stdin(papers), vote, profile), vote, as_json)


def _with_stdin(papers: list[str]) -> list[str]:
    """The papers named, those on stdin in place of `-`. Raises UsageError if stdin has none."""
    if "-" not in papers:
        return papers
    piped = rejoined(_piped().split())
    if not piped:
        raise UsageError("stdin names no paper; pipe ids into it, one a line")
    named = [word for paper in papers for word in (piped if paper == "-" else [paper])]
    return list(dict.fromkeys(named))


def _piped() -> str:
    """What stdin has, as UTF-8 or, from a file that PowerShell wrote, UTF-16."""
    raw = getattr(sys.stdin, "buffer", None)
    if raw is None:
        return sys.stdin.read()
    from ranker.encodings import text_of

    return text_of(raw.read())


_VERBS = {LIKE: "Liked", DISLIKE: "Disliked", WITHDRAWN: "Withdrew the vote on"}


def _tell(done: Poll, vote: int, as_json: bool) -> None:
    """Every paper by name first, then what the votes change, then what went wrong."""
    if not as_json:
        _print(done)
    elif done.casts:
        print_json(objects.cast(vote, done.casts))
    if done.errors:
        voted = sum(len(cast.papers) for cast in done.casts)
        kept = f" (the other {voted} kept)" if voted else ""
        error = done.errors[0]
        if kept or len(done.errors) > 1:
            error = UnknownPaperError("; ".join(map(str, done.errors)) + kept)
        raise error


def _print(done: Poll) -> None:
    from ranker.digest.escape import terminal
    from ranker.digest.shown import plain
    from ranker.digest.words import place
    from ranker.plurals import count

    for cast in done.casts:
        for one in cast.papers:
            numbered = f"  ({place(one.place, one.among)})" if one.place and one.among else ""
            title = plain(cast.titles[one.id])
            typer.echo(f"{_VERBS[cast.vote]} {one.id}  {title}{terminal(numbered)}")
    for cast in done.casts:
        effect = "the next `rank today` learns from it"
        if cast.after != cast.before:
            effect = f"the next `rank today` goes from {cast.before} to {cast.after}"
        likes, dislikes = count(cast.likes, "like"), count(cast.dislikes, "dislike")
        typer.echo(f"{cast.profile}: {likes}, {dislikes}; {effect}")
