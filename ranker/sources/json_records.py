"""One JSON record as a paper: ours, Kaggle's dump, and what the daily-arXiv tools write.

The names of a field differ from tool to tool, what they mean does not. `published` and `updated`
are when a version was submitted, not when it was listed, and are no `announced`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from ranker.errors import PaperIdError
from ranker.paper import KINDS, Entry, Kind, parse_id
from ranker.sources.authors import split_authors
from ranker.sources.record import make_entry

# Names in lower case, without underscores, hyphens and blanks.
_IDS = (
    "id", "arxivid", "arxiv", "paperid", "entryid", "shortid", "abs", "absurl", "arxivurl", "url",
    "link", "pdf", "pdfurl", "pdflink", "doi",
)  # fmt: skip
_ABSTRACTS = ("abstract", "summary", "abstracttext", "description")
_AUTHORS = ("authors", "author", "creators", "authorlist", "authorsparsed")
_CATEGORIES = ("categories", "category", "primarycategory", "subjects", "tags", "terms")
_LISTS = ("papers", "entries", "items", "results", "articles", "data", "records")
_IN_BRACKETS = re.compile(r"\(([a-z][a-z-]+(?:\.[A-Za-z-]+)?)\)")  # Sound (cs.SD)
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
        _text(record, "title"),
        _first_text(record, _ABSTRACTS),
        _authors(record),
        _categories(record),
        announced=_announced(record),
        kind=_kind(record),
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
    """With the names of its fields as above; ids of other services beside the rest."""
    plain: dict[str, Any] = {}
    for name, value in record.items():
        plain.setdefault(plain_name(name), value)
    others = plain.get("externalids")
    if isinstance(others, dict):
        plain.setdefault("arxiv", others.get("ArXiv"))
        plain.setdefault("doi", others.get("DOI"))
    return plain


def has_id(names: Collection[str]) -> bool:
    """Whether one of the names, made plain, is that of a field with the id."""
    return any(name in names for name in _IDS)


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """A field's name in lower case, without underscores, hyphens and blanks."""
    return re.sub(r"[\s_-]+", "", name).lower()


def _id(record: Mapping[str, Any]) -> tuple[str, int | None]:
    """The first field that is an id, and the version where another field has it."""
    for name in _IDS:
        written = record.get(name)
        try:
            parse_id(written if isinstance(written, str) else "")
        except PaperIdError:
            continue
        return str(written), _version(record)
    return _text(record, "id") or _first_text(record, _IDS[1:]), None


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


def _authors(record: Mapping[str, Any]) -> list[str]:
    """Names: a list of texts or of objects with a name, or one line as arXiv writes it."""
    name = _present(record, _AUTHORS)
    value = _listed(record.get(name))
    if value is None:
        return []
    if isinstance(value, str):
        return list(split_authors(value))
    if not isinstance(value, list):
        raise ValueError(f'"{name}" is no list of names')
    return [_name(one, name) for one in value]


def _name(one: Any, field: str) -> str:
    if isinstance(one, dict):
        one = one.get("name") or one.get("full_name")
    if isinstance(one, list) and all(isinstance(part, str) for part in one):
        if field == "authorsparsed":  # last, first, suffix
            one = [*one[1:2], *one[:1], *one[2:3]]
        one = " ".join(filter(None, one))
    if not isinstance(one, str):
        raise ValueError(f'"{field}" is no list of names')
    return one


def _categories(record: Mapping[str, Any]) -> list[str]:
    """Codes, the primary one first: a list of texts or of objects with a term, or one text."""
    name = _present(record, _CATEGORIES)
    value = _listed(record.get(name))
    if value is None:
        return []
    if isinstance(value, str):
        found = _IN_BRACKETS.findall(value) or re.split(r"[\s,;|]+", value)
    elif isinstance(value, list):
        found = [str(one.get("term") or "") if isinstance(one, dict) else one for one in value]
    if isinstance(value, str | list) and all(isinstance(one, str) for one in found):
        primary = record.get("primarycategory")
        return [primary, *found] if isinstance(primary, str) else found
    raise ValueError(f'"{name}" is no list of texts')


def _listed(value: Any) -> Any:
    """A list that was written as a text, as tables hold it, is a list."""
    if not isinstance(value, str) or not value.lstrip().startswith("["):
        return value
    try:
        return ast.literal_eval(value.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return value.strip("[] ")


def _announced(record: Mapping[str, Any]) -> date | None:
    written = _text(record, "announced")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f'"announced" is {written[:40]!r}, not YYYY-MM-DD') from None


def _kind(record: Mapping[str, Any]) -> Kind:
    written = _text(record, "kind") or "new"
    for kind in KINDS:
        if kind == written:
            return kind
    raise ValueError(f'"kind" is {written[:40]!r}, not one of {", ".join(KINDS)}')


def _present(record: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((name for name in names if record.get(name)), names[0])


def _first_text(record: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return _text(record, _present(record, names))


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f'"{name}" is not a text')
    return value
