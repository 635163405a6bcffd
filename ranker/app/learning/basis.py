"""Where a profile's models are, what one rests on, and which one may rank a day.

Light: every digest asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.app.workspace import Workspace
from ranker.feedback.votes import Vote, digest_of
from ranker.models.in_use import BACKGROUND, read_names, read_rests
from ranker.settings import Profile

if TYPE_CHECKING:
    from ranker.models.persistence import ModelFolder

GROWN = 2.0
"""A model on fewer background papers than it could have is trained again at this many times."""


def basis_of(ws: Workspace, profile: Profile, votes: Mapping[str, Vote] | None = None) -> str:
    """What a model trained on those votes (else on today's) would rest on, as a hash."""
    told = ws.votes_of(profile) if votes is None else dict(votes)
    completed = sorted(ws.asked.found(told))  # their vectors are others than they were
    parts = (repr(profile), digest_of(told), ws.encoder.fingerprint, *completed)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


class Bases:
    """What models trained in this run would rest on, by profile: each is computed when it is first
    asked for, once, and handed down from there."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._known: dict[str, str] = {}

    def of(self, profile: Profile) -> str:
        if profile.name not in self._known:
            self._known[profile.name] = basis_of(self._ws, profile)
        return self._known[profile.name]


def usable_model(ws: Workspace, profile: Profile, day: date, basis: str = "") -> str:
    """The id of the model in use, if it may rank listing date `day` as things are; else empty.

    It must have known nothing of the day, and rest on today's votes, keywords and encoder, or
    have been put back on these; and not be one that was trained on much less background than
    there is. `basis` is today's, where the caller has it already.
    """
    folder = _path(ws, profile)
    names = read_names(folder)
    rests = read_rests(folder, names)
    if rests is None or rests.until > day or rests.encoder != ws.encoder.fingerprint:
        return ""
    basis = basis or basis_of(ws, profile)
    if names.held == basis:
        return rests.id
    if rests.basis != basis:
        return ""
    if rests.background < BACKGROUND / GROWN:
        ids = ws.papers.background_ids(day, profile.categories, BACKGROUND, voted=False)
        available = len(ids)
        if available >= GROWN * rests.background:
            return ""
    return rests.id


def model_folder(ws: Workspace, profile: Profile) -> ModelFolder:
    """The profile's models on disk."""
    from ranker.models.persistence import ModelFolder  # loads numpy

    return ModelFolder(_path(ws, profile))


def _path(ws: Workspace, profile: Profile) -> Path:
    return ws.paths.models / profile.name
