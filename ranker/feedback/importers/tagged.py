"""Exports with a tag a line: RIS, through rispy, and EndNote's refer format (.enw)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ranker.feedback.importers.identifying import plain_key
from ranker.feedback.importers.works import Library, work_of, works_of

RIS = re.compile(r"^TY {1,2}- ", re.MULTILINE)
_RIS_TAG = re.compile(r"^([A-Z][A-Z0-9]) {1,2}- ?", re.MULTILINE)  # some write one blank
_RIS_START = re.compile(r"^(?=TY  - )", re.MULTILINE)
_RIS_UNKNOWN = re.compile(r"^UK(?=  - )", re.MULTILINE)  # rispy's own name for what it doesn't know
_RIS_END = re.compile(r"^ER  -", re.MULTILINE)
REFER = re.compile(r"^%0 \S", re.MULTILINE)
_REFER_FIELDS = {
    "T": "title", "X": "abstract", "U": "url", "R": "doi", "J": "journal", "B": "secondarytitle",
    "V": "volume", "N": "number", "P": "pages", "Z": "notes", "M": "accessionnumber",
    "@": "isbn", "I": "publisher", "9": "type", "F": "label", "O": "notes", "1": "custom1",
    "2": "custom2", "3": "custom3", "4": "custom4", ">": "file",
}  # fmt: skip


def read_ris(text: str, name: str) -> Library:
    """The works of a RIS file; one whose end is missing is read as well."""
    import rispy

    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    usual = _RIS_UNKNOWN.sub("XX", _RIS_TAG.sub(r"\1  - ", whole))
    blocks = _RIS_START.split(usual)[1:]
    # To its first end: rispy takes any line with TY at its beginning for one more start.
    ended = (f"{_RIS_END.split(block, 1)[0]}\nER  - " for block in blocks)
    entries = (entry for block in ended for entry in rispy.loads(block)[:1])
    return works_of(
        (f"{name} entry {number}", partial(work_of, _ris_fields(entry)))
        for number, entry in enumerate(entries, 1)
    )


def read_refer(text: str, name: str) -> Library:
    """The works of a file in EndNote's refer format."""
    return works_of(
        (f"{name} entry {number}", partial(work_of, fields))
        for number, fields in enumerate(_refer(text), 1)
    )


def _ris_fields(entry: Mapping[str, Any]) -> dict[str, str]:
    fields = {}
    for tag, value in entry.items():
        if isinstance(value, str):
            fields[plain_key(tag)] = value
        elif isinstance(value, list):
            fields[plain_key(tag)] = "\n".join(v for v in value if isinstance(v, str))
        elif isinstance(value, dict):
            fields["unknown"] = "\n".join(text for texts in value.values() for text in texts)
    if not fields.get("title"):
        fields["title"] = fields.get("primarytitle", "")
    if not fields.get("abstract"):
        fields["abstract"] = fields.get("notesabstract", "")
    return fields


def _refer(text: str) -> Iterator[dict[str, str]]:
    for block in re.split(r"\n(?=%0 )", text.replace("\r\n", "\n")):
        fields: defaultdict[str, list[str]] = defaultdict(list)
        tag = ""
        for line in block.splitlines():
            match = re.match(r"%(\S) ?(.*)", line)
            if match:
                tag = match[1]
            if tag in _REFER_FIELDS:
                fields[_REFER_FIELDS[tag]].append(match[2] if match else line)
        if fields:
            yield {name: "\n".join(lines) for name, lines in fields.items()}
