"""Long text on a terminal, through a pager as git does it."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

_LINK = re.compile(r"\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)")
_LESS_KNOWS_LINKS = 590
_WINDOWS = os.name == "nt"
_NOT_FOUND = (126, 127)  # what a shell or `env` says of a program that it cannot run


def pager_command(environ: Mapping[str, str]) -> list[str]:
    """The pager's words: RANK_PAGER, else PAGER, else less; none where it is empty or `cat`."""
    chosen = environ.get("RANK_PAGER", environ.get("PAGER", "less"))
    try:
        words = _words(chosen)
    except ValueError:
        return []
    return [] if words == ["cat"] or environ.get("TERM") == "dumb" else words


def _words(chosen: str) -> list[str]:
    """Words as the system writes them: on Windows a backslash is part of a path."""
    if not _WINDOWS:
        return shlex.split(chosen)
    return [word.strip('"') for word in shlex.split(chosen, posix=False)]


def show_text(text: str, height: int, environ: Mapping[str, str], *, paged: bool = True) -> None:
    """Write the text to stdout, through the pager where it is a terminal that the text outgrows.

    `height` is the terminal's, in lines. A pager that is not there is done without, and a reader
    who leaves it early has seen enough.
    """
    command = pager_command(environ) if paged and sys.stdout.isatty() else []
    if text.count("\n") < height or not command or not _through(command, text, environ):
        sys.stdout.write(text)
        sys.stdout.flush()


def _through(command: list[str], text: str, environ: Mapping[str, str]) -> bool:
    """Whether the pager took the text."""
    encoding = sys.stdout.encoding or "utf-8"
    settings = dict(environ)
    settings.setdefault("LESS", "FRX")  # quit if it fits after all, keep colours, leave the screen
    settings.setdefault("LV", "-c")
    if encoding.lower() == "utf-8":
        settings.setdefault("LESSCHARSET", "utf-8")
    if not _knows_links(command[0]):
        text = _LINK.sub("", text)
    sys.stdout.flush()
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=settings)  # noqa: S603
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's
    try:
        with suppress(BrokenPipeError):
            pager.communicate(text.encode(encoding, "replace"))
        return pager.wait() not in _NOT_FOUND
    finally:
        signal.signal(signal.SIGINT, before)


def _knows_links(program: str) -> bool:
    """Whether hyperlinks pass: an older less, and what else there may be, would show their code."""
    if re.split(r"[/\\]", program)[-1].removesuffix(".exe") != "less":
        return False
    try:
        said = subprocess.run([program, "--version"], capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    version = re.match(rb"less (\d+)", said.stdout)
    return version is not None and int(version[1]) >= _LESS_KNOWS_LINKS
