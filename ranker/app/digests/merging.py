"""Several interests, one digest: each paper once, under the interest that wants it most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ranker.digest.outcome import History
from ranker.digest.value import Completeness, Digest
from ranker.scored import ModelCard, RankedPaper

MERGED = "all interests"
"""The name of a merged digest's profile: with a space, so that no profile can have it."""


def merge(digests: Sequence[Digest], size: int) -> Digest:
    """One digest of the same announcement from those of several profiles.

    Papers stand by probability, which is comparable across profiles where scores are not, and
    those that are withdrawn last. Among
    the first `size`, every profile has at least its share's half of its own best, so that a
    profile with many sure papers drowns no other.
    """
    best: dict[str, RankedPaper] = {}
    for digest in digests:
        for ranked in digest.papers:
            known = best.get(ranked.paper.id)
            if known is None or ranked.probability > known.probability:
                best[ranked.paper.id] = ranked
    order = sorted(
        best.values(), key=lambda r: (r.paper.withdrawn, -r.probability, -r.score, r.paper.id)
    )
    owed = max(1, size // (2 * len(digests)))
    first = [r for d in digests for r in _own(order, d.profile)[:owed]][:size]
    first += [r for r in order if r not in first][: size - len(first)]
    placed = [r for r in order if r in first] + [r for r in order if r not in first]
    one = digests[0]
    stages = {d.stage for d in digests}
    return replace(
        one,
        profile=MERGED,
        stage=one.stage if len(stages) == 1 else "blend",
        model=_models([d.model for d in digests]),
        keywords=_united(d.keywords for d in digests),
        exclude=_united(d.exclude for d in digests),
        categories=_united(d.categories for d in digests),
        completeness=_completeness(digests),
        papers=tuple(replace(r, rank=n) for n, r in enumerate(placed, 1)),
        size=size,
        excluded=sum(d.excluded for d in digests),
        seen=max(d.seen for d in digests),
        replaced=max(d.replaced for d in digests),
        fetched=one.fetched if len({frozenset(d.categories) for d in digests}) == 1 else 0,
        history=_history(digests),
        notes=_united(d.notes for d in digests),
    )


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


def _united(words: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for group in words for word in group))
