"""One JSON record as a paper: ours, Kaggle's dump, and what the daily-arXiv tools write.

The names of a field differ from tool to tool, what they mean does not. `published` and `updated`
are when a version was submitted, not when it was listed, and are no `announced`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ranker.errors import PaperIdError
from ranker.paper import Entry, parse_id
from ranker.sources.json_fields import (
    announced_in,
    authors_in,
    categories_in,
    first_text,
    kind_in,
    plain_name,
    text_in,
)
from ranker.sources.record import make_entry

# Names in lower case, without underscores, hyphens and blanks.
_IDS = (
    "id", "arxivid", "arxiv", "paperid", "entryid", "shortid", "abs", "absurl", "arxivurl", "url",
    "link", "pdf", "pdfurl", "pdflink", "links", "urls", "doi",
)  # fmt: skip
_ABSTRACTS = ("abstract", "summary", "abstracttext", "description")
_TITLES = ("title", "papertitle", "articletitle", "arxivtitle")
_WRAPPED = ("paper", "metadata", "article", "entry", "source", "arxiv", "document")
_TOOL_PREFIX = re.compile(r"^arxiv[-_](?=\d{4}\.\d)", re.IGNORECASE)
_ABSTRACT_LABEL = re.compile(r"^\s*Abstract:\s+", re.IGNORECASE)
_LISTS = ("papers", "entries", "items", "results", "articles", "data", "records")
_WHOLE = re.compile(
    rb'\{(?:\s*"(?!id"|title")\w{1,40}"\s*:\s*(?:"[^"\\]{0,200}"|\d{1,20})\s*,){0,20}'
    rb'\s*"(?:papers|entries|items|results|articles|data|records|\d{4}[-.]?\d\d[\d.v-]*)"'
    rb"\s*:\s*[\[{]"
)


def entry_of(record: Any) -> Entry:
    """The paper of one record. Raises ValueError that names the field, PaperIdError for an id
    that is none, SourceError for an empty title."""
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    record = _plain(record)
    written_id, version = _id(record)
    return make_entry(
        written_id,
        text_in(record, "title"),
        _ABSTRACT_LABEL.sub("", first_text(record, _ABSTRACTS)),
        authors_in(record),
        categories_in(record),
        announced=announced_in(record),
        kind=kind_in(record),
        version=version,
        comments=_remarks(record),
        doi=_doi(record),
    )


def is_document(head: bytes) -> bool:
    """Whether JSON that begins so is one document over the whole file, not a record a line."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start.partition(b"\n")[0].rstrip()
    return first.startswith(b"[") or first.endswith((b"{", b"[", b",")) or bool(_WHOLE.match(start))


def records_of(document: Any) -> list[Any]:
    """The records of a whole document: a list, an object that holds one, or records by their id,
    also under dates. What holds none is itself the record."""
    return list(_records(document)) or [document]


def _records(document: Any) -> Iterator[Any]:
    if isinstance(document, list):
        yield from document
        return
    if not isinstance(document, dict) or "title" in document:
        yield document
        return
    named = [document[name] for name in _LISTS if isinstance(document.get(name), list | dict)]
    if named:
        yield from _records(named[0])
        return
    for name, value in document.items():
        if isinstance(value, dict) and "title" in value:
            yield value if any(_plain(value).get(key) for key in _IDS) else {"id": name, **value}
        elif isinstance(value, dict) or (isinstance(value, list) and _are_records(value)):
            yield from _records(value)


def _are_records(values: list[Any]) -> bool:
    return all(isinstance(one, dict) and "title" in one for one in values)


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """With the names of its fields as above; of one that wraps a paper, the paper's fields first;
    ids of other services beside the rest."""
    plain: dict[str, Any] = {}
    for name, value in record.items():
        plain.setdefault(plain_name(name), value)
    for name in _WRAPPED:
        inner = plain.get(name)
        if isinstance(inner, dict) and any(plain_name(key) in _TITLES for key in inner):
            plain = plain | _plain(inner)
    plain["title"] = plain.get(next((n for n in _TITLES if plain.get(n)), "title"))
    others = plain.get("externalids")
    if isinstance(others, dict):
        plain.setdefault("arxiv", others.get("ArXiv"))
        plain.setdefault("doi", others.get("DOI"))
    return plain


def has_id(names: Collection[str]) -> bool:
    """Whether one of the names, made plain, is that of a field with the id."""
    return any(name in names for name in _IDS)


def _id(record: Mapping[str, Any]) -> tuple[str, int | None]:
    """The first field that is an id, and the version where another field has it."""
    for name in _IDS:
        for written in _written(record.get(name)):
            try:
                parse_id(written)
            except PaperIdError:
                continue
            return written, _version(record)
    return text_in(record, "id") or first_text(record, _IDS[1:]), None


def _written(value: Any) -> Iterator[str]:
    """The texts of a field that may be an id, or a list of links. Of a number none is certain but
    one whose digits are all there: `2507.1` has lost its zeros, and is no id."""
    if isinstance(value, str):
        yield value
        yield _TOOL_PREFIX.sub("", value)
    elif isinstance(value, float):
        yield repr(value)
    elif isinstance(value, dict):
        yield from _written(value.get("href") or value.get("url") or value.get("id"))
    elif isinstance(value, list):
        for one in value:
            yield from _written(one)


def _version(record: Mapping[str, Any]) -> int | None:
    """The last of Kaggle's `versions`, or `version`."""
    versions = record.get("versions")
    if isinstance(versions, list) and versions and isinstance(versions[-1], dict):
        value = versions[-1].get("version")
    else:
        value = record.get("version")
    digits = re.fullmatch(r"v?([1-9]\d{0,2})", str(value))
    return int(digits[1]) if digits else None


def _remarks(record: Mapping[str, Any]) -> str:
    """The authors' comments, by either name in use; no reason to lose a paper."""
    values = (record.get(key) for key in ("comments", "comment"))
    return " ".join(value for value in values if isinstance(value, str))


def _doi(record: Mapping[str, Any]) -> str:
    """What is said of the journal's DOI; no reason to lose a paper."""
    value = record.get("doi")
    texts = value if isinstance(value, list) else [value]
    return " ".join(text for text in texts if isinstance(text, str))
