"""The configuration of the keyword filter that rank replaces: a config.py, read but never run.

Of all its names only these four are looked at; the access token that stands beside them is not.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from typing import Any

from ranker.encodings import whole
from ranker.errors import InputFileError, UsageError
from ranker.fields import check_category
from ranker.settings import LONGEST_KEYWORD

NAMES = ("KEYWORD_LIST", "KEYWORD_EX_LIST", "NEW_SUB_URL", "TARGET_TITLES")
_LISTING = re.compile(r"arxiv\.org/list/([A-Za-z.-]+)")


@dataclass(frozen=True, slots=True)
class KeywordFilter:
    """What becomes of it: a profile's lists, and what a reader should know is different now."""

    categories: tuple[str, ...]
    keywords: tuple[str, ...]
    exclude: tuple[str, ...]
    notes: tuple[str, ...]


def read_keyword_filter(text: str, name: str) -> KeywordFilter:
    """Read the four assignments as literals. Raises InputFileError with the line of a bad one."""
    values = _assignments(text, name)
    if "KEYWORD_LIST" not in values:
        raise InputFileError(f"{name} has no KEYWORD_LIST, so it is no keyword filter's config.py")
    keywords, odd = _words(values["KEYWORD_LIST"])
    exclude, odd_too = _words(values.get("KEYWORD_EX_LIST", []))
    notes = [
        f"{word[:40]!r}… is longer than {LONGEST_KEYWORD} characters and is left out"
        if len(word) > LONGEST_KEYWORD
        else f"{word!r} has no letter or digit and is left out"
        for word in (*odd, *odd_too)
    ]
    notes.append('keywords are whole words now, in singular and plural; "binar*" takes any ending')
    notes += _sections(values.get("TARGET_TITLES", []))
    return KeywordFilter(
        _categories(values.get("NEW_SUB_URL", []), name), keywords, exclude, tuple(notes)
    )


def _assignments(text: str, name: str) -> dict[str, list[str]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a stranger's escapes
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f"{name} line {line}" if line else name
        raise InputFileError(f"{where} is no Python: {getattr(error, 'msg', error)}") from None
    values = {}
    for statement in tree.body:
        for target in _targets(statement):
            if target in NAMES:
                values[target] = _strings(statement, target, name)
    return values


def _targets(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        targets = [statement.target]
    else:
        return []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _strings(statement: Any, target: str, name: str) -> list[str]:
    complaint = InputFileError(
        f"{name} line {statement.lineno}: {target} is no plain string or list of strings "
        "(nothing of the file is executed); write it out"
    )
    if isinstance(statement, ast.AugAssign) or statement.value is None:
        raise complaint
    try:
        value = ast.literal_eval(statement.value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise complaint from None
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list | tuple | set) or not all(isinstance(v, str) for v in found):
        raise complaint
    strings = list(map(whole, found))
    return sorted(strings) if isinstance(found, set) else strings


def _words(values: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that can be matched, once each whatever their case, and those that can't."""
    words = [" ".join(v.split()) for v in values if v.strip()]
    usable = {w.casefold(): w for w in reversed(words) if _is_usable(w)}
    odd = tuple(w for w in words if not _is_usable(w))
    return tuple(w for w in words if usable.pop(w.casefold(), None)), odd


def _is_usable(word: str) -> bool:
    return any(c.isalnum() for c in word) and len(word) <= LONGEST_KEYWORD


def _categories(urls: list[str], name: str) -> tuple[str, ...]:
    found = []
    for url in urls:
        match = _LISTING.search(url)
        if match is None:
            raise InputFileError(
                f"{name}: NEW_SUB_URL {url!r} is no listing like https://arxiv.org/list/eess.AS/new"
            )
        try:
            found.append(check_category(match[1]))
        except UsageError as error:
            raise InputFileError(f"{name}: NEW_SUB_URL: {error}") from None
    return tuple(dict.fromkeys(found))


def _sections(titles: list[str]) -> list[str]:
    """What differs from the sections of the listing that it read."""
    wanted = " ".join(titles).casefold()
    notes = []
    if titles and "cross" not in wanted:
        notes.append("cross-listed papers are ranked, too, and marked")
    if "replace" in wanted:
        notes.append("replaced papers are left out; `rank today --replacements all` ranks them")
    return notes
