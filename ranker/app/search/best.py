"""`rank best`: what the profile's model likes best of everything stored, however old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ranker.app.learning.in_use import model_in_use
from ranker.app.learning.training import with_vectors
from ranker.app.search.searching import nearest_ids
from ranker.app.workspace import Workspace
from ranker.models.scoring import ProfileModel
from ranker.paper import Paper
from ranker.scored import by_place, comparable
from ranker.store.within import Within

CANDIDATES = 500  # scored in full, of those whose embeddings alone look best


@dataclass(frozen=True, slots=True)
class BestHit:
    """One stored paper and what the model makes of it. `day`: when it became public."""

    rank: int
    paper: Paper
    day: date
    score: float
    probability: float


def best(
    ws: Workspace, profile_name: str | None, count: int, since: date | None = None
) -> tuple[BestHit, ...]:
    """The stored papers without a vote that suit a profile best, by the model in use.

    Those that were background in its training stand a little lower than they would as new ones.
    Raises NothingToRankError where there is nothing to train a model on.
    """
    profile = ws.config.profile(profile_name)
    model = model_in_use(ws, profile)
    votes = ws.votes_of(profile)
    voted = {paper_id for paper_id, vote in votes.items() if vote.vote}
    most = max(CANDIDATES, count) + len(voted)
    near = nearest_ids(ws, _direction(model), most, Within(first=since))
    found = with_vectors(ws, [paper_id for paper_id in near if paper_id not in voted])
    scored = model.score(found.papers, found.vectors)
    papers, scores = found.papers, list(map(comparable, scored.scores))
    order = sorted(range(len(papers)), key=lambda i: by_place(papers[i], scores[i]))
    order = order[:count]
    days = ws.papers.public_since(papers[i].id for i in order)
    return tuple(
        BestHit(place, papers[i], days[papers[i].id], scores[i], float(scored.probabilities[i]))
        for place, i in enumerate(order, 1)
    )


def _direction(model: ProfileModel) -> NDArray[np.float32]:
    """Which way the score grows with an embedding, (D,): the model's weights and the keywords.

    Roughly: centring, the best of several keywords and everything but the embedding are left to
    the scoring in full.
    """
    towards = model.parts.linear.dense[: len(model.space.mean)]
    keywords = model.parts.keywords
    if keywords is not None:
        towards = towards + model.parts.keyword_weight * keywords.direction()
    return towards.astype(np.float32)
