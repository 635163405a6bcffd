"""One library at Zotero: its collections by path, its items, and new ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from typing import TYPE_CHECKING, Any

from ranker.errors import UsageError
from ranker.zotero.connection import Connection, ZoteroError

if TYPE_CHECKING:
    from pyzotero.zotero import Zotero

AT_A_TIME = 100  # items in an answer
AT_ONCE = 50  # items in a write request
_TRIES = 3
_LIBRARY = re.compile(r"(user|group)s?[/: ](\d{1,12})")


@dataclass(frozen=True, slots=True)
class Items:
    """Items as the API gives them (their `data`), and the library's version when they were read."""

    items: tuple[Mapping[str, Any], ...]
    version: int


@dataclass(frozen=True, slots=True)
class Library:
    """A library. `name` is `user/123` or `group/45`."""

    name: str
    _connection: Connection
    _zotero: Zotero

    @property
    def is_local(self) -> bool:
        return self._connection.settings.is_local

    def collections(self) -> dict[str, str]:
        """The keys of all collections, by their paths: `Reading/Speech`."""
        found = self._all(self._zotero.collections).items
        by_key = {str(one.get("key")): one for one in found}
        return {_path(key, by_key): key for key in by_key}

    def items(self, collection: str = "", *, since: int = 0, trashed: bool = False) -> Items:
        """The works of a collection (its key) or of all, changed since a version of the library.

        Raises ZoteroError.
        """
        ask = self._zotero.top
        if collection:
            zotero = self._zotero
            ask = lambda **told: zotero.collection_items_top(collection, **told)  # noqa: E731
        wanted = {"since": since} if since else {}
        found = self._all(ask, **wanted, **({"includeTrashed": 1} if trashed else {}))
        if found.version < since:  # another library than it was, put back from a copy
            return self.items(collection, trashed=trashed)
        return found

    def add(self, items: Sequence[Mapping[str, Any]], version: int) -> int:
        """Add items, if the library still has that version; its version then.

        Raises ChangedError, or ZoteroError that names the first that was refused.
        """
        for start in range(0, len(items), AT_ONCE):
            some = [dict(item) for item in items[start : start + AT_ONCE]]
            answer = self._connection.ask(
                lambda: self._zotero.create_items(some, last_modified=version)  # noqa: B023
            )
            failed = answer.get("failed") if isinstance(answer, dict) else None
            if failed:
                first = next(iter(failed.values()))
                said = " ".join(str(first.get("message") or first).split())[:200]
                raise ZoteroError(f"Zotero did not take {len(failed)} of {len(some)} items: {said}")
            version = self._version()
        return version

    def _all(self, ask: Callable[..., Any], **told: object) -> Items:
        """Every page; begun again where the library changes between two of them."""
        for _ in range(_TRIES):
            found: list[Mapping[str, Any]] = []
            version = -1
            while True:
                start = len(found)
                page = self._connection.ask(
                    lambda: ask(start=start, limit=AT_A_TIME, **told)  # noqa: B023
                )
                if not isinstance(page, list) or not all(isinstance(one, dict) for one in page):
                    raise ZoteroError(f"{self._connection.address} gave no list of items")
                found += [one["data"] if isinstance(one.get("data"), dict) else one for one in page]
                total = self._header("total-results")
                before, version = version, self._version()
                if before not in (-1, version):
                    break
                if not page or len(found) >= total >= 0 or (total < 0 and len(page) < AT_A_TIME):
                    return Items(tuple(found), version)
        raise ZoteroError("the library changes while it is read; try again when Zotero is done")

    def _version(self) -> int:
        return max(0, self._header("last-modified-version"))

    def _header(self, name: str) -> int:
        value = self._zotero.request.headers.get(name, "")
        return int(value) if value.isdecimal() else -1


def open_library(connection: Connection, wanted: str) -> Library:
    """The library `user/123` or `group/45`; without a name the key's owner's, or that of the
    running Zotero. Raises UsageError, ZoteroError."""
    local = connection.settings.is_local
    if not wanted:
        number = "0" if local else _owner(connection)
        return Library(f"user/{number}", connection, connection.library(number, "user"))
    match = _LIBRARY.fullmatch(wanted.strip().lower())
    if match is None:
        raise UsageError(f"the library {wanted!r} is no user/NUMBER or group/NUMBER")
    kind, number = match[1], match[2]
    return Library(f"{kind}/{number}", connection, connection.library(number, kind))


def chosen(patterns: Iterable[str], collections: Mapping[str, str]) -> dict[str, str]:
    """The collections that a pattern fits (`*` stands for anything, case says nothing), with
    those inside them. Raises UsageError for a pattern that fits none."""
    found: dict[str, str] = {}
    for pattern in patterns:
        wanted = re.compile(translate(pattern.strip().strip("/").casefold()))
        fitting = [path for path in collections if wanted.match(path.casefold())]
        if not fitting:
            known = ", ".join(sorted(collections)) or "none"
            raise UsageError(f"no collection fits {pattern!r}; there are: {known}")
        inside = tuple(f"{path}/" for path in fitting)
        found |= {p: k for p, k in collections.items() if p in fitting or p.startswith(inside)}
    return dict(sorted(found.items()))


def _path(key: str, by_key: Mapping[str, Mapping[str, Any]]) -> str:
    names: list[str] = []
    seen: set[str] = set()
    while key in by_key and key not in seen:
        seen.add(key)
        names.append(str(by_key[key].get("name") or key))
        key = str(by_key[key].get("parentCollection") or "")
    return "/".join(reversed(names))


def _owner(connection: Connection) -> str:
    """The number of the user whose key it is."""
    zotero = connection.library("0", "user")
    told = connection.ask(lambda: zotero.client.get(f"{connection.address}/keys/current").json())
    number = told.get("userID") if isinstance(told, dict) else None
    if not isinstance(number, int):
        raise ZoteroError("Zotero does not say whose key it is; name the library: user/NUMBER")
    return str(number)
