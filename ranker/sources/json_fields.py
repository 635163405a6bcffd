"""What a JSON record says in one field, whichever tool wrote it: names, codes, dates, texts.

`record` has its fields under plain names (`plain_name`). All raise ValueError that names the field.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from ranker.author_lists import split_authors
from ranker.paper import KINDS, Kind

_AUTHORS = (
    "authors", "author", "creators", "authorlist", "authornames", "authorships", "authorsparsed",
)  # fmt: skip
_WHOLE_NAMES = ("name", "fullname", "displayname")
_NAME_PARTS = (
    ("first", "given", "firstname", "givenname", "forenames"),
    ("last", "family", "lastname", "familyname", "keyname"),
    ("suffix",),
)
_PYTHON_NAME = re.compile(r"^(?:arxiv\.)?(?:Result\.)?Author\((?:name=)?['\"](.*)['\"]\)$")
_KINDS: dict[str, Kind] = {
    "cross-list": "cross", "crosslist": "cross", "cross-listing": "cross",
    "replacement": "replace", "replaced": "replace", "updated": "replace",
}  # fmt: skip
_CATEGORIES = ("categories", "category", "primarycategory", "subjects", "tags", "terms")
_IN_BRACKETS = re.compile(r"\(([a-z][a-z-]+(?:\.[A-Za-z-]+)?)\)")  # Sound (cs.SD)


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """A field's name in lower case, without underscores, hyphens and blanks."""
    return re.sub(r"[\s_-]+", "", name).lower()


def authors_in(record: Mapping[str, Any]) -> list[str]:
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
        one = _name_in({plain_name(key): value for key, value in one.items()})
    if isinstance(one, list) and all(isinstance(part, str) for part in one):
        if field == "authorsparsed" or len(one) == 3:  # last, first, suffix
            one = [*one[1:2], *one[:1], *one[2:3]]
        one = " ".join(filter(None, one))
    if not isinstance(one, str):
        raise ValueError(f'"{field}" is no list of names')
    return _PYTHON_NAME.sub(r"\1", one)


def _name_in(author: Mapping[str, Any]) -> Any:
    """The name in an object, whole or in parts."""
    inner = author.get("author")
    if isinstance(inner, dict):
        return _name_in({plain_name(key): value for key, value in inner.items()})
    whole = next((author[name] for name in _WHOLE_NAMES if author.get(name)), None)
    parts = [next((author[n] for n in names if author.get(n)), "") for names in _NAME_PARTS]
    return whole or " ".join(part for part in parts if isinstance(part, str) and part) or None


def categories_in(record: Mapping[str, Any]) -> list[str]:
    """Codes, the primary one first: a list of texts or of objects with a term, or one text."""
    name = _present(record, _CATEGORIES)
    value = _listed(record.get(name))
    if value is None:
        return []
    if isinstance(value, dict):  # {"primary": "cs.SD", "secondary": [..]}
        value = [
            one for part in value.values() for one in (part if isinstance(part, list) else [part])
        ]
    if isinstance(value, str):
        found = _codes(value)
    elif isinstance(value, list):
        found = [str(one.get("term") or "") if isinstance(one, dict) else one for one in value]
        found = [c for one in found for c in (_codes(one) if isinstance(one, str) else [one])]
    if isinstance(value, str | list) and all(isinstance(one, str) for one in found):
        primary = record.get("primarycategory")
        return [primary, *found] if isinstance(primary, str) else found
    raise ValueError(f'"{name}" is no list of texts')


def _codes(text: str) -> list[str]:
    return _IN_BRACKETS.findall(text) or re.split(r"[\s,;|]+", text)


def _listed(value: Any) -> Any:
    """A list that was written as a text, as tables hold it, is a list."""
    if not isinstance(value, str) or not value.lstrip().startswith("["):
        return value
    try:
        return ast.literal_eval(value.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return value.strip("[] ")


def announced_in(record: Mapping[str, Any]) -> date | None:
    written = text_in(record, "announced")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f'"announced" is {written[:40]!r}, not YYYY-MM-DD') from None


def kind_in(record: Mapping[str, Any]) -> Kind:
    written = text_in(record, "kind") or "new"
    word = _KINDS.get(written.lower(), written.lower())
    for kind in KINDS:
        if kind == word:
            return kind
    raise ValueError(f'"kind" is {written[:40]!r}, not one of {", ".join(KINDS)}')


def _present(record: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((name for name in names if record.get(name)), names[0])


def first_text(record: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return text_in(record, _present(record, names))


def text_in(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f'"{name}" is not a text')
    return value
