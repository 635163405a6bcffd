"""The named parts of scores: what `rank why` prints and a digest's `because` condenses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.models.csr import CsrMatrix
from ranker.models.features import Features
from ranker.models.scoring import Scored
from ranker.reason_kinds import ReasonKind
from ranker.scored import Reason

MEANING = "papers that your keywords find"


class Reasons:
    """The reasons of scored papers; what all papers share is computed once."""

    def __init__(self, scored: Scored) -> None:
        self._model = scored.model
        self._x = scored.features
        self._keywords, self._hits = scored.by_keyword, scored.hits
        voted = self._model.voted.dense.astype(np.float64)
        self._shares = (self._x.dense @ voted.T) * self._model.parts.linear.support

    def of(self, i: int, most: int | None = None) -> tuple[Reason, ...]:
        """Every part of paper i's score; they sum to it (to rounding).

        With `most`, only that many of the strongest terms and of the voted papers by name, the
        others as one.
        """
        parts = self._model.parts
        return (
            *self._keyword_reasons(i),
            *self._vote_reasons(i, most),
            *self._meaning_reasons(i),
            *self._term_reasons(i, most),
            *self._category_reasons(i),
            *self._author_reasons(i),
            Reason("constant", "every paper", parts.linear.constant + parts.constant),
        )

    def usual(self) -> dict[tuple[ReasonKind, str], float]:
        """What each reason, by kind and name, adds on average to the papers scored; 0 where absent.

        Whether a keyword's words stand in a paper or not, its mean is the same. Authors are left
        out: hardly two papers of a day share one.
        """
        model, x, n = self._model, self._x, max(1, len(self._x.papers))
        found: dict[tuple[ReasonKind, str], float] = {}

        def add(kind: ReasonKind, name: str, value: float) -> None:
            found[kind, name] = found.get((kind, name), 0.0) + float(value)

        if model.parts.keywords is not None:
            pairs = zip(model.parts.keywords.keywords, self._keywords.sum(0) / n, strict=True)
            for name, value in pairs:
                add("keyword", name, value)
                add("close", name, value)
        shares = self._shares.sum(0) / n
        shares[self._compared] += self._likeness(x)
        for place, (title, value) in enumerate(zip(model.voted.titles, shares, strict=True)):
            add("liked" if place < model.voted.likes else "disliked", title, value)
        add("meaning", MEANING, (x.dense @ model.keyword_dense).sum() / n)
        columns: tuple[tuple[ReasonKind, CsrMatrix, Floats, Callable[[int], str]], ...] = (
            ("term", x.terms, model.parts.linear.terms, model.space.tfidf.term),
            ("category", x.categories, model.parts.linear.categories, self._code),
        )
        for kind, rows, weights, name_of in columns:
            sums = np.bincount(rows.indices, weights=rows.values * weights[rows.indices])
            for number in np.flatnonzero(sums):
                add(kind, name_of(int(number)), sums[number] / n)
        return found

    def _author_reasons(self, i: int) -> list[Reason]:
        parts, paper = self._model.parts, self._x.papers[i]
        liked = parts.liked_values(paper).items()
        followed = parts.followed_values(paper).items()
        return [
            *(Reason("author", name, value) for name, value in liked),
            *(
                Reason("author", name, value, by="initial" if match == "initial" else "")
                for name, (match, value) in followed
            ),
        ]

    def _keyword_reasons(self, i: int) -> list[Reason]:
        keywords = self._model.parts.keywords
        if keywords is None:
            return []
        standing = {hit.keyword for hit in self._hits[i]}
        pairs = zip(keywords.keywords, self._keywords[i], strict=True)
        return [Reason("keyword" if k in standing else "close", k, float(v)) for k, v in pairs]

    def _vote_reasons(self, i: int, most: int | None) -> list[Reason]:
        """What each voted paper adds: its share of the embedding's weights, and likeness to it."""
        voted, own = self._model.voted, self._x.papers[i].id
        values = self._shares[i] + self._likenesses(i)
        named = range(len(values)) if most is None else self._strongest(values, own, most)
        reasons = []
        for n in named:
            kind: ReasonKind = "liked" if n < voted.likes else "disliked"
            is_own = voted.ids[n] == own
            name = f"you {kind} it" if is_own else voted.titles[n]
            reasons.append(Reason("vote" if is_own else kind, name, float(values[n])))
        if len(named) == len(values):
            return reasons
        others = float(values.sum() - values[list(named)].sum())
        return [*reasons, Reason("rest", "other votes", others)]

    def _strongest(self, values: Floats, own: str, most: int) -> list[int]:
        """The voted papers to name: the strongest, with all that equal the last of them, those
        whose title has another one too, which add up, and the paper itself. A reader of years has
        thousands, and few are among the strongest reasons."""
        alone, size = self._alone, np.abs(values)
        least = np.sort(size[alone])[-most] if most < alone.sum() else 0.0
        found = ~alone | (size >= least)
        if own in self._places:
            found[self._places[own]] = True
        return [int(n) for n in np.flatnonzero(found)]

    @cached_property
    def _alone(self) -> NDArray[np.bool_]:
        """Which of the voted papers have a title that no other has, (m,)."""
        titles = self._model.voted.titles
        often = Counter(titles)
        return np.array([often[title] == 1 for title in titles], bool)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {paper_id: n for n, paper_id in enumerate(self._model.voted.ids)}

    def _likenesses(self, i: int) -> Floats:
        """What likeness to each voted paper adds: only the latest likes are compared with."""
        found = np.zeros(len(self._model.voted.ids))
        found[self._compared] = self._likeness(self._x.take([i]))
        return found

    def _likeness(self, x: Features) -> Floats:
        likeness = self._model.parts.likeness
        return likeness.shares(x) if likeness and len(x) else np.zeros(0)

    @property
    def _compared(self) -> slice:
        """The latest likes; they stand before the dislikes."""
        likes, likeness = self._model.voted.likes, self._model.parts.likeness
        return slice(likes - (len(likeness) if likeness else 0), likes)

    def _code(self, number: int) -> str:
        return self._model.space.category_codes[number]

    def _meaning_reasons(self, i: int) -> list[Reason]:
        dense, model = self._x.dense[i], self._model
        found = float(dense @ model.keyword_dense)
        field = float(dense @ model.parts.linear.dense) - found - float(self._shares[i].sum())
        return [
            Reason("meaning", MEANING, found),
            Reason("field", "papers at large", field),
        ]

    def _term_reasons(self, i: int, most: int | None) -> list[Reason]:
        numbers, values = self._x.terms.row(i)
        parts = values * self._model.parts.linear.terms[numbers]
        strongest = np.argsort(-np.abs(parts), kind="stable")[:most]
        term = self._model.space.tfidf.term
        reasons = [Reason("term", term(numbers[n]), float(parts[n])) for n in strongest if parts[n]]
        others = float(parts.sum() - parts[strongest].sum())
        return [*reasons, Reason("rest", "other words", others)]

    def _category_reasons(self, i: int) -> list[Reason]:
        numbers, values = self._x.categories.row(i)
        weights = self._model.parts.linear.categories
        pairs = zip(numbers, values, strict=True)
        return [Reason("category", self._code(int(n)), float(v * weights[n])) for n, v in pairs]
