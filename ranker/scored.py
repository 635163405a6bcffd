"""What is scored: the values that models hand on to ranking, and ranking to the digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import copysign
from typing import Literal, SupportsFloat

from ranker.paper import Kind, Paper
from ranker.reason_kinds import REASON_KINDS, ReasonKind

Stage = Literal["keywords", "blend", "learned"]
"""What a ranking rests on."""

Field = Literal["title", "abstract"]


@dataclass(frozen=True, slots=True)
class KeywordHit:
    """Where a keyword stands in a field: half-open character span [start, end)."""

    keyword: str
    field: Field
    start: int
    end: int


_SCORE_DIGITS = 9


def comparable(score: SupportsFloat) -> float:
    """A score to sort by: equal to nine digits after the point is equal. The last ones vary with
    the papers beside, since a matrix product sums in blocks."""
    return round(float(score), _SCORE_DIGITS)


def by_score(paper: Paper, *scores: float) -> tuple[float | str, ...]:
    """What to sort papers by: the highest score first, by the next where they are equal; those of
    equal scores in the order of their ids."""
    return (*(-score for score in scores), paper.id)


def by_place(paper: Paper, *scores: float) -> tuple[float | str, ...]:
    """As `by_score`; those that are withdrawn stand after all others, whatever their score."""
    return (paper.withdrawn, *by_score(paper, *scores))


By = Literal["", "initial"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score. The contributions of a paper's reasons sum to its score.

    `kind` is the family, one of a closed set: a keyword, a liked paper, a term, a category, ...
    `name` is what a reader recognises: the keyword, the term, the title of the liked paper. `by`
    says that a name agrees by no more than that: a followed author's initial.
    """

    kind: ReasonKind
    name: str
    contribution: float
    by: By = ""


_DIGITS = 6  # after the point of a contribution; equal to these is equal


@dataclass(frozen=True, slots=True)
class RankedPaper:
    """One paper in its place. `probability` is that of a like, 0 to 1; `score` is finite.

    `usual` is, for each of `because`, what the same reason adds on average to the papers ranked
    with this one; empty where nobody counted it.
    `announced` is the listing date it was announced under; None where an older rank ranked it.
    """

    rank: int
    paper: Paper
    kind: Kind
    score: float
    probability: float
    keyword_hits: tuple[KeywordHit, ...]
    because: tuple[Reason, ...]
    profile: str = ""
    vote: int = 0
    exploration: bool = False
    announced: date | None = None
    usual: tuple[float, ...] = ()

    def strongest(self, count: int = 3) -> tuple[Reason, ...]:
        """Choose the reasons that set the paper apart; what names nothing is left out.

        They are ordered by how far each moves the score its own way, beyond what it does to an
        average paper of the day: what all share alike says nothing of a place, and a reason that
        is weaker here than elsewhere comes last, whatever its size.

        Parameters
        ----------
        count
            How many at most.

        Returns
        -------
        tuple of Reason
            Strongest first.

        Examples
        --------
        >>> from ranker import Paper, rank_papers
        >>> paper = Paper("2507.03149", "Speech in noise", "We separate speech from noise.")
        >>> [one] = rank_papers(ws, [paper])
        >>> len(one.strongest(2)), set(one.strongest(2)) <= set(one.because)
        (2, True)
        """
        usual = self.usual or (0.0,) * len(self.because)
        named = [
            (round(abs(r.contribution) - mean * copysign(1, r.contribution), _DIGITS), r)
            for r, mean in zip(self.because, usual, strict=True)
            if REASON_KINDS[r.kind].named and r.contribution
        ]
        named.sort(key=lambda pair: -pair[0])  # stable: of equal ones the larger part first
        return tuple(r for _, r in named[:count])


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The model that ranked the digest.

    `weak_likes` are unvoted papers learned as if liked a little: the broader the reader's interest
    showed itself, the more. `passed_over` are papers shown among the first that its reader did
    not vote on, learned as if disliked a little.
    """

    id: str
    trained_at: datetime | None
    likes: int
    dislikes: int
    weak_likes: int = 0
    passed_over: int = 0
