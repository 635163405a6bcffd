"""The error tree, as its docstring draws it, is the one there is."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import re
from collections.abc import Iterator

import pytest

import ranker
from ranker import errors
from ranker.encoder.compiled import DamagedEncoderError
from ranker.errors import BusyError, RankError, UsageError
from ranker.sources.oai_xml import OaiError

_BRANCH = re.compile(
    r"^    ((?:│   |    )*)(?:[├└]── )?(\w+Error) +(\d)(?:  (\w+)/)?$", re.MULTILINE
)

Node = tuple[int, str, int, str]
"""Depth, name, exit code, and the room it lives in, "" for the ground floor."""


def drawn() -> list[Node]:
    found = _BRANCH.finditer(errors.__doc__ or "")
    return [(len(m[1]) // 4 + (m[2] != "RankError"), m[2], int(m[3]), m[4] or "") for m in found]


def there(kind: type[RankError] = RankError, depth: int = 0) -> Iterator[Node]:
    room, _, rest = kind.__module__.removeprefix("ranker.").partition(".")
    yield depth, kind.__name__, kind.exit_code, room if rest else ""
    for below in kind.__subclasses__():
        if below.__module__.startswith("ranker."):
            yield from there(below, depth + 1)


@pytest.fixture(scope="module")
def every_module() -> None:
    for module in pkgutil.walk_packages(ranker.__path__, "ranker."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


@pytest.mark.usefixtures("every_module")
def test_the_tree_is_drawn_whole_with_its_exit_codes() -> None:
    # Below one parent the order is that of importing, so that of the drawing is free.
    assert sorted(_paths(drawn())) == sorted(_paths(there()))


@pytest.mark.usefixtures("every_module")
def test_each_error_says_what_it_means() -> None:
    for _, name, _, _ in there():
        assert name.endswith("Error")
    mute = [kind.__name__ for kind in _kinds(RankError) if not kind.__dict__.get("__doc__")]
    assert not mute


@pytest.mark.parametrize(
    "error",
    [
        UsageError("7 is no month; write 1 to 12"),
        BusyError("another rank works here", "rank fetch"),
        OaiError("noRecordsMatch", "nothing is there"),
        DamagedEncoderError("layers.bin is cut short"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_whole_out_of_another_process(error: RankError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def _paths(nodes: Iterator[Node] | list[Node]) -> list[tuple[tuple[str, ...], int, str]]:
    """Each node by the names from the root to it."""
    way: list[str] = []
    found = []
    for depth, name, code, room in nodes:
        way = [*way[:depth], name]
        found.append((tuple(way), code, room))
    return found


def _kinds(kind: type[RankError]) -> list[type[RankError]]:
    own = [kind] if kind.__module__.startswith("ranker.") else []
    return own + [one for below in kind.__subclasses__() for one in _kinds(below)]
