"""Templates compiled once a process: a run of the tests opens thousands of environments on the same.

Only the code is kept, for the source that it was made from; what fills it is each environment's own.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

from jinja2 import Environment

_compile = Environment.compile
_compiled: dict[tuple[Any, ...], CodeType] = {}


def compile_once() -> None:
    """Have all of jinja2's environments in this process share what they compile."""
    Environment.compile = _shared  # type: ignore[method-assign, assignment]


def _shared(
    environment: Environment,
    source: Any,
    name: str | None = None,
    filename: str | None = None,
    **how: bool,
) -> Any:
    if how or not isinstance(source, str):
        return _compile(environment, source, name, filename, **how)  # type: ignore[call-overload]
    key = (_written(environment, name), source, name, filename)
    if key not in _compiled:
        _compiled[key] = _compile(environment, source, name, filename)
    return _compiled[key]


def _written(environment: Environment, name: str | None) -> tuple[Any, ...]:
    """What the code of a template depends on besides its source."""
    escapes = environment.autoescape
    return (
        type(environment),
        environment.lexer,  # one for all that read blocks and lines alike
        escapes(name) if callable(escapes) else escapes,
        # A filter of a constant may be worked out by the compiler.
        tuple((at, getattr(f, "__qualname__", "")) for at, f in environment.filters.items()),
    )
