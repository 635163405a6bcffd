"""`rank search`, `rank similar` and `rank best`: over everything stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.objects import Form, print_json, wants_json
from ranker.cli.options import ProfileOption, workspace

if TYPE_CHECKING:
    from ranker.app.search.best import BestHit
    from ranker.app.search.searching import SearchHit
    from ranker.app.workspace import Workspace
    from ranker.paper_list import ListKind

Count = Annotated[int, typer.Option("-n", min=1, metavar="N", help="How many papers to show.")]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only papers public from that day on.")
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("search")(search_command)
    app.command("similar")(similar_command)
    app.command("best")(best_command)


def search_command(
    context: typer.Context,
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="Any words.")],
    count: Count = 10,
    since: Since = None,
    form: Form = "terminal",
) -> None:
    """Find stored papers by meaning and words.

    The score is the meaning's cosine, half the share of the words that stand in the paper, and a
    little for the whole phrase. Vote on what you find by its number.
    """
    from ranker.app.search.searching import search
    from ranker.cli.dates import first_day
    from ranker.store.within import Within

    wants_json(form)
    ws, text = workspace(context), " ".join(query)
    found = search(ws, text, count, Within(first=first_day(ws, since)))
    _tell(found, form)
    _note(ws, "search", text, found)


def similar_command(
    context: typer.Context,
    paper: Annotated[str, typer.Argument(metavar="ID", help="An id, a link, or a rank.")],
    count: Count = 10,
    form: Form = "terminal",
) -> None:
    """Find the stored papers most like one.

    The score is the cosine of the two papers' meaning and half that of their words (TF-IDF).
    """
    from ranker.app.search.searching import similar

    wants_json(form)
    ws = workspace(context)
    found = similar(ws, paper, count)
    _tell(found, form)
    _note(ws, "similar", paper, found)


def best_command(
    context: typer.Context,
    count: Count = 10,
    since: Since = None,
    profile: ProfileOption = None,
    form: Form = "terminal",
) -> None:
    """The stored papers of all years that suit you best, without those you voted on.

    Ranked by the model in use, as a digest is. `rank why ID` says why one stands there.
    """
    from ranker.app.search.best import best
    from ranker.cli.dates import first_day
    from ranker.digest.shown import plain

    wants_json(form)
    ws = workspace(context)
    found = best(ws, profile, count, first_day(ws, since, profile))
    owner = ws.config.profile(profile).name
    _note(ws, "best", owner, found, owner)
    if form == "json":
        print_json([_to_json(one, {"probability": one.probability}) for one in found])
        return
    for one in found:
        typer.echo(f"{one.rank:3}. {one.paper.id}  {plain(one.paper.title)}")
        typer.echo(f"     {one.day}  score {one.score:.3f}, probability {one.probability:.0%}")
    if not found:
        typer.echo("rank: nothing is found; `rank fetch` stores papers", err=True)


def _note(
    ws: Workspace, kind: ListKind, name: str, found: Sequence[SearchHit | BestHit], owner: str = ""
) -> None:
    """From now on numbers mean what was found, if anything was."""
    from ranker.app.papers.naming import note_list

    if found:
        note_list(ws, kind, name, [(one.paper.id, owner) for one in found])


def _tell(found: Sequence[SearchHit], form: str) -> None:
    from ranker.digest.shown import plain

    if form == "json":
        print_json([_to_json(one, _parts(one)) for one in found])
        return
    for one in found:
        parts = f"meaning {one.meaning:.2f}, words {one.words:.2f}"
        if one.phrase:
            parts += f", phrase {one.phrase:.1f}"
        typer.echo(f"{one.rank:3}. {one.paper.id}  {plain(one.paper.title)}")
        typer.echo(f"     {one.day}  score {one.score:.3f}: {parts}")
    if not found:
        typer.echo("rank: nothing is found", err=True)


def _to_json(one: SearchHit | BestHit, rest: dict[str, object]) -> dict[str, object]:
    return {
        "rank": one.rank,
        "id": one.paper.id,
        "title": one.paper.title,
        "date": one.day.isoformat(),
        "score": one.score,
        **rest,
    }


def _parts(one: SearchHit) -> dict[str, object]:
    return {"parts": {"meaning": one.meaning, "words": one.words, "phrase": one.phrase}}
