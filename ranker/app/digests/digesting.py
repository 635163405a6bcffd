"""From stored announcements to a kept digest: choose, rank, count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ranker.app.announcements.completeness import completeness
from ranker.app.learning.basis import basis_of, usable_model
from ranker.app.papers.ingest import embed
from ranker.app.papers.recognising import Recognised, notes_on, recognise_announced
from ranker.app.workspace import Workspace
from ranker.calendar import listings_between
from ranker.digest.value import Digest
from ranker.feedback.votes import LIKE, Vote
from ranker.paper import KINDS, Entry
from ranker.plurals import count
from ranker.settings import Profile
from ranker.store.digests import StoredDigest


@dataclass(frozen=True, slots=True)
class Span:
    """The listing dates a digest covers, both included; most often one."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """What the store files the digest under."""
        return str(self.last) if self.first == self.last else f"{self.first}..{self.last}"

    @property
    def days(self) -> tuple[date, ...]:
        """The weekdays of the span, and its ends."""
        between = listings_between(self.first, self.last)
        return tuple(sorted({self.first, self.last, *between}))


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a digest is asked for: a profile, listing dates, their stored papers, which replaced
    ones count, and the basis that a model of the profile trained now would have."""

    profile: Profile
    span: Span
    entries: tuple[Entry, ...]
    replacements: str
    basis: str


@dataclass(frozen=True, slots=True)
class Made:
    """A digest and the basis that it was ranked on."""

    digest: Digest
    basis: str


def occasion(
    ws: Workspace, profile: Profile, span: Span, replacements: str, basis: str
) -> Occasion:
    """The occasion, with each paper of the span once: where it was announced first, with its
    strongest kind."""
    found: dict[str, Entry] = {}
    for day in span.days:
        for entry in ws.papers.announced(day, profile.categories):
            before = found.setdefault(entry.paper.id, entry)
            if KINDS.index(entry.kind) < KINDS.index(before.kind):
                found[entry.paper.id] = replace(before, kind=entry.kind)
    entries = tuple(found[i] for i in sorted(found))
    return Occasion(profile, span, entries, replacements, basis)


def kept_digest(ws: Workspace, asked: Occasion) -> Made | None:
    """The stored digest, if it would be ranked the same today: by the model in use, on the same
    papers, votes and settings. Nothing is written."""
    return _as_kept(ws, asked, ws.digests.get(asked.profile.name, asked.span.name))


def _as_kept(ws: Workspace, asked: Occasion, stored: StoredDigest[Digest] | None) -> Made | None:
    if stored is None or stored.basis != _basis(ws, asked):
        return None
    size = ws.config.digest.shown(stored.digest.likely)
    kept = replace(_commented(stored.digest, asked.entries), history="shown", size=size)
    return Made(_counted(ws, asked, kept), stored.basis)


def _commented(digest: Digest, entries: Sequence[Entry]) -> Digest:
    """With the comments as they are stored now: nothing is ranked by them, and arXiv's feed, which
    is read first, has none."""
    stored = {entry.paper.id: entry.paper.comments for entry in entries}
    told = {r.paper.id: stored.get(r.paper.id) or r.paper.comments for r in digest.papers}
    papers = tuple(
        r
        if r.paper.comments == told[r.paper.id]
        else replace(r, paper=replace(r.paper, comments=told[r.paper.id]))
        for r in digest.papers
    )
    return replace(digest, papers=papers)


def make_digest(ws: Workspace, asked: Occasion) -> Made:
    """The stored digest, or a new one, which is kept; the caller has the workspace alone.

    It is new where it has papers that the stored one had not. Raises NothingToRankError.
    """
    profile, span = asked.profile, asked.span
    stored = ws.digests.get(profile.name, span.name)
    kept = _as_kept(ws, asked, stored)
    if kept is not None:
        return kept
    recognised = recognise_announced(ws, profile, asked.entries)
    if recognised:  # papers took over votes
        asked = replace(asked, basis=basis_of(ws, profile))
    digest = _counted(ws, asked, _ranked(ws, asked, recognised))
    if stored is not None and _ids(digest) <= _ids(stored.digest):
        digest = replace(digest, history="reranked")
    made = Made(digest, _basis(ws, asked))
    shown = _ids(digest)
    days = {e.paper.id: e.announced or span.last for e in asked.entries if e.paper.id in shown}
    ws.digests.put(digest, span.name, made.basis, ws.now(), days)
    return made


