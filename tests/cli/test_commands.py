"""Commands are imported when called: the help knows them all, and words need no pydantic."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.app.interests.setup import check_profile, create_workspace
from ranker.cli.commands import COMMANDS, load
from ranker.config import Paths
from tests.conftest import Rank, python

LOADED = """
import sys
from ranker.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_help_is_the_command_s_own(name: str) -> None:
    command = load(name)
    assert command.name == name
    assert str(command.help).startswith(COMMANDS[name][1].rstrip("."))


def test_every_command_of_a_file_is_known() -> None:
    import typer

    for file in {file for file, _ in COMMANDS.values()}:
        app = typer.Typer()
        __import__(f"ranker.cli.{file}", fromlist=["register"]).register(app)
        for command in typer.main.get_group(app).commands:
            assert COMMANDS[command][0] == file


def test_help_and_completion_import_no_command(tmp_path: Path) -> None:
    def cli_files(*words: str, **environ: str) -> set[str]:
        done = python(LOADED, *words, env=environ, cwd=tmp_path)
        assert done.code == 0, done.err
        return {m for m in done.err.split() if m.startswith("ranker.") and m.endswith("_commands")}

    assert cli_files("--help") == set()
    completing = {"_RANK_COMPLETE": "complete_bash", "COMP_WORDS": "rank t", "COMP_CWORD": "1"}
    assert cli_files(**completing) == set()
    assert cli_files("like", "--help") == {"ranker.cli.vote_commands"}


def test_completion_names_commands_and_options() -> None:
    def completed(words: str, position: int) -> list[str]:
        environ = {"COMP_WORDS": words, "COMP_CWORD": str(position)}
        done = python(LOADED, env={"_RANK_COMPLETE": "complete_bash", **environ})
        return done.out.split()

    assert completed("rank tr", 1) == ["train"]
    assert "--offline" in completed("rank today --off", 2)


def test_plain_words_are_read_without_pydantic(tmp_path: Path) -> None:
    home = tmp_path / "home"
    create_workspace(Paths(home), check_profile("hearing", (), ("speech",)))
    done = python(LOADED, "--home", home, "status")
    assert done.code == 0
    assert "pydantic" not in done.err.split()


def test_numbers_are_still_checked(ready: Rank) -> None:
    done = ready("today", "-n", "many")
    assert done.code == 2
    assert "many" in done.err or "integer" in done.err


def test_a_missing_argument_and_a_mistyped_command_are_told(rank: Rank) -> None:
    assert "Missing argument" in rank("like", at=None).err
    missing = rank("todey", at=None)
    assert missing.code == 2
    assert "Did you mean 'today'?" in missing.err
