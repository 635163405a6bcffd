"""Words of the command line become values without pydantic.

Typer builds a pydantic adapter for every parameter of a command that is called, even for one that
was not given; importing pydantic doubles the time that a vote takes. Text, paths and lists of text
need no adapter. Whatever else there is (numbers, a missing argument) goes Typer's way.

Typer has no public way to it. What is used of its parameters is named, and held to mean the same in
the oldest and the newest version that is allowed, by tests/test_internals.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

_ELSE = object()


def read_plainly(command: Any) -> None:
    """Have a command, and those below it, read their plain parameters without pydantic."""
    own = command.get_params

    def get_params(context: Any) -> list[Any]:
        # Only here is --help among them.
        parameters: list[Any] = own(context)
        for parameter in parameters:
            kind = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
            if kind is not None and "process_value" not in vars(parameter):
                parameter.process_value = _reader(parameter, kind, parameter.process_value)
        return parameters

    command.get_params = get_params
    for below in getattr(command, "commands", {}).values():
        read_plainly(below)


def _reader(
    parameter: Any, kind: Any, otherwise: Callable[[Any, Any], Any]
) -> Callable[[Any, Any], Any]:
    several = parameter.multiple or parameter.nargs == -1

    def read(context: Any, value: Any) -> Any:
        plain = _ELSE if several and not value and parameter.required else _plain(kind, value)
        if plain is _ELSE or (plain is None and parameter.required):
            return otherwise(context, value)
        if several and plain is None:
            plain = ()
        return parameter.callback(context, parameter, plain) if parameter.callback else plain

    return read


def _plain(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if kind is str and isinstance(value, str):
        return value
    if kind is Path and isinstance(value, str):
        return Path(value)
    if kind == list[str] and isinstance(value, list | tuple):
        return list(value)
    return _ELSE
