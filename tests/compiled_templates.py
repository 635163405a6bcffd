"""Templates compiled once a process: a run of the tests opens thousands of environments on them.

Only the code is kept, for the source that it was made from; each environment fills it by itself.
"""

from __future__ import annotations

from types import CodeType
from typing import Any


def compile_once() -> None:
    """Have all of jinja2's environments in this process share what they compile."""
    from jinja2 import Environment

    compile_anew = Environment.compile
    compiled: dict[tuple[Any, ...], CodeType] = {}

    def shared(
        environment: Environment,
        source: Any,
        name: str | None = None,
        filename: str | None = None,
        **how: Any,
    ) -> Any:
        if how or not isinstance(source, str):
            return compile_anew(environment, source, name, filename, **how)
        key = (_how(environment, name), source, name, filename)
        if key not in compiled:
            compiled[key] = compile_anew(environment, source, name, filename)
        return compiled[key]

    Environment.compile = shared  # type: ignore[method-assign, assignment]


def _how(environment: Any, name: str | None) -> tuple[Any, ...]:
    """What the code of a template depends on besides its source."""
    escapes = environment.autoescape
    return (
        type(environment),
        environment.lexer,  # one for all that read blocks and lines alike
        escapes(name) if callable(escapes) else escapes,
        # A filter of a constant may be worked out by the compiler.
        tuple((at, getattr(f, "__qualname__", "")) for at, f in environment.filters.items()),
    )
