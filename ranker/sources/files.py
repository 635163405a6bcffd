"""Papers from a file: JSON, CSV, plain or .gz, and every format of arXiv that `detect` knows."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from ranker.encodings import wide_encoding
from ranker.errors import InputFileError, RankError
from ranker.settings import LARGEST_FILE
from ranker.sources.detect import HEAD_BYTES, detect
from ranker.sources.interface import Batch, Problem
from ranker.sources.json_file import (
    Lines,
    most_records,
    read_json_document,
    read_json_lines,
    too_large,
)
from ranker.sources.json_records import is_document
from ranker.sources.table import is_table, read_table

_GZIP = b"\x1f\x8b"
# Of what may be a document over many lines, reading takes several times its size.
_DOCUMENT_SHARE = 4


def read_papers(path: Path, largest: int = LARGEST_FILE) -> Batch:
    """Read `path`, whose format is recognised by content, whatever its name.

    JSON lines: {"id", "title", "abstract", "authors": [..], "categories": [..],
    "announced": "YYYY-MM-DD", "kind"?} a line; all but id and title may be absent. Other tools'
    names of these are known (`json_records`), and one list of records or a table is read, too. A
    bad line becomes Problem("bad-line", "FILE line N", why), a compressed file that ends early
    Problem("truncated"). Of JSON lines `largest` bytes are read, unpacked, of any other form a
    quarter of that. A note tells what no paper of the file has. Raises InputFileError where
    nothing at all can be read.
    """
    try:
        with path.open("rb") as raw:
            return read_stream(raw, str(path), largest)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputFileError(f"cannot read {path}: {why}") from error


def read_stream(raw: BinaryIO, name: str, largest: int = LARGEST_FILE) -> Batch:
    """As `read_papers`, from a seekable binary stream; `name` stands for the file in messages."""
    head = raw.read(64)
    start, wide = head[:2], wide_encoding(head)
    raw.seek(0)
    try:
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if start == _GZIP else raw
        if wide:
            stream = _as_utf8(raw, wide, name, largest // _DOCUMENT_SHARE)
        return _with_notes(_read(stream, name, largest), name)
    except InputFileError:
        raise
    except RankError as error:
        message = str(error)
        raise InputFileError(message if name in message else f"{name}: {message}") from error


def _as_utf8(raw: BinaryIO, encoding: str, name: str, largest: int) -> BinaryIO:
    """A file as PowerShell writes it."""
    data = raw.read(largest + 1)
    if len(data) > largest:
        raise too_large(name, largest)
    return BytesIO(data.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8", "replace"))


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


def _read(stream: BinaryIO, name: str, largest: int) -> Batch:
    lines = Lines(stream, name, largest)
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
        return read_json_lines(held, lines, name)
    table = kind == "unknown" and is_table(head[:HEAD_BYTES])
    if not table and kind in {"html", "unknown"}:
        seen = "a web page" if kind == "html" else "no papers file and no answer of arXiv"
        raise InputFileError(f"{name} is {seen}; see the README for the formats that are read")
    joined = bytearray().join(held)
    for line in lines:
        joined += line
        if len(joined) > largest // _DOCUMENT_SHARE:
            raise too_large(name, largest // _DOCUMENT_SHARE)
    body = bytes(joined)
    most = most_records(largest)
    ended = "the compressed file ends early" * lines.broken
    if table:
        return read_table(body, name, ended, most)
    if kind == "papers":
        return read_json_document(body, name, ended, most)
    batch = _document(body, kind, name)
    if lines.broken:
        batch = replace(batch, problems=(*batch.problems, Problem("truncated", name, ended)))
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
