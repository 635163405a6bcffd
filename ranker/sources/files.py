"""Papers from a file: JSON, plain or .gz, and every format of arXiv that `detect` knows."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from ranker.errors import InputFileError, RankError
from ranker.paper import Entry
from ranker.sources.detect import HEAD_BYTES, detect
from ranker.sources.interface import Batch, Problem
from ranker.sources.json_records import entry_of, is_document, records_of

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 4 * 1024 * 1024  # bytes; the longest real record is under 200 kB
_LARGEST_DOCUMENT = 512 * 1024 * 1024  # bytes, unpacked; JSON lines have no such limit
_MOST_PROBLEMS = 1000  # a file of another kind must not become a million messages


def read_papers(path: Path) -> Batch:
    """Read `path`, whose format is recognised by content, whatever its name.

    JSON lines: {"id", "title", "abstract", "authors": [..], "categories": [..],
    "announced": "YYYY-MM-DD", "kind"?} a line; all but id and title may be absent. Other tools'
    names of these are known (`json_records`), and one list of records is read, too. A bad line
    becomes Problem("bad-line", "FILE line N", why), a compressed file that ends early
    Problem("truncated"). A note tells what no paper of the file has. Raises InputFileError where
    nothing at all can be read.
    """
    try:
        with path.open("rb") as raw:
            return read_stream(raw, str(path))
    except OSError as error:
        why = error.strerror or str(error)
        raise InputFileError(f"cannot read {path}: {why}") from error


def read_stream(raw: BinaryIO, name: str) -> Batch:
    """As `read_papers`, from a seekable binary stream; `name` stands for the file in messages."""
    start = raw.read(2)
    raw.seek(0)
    try:
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if start == _GZIP else raw
        if start in _UTF16:
            stream = _as_utf8(raw, name)
        return _with_notes(_read(stream, name), name)
    except InputFileError:
        raise
    except RankError as error:
        message = str(error)
        raise InputFileError(message if name in message else f"{name}: {message}") from error


def _as_utf8(raw: BinaryIO, name: str) -> BinaryIO:
    """A file as PowerShell writes it."""
    data = raw.read(_LARGEST_DOCUMENT + 1)
    if len(data) > _LARGEST_DOCUMENT:
        raise InputFileError(f"{name} is larger than {_LARGEST_DOCUMENT >> 20} MB; split it")
    return BytesIO(data.decode("utf-16", "replace").encode("utf-8", "replace"))


def _with_notes(batch: Batch, name: str) -> Batch:
    """With a note of what no paper has, so that a field under an unknown name is missed."""
    papers = [entry.paper for entry in batch.entries if not entry.kind.startswith("replace")]
    lacking = [
        what
        for what, there in (
            ("an abstract", any(paper.abstract for paper in papers)),
            ("authors", any(paper.authors for paper in papers)),
            ("categories", any(paper.categories for paper in papers)),
        )
        if not there
    ]
    if not papers or not lacking:
        return batch
    note = f"no row of {name} has {' or '.join(lacking)}"
    return replace(batch, notes=(*batch.notes, note))


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
    if kind == "papers" and not is_document(head):
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
    body = b"".join(held)
    if kind == "papers":
        return _json_document(body, name, "the compressed file ends early" * lines.broken)
    batch = _document(body, kind, name)
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
    found = _Found(name)
    number = 0
    for number, line in enumerate(_whole_lines(held, lines), 1):
        if line.strip():
            found.add(partial(_entry, line), f"line {number}")
    ended = f"the compressed file ends early, after line {number}" if lines.broken else ""
    return found.batch(ended)


def _json_document(body: bytes, name: str, ended: str) -> Batch:
    """A list of records, or an object that has them: one document over many lines."""
    try:
        document = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputFileError(f"{name} has no readable paper ({_reason(error)})") from None
    found = _Found(name)
    for number, record in enumerate(records_of(document), 1):
        found.add(partial(entry_of, record), f"record {number}")
    return found.batch(ended)


class _Found:
    """Entries and problems of one file, as its records are read."""

    def __init__(self, name: str) -> None:
        self.entries: list[Entry] = []
        self._name = name
        self._problems: list[Problem] = []
        self._first = ""
        self._bad = 0

    def add(self, read: Callable[[], Entry], where: str) -> None:
        """Keep what `read` gives, or the reason why it gives nothing."""
        try:
            self.entries.append(read())
        except (ValueError, RecursionError, RankError) as error:
            self._bad += 1
            self._first = self._first or f"{where}: {_reason(error)}"
            if self._bad <= _MOST_PROBLEMS:
                place = f"{self._name} {where}"
                self._problems.append(Problem("bad-line", place, _reason(error)))

    def batch(self, ended: str) -> Batch:
        """What was read; `ended` says why it is not all. Raises InputFileError for nothing."""
        if not self.entries:
            why = self._first or "it is damaged"
            raise InputFileError(f"{self._name} has no readable paper ({why})")
        if self._bad > _MOST_PROBLEMS:
            more = f"{self._bad - _MOST_PROBLEMS} more lines cannot be read"
            self._problems.append(Problem("bad-line", self._name, more))
        if ended:
            self._problems.append(Problem("truncated", self._name, ended))
        days = {entry.announced for entry in self.entries}
        announced = days.pop() if len(days) == 1 else None
        return Batch("file", tuple(self.entries), announced, problems=tuple(self._problems))


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
    return entry_of(json.loads(line.removeprefix(b"\xef\xbb\xbf")))


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
