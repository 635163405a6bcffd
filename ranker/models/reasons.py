"""The named parts of scores: what `rank why` prints and a digest's `because` condenses."""

from __future__ import annotations

import numpy as np

from ranker.digest.value import Reason
from ranker.models.rows import Floats
from ranker.models.scoring import Scored


class Reasons:
    """The reasons of scored papers; what all papers share is computed once."""

    def __init__(self, scored: Scored) -> None:
        self._model = scored.model
        self._x = scored.features
        self._keywords, self._near = scored.by_keyword, scored.by_like
        voted = self._model.voted.dense.astype(np.float64)
        self._shares = (self._x.dense @ voted.T) * self._model.parts.linear.support

    def of(self, i: int, most_terms: int | None = None) -> tuple[Reason, ...]:
        """Every part of paper i's score; they sum to it (to rounding).

        With `most_terms`, only that many of the strongest terms by name, the others as one.
        """
        parts = self._model.parts
        authors = parts.author_values(self._x.papers[i])
        return (
            *self._keyword_reasons(i),
            *self._vote_reasons(i),
            *self._meaning_reasons(i),
            *self._term_reasons(i, most_terms),
            *self._category_reasons(i),
            *(Reason("author", name, value) for name, value in authors.items()),
            Reason("constant", "every paper", parts.linear.constant + parts.constant),
        )

    def _keyword_reasons(self, i: int) -> list[Reason]:
        keywords = self._model.parts.keywords
        if keywords is None:
            return []
        pairs = zip(keywords.keywords, self._keywords[i], strict=True)
        return [Reason("keyword", keyword, float(value)) for keyword, value in pairs]

    def _vote_reasons(self, i: int) -> list[Reason]:
        """What each voted paper adds: its share of the embedding's weights, and its nearness."""
        voted, own = self._model.voted, self._x.papers[i].id
        reasons = []
        pairs = zip(voted.ids, voted.titles, self._shares[i] + self._nearness(i), strict=True)
        for n, (paper_id, title, value) in enumerate(pairs):
            kind = "liked" if n < voted.likes else "disliked"
            if paper_id == own:
                reasons.append(Reason("vote", f"you {kind} it", float(value)))
            else:
                reasons.append(Reason(kind, title, float(value)))
        return reasons

    def _nearness(self, i: int) -> Floats:
        """The neighbours are the latest likes, and the likes stand before the dislikes."""
        voted = self._model.voted
        near = np.zeros(len(voted.ids))
        near[voted.likes - self._near.shape[1] : voted.likes] = self._near[i]
        return near

    def _meaning_reasons(self, i: int) -> list[Reason]:
        dense, model = self._x.dense[i], self._model
        found = float(dense @ model.keyword_dense)
        field = float(dense @ model.parts.linear.dense) - found - float(self._shares[i].sum())
        return [
            Reason("meaning", "papers that your keywords find", found),
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
        codes, linear = self._model.space.category_codes, self._model.parts.linear
        pairs = zip(numbers, values, strict=True)
        return [Reason("category", codes[n], float(v * linear.categories[n])) for n, v in pairs]
