"""The day as the page shows it: the kept digest with the votes as they are, in its groups."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from ranker.app.digests import together
from ranker.app.digests.digesting import Span
from ranker.app.workspace import Workspace
from ranker.digest import words, words_view
from ranker.digest.layout import Layout, laid_out
from ranker.digest.value import Digest
from ranker.feedback.shelf import ShelfItem
from ranker.scored import RankedPaper
from ranker.taxonomy import in_category
from ranker.web.desk import Known, Memory

REST = 200
"""Papers of the rest that a page lists; more are a click away."""


@dataclass(frozen=True, slots=True)
class PageQuery:
    """What a reader asked to see: a profile ("" for all), a listing date, one category, and how
    many pages of the rest."""

    profile: str = ""
    day: date | None = None
    category: str = ""
    rest: int = 0

    def query(self, **changes: object) -> str:
        """The query string that asks for this, with changes; without what is empty."""
        from urllib.parse import urlencode

        wanted = {
            "profile": self.profile,
            "day": self.day or "",
            "category": self.category,
            "rest": self.rest or "",
        } | changes
        return urlencode({name: value for name, value in wanted.items() if value})


@dataclass(frozen=True, slots=True)
class TodayView:
    """One page of a day. `fresh` says that it is ranked on all there is; `moves` how many places
    papers rose or fell since the reader's last change; `rest` the papers ranked below the size."""

    asked: PageQuery
    digest: Digest
    layout: Layout
    rest: tuple[RankedPaper, ...]
    beyond: int
    fresh: bool
    moves: dict[str, int]
    shelf: dict[str, ShelfItem]
    summary: str
    missing: str
    outcome: str
    common: str


def look(
    ws: Workspace, memory: Memory, asked: PageQuery, *, quick: bool = False
) -> TodayView | None:
    """The digest of the day asked for, else the newest; None where none was made yet.

    Nothing is ranked here. Where the kept digest would be another today, it is shown all the
    same, as not fresh. `quick`, after a vote: what is known of it is not read again.
    """
    profile = asked.profile or None
    ws.config.profile(profile)  # complains of an unknown one
    day = asked.day or ws.papers.newest_announcement()
    if day is None:
        return None
    known = memory.kept.get((asked.profile, day))
    if known is None or not quick:
        known = _known(ws, known, asked, day)
    if known is None:
        return None
    memory.kept[asked.profile, day] = known
    found = _with_votes(ws, known.digest)
    if known.fresh and not quick:
        memory.note_order(found)
    found = replace(found, standing=memory.standing if asked.day is None else found.standing)
    return _view(ws, memory, asked, found, fresh=known.fresh and not quick)


def _known(ws: Workspace, before: Known | None, asked: PageQuery, day: date) -> Known | None:
    """The digest as it is kept, read again where anything may have changed."""
    stamp = ws.stamp()
    if before is not None and before.stamp == stamp:
        return before
    profile = asked.profile or None
    with _no_collection():
        found = together.kept(ws, profile, Span(day, day), "none")
        if found is not None:
            return Known(found, stamp, fresh=True)
        found = together.stored(ws, profile, day)
        if found is None and asked.day is None:
            found = together.stored(ws, profile, None)
    return Known(found, stamp, fresh=False) if found else None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Reading 2,000 papers makes a million objects, none of which is garbage: looking for some
    takes as long as reading them."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _view(
    ws: Workspace, memory: Memory, asked: PageQuery, digest: Digest, *, fresh: bool
) -> TodayView:
    moves = memory.moves(digest)
    told = _of_category(digest, asked.category)
    rest = [r for r in told.papers[told.size :] if not r.vote]
    return TodayView(
        asked=asked,
        digest=told,
        layout=laid_out(told, everything=False),
        rest=tuple(rest[: asked.rest * REST]),
        beyond=max(0, len(rest) - asked.rest * REST),
        fresh=fresh,
        moves=moves,
        shelf=ws.shelf.all(),
        summary=f"{words_view.summary(digest, len(told.shown))} · {words_view.ranking(digest)}",
        missing=words_view.missing(digest),
        outcome=words.outcome(digest) if digest.standing.cause else "",
        common=words_view.common(laid_out(told, everything=False)),
    )


def _with_votes(ws: Workspace, digest: Digest) -> Digest:
    """With the votes that stand now, which may have been cast since it was ranked."""
    names = {r.profile for r in digest.papers} & {p.name for p in ws.config.profiles}
    votes = {name: ws.votes_of(ws.config.profile(name)) for name in names}

    def vote(ranked: RankedPaper) -> int:
        standing = votes.get(ranked.profile, {}).get(ranked.paper.id)
        return standing.vote if standing else 0

    papers = (r if r.vote == vote(r) else replace(r, vote=vote(r)) for r in digest.papers)
    return replace(digest, papers=tuple(papers))


def _of_category(digest: Digest, category: str) -> Digest:
    """The papers of one category alone, at their ranks; as many shown as of the whole digest."""
    if not category:
        return digest
    papers = tuple(r for r in digest.papers if in_category(r.paper.categories, category))
    shown = sum(r.rank <= digest.size for r in papers)
    return replace(digest, papers=papers, size=shown)


def find(views: Sequence[RankedPaper], paper_id: str) -> RankedPaper | None:
    """The paper of that id."""
    return next((r for r in views if r.paper.id == paper_id), None)
