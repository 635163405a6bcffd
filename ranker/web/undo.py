"""What the page can take back: each change knows how things stood before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ranker.app.feedback import voting
from ranker.app.feedback.shelf import shelve
from ranker.app.workspace import Workspace
from ranker.feedback.shelf import Field, ShelfItem
from ranker.feedback.votes import WITHDRAWN

MOST = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One change: what it was, of which paper if of one, and how to take it back."""

    said: str
    paper: str
    back: Callable[[Workspace], None]


class Steps:
    """The changes made on the page since it was started, the last one last."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def add(self, step: Step) -> None:
        """Note a change that was made."""
        self._steps = [*self._steps, step][-MOST:]

    def __len__(self) -> int:
        return len(self._steps)

    def undo(self, ws: Workspace) -> Step | None:
        """Take the last change back; None where there is none. What fails is raised and stays."""
        if not self._steps:
            return None
        step = self._steps[-1]
        step.back(ws)
        self._steps.pop()
        return step


def vote(ws: Workspace, paper_id: str, profile: str, value: int) -> Step | None:
    """Keep a vote, or withdraw it (0); None where it stood already. Raises RankError."""
    owner = ws.config.profile(profile or None)
    standing = ws.votes_of(owner).get(paper_id)
    before = standing.vote if standing else WITHDRAWN
    if before == value:
        return None
    _set_vote(ws, paper_id, owner.name, value)
    said = {1: "Liked", -1: "Disliked", 0: "Vote withdrawn"}[value]
    return Step(said, paper_id, lambda ws: _set_vote(ws, paper_id, owner.name, before))


def shelf(ws: Workspace, paper_id: str, field: Field, value: bool | str) -> Step | None:
    """Save a paper, mark it read, note on it, or take that back; None where it stood already."""
    kept = ws.shelf.all().get(paper_id) or ShelfItem(paper_id, ws.now())
    before: bool | str = getattr(kept, field)
    if before == value:
        return None
    shelve(ws, paper_id, field, value)
    words = {"saved": ("Saved", "Off the shelf"), "read": ("Marked read", "Marked unread")}
    said = words.get(field, ("Noted", "Note removed"))[not value]

    def back(ws: Workspace) -> None:
        shelve(ws, paper_id, field, before)

    return Step(said, paper_id, back)


def _set_vote(ws: Workspace, paper_id: str, profile: str, value: int) -> None:
    if value == WITHDRAWN:
        if paper_id in ws.votes_of(ws.config.profile(profile)):
            voting.undo(ws, [paper_id], profile)
    else:
        voting.cast_votes(ws, [paper_id], value, profile)
