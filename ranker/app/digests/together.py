"""The digest of one interest, or of all together, as the store has it or made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ranker.app.digests.digesting import Made, Span, kept_digest, make_digest, occasion
from ranker.app.digests.merging import MERGED, merge
from ranker.app.learning.basis import Bases
from ranker.app.workspace import Workspace
from ranker.digest.value import Digest
from ranker.errors import NothingToRankError


def kept(
    ws: Workspace, profile: str | None, span: Span, replacements: str, bases: Bases | None = None
) -> Digest | None:
    """The digest of the profile named, or of all, if every part of it is stored and would be
    ranked the same today. Nothing is written."""
    parts, bases = [], bases or Bases(ws)
    for name in _names(ws, profile):
        one = ws.config.profile(name)
        part = kept_digest(ws, occasion(ws, one, span, replacements, bases.of(one)))
        if part is None:
            return None
        parts.append(part)
    if len(parts) == 1:
        return parts[0].digest
    stored = ws.digests.get(MERGED, span.name)
    if stored is None or stored.basis != _basis(parts):
        return None
    return _merged(parts)


def make(ws: Workspace, profile: str | None, span: Span, replacements: str, bases: Bases) -> Digest:
    """The same, ranked and kept where need be; the caller has the workspace alone.

    A profile that has nothing to rank with yet is passed over while another has. Raises
    NothingToRankError.
    """
    parts: list[Made] = []
    idle: list[NothingToRankError] = []
    names = _names(ws, profile)
    for name in names:
        try:
            one = ws.config.profile(name)
            asked = occasion(ws, one, span, replacements, bases.of(one))
            parts.append(make_digest(ws, asked))
        except NothingToRankError as error:
            idle.append(error)
    if not parts:
        raise idle[0]
    if len(names) == 1:
        return parts[0].digest
    merged = _merged(parts)
    merged = replace(merged, notes=(*merged.notes, *map(str, idle)))
    ws.digests.put(merged, span.name, _basis(parts), ws.now(), {})
    return merged


def stored(ws: Workspace, profile: str | None, day: date | None) -> Digest | None:
    """The digest as it was kept, whatever it rests on: of the day named, else the newest."""
    names = _names(ws, profile)
    owner = names[0] if len(names) == 1 else MERGED
    wanted = day or ws.digests.newest_day(owner)
    found = ws.digests.get(owner, str(wanted)) if wanted else None
    return found.digest if found else None


def _names(ws: Workspace, profile: str | None) -> tuple[str, ...]:
    return (profile,) if profile else tuple(p.name for p in ws.config.profiles)


def _merged(parts: Sequence[Made]) -> Digest:
    digests = [part.digest for part in parts]
    return merge(digests, max(digest.size for digest in digests))


def _basis(parts: Sequence[Made]) -> str:
    return hashlib.sha256("\n".join(part.basis for part in parts).encode()).hexdigest()[:16]
