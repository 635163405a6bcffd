"""Each public function is documented in numpydoc, whole and true: its examples are run."""

from __future__ import annotations

import dataclasses
import doctest
import inspect
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import ranker
from ranker import Workspace, sample
from ranker.app.announcements.fetching import fetch_file
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.config import Paths
from ranker.errors import RankError
from tests.announcement.reader import living
from tests.conftest import reopened
from tests.invented import Clock, HashingEncoder

# Of a public class, what its docstring says is internal.
_OF_WORKSPACE = ("alone", "close")
_INTERNAL = ("Within.clause", "Completeness.from_json")
# What a public value holds beside, to be looked at and not to be named.
_UNNAMED = ("NamedPaper", "Placed", "Paths", "Config", "Task", "Encoder", "VoteFile")


def functions() -> dict[str, Callable[..., Any]]:
    """Every public function, and every public method of a public class, by its name."""
    found: dict[str, Callable[..., Any]] = {}
    for name in ranker.__all__:
        one = getattr(ranker, name)
        if inspect.isfunction(one):
            found[name] = one
        elif not issubclass(one, RankError):
            for method in _methods(one):
                found[f"{name}.{method}"] = getattr(one, method)
    return {name: one for name, one in found.items() if name not in _INTERNAL}


def _methods(kind: type) -> list[str]:
    own = [name for name, one in inspect.getmembers(kind, inspect.isroutine) if name[0] != "_"]
    return [name for name in own if kind is not Workspace or name in _OF_WORKSPACE]


FUNCTIONS = functions()


def sections(text: str) -> dict[str, list[str]]:
    """The lines of each numpydoc section, by its name."""
    found: dict[str, list[str]] = {}
    lines = text.splitlines()
    name = ""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line and below == "-" * len(line):
            name = line
            found[name] = []
        elif name and line != "-" * len(name):
            found[name].append(line)
    return found


def entries(lines: Sequence[str]) -> list[str]:
    """What a section has an entry for: what stands at its margin."""
    return [line for line in lines if line and not line[0].isspace()]


def test_functions_and_methods_are_found() -> None:
    assert {"rank_papers", "today", "Digest.to_json", "RankedPaper.strongest"} <= set(FUNCTIONS)
    assert {"Workspace.close", "Workspace.alone"} <= set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_its_docstring_has_every_section(name: str) -> None:
    told = sections(inspect.getdoc(FUNCTIONS[name]) or "")
    signature = inspect.signature(FUNCTIONS[name])
    assert entries(told.get("Parameters", [])) == [p for p in signature.parameters if p != "self"]
    returns = signature.return_annotation
    assert len(entries(told.get("Returns", told.get("Yields", [])))) == (returns != "None")
    assert any(line.startswith(">>> ") for line in told["Examples"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_it_raises_can_be_caught_by_name(name: str) -> None:
    told = sections(inspect.getdoc(FUNCTIONS[name]) or "")
    errors = entries(told.get("Raises", []))
    assert set(errors) <= {*ranker.__all__, "KeyError"}
    assert len(set(errors)) == len(errors)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_it_takes_and_gives_can_be_named(name: str) -> None:
    hints = get_type_hints(FUNCTIONS[name])
    assert {kind.__name__ for hint in hints.values() for kind in _own(hint)} <= set(ranker.__all__)


@pytest.mark.parametrize(
    "name", [n for n in ranker.__all__ if dataclasses.is_dataclass(getattr(ranker, n))]
)
def test_the_parts_of_a_value_can_be_named(name: str) -> None:
    kind = getattr(ranker, name)
    if kind is not Workspace:
        parts = {one.__name__ for hint in get_type_hints(kind).values() for one in _own(hint)}
        assert parts <= {*ranker.__all__, *_UNNAMED}
    for member, one in inspect.getmembers(kind, lambda o: isinstance(o, property)):
        assert kind is Workspace or inspect.getdoc(one), f"{name}.{member}"


def _own(hint: object) -> Iterator[type]:
    """The classes of ours that a type is made of."""
    if inspect.isclass(hint) and hint.__module__.partition(".")[0] == "ranker":
        yield hint
    for part in get_args(hint):
        yield from _own(part)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the examples run: a workspace `papers` of the sample's reader, and its announcement."""
    monkeypatch.chdir(tmp_path)
    create_workspace(
        Paths(tmp_path / "papers"), check_profile("hearing", sample.CATEGORIES, sample.KEYWORDS)
    )
    shutil.copy(sample.announcement_path(), tmp_path / "announcement.jsonl")
    return tmp_path


@pytest.mark.parametrize("name", FUNCTIONS)
def test_its_examples_hold(name: str, folder: Path, clock: Clock, encoder: HashingEncoder) -> None:
    if name == "fetch_since":
        with living(folder, "2026-07-14 09:00", "2026-06-29", "2026-07-31") as reader:
            reader.within(lambda ws: run(name, ws))
        return
    with reopened(folder / "papers", clock, encoder) as ws:
        fetch_file(ws, sample.library_path())
        run(name, ws)


def run(name: str, ws: Workspace) -> None:
    """Run the examples of one docstring, each of which must come out as it says."""
    text = inspect.getdoc(FUNCTIONS[name]) or ""
    test = doctest.DocTestParser().get_doctest(text, {"ws": ws}, name, None, 0)
    said: list[str] = []
    failed, tried = doctest.DocTestRunner().run(test, out=said.append)
    assert (failed, tried > 0) == (0, True), "".join(said)


def test_the_lines_of_the_readme_rank_papers(
    folder: Path,
    clock: Clock,
    encoder: HashingEncoder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with reopened(folder / "papers", clock, encoder) as ws:
        fetch_file(ws, sample.library_path())
    readme = Path(inspect.getfile(ranker)).parents[1] / "README.md"
    blocks = re.findall(r"```python\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)
    [lines] = [block for block in blocks if "rank_papers" in block]
    opened = lambda home: reopened(Path(home), clock, encoder)  # noqa: E731
    monkeypatch.setattr("ranker.app.workspace.open_workspace", opened)
    monkeypatch.chdir(folder / "papers")
    exec(lines, {})
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 2
    assert all(re.fullmatch(r"\d+% .+", line) for line in printed)
