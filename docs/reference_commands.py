"""Every command as its `--help` has it: usage, what it does, arguments, options, examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from ranker.cli.commands import GROUPS, load
from ranker.cli.main import app

INTRODUCTION = """\
# Commands

Made from `rank COMMAND --help`. Results go to stdout, progress and complaints to stderr.

| exit code | when |
|---|---|
| 0 | done, also where nothing was announced |
| 1 | an expected failure; one line says what to do |
| 2 | wrong usage, or words that contradict each other |
| 3 | arXiv could not be reached and nothing is stored |

**A paper** is named by its arXiv id, bare or versioned, by a link or DOI, or by its number in the
list printed last: `3`, `1-3,7`. **A date** is `YYYY-MM-DD`, `yesterday`, `7d` or `last`.

"""


def page() -> str:
    """The page."""
    program = typer.main.get_command(app)
    parts = [INTRODUCTION, "## Options of every command\n\n", _options(program, "rank")]
    for heading, names in GROUPS.items():
        parts.append(f"\n## {heading}\n")
        for name in names:
            parts += _told(load(name), f"rank {name}", 3)
    return "".join(parts)


def _told(command: Any, name: str, level: int) -> Iterator[str]:
    yield f"\n{'#' * level} `{name}`\n\n"
    about = [_prose(text) for text in (command.help or "").split("\n\n")]
    yield "\n\n".join(about) + "\n"
    inside = getattr(command, "commands", {})
    if not inside:
        arguments = [_left(one) for one in command.params if one.param_type_name == "argument"]
        yield f"\n```text\n{' '.join([name, '[OPTIONS]', *arguments])}\n```\n"
        options = _options(command, name)
        yield f"\n{options}" if options else ""
        yield _examples(command.epilog or "")
    for own, one in inside.items():
        yield from _told(one, f"{name} {own}", level + 1)


def _options(command: Any, name: str) -> str:
    context = typer.Context(command, info_name=name)
    records = [(_left(one), one.get_help_record(context)) for one in command.params]
    rows = [f"| {_code(left)} | {_cell(record[1])} |\n" for left, record in records if record]
    return "| option | what |\n|---|---|\n" + "".join(rows) if rows else ""


def _left(one: Any) -> str:
    """An option or argument as it is typed; Typer's own way of writing it changes by version."""
    if one.param_type_name == "argument":
        name = one.metavar or one.name.upper()
        return name if one.required or name.startswith("[") else f"[{name}]"
    names = ", ".join(sorted(one.opts, key=len))
    return names if one.is_flag else f"{names} {one.metavar or names.split('--')[-1].upper()}"


def _examples(epilog: str) -> str:
    lines = [line.strip() for line in epilog.splitlines() if line.startswith("  ")]
    return "\n```sh\n" + "\n".join(lines) + "\n```\n" if lines else ""


def _prose(text: str) -> str:
    return re.sub(r"([*_<\[])", r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    return "`" + text.strip().replace("|", "\\|") + "`"


def _cell(text: str) -> str:
    return _prose(text).replace("|", "\\|")
