"""`rank zotero`: likes from a Zotero library, and likes into one."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ranker.app.feedback.library import Imported, import_likes
from ranker.app.workspace import Workspace
from ranker.errors import UnknownPaperError, UsageError
from ranker.feedback.importers.json_items import works_of_items
from ranker.feedback.importers.recognise import likes_of
from ranker.feedback.votes import LIKE
from ranker.paper import Paper, is_canonical
from ranker.zotero.connection import ChangedError, Connection
from ranker.zotero.items import Present, item_of
from ranker.zotero.key import find_key
from ranker.zotero.library import Library, chosen, open_library

_TRIES = 3


@dataclass(frozen=True, slots=True)
class FromZotero:
    """What came of an import: the library, the paths of the collections read (none: all of it),
    how many items were new or changed, and since when: 0 where all were read."""

    library: str
    collections: tuple[str, ...]
    items: int
    since: int
    imported: Imported


@dataclass(frozen=True, slots=True)
class ToZotero:
    """Papers added to a library (or to be added), those that it has, and those whose authors are
    not known here."""

    library: str
    collection: str
    added: tuple[Paper, ...]
    present: tuple[Paper, ...]
    incomplete: tuple[str, ...]


def connect(ws: Workspace, library: str | None, *, local: bool = False) -> Library:
    """The library named, else that of rank.toml, else the key's owner's. Raises UsageError,
    ZoteroError."""
    settings = ws.config.zotero
    if local:
        settings = replace(settings, api="local", library="")
    wanted = library if library is not None else settings.library
    key = "" if settings.is_local else find_key(os.environ, needed=not wanted)
    return open_library(Connection(settings, key, ws.sleep), wanted)


def import_from(
    ws: Workspace,
    library: Library,
    profile_name: str | None,
    patterns: Sequence[str] = (),
    *,
    whole: bool = False,
    dry_run: bool = False,
) -> FromZotero:
    """Like the works of a library, or of the collections that the patterns fit; what was added or
    changed since the last time, or with `whole` all of them."""
    profile = ws.config.profile(profile_name)
    wanted = tuple(patterns) or ws.config.zotero.collections
    collections = chosen(wanted, library.collections()) if wanted else {}
    part = json.dumps([profile.name, *sorted(collections.values())])
    name = f"{'local' if library.is_local else 'web'} {library.name}"
    since = 0 if whole else ws.library_versions.get(name, part)
    read = [library.items(key, since=since) for key in collections.values() or ("",)]
    every = [item for one in read for item in one.items]
    items = {str(item.get("key") or number): item for number, item in enumerate(every)}
    works = works_of_items(items.values(), f"Zotero {library.name}")
    likes = likes_of(works, ws.now())
    done = import_likes(ws, likes, profile.name, dry_run=dry_run)
    if not dry_run:
        ws.library_versions.put(name, part, min(one.version for one in read))
    return FromZotero(library.name, tuple(collections), len(items), since, done)


def push(
    ws: Workspace,
    library: Library,
    named: Sequence[str],
    profile_name: str | None,
    collection: str = "",
    *,
    dry_run: bool = False,
) -> ToZotero:
    """Add liked papers (ids, else all) to a library, in a collection (its path) or in none.

    What is there already stays as it is. The library is written only if it is still as it was
    when that was looked at. Raises UsageError, UnknownPaperError, ZoteroError.
    """
    if library.is_local:
        raise UsageError("Zotero's local API only reads; push through the web API, with a key")
    papers, incomplete = _liked(ws, named, profile_name)
    path, key = _target(library, collection or ws.config.zotero.into)
    tries = 0
    while True:
        read = library.items(trashed=True)
        there = Present(read.items)
        present = tuple(paper for paper in papers if there.has(paper))
        new = tuple(paper for paper in papers if paper not in present)
        try:
            if new and not dry_run:
                library.add([item_of(paper, key) for paper in new], read.version)
            return ToZotero(library.name, path, new, present, incomplete)
        except ChangedError:
            tries += 1
            if tries == _TRIES:
                raise


def _liked(
    ws: Workspace, named: Sequence[str], profile_name: str | None
) -> tuple[tuple[Paper, ...], tuple[str, ...]]:
    """The liked papers, those named or all, and the ids of those that are not whole."""
    from ranker.app.papers.naming import name_all

    profile = ws.config.profile(profile_name)
    liked = [i for i, v in ws.votes_of(profile).items() if v.vote == LIKE and is_canonical(i)]
    if named:
        heard = name_all(ws, named)
        if heard.errors:
            raise heard.errors[0]
        wanted = [one.id for one in heard.papers]
        for paper_id in wanted:
            if paper_id not in liked:
                raise UnknownPaperError(
                    f"{paper_id} is not among the likes of {profile.name}; `rank like` it first"
                )
        liked = wanted
    stored = ws.papers.get(liked)
    whole = tuple(stored[i] for i in liked if i in stored and stored[i].authors)
    return whole, tuple(i for i in liked if i not in stored or not stored[i].authors)


def _target(library: Library, collection: str) -> tuple[str, str]:
    """The path and key of the collection to add to. Raises UsageError where it is not one."""
    if not collection:
        return "", ""
    collections = library.collections()
    by_name = {path.casefold(): (path, key) for path, key in collections.items()}
    found = by_name.get(collection.strip("/").casefold())
    if found is None:
        known = ", ".join(sorted(collections)) or "none"
        raise UsageError(f"there is no collection {collection!r}; there are: {known}")
    return found
