"""Works of a library that are known by their DOI or title alone, recognised among arXiv's papers.

The paper takes over the work's vote: a like of the paper at the same time is added to the log,
and the work's own is withdrawn after it, so that it counts once. Nothing is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ranker.app.workspace import Workspace
from ranker.doi import dois
from ranker.feedback.titles import Titles
from ranker.feedback.votes import WITHDRAWN, Vote
from ranker.paper import Entry, Paper, is_canonical
from ranker.settings import Profile

By = Literal["doi", "title"]
_SAID: dict[By, str] = {"doi": "DOI", "title": "title"}
_DOI = "doi:"
SOURCE = "library "
"""What the `source` of a vote that was taken over begins with; the work's key follows."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A paper that is a work of the library, by what it is known, and how sure that is."""

    paper_id: str
    title: str
    confidence: float
    by: By = "title"


@dataclass(frozen=True, slots=True)
class Known:
    """How many works of a library have an arXiv id, none, an abstract, only a title; how many of
    those without an id are stored papers, by their DOI or title, and how sure the least sure of
    them is. A DOI is certain.
    """

    with_id: int
    without_id: int
    with_abstract: int
    title_only: int
    matched: int
    confidence: float = 1.0
    by_doi: int = 0


class _Works:
    """Works without an arXiv id, to find the one that a paper is."""

    def __init__(self, works: Iterable[Vote]) -> None:
        named = tuple(works)
        self._titles = Titles((work.id, work.title) for work in named if work.title)
        self._by_doi: dict[str, str] = {}
        for work in named:
            if work.id.startswith(_DOI):
                for doi in dois(work.id):
                    self._by_doi.setdefault(doi, work.id)

    def __bool__(self) -> bool:
        return bool(self._titles or self._by_doi)

    def find(self, title: str, paper_dois: Iterable[str]) -> _Match | None:
        for doi in paper_dois:
            if doi in self._by_doi:
                return _Match(self._by_doi[doi], 1.0, "doi")
        match = self._titles.find(title)
        return _Match(match.key, match.confidence, "title") if match else None


@dataclass(frozen=True, slots=True)
class _Match:
    """The key of a work or paper, and by what and how surely it was found."""

    key: str
    confidence: float
    by: By

    def is_better(self, other: _Match | None) -> bool:
        """Whether it counts rather than the other; of two titles the one seen first."""
        if other is None:
            return True
        return (self.by == "doi", self.confidence) > (other.by == "doi", other.confidence)


def recognise_announced(
    ws: Workspace, profile: Profile, entries: Sequence[Entry]
) -> tuple[Recognised, ...]:
    """Give the papers among `entries` that are works of the profile's library the works' votes."""
    works = _Works(_standing_works(ws, profile).values())
    if not works:
        return ()
    stored = ws.papers.get(entry.paper.id for entry in entries)
    seen = (
        (e.paper.id, e.paper.title, e.paper.dois or _dois_of(stored.get(e.paper.id)))
        for e in entries
    )
    return _recognise(ws, profile, works, seen)


def recognise_stored(ws: Workspace) -> tuple[Recognised, ...]:
    """As `recognise_announced`, among all papers of the store, for every profile."""
    found: list[Recognised] = []
    for profile in ws.config.profiles:
        works = _Works(_standing_works(ws, profile).values())
        if works:
            found += _recognise(ws, profile, works, _stored_papers(ws))
    return tuple(dict.fromkeys(found))


def identified(
    ws: Workspace, works: Sequence[Vote], formerly: Mapping[str, str]
) -> tuple[list[Vote], dict[str, str], Known]:
    """A library's works, those without an arXiv id under the id of the stored paper that each is;
    `formerly` with their keys; and what is known of them."""
    unnamed = [work for work in works if not is_canonical(work.id)]
    found = _stored(ws, unnamed)
    votes: dict[str, Vote] = {}
    for work in works:
        key = found[work.id].key if work.id in found else work.id
        votes.setdefault(key, replace(work, id=key))
    known = Known(
        with_id=len(works) - len(unnamed),
        without_id=len(unnamed),
        with_abstract=sum(bool(work.abstract) for work in works),
        title_only=sum(not work.abstract for work in unnamed),
        matched=len(found),
        confidence=min((match.confidence for match in found.values()), default=1.0),
        by_doi=sum(match.by == "doi" for match in found.values()),
    )
    return list(votes.values()), {**formerly, **{m.key: k for k, m in found.items()}}, known


def _standing_works(ws: Workspace, profile: Profile) -> dict[str, Vote]:
    return {key: v for key, v in ws.votes_of(profile).items() if not is_canonical(key)}


def _recognise(
    ws: Workspace,
    profile: Profile,
    works: _Works,
    papers: Iterable[tuple[str, str, Sequence[str]]],
) -> tuple[Recognised, ...]:
    decided = {v.id for v in ws.vote_file.votes if (v.profile or _first(ws)) == profile.name}
    found: dict[str, tuple[str, str, _Match]] = {}
    for paper_id, title, paper_dois in papers:
        if paper_id in decided or not is_canonical(paper_id):
            continue
        match = works.find(title, paper_dois)
        if match and match.is_better(found[match.key][2] if match.key in found else None):
            found[match.key] = (paper_id, title, match)
    if not found:
        return ()
    standing = _standing_works(ws, profile)
    lines: list[Vote] = []
    for key, (paper_id, _, _) in found.items():
        lines += taken_over(standing[key], paper_id)
    ws.vote_log.append(lines)
    ws.forget_votes_read()
    return tuple(
        Recognised(paper_id, title, match.confidence, match.by)
        for paper_id, title, match in found.values()
    )


def _stored(ws: Workspace, works: Sequence[Vote]) -> dict[str, _Match]:
    """For the keys of works without an arXiv id, the stored paper that each is."""
    wanted = _Works(works)
    found: dict[str, _Match] = {}
    if not wanted or not ws.paths.store.exists():  # a dry run makes none
        return found
    for paper_id, title, paper_dois in _stored_papers(ws):
        match = wanted.find(title, paper_dois) if is_canonical(paper_id) else None
        if match and match.is_better(found.get(match.key)):
            found[match.key] = replace(match, key=paper_id)
    return found


def _stored_papers(ws: Workspace) -> Iterator[tuple[str, str, Sequence[str]]]:
    known: dict[str, list[str]] = {}
    for paper_id, doi in ws.papers.dois():
        known.setdefault(paper_id, []).append(doi)
    for paper_id, title in ws.papers.titles():
        yield paper_id, title, known.get(paper_id, ())


def _dois_of(paper: Paper | None) -> tuple[str, ...]:
    return paper.dois if paper else ()


def taken_over(work: Vote, paper_id: str) -> tuple[Vote, Vote]:
    """The two lines by which a paper takes over the vote of a work."""
    taken = replace(work, id=paper_id, title="", abstract="", source=f"{SOURCE}{work.id}")
    return taken, replace(work, vote=WITHDRAWN, abstract="", source=f"{SOURCE}{paper_id}")


def notes_on(recognised: Sequence[Recognised]) -> tuple[str, ...]:
    """What a digest says of them, each with its confidence."""
    return tuple(
        f"{one.paper_id} is in your library: its {_SAID[one.by]} is "
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
