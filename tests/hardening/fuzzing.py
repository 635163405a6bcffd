"""How inputs are mutated, and what counts as a finding: hypothesis draws the changes, a valid
sample is what they are made to, so that most of what is read is nearly right.

A finding is any exception that is no RankError, an input that takes longer than HANG seconds of
processor time, and a value that has no place in the domain (`check_sound`).
"""

from __future__ import annotations

import dataclasses
import math
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import strategies as st

from ranker.errors import RankError

HANG = 5.0
"""Seconds of processor time; a usual input takes a thousandth of it."""
LONGEST = 100_000
"""Bytes of an input."""

TOKENS: tuple[bytes, ...] = (
    b"", b"\0", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\\ud800", b"\\u0000", "\u202e\u200b\u2028\u0085".encode(), "ﬃİßΣ\u0345".encode(),
    "\U0001f469\u200d\U0001f52c".encode(), b"e" + "\u0301".encode() * 60,
    "\u0661\u0662\u0663\u00b2\u2460".encode(),
    b"0", b"-1", b"9" * 20, b"9" * 400, b"9" * 5000, b"-" + b"9" * 5000, b"1e999", b"NaN",
    b"-Infinity", b"0x10",
    b"true", b"null", b"[]", b"{}", b'""', b'"x"', b"[" * 300, b"{" * 300, b"[" * 5000,
    b'{"a":' * 3000,
    b"(" * 3000, b"<a>" * 300, b"\\\\" * 300, b"$" * 99, b"\\'{" * 300,
    b"0001-01-01T00:00:00+23:59", b"9999-12-31T23:59:59-23:59", b"0000-00-00", b"2026-02-30",
    b"9999-12-31", b"0001-01-01", b"Fri, 31 Dec 9999 23:59:59 -2359",
    b"Mon, 1 Jan 0001 00:00:00 +2359",
    b"2607.00001", b"hep-th/9901001v2", b"10.48550/arXiv.2607.00012", b"10.1234/x",
    b"https://arxiv.org/abs/2607.00001v1", b"http://[", b"http://[::1", b"file:///etc/passwd",
    b"&#0;", b"&#xd800;", b"&#9999999999;", b"&e;", b"<![CDATA[", b"]]>", b"<!--", b"<![", b"<?",
    b"<!DOCTYPE x [<!ENTITY e 'x'>]>", b'<?xml version="1.0" encoding="utf-7"?>',
    b"=?utf-7?b?AAAA?=",
    b"=?x?q?a?=", b"../", b"C:\\", b"/etc/x", b"%00", b"%ff", b"{{", b"}}",
)  # fmt: skip
NUMBERS: tuple[bytes, ...] = (
    b"0", b"-1", b"1.5", b"1e999", b"NaN", b"Infinity", b"007", b"9" * 10, b"9" * 20, b"9" * 400,
    b"9" * 5000, "١٢".encode(), "²".encode(), b"1_0", b"0x1", b"true", b"",
)  # fmt: skip
DAYS: tuple[bytes, ...] = (
    b"0001-01-01T00:00:00+23:59", b"9999-12-31T23:59:59-23:59", b"9999-12-31 23:59:59 -2359",
    b"0001-01-01 00:00:00 +2359", b"0000-00-00", b"2026-02-30", b"9999-12-31", b"0001-01-01",
    b"Fri, 31 Dec 9999 23:59:59 -2359", b"Mon, 1 Jan 0001 00:00:00 +2359",
    b"Mon, 99 Foo 26 99:99:99 GMT",
    b"Friday, 31 December 9999", b"Mon, 1 Jan 0001", b"2026-07-06T24:00:00+99:99", b"1700000000000",
)  # fmt: skip
_PIECE = re.compile(rb"(?<=[\n<>{}\[\]()\"',;:=$ ])|(?=[<>{}\"\n])")
_NUMBER = re.compile(rb"\d+")
_DAY = re.compile(
    rb"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?: ?[+-]\d\d:?\d\d|Z)?)?"
    rb"|[A-Z][a-z]{2,5}, {0,2}\d+ [A-Z][a-z]{2,8} \d{2,4}(?: [\d:]{5,8} \S{1,5})?"
    rb"|[A-Z][a-z]{2}  \d \w{3} \d\d [\d:]{8} GMT"
)
# What stands in a tag, quotes, braces or behind a name: changed alone, all around it stays valid.
VALUE = re.compile(
    rb'(?<=>)[^<>]+(?=<)|(?<=")[^"\n]*(?=")|(?<=\{)[^{}]*(?=\})|(?<=[:=] )[^\n,]+|(?<=  - )[^\n]*'
)
_BIG = 1 << 16

