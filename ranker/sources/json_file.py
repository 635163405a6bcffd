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
from ranker.sources.interface import Batch
from ranker.sources.json_records import entry_of, records_of
from ranker.sources.parsed_file import ParsedFile, reason_of

_MOST_VALUES = 4_000_000  # of a document; each becomes an object
LONGEST_LINE = 4 * 1024 * 1024  # bytes; the longest real record is under 200 kB


def read_json_lines(held: list[bytes], lines: Lines, name: str) -> Batch:
    found = ParsedFile(name, most_records(lines.largest))
    number = 0
    for number, line in enumerate(_whole_lines(held, lines), 1):
        if line.strip():
            found.add(partial(_entry, line), f"line {number}")
    ended = f"the compressed file ends early, after line {number}" if lines.broken else ""
    return found.batch(ended)


def read_json_document(body: bytes, name: str, ended: str, most: int) -> Batch:
    """A list of up to `most` records, or an object that has them: one document over many lines."""
    if sum(map(body.count, (b",", b":", b"[", b"{"))) > _MOST_VALUES:
        raise InputFileError(f"{name} has more than {_MOST_VALUES:,} values; split it")
    try:
        document = json.loads(text_of(body))
    except (ValueError, RecursionError) as error:
        raise InputFileError(f"{name} has no readable paper ({reason_of(error)})") from None
    found = ParsedFile(name, most)
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


def most_records(largest: int) -> int:
    """How many records are read of a file that may have so many bytes; one takes over 1,000."""
    return max(1000, largest // 512)


def too_large(name: str, largest: int) -> InputFileError:
    return InputFileError(
        f"{name} is larger than {largest >> 20} MB unpacked; split it, or set arxiv.largest_file "
        "in rank.toml higher"
    )


class Lines:
    """The lines of a stream; `broken` tells afterwards that its compression ended early.

    A line over the limit comes in pieces one byte longer than the limit. After `largest` bytes,
    unpacked, InputFileError is raised that calls the file `name`.
    """

    def __init__(self, stream: BinaryIO, name: str, largest: int) -> None:
        self._stream = stream
        self._name = name
        self.largest = largest
        self.broken = False

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        try:
            while line := self._stream.readline(LONGEST_LINE + 1):
                size += len(line)
                if size > self.largest:
                    raise too_large(self._name, self.largest)
                yield line
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.broken = True
