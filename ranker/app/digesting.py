"""From stored announcements to a kept digest: choose, rank, count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ranker.app.basis import basis_of, held_model
from ranker.app.completeness import completeness
from ranker.app.ingest import embed
from ranker.app.workspace import Workspace
from ranker.digest.value import Digest
from ranker.feedback.votes import LIKE, Vote
from ranker.paper import KINDS, Entry
from ranker.settings import Profile
from ranker.sources.calendar import listings_between


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


def make_digest(ws: Workspace, profile: Profile, span: Span, replacements: str) -> Digest:
    """The digest of stored announcements: the one that was made on the same basis, or a new one.

    It is new where it has papers that the stored one had not. Raises NothingToRankError.
    """
    entries = _entries(ws, profile, span)
    basis = _basis(ws, profile, entries, replacements)
    stored = ws.digests.get(profile.name, span.name)
    if stored is not None and stored.basis == basis:
        ws.digests.touch(profile.name, span.name, ws.now())
        kept = replace(stored.digest, history="shown", size=shown_size(ws, stored.digest))
        return _counted(ws, profile, span, entries, kept)
    digest = _ranked(ws, profile, span, entries, replacements)
    digest = _counted(ws, profile, span, entries, digest)
    if stored is not None and _ids(digest) <= _ids(stored.digest):
        digest = replace(digest, history="reranked")
    shown = _ids(digest)
    days = {e.paper.id: e.announced or span.last for e in entries if e.paper.id in shown}
    ws.digests.put(digest, span.name, basis, ws.now(), days)
    return digest


def _entries(ws: Workspace, profile: Profile, span: Span) -> tuple[Entry, ...]:
    """Each paper of the span once: where it was announced first, with its strongest kind."""
    found: dict[str, Entry] = {}
    for day in span.days:
        for entry in ws.papers.announced(day, profile.categories):
            before = found.setdefault(entry.paper.id, entry)
            if KINDS.index(entry.kind) < KINDS.index(before.kind):
                found[entry.paper.id] = replace(before, kind=entry.kind)
    return tuple(found[i] for i in sorted(found))


def _ranked(
    ws: Workspace, profile: Profile, span: Span, entries: Sequence[Entry], replacements: str
) -> Digest:
    # Here, since a day that is ranked already needs none of it.
    from ranker.app.training import model_for
    from ranker.models.keywords import KeywordMatcher
    from ranker.ranking import rank

    votes = ws.votes_of(profile)
    candidates = [e for e in entries if _is_wanted_kind(e, votes, replacements)]
    seen = _seen(ws, profile, span, candidates)
    unseen = [e for e in candidates if e.paper.id not in seen]
    unwanted = KeywordMatcher(profile.exclude)
    kept = [e for e in unseen if not unwanted.any(e.paper)]
    vectors = embed(ws, [e.paper.id for e in kept])
    first = min((e.announced for e in entries if e.announced), default=span.first)
    model = model_for(ws, profile, first)
    scored = model.score([e.paper for e in kept], vectors.values)
    papers = tuple(
        replace(r, vote=votes[r.paper.id].vote) if r.paper.id in votes else r
        for r in rank(kept, scored, profile.name, ws.config.digest)
    )
    return Digest(
        announcement=span.last,
        profile=profile.name,
        stage=model.stage,
        model=model.card,
        keywords=profile.keywords,
        exclude=profile.exclude,
        categories=profile.categories,
        completeness=(),
        papers=papers,
        size=ws.config.digest.shown([r.probability for r in papers]),
        excluded=len(unseen) - len(kept),
        seen=len(seen),
        replaced=len(entries) - len(candidates),
        notes=_notes(span, entries),
    )


def _counted(
    ws: Workspace, profile: Profile, span: Span, entries: Sequence[Entry], digest: Digest
) -> Digest:
    """With the completeness as it is now: a category may have been read since."""
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


def shown_size(ws: Workspace, digest: Digest) -> int:
    """How many of a digest's papers the settings show now."""
    return ws.config.digest.shown([r.probability for r in digest.papers])


def _is_wanted_kind(entry: Entry, votes: dict[str, Vote], replacements: str) -> bool:
    if entry.kind in ("new", "cross"):
        return True
    liked = entry.paper.id in votes and votes[entry.paper.id].vote == LIKE
    return replacements == "all" or (replacements == "liked" and liked)


def _notes(span: Span, entries: Sequence[Entry]) -> tuple[str, ...]:
    notes = []
    if span.first != span.last:
        days = sorted({e.announced for e in entries if e.announced})
        notes.append(f"the best of {len(days)} announcements: {', '.join(map(str, days))}")
    return tuple(notes)


def _basis(ws: Workspace, profile: Profile, entries: Sequence[Entry], replacements: str) -> str:
    """What a ranking rests on, as a hash: what a model would, one that was put back, the papers."""
    parts = [
        basis_of(ws, profile),
        replacements,
        held_model(ws, profile),
        *(f"{e.paper.id}v{e.paper.version} {e.kind}" for e in entries),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
