"""Works of a library that are known by their title alone, recognised among arXiv's papers.

The paper takes over the work's vote: a like of the paper at the same time is added to the log,
and the work's own is withdrawn after it, so that it counts once. Nothing is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ranker.app.workspace import Workspace
from ranker.feedback.titles import Match, Titles
from ranker.feedback.votes import WITHDRAWN, Vote
from ranker.paper import Entry, is_canonical
from ranker.settings import Profile

SOURCE = "library "
"""What the `source` of a vote that was taken over begins with; the work's key follows."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A paper that is a work of the library: whose title it has, and how sure that is."""

    paper_id: str
    title: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Known:
    """How many works of a library have an arXiv id, none, an abstract, only a title; how many of
    those without an id are stored papers by their title, and how sure the least sure of them is.
    """

    with_id: int
    without_id: int
    with_abstract: int
    title_only: int
    matched: int
    confidence: float = 1.0


def recognise_announced(
    ws: Workspace, profile: Profile, entries: Sequence[Entry]
) -> tuple[Recognised, ...]:
    """Give the papers among `entries` that are works of the profile's library the works' votes."""
    standing = ws.votes_of(profile)
    works = {key: vote for key, vote in standing.items() if vote.title and not is_canonical(key)}
    if not works:
        return ()
    titles = Titles((key, vote.title) for key, vote in works.items())
    decided = {v.id for v in ws.vote_file.votes if (v.profile or _first(ws)) == profile.name}
    found: dict[str, tuple[Entry, Match]] = {}
    for entry in entries:
        if entry.paper.id in decided or not is_canonical(entry.paper.id):
            continue
        match = titles.find(entry.paper.title)
        before = found.get(match.key) if match else None
        if match and (before is None or match.confidence > before[1].confidence):
            found[match.key] = (entry, match)
    if not found:
        return ()
    lines: list[Vote] = []
    for key, (entry, _) in found.items():
        lines += taken_over(works[key], entry.paper.id)
    ws.vote_log.append(lines)
    ws.forget_votes_read()
    return tuple(
        Recognised(entry.paper.id, entry.paper.title, match.confidence)
        for entry, match in found.values()
    )


def identified(
    ws: Workspace, works: Sequence[Vote], formerly: Mapping[str, str]
) -> tuple[list[Vote], dict[str, str], Known]:
    """A library's works, those known by title under the id of the stored paper that each is;
    `formerly` with their keys; and what is known of them."""
    titled = [work for work in works if not is_canonical(work.id)]
    found = _stored(ws, titled)
    votes: dict[str, Vote] = {}
    for work in works:
        key = found[work.id].key if work.id in found else work.id
        votes.setdefault(key, replace(work, id=key))
    known = Known(
        with_id=len(works) - len(titled),
        without_id=len(titled),
        with_abstract=sum(bool(work.abstract) for work in works),
        title_only=sum(not work.abstract for work in titled),
        matched=len(found),
        confidence=min((match.confidence for match in found.values()), default=1.0),
    )
    return list(votes.values()), {**formerly, **{m.key: k for k, m in found.items()}}, known


def _stored(ws: Workspace, works: Iterable[Vote]) -> dict[str, Match]:
    """For the keys of works that are known by title, the stored paper that each is."""
    titles = Titles((work.id, work.title) for work in works if work.title)
    found: dict[str, Match] = {}
    if not titles or not ws.paths.store.exists():  # a dry run makes none
        return found
    for paper_id, title in ws.papers.titles():
        match = titles.find(title) if is_canonical(paper_id) else None
        before = found.get(match.key) if match else None
        if match and (before is None or match.confidence > before.confidence):
            found[match.key] = Match(paper_id, match.confidence)
    return found


def taken_over(work: Vote, paper_id: str) -> tuple[Vote, Vote]:
    """The two lines by which a paper takes over the vote of a work."""
    taken = replace(work, id=paper_id, title="", abstract="", source=f"{SOURCE}{work.id}")
    return taken, replace(work, vote=WITHDRAWN, abstract="", source=f"{SOURCE}{paper_id}")


def notes_on(recognised: Sequence[Recognised]) -> tuple[str, ...]:
    """What a digest says of them, each with its confidence."""
    return tuple(
        f"{one.paper_id} is in your library: its title is "
        + ("the same" if one.confidence == 1 else f"{one.confidence:.0%} the same")
        for one in recognised
    )


def settle(
    votes: Sequence[Vote], formerly: Mapping[str, str], log: Sequence[Vote], first: str
) -> tuple[list[Vote], list[Vote]]:
    """Of a library's votes those that are new, and the lines that withdraw what they replace.

    A library has no say on a paper that was voted on before, under its id or under the key that
    its work had (`formerly`) before the id was known. A like under such a key moves to the id.
    """
    last = {(v.id, v.profile or first): v for v in sorted(log, key=lambda v: v.at)}
    new: list[Vote] = []
    moved: list[Vote] = []
    for vote in votes:
        if (vote.id, vote.profile) in last:
            continue
        before = last.get((formerly.get(vote.id, ""), vote.profile))
        if before is None:
            new.append(vote)
        elif before.vote != WITHDRAWN:
            taken, withdrawn = taken_over(before, vote.id)
            new.append(replace(taken, title=vote.title, abstract=vote.abstract))
            moved.append(withdrawn)
    return new, moved


def _first(ws: Workspace) -> str:
    return ws.config.profiles[0].name
