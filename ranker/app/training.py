"""`rank train`, and the model that `rank today` asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ranker.app.ingest import embed, keep_voted
from ranker.app.workspace import Workspace
from ranker.config import Profile
from ranker.errors import NothingToRankError
from ranker.feedback.votes import DISLIKE, LIKE, Vote, digest_of
from ranker.models.features import Background
from ranker.models.persistence import ModelFolder
from ranker.models.scoring import ProfileModel
from ranker.models.training import BACKGROUND, Evidence, Labelled, train

GROWN = 2.0
"""A model on fewer background papers than it could have is trained again at this many times."""
LEAST_BACKGROUND = 200
"""With fewer earlier papers, the day's own stand in, since there is nothing else to compare to."""


def model_for(ws: Workspace, profile: Profile, day: date) -> ProfileModel:
    """A model that may rank listing date `day`: the one in use, else a new one.

    A model is new when votes, keywords or the encoder changed, when it knew later papers than
    the day's, or when there was hardly any background to train it on. Only a model for the
    newest day comes into use.
    """
    model = ModelFolder(ws.paths.models / profile.name).load()
    if model is not None and _usable(ws, profile, model, day):
        return model
    fresh = fit(ws, profile, day)
    newest = ws.papers.newest_announcement()
    if newest is None or day >= newest:
        ModelFolder(ws.paths.models / profile.name).promote(fresh)
    return fresh


def train_now(ws: Workspace, profile_name: str | None) -> ProfileModel:
    """Train on everything known today, and put the model in use."""
    profile = ws.config.profile(profile_name)
    with ws.alone():
        newest = ws.papers.newest_announcement()
        until = newest + timedelta(days=1) if newest else ws.now().date()
        model = fit(ws, profile, until)
        ModelFolder(ws.paths.models / profile.name).promote(model)
        return model


def fit(ws: Workspace, profile: Profile, until: date) -> ProfileModel:
    """Train a profile's model on its votes and on papers public before `until`."""
    votes = ws.votes_of(profile)
    keep_voted(ws, votes.values())
    background = _background_ids(ws, profile, until)
    likes, dislikes = _voted_ids(votes, LIKE), _voted_ids(votes, DISLIKE)
    embed(ws, [*background, *likes, *dislikes])
    done = ws.task.begin(f"training {profile.name}", 0)
    evidence = Evidence(
        profile=profile,
        keyword_vectors=_keyword_vectors(ws, profile),
        likes=_labelled(ws, likes),
        dislikes=_labelled(ws, dislikes),
        until=until,
        encoder=ws.encoder.fingerprint,
        basis=_basis(ws, profile, votes),
    )
    earlier = _labelled(ws, background)
    if not len(earlier):
        raise NothingToRankError("no paper is stored yet; run `rank fetch`")
    model = train(evidence, Background.fit(earlier.papers, earlier.vectors), ws.now())
    done(1)
    return model


def _usable(ws: Workspace, profile: Profile, model: ProfileModel, day: date) -> bool:
    basis = _basis(ws, profile, ws.votes_of(profile))
    if model.basis != basis or model.until > day:
        return False
    if model.background >= BACKGROUND / GROWN:
        return True
    available = len(ws.papers.background_ids(day, profile.categories, BACKGROUND))
    return available < GROWN * model.background


def _basis(ws: Workspace, profile: Profile, votes: dict[str, Vote]) -> str:
    parts = (repr(profile), digest_of(votes), ws.config.encoder.model)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _background_ids(ws: Workspace, profile: Profile, until: date) -> list[str]:
    ids = list(ws.papers.background_ids(until, profile.categories, BACKGROUND))
    if len(ids) < LEAST_BACKGROUND:
        ids += [e.paper.id for e in ws.papers.announced(until, profile.categories)]
    return list(dict.fromkeys(ids))


def _voted_ids(votes: dict[str, Vote], vote: int) -> list[str]:
    ordered = sorted(votes.values(), key=lambda v: (v.at, v.id))
    return [v.id for v in ordered if v.vote == vote]


def _labelled(ws: Workspace, ids: Iterable[str]) -> Labelled:
    vectors = ws.vectors.get(ids)
    papers = ws.papers.get(vectors.ids)
    return Labelled(tuple(papers[i] for i in vectors.ids), vectors.values)


def _keyword_vectors(ws: Workspace, profile: Profile) -> NDArray[np.float32]:
    if not profile.keywords:
        return np.zeros((0, ws.encoder.dimensions), np.float32)
    return ws.encoder.encode([k.rstrip("*") for k in profile.keywords])
