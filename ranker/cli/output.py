"""`--output FILE`: the format that its suffix names, and writing there or to stdout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ranker.errors import UsageError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace

SUFFIXES = {
    ".md": "markdown",
    ".html": "html",
    ".json": "json",
    ".xml": "atom",
    ".atom": "atom",
    ".csv": "csv",
    ".bib": "bibtex",
    ".txt": "terminal",
}
STDOUT = Path("-")


def chosen_format(form: str | None, output: Path | None) -> str:
    """The format asked for, else the one that the suffix of `output` names, else terminal.

    Raises UsageError for a suffix that names none.
    """
    if form is not None:
        return form
    suffix = output.suffix.lower() if output else ""
    if not suffix:
        return "terminal"
    if suffix not in SUFFIXES:
        raise UsageError(
            f"{output}: the suffix {suffix} names no format; "
            f"take {', '.join(SUFFIXES)}, or give --format"
        )
    return SUFFIXES[suffix]


def check_output(ws: Workspace, output: Path | None, *sources: Path | None) -> Path | None:
    """The file to write to, or None for stdout (no output named, or `-`). Raises UsageError."""
    if output is None or output == STDOUT:
        return None
    from ranker.app.publishing.outputs import check_target

    check_target(ws.paths, output, *filter(None, sources))
    return output


def put(text: str, output: Path | None) -> None:
    """Write the text to a file that was checked, or to stdout. Raises StoreError."""
    if output is None:
        typer.echo(text, nl=False)
        return
    from ranker.files import write_atomically

    write_atomically(output, text)
