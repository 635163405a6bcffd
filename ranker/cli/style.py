"""Bold and colour for a few words, without loading Rich: plain where nobody would see them."""

from __future__ import annotations

import os
import sys

import typer


def styled(text: str, colour: str | None = None, *, bold: bool = False) -> str:
    """The text with its codes, on a terminal where NO_COLOR is not set; else as it is."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return typer.style(text, fg=colour, bold=bold or None)
