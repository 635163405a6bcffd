"""`rank demo`: the whole loop on invented papers, in a workspace that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import fsum
from pathlib import Path

from ranker import sample
from ranker.app.announcements.fetching import fetch_file
from ranker.app.feedback.voting import Cast, cast_votes
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.today import Request, today
from ranker.app.workspace import Task, Workspace
from ranker.config import Paths
from ranker.digest.value import Digest
from ranker.feedback.votes import DISLIKE, LIKE
from ranker.reason_kinds import ReasonKind
from ranker.scored import RankedPaper

PROFILE = "hearing"
_FAMILIES: dict[ReasonKind, str] = {
    "keyword": "keywords",
    "close": "closeness to keywords",
    "liked": "nearness to your likes",
    "disliked": "nearness to your dislikes",
    "term": "single words",
    "category": "categories",
}


@dataclass(frozen=True, slots=True)
class Move:
    """A paper whose place changed: rank before and after, and the families of reasons that moved
    it against the other papers, with how much."""

    title: str
    before: int
    after: int
    because: tuple[tuple[str, float], ...]


@contextmanager
def demo_workspace(task: Task) -> Iterator[Workspace]:
    """A workspace with the sample's background papers, deleted afterwards."""
    # Windows deletes no file that is open; what is mapped into memory may be until the end.
    with tempfile.TemporaryDirectory(prefix="rank-demo-", ignore_cleanup_errors=True) as folder:
        ws = Workspace(Paths(Path(folder)), task=task)
        try:
            profile = check_profile(PROFILE, sample.CATEGORIES, sample.KEYWORDS)
            create_workspace(ws.paths, profile)
            fetch_file(ws, sample.library_path())
            yield ws
        finally:
            ws.close()


def ranked(ws: Workspace, size: int) -> Digest:
    """The sample announcement, ranked on what the reader has said so far, and so much of it."""
    return replace(today(ws, Request(path=sample.announcement_path())), size=size)


def vote(ws: Workspace) -> tuple[Cast, Cast]:
    """The sample reader's likes and dislikes."""
    return (
        cast_votes(ws, sample.LIKES, LIKE, None),
        cast_votes(ws, sample.DISLIKES, DISLIKE, None),
    )


def moves(before: Digest, after: Digest, most: int) -> tuple[tuple[Move, ...], tuple[Move, ...]]:
    """The unvoted papers that rose most and that fell most, of those near the top."""
    was = {r.paper.id: r for r in before.papers}
    near = 2 * after.size
    pairs = [
        (was[r.paper.id], r)
        for r in after.papers
        if not r.vote and min(r.rank, was[r.paper.id].rank) <= near
    ]
    changes = [_change(old, new) for old, new in pairs]
    usual = {kind: fsum(c[kind] for c in changes) / len(changes) for kind in _FAMILIES}
    found = []
    for (old, new), change in zip(pairs, changes, strict=True):
        against = [(_FAMILIES[kind], change[kind] - usual[kind]) for kind in _FAMILIES]
        if new.rank < old.rank:
            against.sort(key=lambda part: -part[1])
        else:
            against.sort(key=lambda part: part[1])
        found.append(Move(new.paper.title, old.rank, new.rank, tuple(against[:2])))
    rose = sorted((m for m in found if m.after < m.before), key=lambda m: m.after - m.before)
    fell = sorted((m for m in found if m.after > m.before), key=lambda m: m.before - m.after)
    return tuple(rose[:most]), tuple(fell[:most])


def _change(old: RankedPaper, new: RankedPaper) -> dict[ReasonKind, float]:
    """By how much each family of reasons changed a paper's score."""
    return {
        kind: fsum(r.contribution for r in new.because if r.kind == kind)
        - fsum(r.contribution for r in old.because if r.kind == kind)
        for kind in _FAMILIES
    }
