"""What is used of other packages without being promised by them is still there, and means the same.

Nothing public does what these do: Typer has no way to read a word without pydantic, `arxiv` none to
get its pages from another client. pyproject.toml holds both packages below the next version, which
may change it; these tests run with the newest (`make test`) and the oldest (`.ci/lowest`) of them.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer
from packaging.specifiers import SpecifierSet

from ranker.cli.commands import COMMANDS, load
from ranker.sources.api import Api
from ranker.sources.http import Answer
from tests.sources.samples import API

ROOT = Path(__file__).parents[1]
NEWER = "type_descriptor" in inspect.getsource(typer.main)
"""Whether Typer reads with pydantic: since 0.29, and only then is there anything to go round."""
WORDS = ["word", "", "a b", "~/x", "-1"]


def parameters() -> Iterator[tuple[str, Any, Any]]:
    """Every parameter of every command as it is called, with its context."""
    for name in COMMANDS:
        command = load(name)
        below = getattr(command, "commands", {}) or {name: command}
        for word, one in below.items():
            context = typer.Context(one, info_name=word)
            yield from ((f"{name} {word}", p, context) for p in one.get_params(context))


def made(read: Any, context: Any, value: Any) -> tuple[str, Any]:
    """What a reader makes of a value, or how it refuses."""
    try:
        found = read(context, value)
    except Exception as error:  # of Typer's parser, whose classes are not ours
        return type(error).__name__, str(error)
    return "", list(found) if isinstance(found, list | tuple) else found


@pytest.mark.parametrize("package", ["arxiv", "typer"])
def test_a_version_that_nobody_tried_is_not_installed(package: str) -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (bounds,) = (SpecifierSet(one.removeprefix(package)) for one in wanted
                 if one.startswith(f"{package}>"))  # fmt: skip
    assert {bound.operator for bound in bounds} == {">=", "<"}
    assert bounds.contains(version(package))


def test_typer_has_the_parts_that_are_read_around() -> None:
    """`get_params` of a command; `process_value`, `multiple`, `nargs`, `required`, `callback` and
    `type_descriptor.annotation` of a parameter."""
    known = list(parameters())
    assert len(known) > len(COMMANDS)
    for _, parameter, _ in known:
        assert list(inspect.signature(type(parameter).process_value).parameters) == [
            "self", "ctx", "value",
        ]  # fmt: skip
        for name in ("multiple", "nargs", "required", "callback"):
            assert hasattr(parameter, name)
        assert hasattr(parameter, "type_descriptor") == NEWER
        assert ("process_value" in vars(parameter)) == NEWER
    if NEWER:
        kinds = {p.type_descriptor.annotation for _, p, _ in known}
        assert {str, Path, list[str], int, bool} <= kinds


def test_words_are_read_as_typer_reads_them() -> None:
    tried = 0
    for name, parameter, context in parameters():
        several = parameter.multiple or parameter.nargs == -1
        if getattr(getattr(parameter, "type_descriptor", None), "annotation", None) is bool:
            continue  # a flag, whose callback may print and leave
        values = [None, [], ["3"], WORDS] if several else [None, *WORDS]
        for value in values:
            own = type(parameter).process_value.__get__(parameter)
            assert made(parameter.process_value, context, value) == made(own, context, value), name
            tried += 1
    assert tried > 100


@dataclass
class Asked:
    """Stands where our client does: one answer, and what it was asked for."""

    asked: list[str] = field(default_factory=list)

    def get(self, url: str, *_: object) -> Answer:
        self.asked.append(url)
        return Answer(url, 200, API)


def test_arxiv_asks_through_its_session_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """`_session`, of which `get(url, headers=)`, `status_code` and `content` are used, and
    `query_url_format`."""
    import arxiv
    import requests

    assert isinstance(arxiv.Client()._session, requests.Session)
    assert "{}" in arxiv.Client.query_url_format

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the package asked past our client")

    monkeypatch.setattr(requests.Session, "send", refuse)
    client = Asked()
    batch = Api(client, "https://example.org/api").search("all:strings", 1)  # type: ignore[arg-type]
    assert [entry.paper.id for entry in batch.entries] == ["hep-th/9901001"]
    (url,) = client.asked
    assert url.startswith("https://example.org/api?search_query=all%3Astrings")
