"""`rank why`: the exact sum behind one paper's score. `rank show`: the paper itself."""

from __future__ import annotations

from dataclasses import dataclass

from ranker.app.learning.in_use import model_in_use
from ranker.app.papers.naming import NamedPaper, name_one
from ranker.app.search.whereabouts import Whereabouts, whereabouts
from ranker.app.workspace import Workspace
from ranker.errors import UnknownPaperError
from ranker.explain import merge
from ranker.feedback.votes import Vote
from ranker.models.reasons import Reasons
from ranker.paper import Paper
from ranker.scored import KeywordHit, Reason, Stage
from ranker.settings import Profile
from ranker.store.digests import Placed

_SAME = 1e-6  # scores that differ by less are equal: they are sums of floats


@dataclass(frozen=True, slots=True)
class Explanation:
    """One paper's score and every part of it, strongest first; the parts sum to the score.

    It is that of the model in use. `shown` is what the reader saw of the paper last, if a digest
    had it; `changed` says that this was ranked otherwise, so that the sum is not the one behind
    what was seen.
    """

    paper: Paper
    profile: str
    stage: Stage
    model: str
    score: float
    probability: float
    hits: tuple[KeywordHit, ...]
    reasons: tuple[Reason, ...]
    shown: Placed | None = None

    @property
    def changed(self) -> bool:
        """Whether what the reader saw was ranked otherwise."""
        seen = self.shown
        return seen is not None and (
            seen.model != self.model or abs(seen.score - self.score) > _SAME
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A stored paper, when it was announced first, the vote on it if there is one, and what became
    of it in a profile's digests."""

    paper: Paper
    announced: str
    vote: Vote | None
    profile: str
    whereabouts: Whereabouts


def why(ws: Workspace, text: str, profile: str | None = None) -> Explanation:
    """Explain a known paper's score under the model in use.

    Parameters
    ----------
    ws
        An open workspace.
    text
        The paper: an arXiv id in any written form, a link, or a number of the list printed last.
        One that is not stored is asked of arXiv.
    profile
        The profile's name; without it, the one that the paper was shown under, else the first.

    Returns
    -------
    Explanation
        The score, the probability of a like (0 to 1), and all reasons, strongest first; their
        contributions sum to the score.

    Raises
    ------
    PaperIdError
        Where the text is no id in any form.
    UnknownPaperError
        Where it is one of no paper, or of one that only a vote is known of.
    NothingToRankError
        Where there is nothing to train a model on.
    UsageError
        Where the text names several papers, or rank.toml has no such profile.

    Examples
    --------
    >>> from ranker import why
    >>> told = why(ws, "9912.10001")
    >>> abs(sum(reason.contribution for reason in told.reasons) - told.score) < 1e-6
    True
    """
    named = name_one(ws, text, ask=True)
    owner = _profile(ws, named, profile)
    paper = _stored(ws, named.id)
    model = model_in_use(ws, owner)
    vectors = ws.vectors_of(model.encoder, len(model.space.mean)).get([paper.id])
    if not vectors.ids:
        from ranker.app.papers.ingest import embed  # seldom needed, and slow to import

        vectors = embed(ws, [paper.id])
    scored = model.score([paper], vectors.values)
    ordered = sorted(merge(Reasons(scored).of(0)), key=lambda r: -abs(r.contribution))
    return Explanation(
        paper=paper,
        profile=owner.name,
        stage=model.stage,
        model=model.card.id,
        score=float(scored.scores[0]),
        probability=float(scored.probabilities[0]),
        hits=scored.hits[0],
        reasons=tuple(r for r in ordered if r.contribution),
        shown=_placed(ws, named, owner),
    )


def show(ws: Workspace, text: str, profile_name: str | None) -> Shown:
    """A paper, stored or asked of arXiv. Raises UnknownPaperError."""
    named = name_one(ws, text, ask=True)
    profile = _profile(ws, named, profile_name)
    paper = _stored(ws, named.id)
    first = ws.papers.first_announced([paper.id]).get(paper.id)
    vote = ws.votes_of(profile).get(paper.id)
    place = whereabouts(ws, profile, paper)
    return Shown(paper, str(first or ""), vote, profile.name, place)


def _profile(ws: Workspace, named: NamedPaper, profile_name: str | None) -> Profile:
    """The profile asked for, else the one that showed the paper, else the first."""
    names = [profile.name for profile in ws.config.profiles]
    return ws.config.profile(profile_name or (named.owner if named.owner in names else None))


def _placed(ws: Workspace, named: NamedPaper, profile: Profile) -> Placed | None:
    """The paper in the digest that the reader saw last, else in the one that first had it."""
    printed = ws.lists.get("printed")
    digests = [printed.name] if printed is not None and printed.kind == "digest" else []
    had = ws.digests.shown_under([named.id]).get(named.id)
    if had is not None and had[0] == profile.name:
        digests.append(str(had[1]))
    found = (ws.digests.placed(profile.name, name, named.id) for name in dict.fromkeys(digests))
    return next((place for place in found if place), None)


def _stored(ws: Workspace, paper_id: str) -> Paper:
    paper = ws.papers.get([paper_id]).get(paper_id)
    if paper is None:
        raise UnknownPaperError(
            f"{paper_id} is not stored, only the vote on it; `rank fetch` its announcement"
        )
    return paper
