"""The tools that read: the day, a sum, search, similar papers, the shelf. They ask nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ranker.app.digests import together
from ranker.app.digests.digesting import Span
from ranker.app.papers.naming import known_id, shown_by
from ranker.app.workspace import Workspace
from ranker.calendar import expected_listing
from ranker.digest import escape
from ranker.digest.value import Digest
from ranker.errors import NothingToRankError, UnknownPaperError
from ranker.feedback.shelf import NOTE_LIMIT
from ranker.fields import check_category
from ranker.mcp import answers
from ranker.paper import Paper
from ranker.scored import RankedPaper
from ranker.settings import Profile
from ranker.store.within import Within
from ranker.taxonomy import in_category

if TYPE_CHECKING:
    from ranker.app.search.searching import SearchHit

COUNT = 10
"""Papers of an answer where nobody says how many."""
_REASONS = 30  # parts of a sum that are told one by one
_STRONGEST = 5  # reasons beside a ranked paper


def today(
    ws: Workspace,
    *,
    day: date | None = None,
    profile: str | None = None,
    category: str = "",
    count: int | None = None,
    abstracts: bool = True,
) -> dict[str, Any]:
    """The kept digest of a listing date, else the newest. Nothing is ranked and nothing written.

    Raises NothingToRankError where none was made.
    """
    ws.config.profile(profile)  # complains of an unknown one
    digest, fresh = _kept(ws, profile, day)
    papers = _with_votes(ws, digest)
    if category:
        wanted = check_category(category)
        papers = [r for r in papers if in_category(r.paper.categories, wanted)]
    shown = papers[: count or digest.size]
    return answers.answer(
        announcement=str(digest.announcement),
        newest_due=str(expected_listing(ws.now())),
        up_to_date=fresh,
        profile=digest.profile,
        stage=digest.stage,
        worth_reading_from=digest.worth,
        ranked=len(papers),
        papers=[_ranked(one, abstract=abstracts) for one in shown],
    )


def why(ws: Workspace, *, paper: str, profile: str | None = None) -> dict[str, Any]:
    """The sum behind a stored paper's score, by the model in use. Raises UnknownPaperError, and
    NothingToRankError where no model was trained yet."""
    from ranker.app.learning.basis import model_folder
    from ranker.app.search.why import why as explain
    from ranker.explain import condense

    paper_id = _stored(ws, paper).id
    owner = owner_of(ws, paper_id, profile)
    model = model_folder(ws, owner).load()
    if model is None or model.encoder != ws.encoder.fingerprint:
        raise NothingToRankError(f"no model of {owner.name} is there yet; `rank today` trains one")
    found = explain(ws, paper_id, owner.name)
    return answers.answer(
        paper=answers.paper(found.paper, abstract=True),
        profile=found.profile,
        stage=found.stage,
        score=round(found.score, 6),
        probability=round(found.probability, 3),
        reasons=answers.reasons(condense(found.reasons, found.score, _REASONS)),
        vote=_votes(ws).get(found.profile, {}).get(found.paper.id, 0),
    )


def search(
    ws: Workspace,
    *,
    query: str,
    count: int = COUNT,
    since: date | None = None,
    until: date | None = None,
    category: str = "",
    abstracts: bool = True,
) -> dict[str, Any]:
    """What a text finds among everything stored, by meaning and words."""
    from ranker.app.search.searching import search as find

    wanted = check_category(category) if category else ""
    found = find(ws, query, count, Within(first=since, last=until, category=wanted))
    return _found(found, abstracts=abstracts)


def similar(
    ws: Workspace, *, paper: str, count: int = COUNT, abstracts: bool = True
) -> dict[str, Any]:
    """The stored papers most like one. Raises UnknownPaperError."""
    from ranker.app.search.searching import similar as find

    found = find(ws, _stored(ws, paper).id, count)
    return _found(found, abstracts=abstracts)


def _found(papers: Sequence[SearchHit], *, abstracts: bool) -> dict[str, Any]:
    return answers.answer(
        papers=[
            {
                **answers.paper(one.paper, abstract=abstracts),
                "date": str(one.day),
                "score": round(one.score, 3),
            }
            for one in papers
        ]
    )


def saved(ws: Workspace, *, count: int = 2 * COUNT, abstracts: bool = True) -> dict[str, Any]:
    """The reader's shelf, saved last first."""
    from ranker.app.feedback.shelf import shelved

    found = shelved(ws)
    return answers.answer(
        on_the_shelf=len(found),
        papers=[
            {
                **answers.paper(one.paper, abstract=abstracts),
                "saved": one.kept.saved,
                "read": one.kept.read,
                "at": f"{one.kept.at:%Y-%m-%d}",
                "readers_note": escape.clean(one.kept.note, NOTE_LIMIT),
            }
            for one in found[:count]
        ],
    )


def owner_of(ws: Workspace, paper_id: str, profile: str | None) -> Profile:
    """The profile named, else the one that showed the paper, else the first. Raises UsageError."""
    names = [one.name for one in ws.config.profiles]
    shown = shown_by(ws, paper_id)
    return ws.config.profile(profile or (shown if shown in names else None))


def _kept(ws: Workspace, profile: str | None, day: date | None) -> tuple[Digest, bool]:
    """The digest, and whether it would be the same if it were ranked now."""
    stored = together.stored(ws, profile, day)
    if stored is None:
        if day is not None:
            raise NothingToRankError(
                f"no digest of {day} is kept; `rank today --date {day}` makes one"
            )
        raise NothingToRankError("no digest is kept yet; `rank today` makes one")
    span = Span(stored.announcement, stored.announcement)
    found = together.kept(ws, profile, span, "none")
    return (found, True) if found else (stored, False)


def _with_votes(ws: Workspace, digest: Digest) -> list[RankedPaper]:
    """Its papers with the votes that stand now."""
    votes = _votes(ws)
    return [
        replace(r, vote=votes[r.profile].get(r.paper.id, 0)) if r.profile in votes else r
        for r in digest.papers
    ]


def _votes(ws: Workspace) -> dict[str, dict[str, int]]:
    return {
        one.name: {i: vote.vote for i, vote in ws.votes_of(one).items()}
        for one in ws.config.profiles
    }


def _ranked(one: RankedPaper, *, abstract: bool) -> dict[str, Any]:
    return {
        **answers.paper(one.paper, abstract=abstract),
        "rank": one.rank,
        "probability": round(one.probability, 3),
        "profile": one.profile,
        "vote": one.vote,
        "withdrawn": one.paper.withdrawn,
        "reasons": answers.reasons(one.strongest(_STRONGEST)),
    }


def _stored(ws: Workspace, text: str) -> Paper:
    """The stored paper that a text names; arXiv is not asked. Raises UnknownPaperError."""
    paper_id = known_id(ws, text)
    found = ws.papers.get([paper_id]).get(paper_id)
    if found is None:
        raise UnknownPaperError(f"of {paper_id} only the vote is stored")
    return found
