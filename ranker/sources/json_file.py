"""Papers of a JSON file: a record a line, or one document over many lines."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO

from ranker.encodings import narrow, text_of
from ranker.errors import InputFileError
from ranker.paper import Entry
from ranker.sources.found import Found, reason_of
from ranker.sources.interface import Batch
from ranker.sources.json_records import entry_of, records_of

LONGEST_LINE = 4 * 1024 * 1024  # bytes; the longest real record is under 200 kB


def read_json_lines(held: list[bytes], lines: Lines, name: str) -> Batch:
    found = Found(name)
    number = 0
    for number, line in enumerate(_whole_lines(held, lines), 1):
        if line.strip():
            found.add(partial(_entry, line), f"line {number}")
    ended = f"the compressed file ends early, after line {number}" if lines.broken else ""
    return found.batch(ended)


def read_json_document(body: bytes, name: str, ended: str) -> Batch:
    """A list of records, or an object that has them: one document over many lines."""
    try:
        document = json.loads(text_of(body))
    except (ValueError, RecursionError) as error:
        raise InputFileError(f"{name} has no readable paper ({reason_of(error)})") from None
    found = Found(name)
    for number, record in enumerate(records_of(document), 1):
        found.add(partial(entry_of, record), f"record {number}")
    return found.batch(ended)


def _whole_lines(held: list[bytes], lines: Lines) -> Iterator[bytes]:
    """The lines, of one over the limit only its first piece."""
    continued = False
    for piece in chain(held, lines):
        if not continued:
            yield piece
        continued = len(piece) > LONGEST_LINE and not piece.endswith(b"\n")


def _entry(line: bytes) -> Entry:
    if len(line) > LONGEST_LINE:
        raise ValueError(f"longer than {LONGEST_LINE >> 20} MB")
    return entry_of(json.loads(narrow(line).removeprefix("\ufeff")))


class Lines:
    """The lines of a stream; `broken` tells afterwards that its compression ended early.

    A line over the limit comes in pieces one byte longer than the limit.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.broken = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            while line := self._stream.readline(LONGEST_LINE + 1):
                yield line
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.broken = True