Edit = tuple[int, int, int, int]
_EDITS = st.lists(st.integers(0, _BIG**4 - 1), min_size=1, max_size=4)  # four numbers in one draw


def mutations(seeds: tuple[bytes, ...], tokens: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """A seed with one to four changes: bytes, pieces (tags, fields, lines), numbers, dates."""

    def made(seed: bytes, edits: list[int]) -> bytes:
        for drawn in edits:
            kind, place, other, which = (drawn >> 16 * n & 0xFFFF for n in range(4))
            seed = _edited(seed, (kind, place, other, which), seeds, tokens + TOKENS)[:LONGEST]
        return seed

    return st.builds(made, st.sampled_from(seeds), _EDITS)


def _edited(data: bytes, edit: Edit, seeds: tuple[bytes, ...], tokens: tuple[bytes, ...]) -> bytes:
    kind, place, other, which = edit
    token = tokens[which % len(tokens)]
    at = place * (len(data) + 1) // _BIG
    length = (1, 1, 3, 10, 60, 300)[other % 6]
    kind %= 20
    match kind:
        case 0:
            return data[:at] + bytes([which % 256]) + data[at + 1 :]
        case 1:
            return data[:at] + data[at + length :]
        case 2:
            times = (2, 3, 30, 300)[which % 4]
            return data[:at] + data[at : at + length] * times + data[at + length :]
        case 3:
            return data[:at] + token + data[at:]
        case 4:
            return data[:at]
        case 5:
            return data[:at] + token + data[at + length :]
        case 6 | 19:
            pattern, instead = (_NUMBER, NUMBERS) if kind == 6 else (_DAY, DAYS)
            found = [match.span() for match in pattern.finditer(data)] or [(at, at)]
            start, end = found[place % len(found)]
            return data[:start] + instead[which % len(instead)] + data[end:]
    if kind > 12:
        values = [match.span() for match in VALUE.finditer(data)] or [(at, at)]
        start, end = values[place % len(values)]
        kept = data[start:end] if kind % 3 else b""
        return data[:start] + (token + kept if kind % 2 else kept + token) + data[end:]
    pieces = [data[a:b] for a, b in pairwise([0, *_places(data), len(data)])]
    one, two = place % len(pieces), other % len(pieces)
    match kind:
        case 7:
            del pieces[one]
        case 8:
            most = LONGEST // 2 // max(1, len(pieces[one]))  # what takes its length squared shows
            pieces[one] *= (2, 3, 30, most)[which % 4]
        case 9:
            pieces[one], pieces[two] = pieces[two], pieces[one]
        case 10:
            pieces[one] = token
        case 11:
            pieces[min(one, two) : max(one, two)] = []
        case _:
            strange = seeds[which % len(seeds)]
            start = other * len(strange) // _BIG
            pieces.insert(one, strange[start : start + length * 4])
    return b"".join(pieces)


def _places(data: bytes) -> list[int]:
    return [match.start() for match in _PIECE.finditer(data) if 0 < match.start() < len(data)]


def refused(error: RankError) -> None:
    """Check that a refusal is one line that can be printed."""
    message = str(error)
    assert message.strip() and len(message.splitlines()) == 1, message
    message.encode()


class Hang(BaseException):
    """No Exception, so that nothing that is tried swallows it."""


@contextmanager
def watched() -> Iterator[None]:
    """Raise Hang in what takes HANG seconds of processor time, where the system can tell."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        raise Hang(f"more than {HANG:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def check_sound(value: object) -> None:
    """Raise AssertionError for what has no place in the domain, however deep in `value`: half
    characters, numbers that aren't finite, times without a zone or that no other zone has."""
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, float):
        assert math.isfinite(value), value
    elif isinstance(value, datetime):
        assert value.tzinfo is not None, value
        value.astimezone(UTC)
    elif isinstance(value, Mapping):
        for item in value.items():
            check_sound(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            check_sound(one)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            check_sound(getattr(value, field.name))
    else:
        assert value is None or isinstance(value, int | bytes | date), type(value)
        assert not isinstance(value, int) or abs(value) < 1 << 63, value
