"""Which votes a training can learn from: each work once, and none whose paper says nothing.

What is left out is told in values; the sentences are made in digest/words_votes.py. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from ranker.feedback.votes import LIKE, Vote
from ranker.paper import Paper, is_canonical
from ranker.settings import Profile
from ranker.taxonomy import in_category

Kind = Literal["unknown", "wordless", "twice", "elsewhere"]
LEAST_ELSEWHERE, MOSTLY = 20, 0.8
"""Likes of known categories, and the share of them outside those followed, from which it is told:
a few likes from elsewhere are nobody's mistake, and teach as well as others."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is odd about `count` of `of` votes of a profile.

    unknown: on papers of which neither a stored text nor a title is known. wordless: on papers
    without a word in title and abstract. twice: on works that have another vote under another
    name, which is later. elsewhere: likes in no category that the profile follows, of those whose
    categories are known; `name` is the category most of them are in.
    """

    kind: Kind
    count: int
    of: int
    name: str = ""

    @property
    def weighty(self) -> bool:
        """Whether it is most of the votes, so that it shows in the ranking."""
        return 2 * self.count > self.of


@dataclass(frozen=True, slots=True)
class Counted:
    """The votes that count, by paper id, and what is odd about all."""

    votes: dict[str, Vote]
    doubts: tuple[Doubt, ...]


def counted(profile: Profile, votes: Mapping[str, Vote], papers: Mapping[str, Paper]) -> Counted:
    """The votes that a training learns from; `papers` are those of them that are stored, which
    includes what votes bring with them."""
    wordless = [i for i, paper in papers.items() if not says_anything(paper)]
    twice = _twice(votes, papers)
    left_out = {*wordless, *twice}
    kept = {i: vote for i, vote in votes.items() if i in papers and i not in left_out}
    found = [
        Doubt("unknown", len(votes) - len(papers), len(votes)),
        Doubt("wordless", len(wordless), len(votes)),
        Doubt("twice", len(twice), len(votes)),
        *_elsewhere(profile, [papers[i] for i, v in kept.items() if v.vote == LIKE]),
    ]
    return Counted(kept, tuple(doubt for doubt in found if doubt.count))


def says_anything(paper: Paper) -> bool:
    """Whether there is a word in the paper's text: two letters, which is one in Chinese."""
    letters = filter(str.isalpha, chain(paper.title, paper.abstract))
    return len(tuple(islice(letters, 2))) == 2


def _twice(votes: Mapping[str, Vote], papers: Mapping[str, Paper]) -> frozenset[str]:
    """Of works that were voted on under a library's key and as arXiv's paper, the earlier vote's
    name: a reader has one opinion of a work, the last."""
    works = {i: votes[i].title or papers[i].title for i in papers if not is_canonical(i)}
    if not works:
        return frozenset()
    from ranker.feedback.titles import Titles

    titles = Titles(works.items())
    earlier = set()
    for paper_id, paper in papers.items():
        match = titles.find(paper.title) if is_canonical(paper_id) else None
        if match is not None:
            # Of two at the same time, arXiv's: its text is whole.
            later = votes[match.key].at > votes[paper_id].at
            earlier.add(paper_id if later else match.key)
    return frozenset(earlier)


def _elsewhere(profile: Profile, liked: list[Paper]) -> tuple[Doubt, ...]:
    known = [paper for paper in liked if paper.categories]
    if not profile.categories or len(known) < LEAST_ELSEWHERE:
        return ()
    outside = [
        paper
        for paper in known
        if not any(in_category(paper.categories, wanted) for wanted in profile.categories)
    ]
    if len(outside) < MOSTLY * len(known):
        return ()
    most = Counter(paper.categories[0] for paper in outside).most_common(1)[0][0]
    return (Doubt("elsewhere", len(outside), len(known), most),)
