"""`rank report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.cli.objects import document
from ranker.cli.options import ProfileOption, workspace
from ranker.cli.output import STDOUT, check_output, put
from ranker.errors import UsageError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace
    from ranker.report.value import Report

FIGURES = ("replay", "forecasts", "votes", "terms", "keywords", "listings", "map")
_FORMATS = {".html": "html", ".htm": "html", ".json": "json"}
_NAME = "report.html"


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(report)


def report(
    context: typer.Context,
    profile: ProfileOption = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="html or json; else as FILE ends."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="FILE",
            help="Write there; else a page to report.html in the workspace, JSON to stdout, "
            "which is -.",
        ),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(
            "--figures", metavar="DIR", help="Each figure there as SVG, PNG and JSON, too."
        ),
    ] = None,
) -> None:
    """Write a page that shows what rank learned from your votes.

    Your votes over time; replay's ranking quality against votes, beside simpler ways; what came of
    the probabilities you were shown; the terms that count; what each keyword brought; a map of the
    last weeks; and whether the last 30 announcements are complete. Replaying takes a while.
    """
    from ranker.app.publishing.report import make_report
    from ranker.report.value import to_json

    form = _format(form, output)
    ws = workspace(context)
    if output is None and form == "html":
        output = ws.paths.home / _NAME
    target = check_output(ws, output)
    folder = _checked(ws, figures) if figures else None
    found = make_report(ws, profile)
    if form == "json":
        text = document(to_json(found))
    else:
        from ranker.report.page import render

        text = render(found)
    put(text, target)
    if folder:
        _put_figures(found, folder)
    if target is not None:
        typer.echo(f"rank: wrote {target}", err=True)


def _format(form: str | None, output: Path | None) -> str:
    """The format asked for, else the one that FILE's suffix names, else html. Raises UsageError."""
    if form is not None:
        if form not in ("html", "json"):
            raise UsageError(f"--format is html or json, not {form!r}")
        return form
    if output is None or output == STDOUT or not output.suffix:
        return "html"
    if output.suffix.lower() not in _FORMATS:
        raise UsageError(f"{output}: a report ends in .html or .json; or give --format")
    return _FORMATS[output.suffix.lower()]


def _checked(ws: Workspace, folder: Path) -> Path:
    """The folder, if every figure may be written into it. Raises UsageError."""
    from ranker.app.publishing.outputs import check_target

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder; --figures takes one")
    for name in FIGURES:
        for suffix in ("svg", "png", "json"):
            check_target(ws.paths, folder / f"{name}.{suffix}")
    return folder


def _put_figures(found: Report, folder: Path) -> None:
    """Every figure as SVG and PNG where there is one, and its data, which may say that there is
    none. What keeps PNG from being made is told, and costs nothing else."""
    from ranker.files import write_atomically
    from ranker.plurals import count
    from ranker.report.page import figure_files
    from ranker.report.png import to_png
    from ranker.report.value import figures_json

    drawn = figure_files(found)
    for name, text in drawn.items():
        put(text, folder / name)
    for name, data in figures_json(found).items():
        put(document(data), folder / f"{name}.json")
    lacking = [name for name in FIGURES if f"{name}.svg" not in drawn]
    none = f"; there is none yet of {', '.join(lacking)}" if lacking else ""
    typer.echo(f"rank: wrote {count(len(drawn), 'figure')} to {folder}{none}", err=True)
    try:
        for name, text in drawn.items():
            write_atomically((folder / name).with_suffix(".png"), to_png(text))
    except UsageError as error:
        typer.echo(f"rank: {error}", err=True)
