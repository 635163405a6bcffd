"""Where a profile's models are, what one rests on, and whether one is kept in use all the same.

Light: every digest asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ranker.app.workspace import Workspace
from ranker.feedback.votes import Vote, digest_of
from ranker.models.in_use import read_names
from ranker.settings import Profile

if TYPE_CHECKING:
    from ranker.models.persistence import ModelFolder


def basis_of(ws: Workspace, profile: Profile, votes: Mapping[str, Vote] | None = None) -> str:
    """What a model trained on those votes (else on today's) would rest on, as a hash."""
    told = ws.votes_of(profile) if votes is None else dict(votes)
    parts = (repr(profile), digest_of(told), ws.encoder.fingerprint)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def held_model(ws: Workspace, profile: Profile) -> str:
    """The id of the model that was put back and ranks on today's votes; empty without one."""
    names = read_names(_path(ws, profile))
    return (names.model or "") if names.held == basis_of(ws, profile) else ""


def model_folder(ws: Workspace, profile: Profile) -> ModelFolder:
    """The profile's models on disk."""
    from ranker.models.persistence import ModelFolder  # loads numpy

    return ModelFolder(_path(ws, profile))


def _path(ws: Workspace, profile: Profile) -> Path:
    return ws.paths.models / profile.name
