"""`rank --help` in groups, and examples below every command's own help, all of which parse."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from ranker.cli.commands import COMMANDS, GROUPS, load
from ranker.cli.examples import EXAMPLES
from tests.conftest import Rank

MOST = 3


def leaves() -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its words."""
    for name in COMMANDS:
        command = load(name)
        below = getattr(command, "commands", None)
        if below is None:
            yield name, command
        else:
            yield from ((f"{name} {word}", one) for word, one in below.items())


def test_every_command_stands_under_one_heading(rank: Rank) -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(COMMANDS)
    done = rank("--help", at=None)
    assert done.code == 0
    headings = re.findall(r"^(\w[\w ]+):$", done.out, re.MULTILINE)
    assert headings == ["Options", *GROUPS]
    for heading, names in GROUPS.items():
        section = done.out.split(f"{heading}:\n")[1].split("\n\n")[0]
        assert [line.split()[0] for line in section.splitlines()] == list(names)
    assert max(map(len, done.out.splitlines())) <= 80


def test_every_command_has_examples_and_shows_them_line_by_line(rank: Rank) -> None:
    assert sorted(EXAMPLES) == sorted(name for name, _ in leaves())
    for name, examples in EXAMPLES.items():
        assert 1 <= len(examples) <= MOST, name
        shown = rank(*name.split(), "--help", at=None).out
        assert shown.endswith("  Examples:\n" + "".join(f"    {line}\n" for line in examples)), name


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_one_of_its_command_and_parses(name: str) -> None:
    commands = dict(leaves())
    assert any(f"{line} ".startswith(f"rank {name} ") for line in EXAMPLES[name])
    for part in (part for line in EXAMPLES[name] for part in line.split("|")):
        words = shlex.split(re.sub(r"[<>] *\S+", "", part))
        if words[0] != "rank":
            continue
        path = next(path for path in commands if words[1:][: len(path.split())] == path.split())
        arguments = words[1 + len(path.split()) :]
        with commands[path].make_context(path, arguments):
            pass  # a word that the command does not have is refused here
