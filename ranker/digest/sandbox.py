"""Templates as texts with holes, not as programs: a folder that was cloned may bring some.

jinja2's sandbox keeps a template from Python's inner names; what it may still do is bounded here:
how far it counts, how long a text it makes at one go, and how much it writes.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Template  # noqa: TID253 - imported when something is rendered
from jinja2.exceptions import SecurityError  # noqa: TID253
from jinja2.runtime import Context  # noqa: TID253
from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: TID253

MOST_ROUNDS = 100_000  # of all range() of one rendering together
LONGEST = 1_000_000  # characters or elements of what is repeated
MOST_WRITTEN = 50_000_000  # characters of one rendering
_WIDE = re.compile(r"[0-9]{5}|\*|\{[^}]*\{")  # a width in a format, or a place for one


class SafeEnvironment(ImmutableSandboxedEnvironment):
    """jinja2's environment for templates that others may have written."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._rounds = 0
        del self.globals["lipsum"]
        self.globals["range"] = self._range
        for name in ("center", "indent", "batch", "slice"):
            self.filters[name] = _of_modest_numbers(self.filters[name])
        self.filters["format"] = _of_modest_width(self.filters["format"])

    def fill(self, template: Template, values: dict[str, Any]) -> str:
        """The template filled. Raises SecurityError for more than the bounds above, and whatever a
        template can do wrong."""
        self._rounds = 0
        parts, size = [], 0
        for part in template.generate(values):
            size += len(part)
            if size > MOST_WRITTEN:
                raise SecurityError(f"it writes more than {MOST_WRITTEN:,} characters")
            parts.append(part)
        return "".join(parts)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" and not (abs(left) <= LONGEST and abs(right) <= 16):
            raise SecurityError(f"{left} ** {right} is too large a power")
        if operator == "*":
            for one, other in ((left, right), (right, left)):
                if hasattr(one, "__len__") and len(one) * other > LONGEST:
                    raise SecurityError(f"it repeats something more than {LONGEST:,} long")
        if operator == "%" and isinstance(left, str):
            _check_width(left)
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Any:
        wrapped = super().wrap_str_format(value)
        if wrapped is None:
            return None

        def checked(*args: Any, **options: Any) -> str:
            _check_width(value.__self__)
            return wrapped(*args, **options)

        return checked

    def _range(self, *args: int) -> range:
        numbers = range(*args)
        # len() itself has an end
        self._rounds += MOST_ROUNDS + 1 if numbers[MOST_ROUNDS:] else len(numbers)
        if self._rounds > MOST_ROUNDS:
            raise SecurityError(f"it counts further than {MOST_ROUNDS:,} in all")
        return numbers


def _check_width(text: str) -> None:
    if _WIDE.search(text):
        raise SecurityError("it formats something too wide")


def _of_modest_width(filter_: Any) -> Any:
    def checked(value: str, *args: Any, **options: Any) -> Any:
        _check_width(value)
        return filter_(value, *args, **options)

    return checked


def _of_modest_numbers(filter_: Any) -> Any:
    def checked(*args: Any, **options: Any) -> Any:
        for number in (*args[1:], *options.values()):
            if isinstance(number, int) and number > LONGEST:
                raise SecurityError(f"{number:,} is more than {LONGEST:,}")
        return filter_(*args, **options)

    return checked
