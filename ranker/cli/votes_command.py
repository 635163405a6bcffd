"""`rank votes`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import workspace
from ranker.cli.output import check_output, chosen_format, put
from ranker.errors import UsageError
from ranker.feedback.votes import DISLIKE, LIKE
from ranker.paper import is_canonical

if TYPE_CHECKING:
    from ranker.app.feedback.standing import StandingVote

FORMATS = ("terminal", "json", "ids", "markdown", "bibtex")
_WORDS = {LIKE: "liked", DISLIKE: "disliked"}


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(votes)


def votes(
    context: typer.Context,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="Of one interest; else of all.")
    ] = None,
    likes: Annotated[bool, typer.Option("--likes", help="Likes alone.")] = False,
    dislikes: Annotated[bool, typer.Option("--dislikes", help="Dislikes alone.")] = False,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="terminal, json, ids, markdown, bibtex; else as FILE ends.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write there; - is stdout.")
    ] = None,
) -> None:
    """List your votes, newest first, without those withdrawn.

    `rank like -` takes the ids from a pipe; BibTeX and Markdown are for your notes.
    """
    from ranker.app.feedback.standing import standing_votes

    if likes and dislikes:
        raise UsageError("--likes and --dislikes exclude each other; without both, all are listed")
    form = chosen_format(form, output)
    if form not in FORMATS:
        raise UsageError(f"unknown format {form!r}; choose one of {', '.join(FORMATS)}")
    ws = workspace(context)
    target = check_output(ws, output)
    found = standing_votes(ws, profile, likes * LIKE + dislikes * DISLIKE)
    put(_rendered(found, form, several=len({one.profile for one in found}) > 1), target)
    if not found:
        which = "like" if likes else "dislike" if dislikes else "vote"
        typer.echo(
            f"rank: no {which} stands; `rank like 3` votes on a paper of the last digest, "
            "`rank import FILE` brings a library",
            err=True,
        )


def _rendered(found: Sequence[StandingVote], form: str, *, several: bool) -> str:
    from ranker.digest import escape, shown

    if form == "json":
        from ranker.cli.objects import document, standing

        return document(standing(found))
    if form == "ids":
        return "".join(f"{i}\n" for i in dict.fromkeys(one.paper.id for one in found))
    if form == "bibtex":
        return _bibtex(found)
    if form == "markdown":
        return "".join(_item(one, several=several) for one in found)
    lines = []
    for one in found:
        title = shown.plain(one.paper.title, escape.TITLE_LIMIT)
        of = f"  ({one.profile})" if several else ""
        identity = escape.terminal(one.paper.id)
        lines.append(f"{one.at:%Y-%m-%d}  {_WORDS[one.vote]:8}  {identity}  {title}{of}".rstrip())
    return "".join(f"{line}\n" for line in lines)


def _item(one: StandingVote, *, several: bool) -> str:
    from ranker.digest import escape, shown
    from ranker.paper import links

    title = shown.markdown(one.paper.title or one.paper.id, escape.TITLE_LIMIT, starts=False)
    if is_canonical(one.paper.id):
        title = f"[{title}]({links(one.paper.id)['abs']})"
    of = f", for {escape.markdown(one.profile, starts=False)}" if several else ""
    return f"- {one.at:%Y-%m-%d}, {_WORDS[one.vote]}{of}: {title}\n"


def _bibtex(found: Sequence[StandingVote]) -> str:
    """An entry a paper; those that only a library of the reader's own names are left out."""
    from ranker.digest.bibtex import references
    from ranker.plurals import count

    papers = list({one.paper.id: one.paper for one in found}.values())
    known = [paper for paper in papers if is_canonical(paper.id)]
    if len(known) < len(papers):
        left = count(len(papers) - len(known), "vote")
        typer.echo(f"rank: {left} left out, on works that are not arXiv's", err=True)
    return references(known)
