"""The tools that vote. They are offered only where the reader's own configuration says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ranker.app.feedback.voting import cast_on
from ranker.app.papers.naming import known_id
from ranker.app.workspace import Workspace
from ranker.errors import UnknownPaperError
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN
from ranker.mcp.reading import owner_of


@dataclass(frozen=True, slots=True)
class _Ballot:
    """One paper, whose vote it is, and how that stands."""

    id: str
    profile: str
    standing: int


def like(ws: Workspace, *, papers: Sequence[str], profile: str | None = None) -> dict[str, Any]:
    """Keep a like of every paper named, or, where one is unknown, of none."""
    return _vote(ws, papers, profile, LIKE)


def dislike(ws: Workspace, *, papers: Sequence[str], profile: str | None = None) -> dict[str, Any]:
    """Keep a dislike of every paper named, or, where one is unknown, of none."""
    return _vote(ws, papers, profile, DISLIKE)


def undo(ws: Workspace, *, papers: Sequence[str], profile: str | None = None) -> dict[str, Any]:
    """Withdraw the votes on the papers named; where one has none, nothing is withdrawn."""
    return _vote(ws, papers, profile, WITHDRAWN)


def _vote(ws: Workspace, papers: Sequence[str], profile: str | None, vote: int) -> dict[str, Any]:
    """What stands already is not written again."""
    ballots = [_ballot(ws, text, profile) for text in papers]
    for one in ballots:
        if vote == WITHDRAWN and one.standing == WITHDRAWN:
            raise UnknownPaperError(f"{one.id} has no vote of {one.profile} to withdraw")
    due = list(dict.fromkeys(one for one in ballots if one.standing != vote))
    for one in due:
        cast_on(ws, one.id, vote, one.profile)
    return {
        "vote": vote,
        "changed": [{"id": one.id, "profile": one.profile, "before": one.standing} for one in due],
        "stood_already": len(set(ballots)) - len(due),
    }


def _ballot(ws: Workspace, text: str, profile: str | None) -> _Ballot:
    """By the profile named, else the one that showed the paper, else the first. arXiv is not
    asked. Raises UnknownPaperError, PaperIdError, UsageError."""
    paper_id = known_id(ws, text)
    owner = owner_of(ws, paper_id, profile)
    standing = ws.votes_of(owner).get(paper_id)
    return _Ballot(paper_id, owner.name, standing.vote if standing else WITHDRAWN)
