"""Papers from a file: JSON lines, plain or .gz, and every format of arXiv that `detect` knows."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast

from ranker.errors import InputFileError, RankError
from ranker.paper import KINDS, Entry, Kind
from ranker.sources.detect import HEAD_BYTES, detect
from ranker.sources.interface import Batch, Problem
from ranker.sources.record import make_entry

_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 4 * 1024 * 1024  # bytes; the longest real record is under 200 kB
_LARGEST_DOCUMENT = 512 * 1024 * 1024  # bytes, unpacked; JSON lines have no such limit
_MOST_PROBLEMS = 1000  # a file of another kind must not become a million messages


def read_papers(path: Path) -> Batch:
    """Read `path`, whose format is recognised by content, whatever its name.

    JSON lines: {"id", "title", "abstract", "authors": [..], "categories": [..],
    "announced": "YYYY-MM-DD", "kind"?} a line; all but id and title may be absent. A bad line
    becomes Problem("bad-line", "FILE line N", why), a compressed file that ends early
    Problem("truncated"). Raises InputFileError where nothing at all can be read.
    """
    try:
        with path.open("rb") as raw:
            return read_stream(raw, str(path))
    except OSError as error:
        why = error.strerror or str(error)
        raise InputFileError(f"cannot read {path}: {why}") from error


def read_stream(raw: BinaryIO, name: str) -> Batch:
    """As `read_papers`, from a seekable binary stream; `name` stands for the file in messages."""
    packed = raw.read(2) == _GZIP
    raw.seek(0)
    try:
        return _read(cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw, name)
    except InputFileError:
        raise
    except RankError as error:
        message = str(error)
        raise InputFileError(message if name in message else f"{name}: {message}") from error


def _read(stream: BinaryIO, name: str) -> Batch:
    lines = _Lines(stream)
    head = b""
    held: list[bytes] = []
    for line in lines:
        held.append(line)
        head += line[:HEAD_BYTES]
        if len(head) >= HEAD_BYTES or (len(held) == 1 and head.startswith(b'{"id"')):
            break
    if not head.strip():
        raise InputFileError(f"{name} is {'damaged' if lines.broken else 'empty'}")
    kind = detect(head[:HEAD_BYTES])
    if kind == "papers":
        return _json_lines(held, lines, name)
    if kind in {"html", "unknown"}:
        seen = "a web page" if kind == "html" else "no papers file and no answer of arXiv"
        raise InputFileError(f"{name} is {seen}; see the README for the formats that are read")
    size = sum(map(len, held))
    for line in lines:
        held.append(line)
        size += len(line)
        if size > _LARGEST_DOCUMENT:
            raise InputFileError(f"{name} is larger than {_LARGEST_DOCUMENT >> 20} MB; split it")
    batch = _document(b"".join(held), kind, name)
    if lines.broken:
        ended = Problem("truncated", name, "the compressed file ends early")
        batch = replace(batch, problems=(*batch.problems, ended))
    return batch


def _document(body: bytes, kind: str, where: str) -> Batch:
    if kind == "wrapper":
        return _recorded_answer(body, where)
    if kind == "feed":
        from ranker.sources.feed_xml import day_of_feed, parse_feed

        return _or_empty(parse_feed(body, where), where, "feed", day_of_feed(body))
    if kind == "api":
        from ranker.sources.api_xml import parse_api

        return _or_empty(parse_api(body, where), where, "answer of arXiv's API", None)
    if kind == "oai":
        from ranker.sources.oai_xml import parse_oai

        return parse_oai(body, where).batch
    if kind == "mail":
        from ranker.sources.mail import parse_mail

        return parse_mail(body, where)
    raise InputFileError(f"{where}: the recorded answer holds no answer of arXiv")


def _or_empty(batch: Batch, where: str, what: str, day: date | None) -> Batch:
    """The batch; of one without a paper it is said that it is empty, and of which day."""
    if batch.entries or batch.problems:
        return batch
    of = f" of {day:%A} {day}: arXiv announced nothing on it" if day else ": it has no paper"
    return replace(batch, problems=(Problem("empty", where, f"an empty {what}{of}"),))


def _recorded_answer(body: bytes, where: str) -> Batch:
    """One JSON object {"url", "status_code", "body"} as HTTP recorders write it."""
    try:
        inner = json.loads(body)["body"].encode("utf-8", "replace")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputFileError(f"{where}: no readable recorded answer ({error})") from error
    kind = detect(inner[:HEAD_BYTES])
    return _document(inner, "unknown" if kind == "wrapper" else kind, where)


def _json_lines(held: list[bytes], lines: _Lines, name: str) -> Batch:
    entries: list[Entry] = []
    problems: list[Problem] = []
    first = ""
    bad = number = 0
    for number, line in enumerate(_whole_lines(held, lines), 1):
        if not line.strip():
            continue
        try:
            entries.append(_entry(line))
        except (ValueError, RecursionError, RankError) as error:
            bad += 1
            first = first or f"line {number}: {_reason(error)}"
            if bad <= _MOST_PROBLEMS:
                problems.append(Problem("bad-line", f"{name} line {number}", _reason(error)))
    if not entries:
        raise InputFileError(f"{name} has no readable paper ({first or 'it is damaged'})")
    if bad > _MOST_PROBLEMS:
        more = f"{bad - _MOST_PROBLEMS} more lines cannot be read"
        problems.append(Problem("bad-line", name, more))
    if lines.broken:
        problems.append(
            Problem("truncated", name, f"the compressed file ends early, after line {number}")
        )
    days = {entry.announced for entry in entries}
    announced = days.pop() if len(days) == 1 else None
    return Batch("file", tuple(entries), announced, problems=tuple(problems))


def _whole_lines(held: list[bytes], lines: _Lines) -> Iterator[bytes]:
    """The lines, of one over the limit only its first piece."""
    continued = False
    for piece in chain(held, lines):
        if not continued:
            yield piece
        continued = len(piece) > _LONGEST_LINE and not piece.endswith(b"\n")


def _entry(line: bytes) -> Entry:
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"longer than {_LONGEST_LINE >> 20} MB")
    record = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    return make_entry(
        _text(record, "id"),
        _text(record, "title"),
        _text(record, "abstract"),
        _texts(record, "authors"),
        _texts(record, "categories"),
        announced=_announced(record),
        kind=_kind(record),
        comments=_remark(record),
    )


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f'"{key}" is not a text')
    return value


def _remark(record: dict[str, Any]) -> str:
    """The authors' comments, by either of the names that are in use; no reason to lose a paper."""
    values = (record.get(key) for key in ("comments", "comment"))
    return " ".join(value for value in values if isinstance(value, str))


def _texts(record: dict[str, Any], key: str) -> list[str]:
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f'"{key}" is not a list of texts')
    return value


def _announced(record: dict[str, Any]) -> date | None:
    written = _text(record, "announced")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f'"announced" is {written[:40]!r}, not YYYY-MM-DD') from None


def _kind(record: dict[str, Any]) -> Kind:
    written = _text(record, "kind") or "new"
    for kind in KINDS:
        if kind == written:
            return kind
    raise ValueError(f'"kind" is {written[:40]!r}, not one of {", ".join(KINDS)}')


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg} at column {error.colno})"
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


class _Lines:
    """The lines of a stream; `broken` tells afterwards that its compression ended early.

    A line over the limit comes in pieces one byte longer than the limit.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.broken = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            while line := self._stream.readline(_LONGEST_LINE + 1):
                yield line
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.broken = True
