"""Start-up stays light, and the global options, help and version work anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker import __version__
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.workspace import open_workspace
from ranker.config import Paths
from tests.conftest import Done, Rank, python
from tests.invented import DAY, announcement, paper

HEAVY = {
    "torch", "transformers", "sentence_transformers", "sklearn", "scipy", "openvino", "requests",
    "arxiv", "tokenizers", "jinja2",
}  # fmt: skip

LOADED = """
import sys
from ranker.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def loaded(*words: object) -> set[str]:
    """The packages that a command of its own process has imported at its end."""
    done = python(LOADED, *words)
    assert done.code == 0, done.err
    return set(done.err.split())


@pytest.fixture
def made(home: Path) -> Path:
    """A workspace with papers, without vectors."""
    create_workspace(Paths(home), check_profile("hearing", (), ("speech",)))
    open_workspace(home).papers.add(announcement(), DAY, from_file=True)
    return home


def test_importing_the_program_imports_nothing_heavy() -> None:
    done = python("import sys, ranker.cli.main; print(*{m.partition('.')[0] for m in sys.modules})")
    assert done.code == 0, done.err
    assert not (HEAVY | {"numpy", "rich", "tomlkit"}) & set(done.out.split())


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["today", "--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    assert not (HEAVY | {"numpy"}) & loaded(*words)


def test_a_vote_imports_neither_numpy_nor_anything_heavy(made: Path) -> None:
    for words in (["like", paper(204).id], ["dislike", paper(205).id], ["undo"]):
        assert not (HEAVY | {"numpy", "rich"}) & loaded("--home", made, *words)


def test_status_show_and_export_import_nothing_heavy(made: Path) -> None:
    for words in (["status"], ["show", paper(204).id], ["export"]):
        assert not HEAVY & loaded("--home", made, *words)


def test_help_names_every_command_and_every_option_is_explained(rank: Rank) -> None:
    top = rank("--help", at=None)
    assert top.code == 0
    for command in ("init", "today", "like", "dislike", "undo", "train", "why", "fetch", "import",
                    "export", "show", "status", "demo"):  # fmt: skip
        assert f"  {command} " in top.out
        done = rank(command, "--help", at=None)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(f"Usage: rank {command}")
        assert rank(command, "-h", at=None).out == done.out
    assert rank(at=None).code in (0, 2)


def test_version(rank: Rank) -> None:
    done = rank("--version", at=None)
    assert (done.code, done.out, done.err) == (0, f"rank {__version__}\n", "")


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("joined", [True, False], ids=["--home=DIR", "--home DIR"])
def test_global_options_stand_before_or_after_the_command(
    ready: Rank, home: Path, before: bool, joined: bool
) -> None:
    option = [f"--home={home}"] if joined else ["--home", str(home)]

    def at_home(*words: str) -> Done:
        return ready(*option, *words, at=None) if before else ready(*words, *option, at=None)

    assert at_home("like", paper(4).id).code == 0
    assert "1 like," in at_home("status").out
    assert at_home("status", "--quiet").code == 0


def test_the_short_global_options_stand_anywhere(ready: Rank) -> None:
    assert ready("-V", at=None).out == ready("--version", at=None).out != ""
    assert ready("status", "-V").out.startswith("rank ")
    assert ready("like", "nonsense", "-q").complaint == ready("-q", "like", "nonsense").complaint
    assert ready("status", "-v").code == ready("-v", "status").code == 0
    assert "'-q' is no arXiv id" in ready("like", "--", "-q").complaint


def test_the_workspace_is_found_from_below_and_by_the_environment(
    ready: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = home / "notes" / "today"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert ready("status", at=None).out.startswith(f"{home}: 120 papers")
    monkeypatch.chdir("/")
    monkeypatch.setenv("RANK_HOME", str(home))
    assert ready("status", at=None).out.startswith(f"{home}: 120 papers")
    assert ready("status", at=below).code == 1


def test_after_two_dashes_words_are_words(ready: Rank) -> None:
    done = ready("like", "--", "--quiet")
    assert done.code == 1
    assert "'--quiet' is no arXiv id" in done.complaint


def test_verbose_shows_the_place_of_a_fault_and_only_then(
    ready: Rank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr("ranker.app.feedback.library.status", fault)
    done = ready("status")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "rank: a fault of rank itself (ZeroDivisionError: first line second line); "
        "--verbose shows where, `rank doctor` what is damaged\n"
    )
    assert "Traceback" in ready("--verbose", "status").err


def test_quiet_says_only_what_went_wrong(ready: Rank, tmp_path: Path, papers_file: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(papers_file.read_bytes() + b"{\n")
    assert "line 41" in ready("fetch", "--from", path).err
    assert ready("fetch", "--from", path, "--quiet").err == ""
    assert "nonsense" in ready("like", "nonsense", "--quiet").err
