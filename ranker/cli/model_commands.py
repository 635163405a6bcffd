"""`rank train`, `rank replay` and `rank why`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli import objects
from ranker.cli.objects import Form, print_json, wants_json
from ranker.cli.options import ProfileOption, workspace

if TYPE_CHECKING:
    from ranker.evaluation.replay import Row
    from ranker.models.scoring import ProfileModel

Paper = Annotated[str, typer.Argument(metavar="ID", help="An id, a link, or a rank.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(train)
    app.command("replay")(replay_command)
    app.command("why")(why_command)


def train(
    context: typer.Context,
    rollback: Annotated[
        bool,
        typer.Option("--rollback", help="Bring the previous model back, until new votes come."),
    ] = False,
    profile: ProfileOption = None,
    form: Form = "terminal",
) -> None:
    """Train the profile on all votes so far.

    The new model comes into use unless a replay of the votes since the model that was promoted
    last shows it losing for certain; with few votes it always does.
    """
    from ranker.app.learning.promoting import roll_back, train_now
    from ranker.app.learning.training import doubts
    from ranker.digest.escape import terminal
    from ranker.digest.words_votes import doubt

    as_json = wants_json(form)
    ws = workspace(context)
    if rollback:
        model = roll_back(ws, profile)
        if as_json:
            why = "it is the previous one"
            print_json(objects.model(model, promoted=False, rolled_back=True, why=why))
            return
        typer.echo(f"Rolled {model.profile} back to {_described(model)}")
        typer.echo("It ranks until votes, keywords or the encoder change; again swaps the two")
        return
    done = train_now(ws, profile)
    odd = doubts(ws, ws.config.profile(profile))
    if as_json:
        why, promoted = done.why, done.promoted
        found = objects.model(done.model, promoted=promoted, rolled_back=False, why=why, odd=odd)
        print_json(found)
        return
    word = "Trained" if done.promoted else "Kept"
    typer.echo(f"{word} {done.model.profile}: {_described(done.model)}")
    typer.echo(f"{'Promoted' if done.promoted else 'The new model is not promoted'}: {done.why}")
    for one in odd:
        typer.echo(f"rank: {terminal(doubt(one, done.model.profile))}", err=True)


def replay_command(
    context: typer.Context, profile: ProfileOption = None, form: Form = "terminal"
) -> None:
    """Say whether the model earns its place, judged by your own past votes.

    Walks your votes in time order. At several points it trains on what came before, ranks what
    was announced after, and compares with simpler ways: keywords alone, the mean of the likes
    (Rocchio), and arxiv-sanity-lite's SVM. A difference is told only where it is certain. It
    also tells how many papers you liked of those first shown to you at 80 % or more, and less.
    """
    from ranker.app.learning.replaying import replay
    from ranker.cli.forecasts import print_table

    as_json = wants_json(form)
    done = replay(workspace(context), profile)
    if as_json:
        print_json(objects.replayed(done))
        return
    if done.steps:
        _print_rows(done.rows, done.steps)
    typer.echo(done.verdict)
    print_table(done.forecasts)


def _described(model: ProfileModel) -> str:
    from ranker.models.blend import interest
    from ranker.plurals import count

    card = model.card
    learned = f"; {card.weak_likes} of these learned as weak likes" if card.weak_likes else ""
    passed = f", {count(card.passed_over, 'paper')} passed over" if card.passed_over else ""
    return (
        f"model {card.id}, stage {model.stage}, {count(card.likes, 'like')}, "
        f"{count(card.dislikes, 'dislike')}{passed}, "
        f"{count(model.background, 'background paper')}{learned}"
        f"{interest(card.likes, card.weak_likes)}"
    )


def _print_rows(rows: tuple[Row, ...], steps: int) -> None:
    from ranker.plurals import count

    typer.echo(f"{'':18} nDCG@10   AUC  likes  dislikes  announcements  rank is ahead by (95 %)")
    for row in rows:
        ahead = ""
        if row.ahead is not None:
            ahead = f"{row.ahead.mean:+.3f} ({row.ahead.low:+.3f} to {row.ahead.high:+.3f})"
        figures = f"{row.quality.ndcg:7.3f} {row.quality.auc:5.3f} {row.likes:6} {row.dislikes:9}"
        typer.echo(f"{row.name:18} {figures} {row.days:14}  {ahead}".rstrip())
    typer.echo(f"rank: trained anew at each of {count(steps, 'training')}, on what came before")


def why_command(
    context: typer.Context,
    paper: Paper,
    profile: ProfileOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Every part of the sum.")] = False,
    form: Form = "terminal",
) -> None:
    """Show the exact sum behind a paper's score.

    The strongest parts in one look; --all prints every one.
    """
    from ranker.app.search.why import why
    from ranker.cli.why_text import print_why

    as_json = wants_json(form)
    found = why(workspace(context), paper, profile)
    if as_json:
        print_json(objects.explanation(found))
    else:
        print_why(found, everything)
