"""The public door: complete, lazy, documented, and enough to rank papers in five lines."""

from __future__ import annotations

import ast
import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import ranker
from ranker import Paper, RankedPaper, Workspace, rank_papers
from tests.invented import DAY, HashingEncoder, entry


def test_what_is_public_is_what_type_checkers_are_told() -> None:
    tree = ast.parse(Path(inspect.getfile(ranker)).read_text("utf-8"))
    told = [a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names]
    assert sorted(set(told) - {"annotations", "import_module", "TYPE_CHECKING", "Any"}) == sorted(
        ranker.__all__
    )
    assert sorted(ranker.__all__) == sorted(ranker._HOME_OF)
    assert set(ranker.__all__) < set(dir(ranker))


@pytest.mark.parametrize("name", ranker.__all__)
def test_each_public_name_is_there_and_has_a_docstring(name: str) -> None:
    assert inspect.getdoc(getattr(ranker, name))


def test_no_module_takes_the_place_of_a_public_name() -> None:
    modules = {path.stem for path in Path(inspect.getfile(ranker)).parent.iterdir()}
    assert not modules & set(ranker.__all__)


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        ranker.nothing  # noqa: B018


def test_the_examples_hold() -> None:
    failed, tried = doctest.testmod(ranker)
    assert (failed, tried > 0) == (0, True)


def test_the_door_loads_nothing_by_itself() -> None:
    code = "import sys, ranker; print(*sorted(m for m in sys.modules if m.startswith('ranker')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["ranker"]


def test_papers_from_anywhere_are_ranked_and_not_kept(
    workspace: Workspace, encoder: HashingEncoder
) -> None:
    workspace.papers.add([entry(n) for n in range(201, 241)], DAY, from_file=True)
    about = Paper("2607.09001", "Speech recognition of quiet speech", "We recognise speech.")
    other = Paper("2607.09002", "Galaxies far away", "We look at galaxies.")
    ranked = rank_papers(workspace, [other, about])
    assert all(isinstance(one, RankedPaper) for one in ranked)
    assert [one.paper.id for one in ranked] == [about.id, other.id]
    assert [one.rank for one in ranked] == [1, 2]
    assert not workspace.papers.get([about.id, other.id])
    assert rank_papers(workspace, []) == ()