def _ranked(ws: Workspace, asked: Occasion, recognised: Sequence[Recognised]) -> Digest:
    # Here, since a day that is ranked already needs none of it.
    from ranker.app.learning.training import doubts, model_for
    from ranker.digest.words_votes import doubt
    from ranker.models.keywords import KeywordMatcher
    from ranker.ranking import rank

    profile, span, entries = asked.profile, asked.span, asked.entries
    votes = ws.votes_of(profile)
    candidates = [e for e in entries if _is_wanted_kind(e, votes, asked.replacements)]
    seen = _seen(ws, profile, span, candidates)
    unseen = [e for e in candidates if e.paper.id not in seen]
    unwanted = KeywordMatcher(profile.exclude)
    kept = [e for e in unseen if not unwanted.any(e.paper)]
    vectors = embed(ws, [e.paper.id for e in kept])
    model = model_for(ws, profile, ranked_from(asked), asked.basis)
    scored = model.score([e.paper for e in kept], vectors.values)
    cast = {i: vote.vote for i, vote in votes.items()}
    days = {e.paper.id: e.announced for e in kept}
    odd = (doubt(one, profile.name) for one in doubts(ws, profile) if one.weighty)
    papers = tuple(
        replace(r, vote=cast.get(r.paper.id, 0), announced=days[r.paper.id])
        for r in rank(kept, scored, profile.name, ws.config.digest)
    )
    digest = Digest(
        announcement=span.last,
        profile=profile.name,
        stage=model.stage,
        model=model.card,
        keywords=profile.keywords,
        exclude=profile.exclude,
        categories=profile.categories,
        completeness=(),
        papers=papers,
        size=0,
        excluded=len(unseen) - len(kept),
        seen=len(seen),
        replaced=len(entries) - len(candidates),
        notes=(*_notes(span, entries), *notes_on(recognised), *odd),
    )
    return replace(digest, size=ws.config.digest.shown(digest.likely))


def _counted(ws: Workspace, asked: Occasion, digest: Digest) -> Digest:
    """With the completeness as it is now: a category may have been read since."""
    profile, span, entries = asked.profile, asked.span, asked.entries
    shown = _ids(digest)
    seen = _seen(ws, profile, span, entries) - shown
    rows = completeness(ws, profile, span.days, entries, seen, shown)
    worth = ws.config.digest.worth
    return replace(digest, completeness=rows, fetched=len(entries), worth=worth)


def _seen(ws: Workspace, profile: Profile, span: Span, entries: Sequence[Entry]) -> frozenset[str]:
    """The papers that another digest had; replaced ones were asked for again."""
    ids = (e.paper.id for e in entries)
    seen = ws.digests.shown_elsewhere(profile.name, ids, span.first, span.last)
    return seen - {e.paper.id for e in entries if e.kind.startswith("replace")}


def _ids(digest: Digest) -> frozenset[str]:
    return frozenset(r.paper.id for r in digest.papers)


def _is_wanted_kind(entry: Entry, votes: dict[str, Vote], replacements: str) -> bool:
    if entry.kind in ("new", "cross"):
        return True
    liked = entry.paper.id in votes and votes[entry.paper.id].vote == LIKE
    return replacements == "all" or (replacements == "liked" and liked)


def _notes(span: Span, entries: Sequence[Entry]) -> tuple[str, ...]:
    notes = []
    if span.first != span.last:
        days = sorted({e.announced for e in entries if e.announced})
        notes.append(f"the best of {count(len(days), 'announcement')}: {', '.join(map(str, days))}")
    return tuple(notes)


def _basis(ws: Workspace, asked: Occasion) -> str:
    """What a ranking rests on, as a hash: votes and settings, the model in use, the papers.

    A day that the model in use may not rank, since it knew later papers, has a model of its own.
    """
    parts = [
        asked.basis,
        asked.replacements,
        usable_model(ws, asked.profile, ranked_from(asked), asked.basis),
        *(_told(entry) for entry in asked.entries),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _told(entry: Entry) -> str:
    paper = entry.paper
    return f"{paper.id}v{paper.version} {entry.kind}{' withdrawn' if paper.withdrawn else ''}"


def ranked_from(asked: Occasion) -> date:
    """The first listing date of the papers to rank: no model that knew later ones may."""
    return min((e.announced for e in asked.entries if e.announced), default=asked.span.first)
