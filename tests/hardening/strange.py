"""Every value of a sample replaced by each strange one: what chance comes to seldom, in order.

Of JSON and JSON lines each value at every place, of all other samples what stands in a tag, in
quotes or braces, or behind a name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.hardening.fuzzing import DAYS, TOKENS, VALUE

VALUES: tuple[Any, ...] = (
    None, [], {}, "", 0, -1, True, 1.5, 1e308, 10**30, -(10**12), 1e18, 253402300800, "x", ["x"],
    [None], [[]], [{}], [1], {"a": 1}, {"a": None}, [["a", "b", "c"]], "\ud800", "\0", "9" * 5000,
    "1e999", float("nan"), float("inf"), "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59",
    "http://[", "2607.00001", {"date-parts": [[99999, 99, 99]]}, {"date-parts": [["2026", "x"]]},
    {"date-parts": [[]]}, {"date-parts": None},
)  # fmt: skip
TEXTS: tuple[bytes, ...] = (
    b"", b"\0", b"9" * 400, b"-1", b"NaN", *DAYS, *(one for one in TOKENS if len(one) < 20_000),
)  # fmt: skip
PLACES = 60
"""Of a sample that is no JSON."""


def replaced(sample: bytes) -> Iterator[bytes]:
    """The sample with one value changed, for each value and each strange one."""
    if documents := list(_documents(sample)):
        for before, document, after in documents:
            for place in _places(document):
                for value in VALUES:
                    yield before + json.dumps(_put(document, place, value)).encode() + after
        return
    for start, end in [match.span() for match in VALUE.finditer(sample)][:PLACES]:
        for text in TEXTS:
            yield sample[:start] + text + sample[end:]


def is_json(sample: bytes) -> bool:
    """Whether `replaced` changes values, not bytes."""
    return next(_documents(sample), None) is not None


def _documents(sample: bytes) -> Iterator[tuple[bytes, Any, bytes]]:
    """Each JSON document of a sample, with the bytes before and behind it."""
    for lines in ([sample], sample.splitlines(keepends=True)):
        found = False
        for number, line in enumerate(lines):
            try:
                document = json.loads(line)
            except ValueError:
                continue
            if isinstance(document, dict | list):
                found = True
                yield b"".join(lines[:number]), document, b"\n" + b"".join(lines[number + 1 :])
        if found:
            return


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a value stands in a document; of a list, in its first two."""
    yield at
    if isinstance(value, dict):
        for key in value:
            yield from _places(value[key], (*at, key))
    elif isinstance(value, list):
        for number in range(min(len(value), 2)):
            yield from _places(value[number], (*at, number))


def _put(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    key, rest = place[0], place[1:]
    if isinstance(document, dict):
        return {k: _put(v, rest, value) if k == key else v for k, v in document.items()}
    return [_put(v, rest, value) if n == key else v for n, v in enumerate(document)]
