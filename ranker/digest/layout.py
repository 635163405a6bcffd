"""How a digest's papers are laid out for a person: what is worth reading, the rest, the voted on.

The value keeps its order and its ranks; only where a paper stands on the page follows from here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ranker.digest.value import Digest
from ranker.scored import RankedPaper, Reason

_FEWEST = 4  # papers of which it can be said that most share a reason
_TOLD = 3  # reasons of a paper


@dataclass(frozen=True, slots=True)
class Layout:
    """The papers to show, in three groups, each by rank.

    `worthy` are worth reading, `unlikely` stand under a heading of their own, and of `voted`, on
    which the reader has decided, little more than the rank is told. `common` are reasons that stand
    among the strongest of most papers shown: they are told once instead of under each.
    """

    worthy: tuple[RankedPaper, ...]
    unlikely: tuple[RankedPaper, ...]
    voted: tuple[RankedPaper, ...]
    common: tuple[Reason, ...] = ()

    def reasons(self, ranked: RankedPaper) -> tuple[Reason, ...]:
        """The strongest reasons of a paper besides the common ones, or the one it has."""
        told = {(r.kind, r.name) for r in self.common}
        strongest = ranked.strongest(_TOLD + len(told))
        rest = tuple(r for r in strongest if (r.kind, r.name) not in told)
        return rest[:_TOLD] or strongest[:1]


def laid_out(digest: Digest, *, everything: bool) -> Layout:
    """The papers shown, or all, of which none is folded away.

    Before the first vote no probability means much, so that none is called unlikely.
    """
    papers = digest.papers if everything else digest.shown
    voted = () if everything else tuple(r for r in papers if r.vote)
    fresh = papers if everything else tuple(r for r in papers if not r.vote)
    common = _common(digest.shown)
    if digest.stage == "keywords":
        return Layout(fresh, (), voted, common)
    return Layout(
        tuple(r for r in fresh if r.probability >= digest.worth),
        tuple(r for r in fresh if r.probability < digest.worth),
        voted,
        common,
    )


def _common(papers: Sequence[RankedPaper]) -> tuple[Reason, ...]:
    """What raises most of the papers, the most frequent first, each as its first paper has it."""
    if len(papers) < _FEWEST:
        return ()
    strongest = [r for paper in papers for r in paper.strongest(_TOLD) if r.contribution > 0]
    counts = Counter((r.kind, r.name) for r in strongest)
    firsts = {(r.kind, r.name): r for r in reversed(strongest)}
    return tuple(firsts[key] for key, n in counts.most_common() if 2 * n > len(papers))
