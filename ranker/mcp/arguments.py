"""What a tool takes: its arguments as JSON Schema, and a call's arguments held against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ranker.errors import UsageError

Kind = Literal["text", "date", "number", "flag", "papers"]
MOST_PAPERS = 50
"""Papers that one call may vote on."""
MOST_CHARACTERS = 500
"""Of an argument that is text."""
_TEXT = {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS}
_SCHEMAS: dict[Kind, dict[str, Any]] = {
    "text": _TEXT,
    "date": {"type": "string", "format": "date"},
    "number": {"type": "integer", "minimum": 1},
    "flag": {"type": "boolean"},
    "papers": {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": MOST_PAPERS},
}
_EXPECTED: dict[Kind, str] = {
    "text": f"a text of at most {MOST_CHARACTERS} characters",
    "date": "a date as YYYY-MM-DD",
    "number": "a whole number from 1 to {}",
    "flag": "true or false",
    "papers": f"a list of at most {MOST_PAPERS} ids",
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a tool; `most` is the largest number, and `needed` that a call must have
    it."""

    name: str
    kind: Kind
    help: str
    most: int = 0
    needed: bool = False

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        most = {"maximum": self.most} if self.most else {}
        return _SCHEMAS[self.kind] | most | {"description": self.help}

    def read(self, value: object) -> Any:
        """The value as the tool takes it. Raises UsageError."""
        found = _read(self.kind, value)
        if found is None or (self.most and found > self.most):
            expected = _EXPECTED[self.kind].format(self.most)
            raise UsageError(f"{self.name} is {expected}, not {str(value)[:80]!r}")
        return found


def schema_of(arguments: Sequence[Argument]) -> dict[str, Any]:
    """The object of all arguments, which has no other."""
    return {
        "type": "object",
        "properties": {one.name: one.schema() for one in arguments},
        "required": [one.name for one in arguments if one.needed],
        "additionalProperties": False,
    }


def read(arguments: Sequence[Argument], given: Mapping[str, object]) -> dict[str, Any]:
    """The values that a call gives, by name; what is null counts as not given.

    Raises UsageError that names the first that is wrong, unknown or lacking.
    """
    told = {name: value for name, value in given.items() if value is not None}
    known = {one.name: one for one in arguments}
    for name in told:
        if name not in known:
            raise UsageError(f"there is no argument {name[:80]!r}; they are {', '.join(known)}")
    for one in arguments:
        if one.needed and one.name not in told:
            raise UsageError(f"{one.name} is lacking: {one.help}")
    return {name: known[name].read(value) for name, value in told.items()}


def _read(kind: Kind, value: object) -> Any:
    """The value, or None where it is none of that kind."""
    if kind == "flag":
        return value if isinstance(value, bool) else None
    if kind == "number":
        return value if type(value) is int and value >= 1 else None
    if kind == "papers":
        texts = [_text(one) for one in value] if isinstance(value, list) else []
        return tuple(texts) if 0 < len(texts) <= MOST_PAPERS and all(texts) else None
    text = _text(value)
    if kind == "date" and text is not None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    return text


def _text(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        return None
    return value.strip() or None
