"""A digest as anybody may read it: what it tells of papers, without what its reader did. Pure."""

from __future__ import annotations

from dataclasses import replace

from ranker.digest.outcome import CONFIRMED
from ranker.digest.value import Digest
from ranker.reason_kinds import REASON_KINDS
from ranker.scored import RankedPaper


def public(digest: Digest) -> Digest:
    """The digest without votes, the reasons that name voted papers, excluded words, the notes of
    the day on which it was made, and what was true only of that look at it.

    Order and probability stay, and so do keywords, followed authors and learned words as reasons.
    """
    return replace(
        digest,
        papers=tuple(map(_unvoted, digest.papers)),
        exclude=(),
        excluded=0,
        seen=0,
        notes=(),
        history="new",
        standing=CONFIRMED,
    )


def _unvoted(ranked: RankedPaper) -> RankedPaper:
    usual = ranked.usual or (0.0,) * len(ranked.because)
    both = zip(ranked.because, usual, strict=True)
    told = [(reason, mean) for reason, mean in both if not REASON_KINDS[reason.kind].of_votes]
    return replace(
        ranked,
        vote=0,
        because=tuple(reason for reason, _ in told),
        usual=tuple(mean for _, mean in told) if ranked.usual else (),
    )
