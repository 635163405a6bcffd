"""Completion of commands, options and values, asked as each shell asks, and in the real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ranker.cli.completion_command import SCRIPTS
from ranker.digest.interface import FORMATS
from ranker.taxonomy import CATEGORIES
from tests.conftest import ROOT, START, Rank, python
from tests.patience import HUNG

HEAVY = {"numpy", "rich", "jinja2", "pydantic", "requests", "tomlkit", "platformdirs"}


def completed(words: str, *, home: Path | None = None, shell: str = "bash") -> list[str]:
    """What is offered for the last word of a line; a line that ends in a space begins a new one."""
    from typer.main import get_command

    from ranker.cli.completing import answer
    from ranker.cli.main import app

    place = len(words.split()) - (0 if words.endswith(" ") else 1)
    environ = {"COMP_WORDS": words, "COMP_CWORD": str(place), "_RANK_COMPLETE": f"complete_{shell}"}
    if home:
        environ["RANK_HOME"] = str(home)
    return answer(get_command(app), environ).splitlines()


def test_commands_and_options_are_offered() -> None:
    assert completed("rank tr") == ["train"]
    assert completed("rank ") == completed("rank --quiet ") == completed("rank --home x ")
    assert "completion" in completed("rank ")
    assert completed("rank schedule ") == ["install", "show", "status", "remove", "run"]
    assert completed("rank today --off") == ["--offline"]
    assert completed("rank schedule install --t") == ["--train"]
    assert set(completed("rank like -")) == {"--profile", "--format", "--home", "--verbose",
                                             "--quiet", "--version", "--help"}  # fmt: skip
    assert completed("rank todey --") != []
    assert completed('rank search "room ac') == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("rank today --format ", list(FORMATS)),
        ("rank today --format j", ["json"]),
        ("rank today -n 3 --format=j", ["--format=json"]),
        ("rank today --format = j", ["json"]),
        ("rank votes --format i", ["ids"]),
        ("rank why 3 --format ", ["terminal", "json"]),
        ("rank init --category ", list(CATEGORIES)),
        ("rank init --category eess.", ["eess.AS", "eess.IV", "eess.SP", "eess.SY"]),
        ("rank today --since ", ["today", "yesterday", "7d", "last"]),
        ("rank today --replacements l", ["liked"]),
        ("rank schedule install --system ", ["systemd", "cron", "launchd"]),
        ("rank completion ", ["bash", "zsh", "fish"]),
        ("rank today --output ", []),
        ("rank import ", []),
    ],
)
def test_values_are_offered(words: str, offered: list[str]) -> None:
    assert completed(words) == offered


def test_profiles_are_those_of_the_workspace(ready: Rank, home: Path, tmp_path: Path) -> None:
    ready("init", "--profile", "folding", "--keyword", "protein")
    assert completed("rank today --profile ", home=home) == ["hearing", "folding"]
    assert completed(f"rank --home {home} like 3 --profile f") == ["folding"]
    assert completed(f"rank like 3 --home={home} --profile f") == ["folding"]
    assert completed("rank init --profile ", home=home) == []  # a new one
    for odd in ("[profile]\n'a b; rm -rf' = 1\n", "profile = 3\n", "= =\n", "\xff"):
        (tmp_path / "rank.toml").write_text(odd, encoding="latin-1")
        assert completed("rank today --profile ", home=tmp_path) == []


def test_a_script_that_asks_in_another_way_gets_nothing() -> None:
    from ranker.cli.completing import answer

    asked = {"_RANK_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "rank t"}
    assert answer(None, asked) == ""


def test_zsh_and_fish_get_what_each_word_means() -> None:
    assert completed("rank tod", shell="zsh") == [
        "today:Rank the day's announcement and show it."
    ]  # fmt: skip
    assert completed("rank ema", shell="fish") == ["email\tMail digests; see [email] in rank.toml."]
    assert completed("rank init --category cs.S", shell="fish")[1] == "cs.SD\tSound"


@pytest.mark.parametrize("words", ["rank to", "rank today --format ", "rank like --profile "])
def test_an_answer_is_light(ready: Rank, home: Path, words: str) -> None:
    code = f"""
import sys
try:
    {START}
finally:
    print(*{{name.partition(".")[0] for name in sys.modules}}, file=sys.stderr)
"""
    code = code.replace(START, START.replace("; ", "\n    "))
    place = len(words.split()) - (0 if words.endswith(" ") else 1)
    environ = {"COMP_WORDS": words, "COMP_CWORD": str(place), "_RANK_COMPLETE": "complete_zsh"}
    done = python(code, env=environ | {"RANK_HOME": str(home)})
    assert done.code == 0
    assert done.out
    assert not HEAVY & set(done.err.split())


def test_the_script_is_that_of_the_shell_named_or_used(
    rank: Rank, monkeypatch: pytest.MonkeyPatch
) -> None:
    for shell in SCRIPTS:
        done = rank("completion", shell, at=None)
        assert (done.code, done.err) == (0, "")
        monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
        assert rank("completion", at=None).out == done.out
    assert len(set(SCRIPTS.values())) == len(SCRIPTS)
    assert rank("completion", "zsh", at=None).out.startswith("#compdef rank\n")
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    assert rank("completion", at=None).code == 2
    assert "there is a script for bash, zsh, fish" in rank("completion", "cmd", at=None).complaint


# Each asks a real shell what it would offer; zsh's own functions that draw the menu are stood in
# for, since they need a line editor.
ASK = {
    "bash": """
source ./script
ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rank_completion rank; \
printf '%s\\n' "${COMPREPLY[@]}"; echo ---; }
ask rank tod; ask rank today --format = j; ask rank today --format ht; ask rank like --profile ''
""",
    "zsh": """
compdef() { :; }
_describe() { print -l -- ${(P)2%%:*}; }
_files() { print FILES; }
source ./script
ask() { words=("$@"); CURRENT=$#; _rank; print -- ---; }
ask rank tod; ask rank today --format=j; ask rank today --format ht; ask rank like --profile ''
ask rank import 'lib'
""",
    "fish": """
source ./script
for line in 'rank tod' 'rank today --format=j' 'rank today --format ht' 'rank like --profile '
    complete --do-complete $line | string replace --regex '\\t.*' ''
    echo ---
end
complete --do-complete 'rank import lib'
""",
}


@pytest.mark.parametrize("shell", ASK)
def test_the_shell_itself_offers_them(ready: Rank, home: Path, tmp_path: Path, shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(ready("completion", shell).out)
    (tmp_path / "library.bib").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "rank").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "{START}" "$@"\n'
    )
    (tmp_path / "bin" / "rank").chmod(0o755)
    environ = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
        "RANK_HOME": str(home), "HOME": str(tmp_path), "TERM": "dumb",
    }  # fmt: skip
    plain = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [program, *plain, "-c", ASK[shell]], cwd=tmp_path, env=environ, capture_output=True,
        text=True, check=False, timeout=HUNG,
    )  # fmt: skip
    assert done.stderr == ""
    first, joined, third, profiles, *rest = done.stdout.split("---\n")
    assert first.split() == ["today"]
    assert joined.split() == (["json"] if shell == "bash" else ["--format=json"])
    assert third.split() == ["html"]
    assert profiles.split() == ["hearing"]
    offered = {"bash": "", "zsh": "FILES", "fish": "library.bib"}[shell]
    assert offered in rest[0]
