"""The `rank` program: its commands, its global options, and what an error looks like."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from ranker.cli.commands import Commands
from ranker.cli.options import global_options
from ranker.cli.parameters import read_plainly
from ranker.errors import RankError

app = typer.Typer(
    cls=Commands,
    name="rank",
    help="Ranks arXiv's daily papers for you, and learns from your thumbs.",
    epilog="`rank COMMAND --help` has examples.",
    no_args_is_help=True,
    add_completion=False,  # `rank completion` has scripts of its own
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.callback()(global_options)

_GLOBAL = {"--home": 1, "--verbose": 0, "--quiet": 0, "--version": 0, "-v": 0, "-q": 0, "-V": 0}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with the code of the contract."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that the terminal cannot spell
    try:
        command = typer.main.get_command(app)
        if "_RANK_COMPLETE" in os.environ:
            from ranker.cli.completing import answer

            typer.echo(answer(command, os.environ), nl=False)
            sys.exit(0)
        read_plainly(command)
        command(_global_first(words), prog_name="rank")
    except RankError as error:
        _complain(str(error), error.exit_code)
    except Exception as error:
        import logging

        logging.getLogger("ranker").debug("the fault in full", exc_info=True)
        fault = f"{type(error).__name__}: {error}".replace("\n", " ")
        advice = "--verbose shows where, `rank doctor` what is damaged"
        _complain(f"a fault of rank itself ({fault}); {advice}", 1)


def _complain(message: str, code: int) -> NoReturn:
    from ranker.digest.escape import terminal

    typer.echo(f"rank: {terminal(message)}", err=True)
    sys.exit(code)


def _global_first(words: list[str]) -> list[str]:
    """Let the global options stand anywhere, as people type them: `rank today --home DIR`."""
    front: list[str] = []
    rest: list[str] = []
    while words:
        word = words.pop(0)
        if word == "--":
            rest += [word, *words]
            break
        name, joined, _ = word.partition("=")
        if name in _GLOBAL:
            front.append(word)
            if _GLOBAL[name] and not joined and words:
                front.append(words.pop(0))
        else:
            rest.append(word)
    return front + rest
