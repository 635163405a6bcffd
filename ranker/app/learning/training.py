"""Training a profile's model from the workspace, and the model that `rank today` asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ranker.app.learning.basis import basis_of, model_folder, usable_model
from ranker.app.learning.forecasting import passed_over
from ranker.app.papers.ingest import embed, keep_voted
from ranker.app.workspace import Workspace
from ranker.errors import NothingToRankError
from ranker.feedback.counting import Doubt, counted
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.models.evidence import Evidence, PaperVectors
from ranker.models.features import Background
from ranker.models.in_use import BACKGROUND
from ranker.models.patterns import without_star
from ranker.models.pool import Pool
from ranker.models.scoring import ProfileModel
from ranker.models.training import POOL, train
from ranker.paper import Paper
from ranker.settings import Profile

LEAST_BACKGROUND = 200
"""With fewer earlier papers, the day's own stand in, since there is nothing else to compare to."""


def model_for(ws: Workspace, profile: Profile, day: date, basis: str = "") -> ProfileModel:
    """A model that may rank listing date `day`: the one in use, else a new one.

    A model is new when votes, keywords or the encoder changed, when it knew later papers than
    the day's, or when there was hardly any background to train it on. Only a model for the
    newest day comes into use. One that was rolled back to stays until anything changes. `basis` is
    today's, where the caller has it already.
    """
    with ws.keeping():
        basis = basis or basis_of(ws, profile)
        folder = model_folder(ws, profile)
        model = folder.load() if usable_model(ws, profile, day, basis) else None
        if model is not None:
            return model
        fresh = fit(ws, profile, day, basis=basis)
        newest = ws.papers.newest_announcement()
        if (newest is None or day >= newest) and not ws.read_only:
            # Without a comparison, which trains several times over: a reader waits for this
            # digest. `rank train`, which runs on a schedule, compares, with the model last
            # promoted there.
            folder.renew(fresh)
        return fresh


def fit(
    ws: Workspace, profile: Profile, until: date, *, at_hand: bool = False, basis: str = ""
) -> ProfileModel:
    """Train a profile's model on its votes and on papers public before `until`.

    With `at_hand` on those of them that are embedded, since somebody else may be embedding more.
    `basis` is today's, where the caller has it already.
    """
    votes = ws.votes_of(profile)
    keep_voted(ws, votes.values())
    earlier = earlier_ids(ws, profile, until)
    if len(earlier) < LEAST_BACKGROUND:
        own = (e.paper.id for e in ws.papers.announced(until, profile.categories))
        earlier = tuple(dict.fromkeys((*earlier, *own)))
    if not earlier:  # nothing but what votes brought
        earlier = ws.papers.background_ids(until, profile.categories, POOL)
    if at_hand:
        absent = frozenset(ws.vectors.missing(earlier))
        earlier = tuple(i for i in earlier if i not in absent)
    past = with_vectors(ws, earlier[:BACKGROUND])
    if not len(past):
        raise NothingToRankError("no paper is stored yet; run `rank fetch`")
    _check_evidence(ws, profile, votes)
    evidence = evidence_of(ws, profile, votes, until, earlier, basis)
    done = ws.task.begin(f"training {profile.name}", 0)
    model = train(evidence, Background.fit(past.papers, past.vectors), ws.now())
    done(1)
    return model


def doubts(ws: Workspace, profile: Profile) -> tuple[Doubt, ...]:
    """What is odd about the profile's votes, as a training sees them; those that bring a paper
    with them were stored by it."""
    votes = ws.votes_of(profile)
    return counted(profile, votes, ws.papers.get(votes)).doubts


def _check_evidence(ws: Workspace, profile: Profile, votes: Mapping[str, Vote]) -> None:
    """Say why none of the votes counts, where they are all there is to rank by."""
    if not votes or profile.keywords or profile.authors:
        return
    found = counted(profile, votes, ws.papers.get(votes))
    if not found.votes:
        from ranker.digest.words_votes import doubt

        most = max(found.doubts, key=lambda one: one.count)
        raise NothingToRankError(doubt(most, profile.name))


def earlier_ids(ws: Workspace, profile: Profile, until: date) -> tuple[str, ...]:
    """Ids of the papers that a model which ranks from `until` on may know, newest first.

    Those that only votes brought are not among them.
    """
    return ws.papers.background_ids(until, profile.categories, POOL, voted=False)


def evidence_of(
    ws: Workspace,
    profile: Profile,
    votes: Mapping[str, Vote],
    until: date,
    earlier: Sequence[str],
    basis: str = "",
) -> Evidence:
    """What those votes and the profile's keywords are to a training, embedded as needed.

    A work counts once, and none whose paper says nothing. Of the earlier papers those that are
    embedded already are looked among for likely likes. `basis` is that of those votes, where the
    caller has it already.
    """
    papers = ws.papers.get(votes)
    counting = counted(profile, votes, papers).votes
    return Evidence(
        profile=profile,
        keyword_vectors=_keyword_vectors(ws, profile),
        likes=with_vectors(ws, _voted_ids(counting, LIKE), papers),
        dislikes=with_vectors(ws, _voted_ids(counting, DISLIKE), papers),
        passed=with_vectors(ws, passed_over(ws, profile, votes, until)),
        pool=_pool(ws, earlier),
        until=until,
        encoder=ws.encoder.fingerprint,
        basis=basis or basis_of(ws, profile, votes),
    )


def with_vectors(
    ws: Workspace, ids: Sequence[str], papers: Mapping[str, Paper] | None = None
) -> PaperVectors:
    """The stored papers among the ids, with their vectors, in the order given; `papers` are all
    of them, where they are read already."""
    vectors = embed(ws, ids)
    papers = ws.papers.get(vectors.ids) if papers is None else papers
    return PaperVectors(tuple(papers[i] for i in vectors.ids), vectors.values)


def _pool(ws: Workspace, ids: Sequence[str]) -> Pool:
    vectors = ws.vectors.get(ids)

    def read(rows: Sequence[int]) -> list[Paper]:
        papers = ws.papers.get([vectors.ids[row] for row in rows])
        return [papers[vectors.ids[row]] for row in rows]

    return Pool(vectors.ids, vectors.values, read)


def _voted_ids(votes: Mapping[str, Vote], vote: int) -> list[str]:
    ordered = sorted(votes.values(), key=lambda v: (v.at, v.id))
    return [v.id for v in ordered if v.vote == vote]


def _keyword_vectors(ws: Workspace, profile: Profile) -> NDArray[np.float32]:
    if not profile.keywords:
        return np.zeros((0, ws.encoder.dimensions), np.float32)
    return ws.encoder.encode([without_star(k)[0] for k in profile.keywords])
