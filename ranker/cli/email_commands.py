"""`rank email`: a test message, and what is queued."""

from __future__ import annotations

import os

import typer

from ranker.cli.options import workspace

email = typer.Typer(
    name="email", help="Mail digests; see [email] in rank.toml.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    email.command()(test)
    email.command()(send)
    app.add_typer(email)


def test(context: typer.Context) -> None:
    """Send a short message, to see whether the settings work."""
    from ranker.app.publishing.mailing import send_test

    settings = send_test(workspace(context), os.environ)
    typer.echo(f"{settings.host} took a test message for {', '.join(settings.to)}")


def send(context: typer.Context) -> None:
    """Send the digests that are queued."""
    from ranker.app.publishing.mailing import send_waiting

    sent = send_waiting(workspace(context), os.environ)
    for subject in sent:
        typer.echo(f"Sent: {subject}")
    if not sent:
        typer.echo("No digest is queued.")
