"""`rank today`: the announcement, ranked, as a digest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ranker.app.fetching import from_feed
from ranker.app.ingest import embed, keep, read_file
from ranker.app.training import model_for
from ranker.app.workspace import Workspace
from ranker.config import Profile
from ranker.digest.value import Completeness, Digest, RankedPaper
from ranker.errors import NothingToRankError
from ranker.feedback.votes import digest_of
from ranker.models.keywords import KeywordMatcher
from ranker.paper import Entry
from ranker.ranking import rank
from ranker.sources.interface import Batch
from ranker.taxonomy import in_category

RANKED_KINDS = ("new", "cross")


def today(
    ws: Workspace,
    profile_name: str | None,
    *,
    day: date | None = None,
    path: Path | None = None,
    offline: bool = False,
    size: int | None = None,
) -> Digest:
    """The digest of listing date `day`, or of the newest announcement there is.

    Papers come from `path` if given, else from arXiv unless `offline`. A day that is ranked
    already, on the same votes and settings, is not ranked again. Raises NothingToRankError
    where there is nothing stored for the day or nothing known about the reader.
    """
    profile = ws.config.profile(profile_name)
    with ws.alone():
        if path is not None:
            batch = read_file(path)
            keep(ws, batch, from_file=True)
            day = day or _newest(batch)
        elif not offline and day is None:
            batch = from_feed(ws)
            keep(ws, batch)
            day = _newest(batch)
        day = day or ws.papers.newest_announcement()
        if day is None:
            raise NothingToRankError(
                "no paper is stored yet; run `rank fetch`, or give papers with --from FILE"
            )
        digest = digest_for(ws, profile, day)
    return replace(digest, size=size) if size else digest


def digest_for(ws: Workspace, profile: Profile, day: date) -> Digest:
    """The digest of a stored announcement: the one that was made, or a new one."""
    entries = ws.papers.announced(day, profile.categories)
    basis = _basis(ws, profile, entries)
    stored = ws.digests.get(profile.name, day)
    if stored is not None and stored.basis == basis:
        ws.digests.touch(profile.name, day, ws.now())
        return replace(stored.digest, outcome="already shown", size=ws.config.digest.size)
    digest = _make(ws, profile, day, entries)
    ws.digests.put(digest, basis, ws.now())
    return digest


def _make(ws: Workspace, profile: Profile, day: date, entries: Sequence[Entry]) -> Digest:
    ranked_kinds = [e for e in entries if e.kind in RANKED_KINDS]
    seen = ws.digests.shown_before(profile.name, (e.paper.id for e in ranked_kinds), day)
    unseen = [e for e in ranked_kinds if e.paper.id not in seen]
    unwanted = KeywordMatcher(profile.exclude)
    wanted = [e for e in unseen if not unwanted.any(e.paper)]
    vectors = embed(ws, [e.paper.id for e in wanted])
    model = model_for(ws, profile, day)
    scored = model.score([e.paper for e in wanted], vectors.values)
    votes = ws.votes_of(profile)
    papers = tuple(
        replace(r, vote=votes[r.paper.id].vote) if r.paper.id in votes else r
        for r in rank(wanted, scored, profile.name)
    )
    return Digest(
        announcement=day,
        profile=profile.name,
        stage=model.stage,
        model=model.card,
        keywords=profile.keywords,
        exclude=profile.exclude,
        categories=profile.categories,
        completeness=_completeness(profile, entries, seen, papers),
        papers=papers,
        size=ws.config.digest.size,
        excluded=len(unseen) - len(wanted),
        seen=len(seen),
        outcome="new announcement",
    )


def _completeness(
    profile: Profile,
    entries: Sequence[Entry],
    seen: frozenset[str],
    papers: Sequence[RankedPaper],
) -> tuple[Completeness, ...]:
    """What became of each category's papers; one row `any` for a profile without categories."""
    fetched: Counter[str] = Counter()
    before: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    names = profile.categories or ("any",)

    def count(counter: Counter[str], categories: tuple[str, ...]) -> None:
        counter.update(n for n in names if n == "any" or in_category(categories, n))

    for entry in entries:
        count(fetched, entry.paper.categories)
        if entry.paper.id in seen:
            count(before, entry.paper.categories)
    for ranked in papers:
        count(shown, ranked.paper.categories)
    return tuple(Completeness(n, None, fetched[n], before[n], shown[n], "fresh") for n in names)


def _basis(ws: Workspace, profile: Profile, entries: Sequence[Entry]) -> str:
    """What a ranking rests on, as a hash: the profile, its votes, the encoder, the papers."""
    parts = [
        repr(profile),
        digest_of(ws.votes_of(profile)),
        ws.config.encoder.model,
        *(f"{e.paper.id}v{e.paper.version} {e.kind}" for e in entries),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _newest(batch: Batch) -> date | None:
    return max((e.announced for e in batch.entries if e.announced), default=None)
