"""`rank doctor`."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.objects import Form, print_json, wants_json
from ranker.cli.options import workspace

if TYPE_CHECKING:
    from ranker.app.care.finding import Examined, Finding


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(doctor)


def doctor(
    context: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be; votes are only ever added to.")
    ] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask arXiv's configured address, and GitHub, too.")
    ] = False,
    form: Form = "terminal",
) -> None:
    """Say what is damaged, what is safe, and what to do. Exit code 1 if something is wrong."""
    from ranker.app.care.doctor import examine

    as_json = wants_json(form)
    found = examine(workspace(context), os.environ, repair=repair, ask=ask)
    if as_json:
        print_json({
            "sound": found.sound,
            "findings": [asdict(one) for one in found.findings],
            "skipped": found.skipped,
        })  # fmt: skip
    else:
        _print(found)
    if not found.sound:
        raise typer.Exit(1)


def _print(found: Examined) -> None:
    """A line for each place, and below it what is wrong there."""
    from ranker.app.care.finding import PLACES

    for place in PLACES:
        here = [one for one in found.findings if one.place == place]
        state = "sound"
        if here:
            state = "mended" if all(one.mended for one in here) else "wrong"
        elif place in found.skipped:
            state = "not asked; --ask asks" if place == "network" else "not looked at, see above"
        typer.echo(f"{place:10} {state}")
        for one in here:
            _tell(one)


def _tell(one: Finding) -> None:
    from ranker.cli.doctor_words import told
    from ranker.digest.escape import terminal

    wrong, safe, do = told(one)
    typer.echo(f"    {terminal(wrong)}")
    typer.echo(f"    safe: {terminal(safe)}")
    typer.echo(f"    {'done' if one.mended else 'do'}: {terminal(do)}")
