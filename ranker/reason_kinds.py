"""The families that parts of a score belong to: a closed set, and what is true of each.

Here stands what programs ask of a kind; what a reader is told of it is said where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeGuard

ReasonKind = Literal[
    "keyword",  # its words stand in the paper
    "close",  # to a keyword, in meaning alone
    "vote",  # on this very paper
    "liked",
    "disliked",
    "author",
    "term",
    "category",
    "meaning",  # likeness to what the keywords find
    "field",  # likeness to papers at large
    "rest",
    "constant",
]


@dataclass(frozen=True, slots=True)
class KindTraits:
    """What is true of every reason of a kind.

    `named`: its name tells what moved the score. `folded`: it goes into the rest where reasons are
    condensed. `single`: a paper has one of it at most. `of_votes`: it tells what the reader voted
    on. `own_words`: the reader wrote its name, and no stranger. `likeness`: 1 where it is a
    likeness that raises the score, -1 where it is one that lowers it, else 0.
    """

    named: bool = True
    folded: bool = False
    single: bool = False
    of_votes: bool = False
    own_words: bool = False
    likeness: Literal[-1, 0, 1] = 0


REASON_KINDS: Mapping[ReasonKind, KindTraits] = {
    "keyword": KindTraits(own_words=True),
    "close": KindTraits(own_words=True, likeness=1),
    "vote": KindTraits(named=False, single=True, of_votes=True),
    "liked": KindTraits(of_votes=True, likeness=1),
    "disliked": KindTraits(of_votes=True, likeness=-1),
    "author": KindTraits(),
    "term": KindTraits(),
    "category": KindTraits(),
    "meaning": KindTraits(single=True, likeness=1),
    "field": KindTraits(named=False, single=True),
    "rest": KindTraits(named=False, folded=True),
    "constant": KindTraits(named=False, folded=True, single=True),
}
"""In the order in which families are listed."""


def is_reason_kind(text: str) -> TypeGuard[ReasonKind]:
    """Whether a text is one of the kinds."""
    return text in REASON_KINDS
