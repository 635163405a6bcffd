"""`rank why`: the exact sum behind one paper's score. `rank show`: the paper itself."""

from __future__ import annotations

from dataclasses import dataclass

from ranker.app.basis import model_folder
from ranker.app.voting import by_profile, resolve
from ranker.app.workspace import Workspace
from ranker.digest.value import KeywordHit, Reason, Stage
from ranker.errors import UnknownPaperError
from ranker.explain import merge
from ranker.feedback.votes import Vote
from ranker.models.reasons import Reasons
from ranker.paper import Paper


@dataclass(frozen=True, slots=True)
class Explanation:
    """One paper's score and every part of it, strongest first; the parts sum to the score."""

    paper: Paper
    profile: str
    stage: Stage
    model: str
    score: float
    probability: float
    hits: tuple[KeywordHit, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A stored paper, where it was announced first, and the vote on it if there is one."""

    paper: Paper
    announced: str
    vote: Vote | None


def why(ws: Workspace, text: str, profile_name: str | None) -> Explanation:
    """Explain a known paper's score under the model in use, of the profile it was shown under.

    Raises UnknownPaperError, or NothingToRankError where there is nothing to train a model on.
    """
    owner = next(iter(by_profile(ws, [text], profile_name)))
    profile = ws.config.profile(owner)
    paper = _find(ws, text, profile_name)
    model = model_folder(ws, profile).load()
    vectors = model and ws.vectors_of(model.encoder, len(model.space.mean)).get([paper.id])
    if model is None or not vectors or not vectors.ids:
        from ranker.app.ingest import embed  # seldom needed, and slow to import
        from ranker.app.training import model_for

        with ws.alone():
            vectors = embed(ws, [paper.id])
            if model is None or model.encoder != ws.encoder.fingerprint:
                newest = ws.papers.newest_announcement() or ws.now().date()
                model = model_for(ws, profile, newest)
    scored = model.score([paper], vectors.values)
    ordered = sorted(merge(Reasons(scored).of(0)), key=lambda r: -abs(r.contribution))
    return Explanation(
        paper=paper,
        profile=profile.name,
        stage=model.stage,
        model=model.card.id,
        score=float(scored.scores[0]),
        probability=float(scored.probabilities[0]),
        hits=scored.hits[0],
        reasons=tuple(r for r in ordered if r.contribution),
    )


def show(ws: Workspace, text: str, profile_name: str | None) -> Shown:
    """A paper, stored or asked of arXiv. Raises UnknownPaperError."""
    profile = ws.config.profile(profile_name)
    paper = _find(ws, text, profile_name)
    first = ws.papers.first_announced([paper.id]).get(paper.id)
    return Shown(paper, str(first or ""), ws.votes_of(profile).get(paper.id))


def _find(ws: Workspace, text: str, profile_name: str | None) -> Paper:
    paper_id = resolve(ws, text, profile_name, ask=True)
    paper = ws.papers.get([paper_id]).get(paper_id)
    if paper is None:
        raise UnknownPaperError(
            f"{paper_id} is not stored, only the vote on it; `rank fetch` its announcement"
        )
    return paper
