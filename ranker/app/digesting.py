"""From stored announcements to a kept digest: choose, rank, count."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ranker.app.ingest import embed
from ranker.app.training import model_for
from ranker.app.workspace import Workspace
from ranker.config import Profile
from ranker.digest.value import Completeness, Digest, RankedPaper, State
from ranker.feedback.votes import LIKE, Vote, digest_of
from ranker.models.keywords import KeywordMatcher
from ranker.paper import KINDS, Entry
from ranker.ranking import rank
from ranker.sources.calendar import announcement_of, expected_listing, listings_between
from ranker.taxonomy import in_category

_STALLED_AFTER = timedelta(days=1)


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

    Its outcome is "already shown" or "new announcement". Raises NothingToRankError.
    """
    entries = _entries(ws, profile, span)
    basis = _basis(ws, profile, entries, replacements)
    stored = ws.digests.get(profile.name, span.name)
    if stored is not None and stored.basis == basis:
        ws.digests.touch(profile.name, span.name, ws.now())
        return replace(stored.digest, outcome="already shown", size=ws.config.digest.size)
    digest = _ranked(ws, profile, span, entries, replacements)
    days = {e.paper.id: e.announced or span.last for e in entries}
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
    votes = ws.votes_of(profile)
    candidates = [e for e in entries if _is_wanted_kind(e, votes, replacements)]
    seen = ws.digests.shown_before(profile.name, (e.paper.id for e in candidates), span.first)
    seen -= {e.paper.id for e in candidates if e.kind.startswith("replace")}
    unseen = [e for e in candidates if e.paper.id not in seen]
    unwanted = KeywordMatcher(profile.exclude)
    kept = [e for e in unseen if not unwanted.any(e.paper)]
    vectors = embed(ws, [e.paper.id for e in kept])
    model = model_for(ws, profile, span.first)
    scored = model.score([e.paper for e in kept], vectors.values)
    papers = tuple(
        replace(r, vote=votes[r.paper.id].vote) if r.paper.id in votes else r
        for r in rank(kept, scored, profile.name)
    )
    return Digest(
        announcement=span.last,
        profile=profile.name,
        stage=model.stage,
        model=model.card,
        keywords=profile.keywords,
        exclude=profile.exclude,
        categories=profile.categories,
        completeness=_completeness(ws, profile, span, candidates, seen, papers),
        papers=papers,
        size=ws.config.digest.size,
        excluded=len(unseen) - len(kept),
        seen=len(seen),
        outcome="new announcement",
        notes=_notes(span, entries, candidates),
    )


def _is_wanted_kind(entry: Entry, votes: dict[str, Vote], replacements: str) -> bool:
    if entry.kind in ("new", "cross"):
        return True
    liked = entry.paper.id in votes and votes[entry.paper.id].vote == LIKE
    return replacements == "all" or (replacements == "liked" and liked)


def _notes(span: Span, entries: Sequence[Entry], candidates: Sequence[Entry]) -> tuple[str, ...]:
    notes = []
    if span.first != span.last:
        days = sorted({e.announced for e in entries if e.announced})
        notes.append(f"the best of {len(days)} announcements: {', '.join(map(str, days))}")
    replaced = len(entries) - len(candidates)
    if replaced:
        papers = "1 replaced paper is" if replaced == 1 else f"{replaced} replaced papers are"
        notes.append(f"{papers} left out; --replacements shows them")
    return tuple(notes)


def _completeness(
    ws: Workspace,
    profile: Profile,
    span: Span,
    entries: Sequence[Entry],
    seen: frozenset[str],
    papers: Sequence[RankedPaper],
) -> tuple[Completeness, ...]:
    """What became of each category's papers; one row `any` for a profile without categories."""
    names = profile.categories or ("any",)
    stated: Counter[str] = Counter()
    for day in span.days:
        stated.update({c: covered.stated for c, covered in ws.coverage.of(day).items()})
    fetched = _by_category(names, (e.paper.categories for e in entries))
    before = _by_category(names, (e.paper.categories for e in entries if e.paper.id in seen))
    shown = _by_category(names, (r.paper.categories for r in papers))
    return tuple(
        Completeness(n, stated.get(n), fetched[n], before[n], shown[n], state_of(ws, n, span.last))
        for n in names
    )


def state_of(ws: Workspace, category: str, day: date) -> State:
    """How a category stands on a listing date: read (with papers or without), awaited, overdue."""
    covered = ws.coverage.of(day).get(category)
    if covered is not None:
        return "fresh" if covered.stated else "quiet"
    if ws.papers.announced(day, (category,)) or category == "any":
        return "fresh"  # brought by a file
    overdue = ws.now() - announcement_of(expected_listing(ws.now())) > _STALLED_AFTER
    return "stalled" if overdue else "waiting"


def _by_category(names: Sequence[str], papers: Iterable[tuple[str, ...]]) -> Counter[str]:
    return Counter(
        name for own in papers for name in names if name == "any" or in_category(own, name)
    )


def _basis(ws: Workspace, profile: Profile, entries: Sequence[Entry], replacements: str) -> str:
    """What a ranking rests on, as a hash: the profile, its votes, the encoder, the papers."""
    parts = [
        repr(profile),
        digest_of(ws.votes_of(profile)),
        ws.config.encoder.model,
        replacements,
        *(f"{e.paper.id}v{e.paper.version} {e.kind}" for e in entries),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
