"""`rank train` and `rank why`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.options import ProfileOption, workspace

if TYPE_CHECKING:
    from ranker.app.why import Explanation

Paper = Annotated[str, typer.Argument(metavar="ID", help="An id, a link, or a rank.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(train)
    app.command()(why)


def train(context: typer.Context, profile: ProfileOption = None) -> None:
    """Train the profile on all votes so far."""
    from ranker.app.training import train_now

    model = train_now(workspace(context), profile)
    typer.echo(
        f"Trained {model.profile}: model {model.card.id}, stage {model.stage}, "
        f"{model.card.likes} likes, {model.card.dislikes} dislikes, "
        f"{model.background:,} background papers"
    )
    for line in model.chosen:
        typer.echo(f"  {line}")


def why(context: typer.Context, paper: Paper, profile: ProfileOption = None) -> None:
    """Show the exact sum behind a paper's score."""
    from ranker.app.why import why as explain

    _print(explain(workspace(context), paper, profile))


_FAMILIES = {
    "keyword": "Keywords",
    "vote": "Your vote on it",
    "liked": "Papers you liked",
    "disliked": "Papers you disliked",
    "term": "Words",
    "category": "Categories",
    "author": "Authors you follow",
    "meaning": "Meaning, like what your keywords find",
    "field": "Meaning, like papers at large",
    "rest": "The rest",
    "constant": "Constant",
}
_SHOWN_PER_FAMILY = 12


def _print(explanation: Explanation) -> None:
    from rich.console import Console
    from rich.text import Text

    from ranker.digest.escape import terminal

    console = Console(highlight=False, soft_wrap=True)
    paper = explanation.paper
    console.print(Text(f"{paper.id}  {terminal(paper.title)}", "bold"))
    console.print(
        f"score {explanation.score:+.6f}, probability {explanation.probability:.0%} "
        f"(profile {explanation.profile}, {explanation.stage}, model {explanation.model})"
    )
    for hit in explanation.hits:
        text = paper.title if hit.field == "title" else paper.abstract
        around = terminal(text[max(0, hit.start - 30) : hit.end + 30])
        console.print(
            Text.assemble(
                "  ", (hit.keyword, "bold yellow"), f"  {hit.field} {hit.start}-{hit.end}: …",
                around, "…",
            )
        )  # fmt: skip
    for kind, heading in _FAMILIES.items():
        reasons = [r for r in explanation.reasons if r.kind == kind]
        if not reasons:
            continue
        console.print(Text(f"{heading}  {sum(r.contribution for r in reasons):+.6f}", "bold"))
        for reason in reasons[:_SHOWN_PER_FAMILY]:
            style = "green" if reason.contribution > 0 else "red"
            line = Text.assemble("  ", (f"{reason.contribution:+.6f}", style), "  ")
            console.print(line.append(terminal(reason.name, 100)))
        others = reasons[_SHOWN_PER_FAMILY:]
        if others:
            rest = sum(r.contribution for r in others)
            console.print(f"  {rest:+.6f}  {len(others)} more")
    console.print(f"Sum  {sum(r.contribution for r in explanation.reasons):+.6f}")
