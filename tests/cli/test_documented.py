"""README.md and docs/ name every command, and nothing that the program does not know."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from ranker.cli.commands import COMMANDS, load
from ranker.cli.main import _global_first, app
from tests.conftest import Rank

ROOT = Path(__file__).parents[2]
TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)
SPAN = re.compile(r"`([^`]+)`")
PLACEHOLDER = re.compile(r"…|\.\.\.|[A-Z]+")
SHELL = {"", "sh", "bash", "console", "shell"}
# What a line of a shell may put before or behind the program, which is none of its words.
PROGRAM = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S* )*(?:\S*/)?rank (.+?)(?:\s+(?:[|>&;]|<<?).*)?$")


def commands(text: str) -> Iterator[str]:
    """What stands behind `rank` in each line of a shell block and each code span of a text."""
    for language, block in FENCE.findall(text):
        if language in SHELL:
            for line in block.replace("\\\n", " ").splitlines():
                yield from PROGRAM.findall(line)
    for line in re.findall(r"^    (rank .+)$", FENCE.sub("", text), re.M):
        yield from PROGRAM.findall(line)
    for span in SPAN.findall(FENCE.sub("", text)):
        yield from PROGRAM.findall(" ".join(span.split()))


def words(command: str) -> list[str]:
    return shlex.split(re.sub(r"[\[\]]|\\(?=\|)", " ", command), comments=True)


def fault(command: str) -> str:
    """Why the program would not take these words, empty where it would; values are not read."""
    said = words(command)
    if said[-1].startswith("--"):  # the text may name an option alone, or a flag
        return min(_fault(said), _fault([*said, "VALUE"]), key=len)
    return _fault(said)


def _fault(said: list[str]) -> str:
    try:
        rest = _parsed(typer.main.get_command(app), _global_first(list(said)))
        if not rest or PLACEHOLDER.fullmatch(rest[0]):
            return ""
        if rest[0] not in COMMANDS:
            return f"no command {rest[0]}"
        found: Any = load(rest[0])
        rest = _parsed(found, rest[1:])
        subcommands = getattr(found, "commands", None)
        if not subcommands or not rest or PLACEHOLDER.fullmatch(rest[0]):
            return ""
        for name in rest[0].split("|"):
            if name not in subcommands:
                return f"no {name} in {found.name}"
            _parsed(subcommands[name], rest[1:])
    except Exception as error:  # of the parser, whose classes are not ours
        return str(getattr(error, "message", error))
    return ""


def _parsed(command: Any, rest: list[str]) -> list[str]:
    """What is left behind the options of a command, without asking what the values mean."""
    left: list[str] = command.make_parser(typer.Context(command)).parse_args(list(rest))[1]
    return left


DOCUMENTED = [
    pytest.param(command, id=f"{path.name}: rank {command}"[:90])
    for path in TEXTS
    for command in dict.fromkeys(commands(path.read_text()))
]


def every_command() -> list[tuple[str, ...]]:
    """Each command, and each one inside a group."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        inside = getattr(load(name), "commands", None)
        found += [(name, one) for one in inside] if inside else [(name,)]
    return found


@pytest.mark.parametrize("command", DOCUMENTED)
def test_the_program_knows_what_the_docs_say(command: str) -> None:
    assert fault(command) == ""


def test_every_command_stands_in_the_docs() -> None:
    program = typer.main.get_command(app)
    texts = [path.read_text() for path in TEXTS]
    said = [_parsed(program, words(command)) for text in texts for command in commands(text)]
    told = {tuple(one[:2]) for one in said} | {tuple(one[:1]) for one in said}
    assert [" ".join(one) for one in every_command() if one not in told] == []


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_each_answers_help(rank: Rank, words: tuple[str, ...]) -> None:
    done = rank(*words, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: rank {' '.join(words)} ")


def test_what_is_wrong_in_the_docs_is_found() -> None:
    text = "See `rank tody`, `rank today --colour`,\n`rank email\ntets`, `rank why 3`.\n"
    assert [bool(fault(one)) for one in commands(text)] == [True, True, True, False]
    assert [*commands("```\nrank like 3 | cat\n$ rank undo\n```\n```json\nrank no\n```\n")] == [
        "like 3",
        "undo",
    ]
