"""Several interests, one digest: each paper once, under the interest that wants it most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ranker.digest.outcome import History
from ranker.digest.value import Completeness, Digest
from ranker.scored import ModelCard, RankedPaper, Stage, by_place

MERGED = "all interests"
"""The name of a merged digest's profile: with a space, so that no profile can have it."""


def merge(digests: Sequence[Digest], size: int) -> Digest:
    """One digest of the same announcement from those of several profiles.

    Papers stand by probability, which is comparable across profiles where scores are not, and
    those that are withdrawn last. Among
    the first `size`, every profile has at least its share's half of its own best, so that a
    profile with many sure papers drowns no other.
    """
    one = digests[0]
    return replace(
        one,
        profile=MERGED,
        stage=_stage(digests),
        model=_models([d.model for d in digests]),
        keywords=_united(d.keywords for d in digests),
        exclude=_united(d.exclude for d in digests),
        categories=_united(d.categories for d in digests),
        completeness=_completeness(digests),
        papers=_placed(digests, size),
        size=size,
        excluded=sum(d.excluded for d in digests),
        seen=max(d.seen for d in digests),
        replaced=max(d.replaced for d in digests),
        fetched=_fetched(digests),
        history=_history(digests),
        notes=_united(d.notes for d in digests),
    )


def _placed(digests: Sequence[Digest], size: int) -> tuple[RankedPaper, ...]:
    """Every paper in its place, those to show before the others."""
    order = _ordered(digests)
    first = _first(order, [d.profile for d in digests], size)
    placed = sorted(order, key=lambda r: r.paper.id not in first)
    return tuple(replace(r, rank=n) for n, r in enumerate(placed, 1))


def _ordered(digests: Sequence[Digest]) -> list[RankedPaper]:
    """Every paper once, as the profile ranked it that wants it most, likeliest first."""
    best: dict[str, RankedPaper] = {}
    for ranked in (ranked for digest in digests for ranked in digest.papers):
        known = best.setdefault(ranked.paper.id, ranked)
        if ranked.probability > known.probability:
            best[ranked.paper.id] = ranked
    return sorted(best.values(), key=lambda r: by_place(r.paper, r.probability, r.score))


def _first(order: Sequence[RankedPaper], profiles: Sequence[str], size: int) -> frozenset[str]:
    """The ids of the `size` papers to show: of each profile what it is owed, then the likeliest."""
    owed = max(1, size // (2 * len(profiles)))
    own = [ranked.paper.id for name in profiles for ranked in _own(order, name)[:owed]]
    every = dict.fromkeys((*own, *(ranked.paper.id for ranked in order)))
    return frozenset(tuple(every)[:size])


def _own(order: Sequence[RankedPaper], profile: str) -> list[RankedPaper]:
    return [r for r in order if r.profile == profile and not r.paper.withdrawn]


def _models(cards: Sequence[ModelCard]) -> ModelCard:
    dates = [card.trained_at for card in cards if card.trained_at]
    return ModelCard(
        id="+".join(card.id for card in cards),
        trained_at=min(dates, default=None),
        likes=sum(card.likes for card in cards),
        dislikes=sum(card.dislikes for card in cards),
    )


def _completeness(digests: Sequence[Digest]) -> tuple[Completeness, ...]:
    rows: dict[str, Completeness] = {}
    for row in (row for d in digests for row in d.completeness):
        known = rows.setdefault(row.category, row)
        rows[row.category] = replace(known, ranked=max(known.ranked, row.ranked))
    return tuple(rows.values())


def _history(digests: Sequence[Digest]) -> History:
    """New if any is, else ranked anew if any is."""
    had = {d.history for d in digests}
    return "new" if "new" in had else "reranked" if "reranked" in had else "shown"


def _fetched(digests: Sequence[Digest]) -> int:
    """How many papers were fetched, where all profiles have the same categories; else 0."""
    several = len({frozenset(d.categories) for d in digests}) > 1
    return 0 if several else digests[0].fetched


def _stage(digests: Sequence[Digest]) -> Stage:
    """The stage of them all, else the one between."""
    stages = {d.stage for d in digests}
    return digests[0].stage if len(stages) == 1 else "blend"


def _united(words: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for group in words for word in group))
