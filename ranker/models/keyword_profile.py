"""The profile before any vote: what the keywords say about a paper, keyword by keyword.

Four readings of a keyword, each standardised over the background and mixed by weights chosen on
readers that were left out (docs/ranking.md): the best cosine of any keyword to the paper, the
mean cosine, counted hits of the whole phrase (title twice, logarithm), and single words of the
phrase weighted by idf.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.models.features import Features
from ranker.models.keywords import KeywordMatcher, single_words
from ranker.paper import Paper
from ranker.scored import KeywordHit

BEST, MEAN, HITS, WORDS = range(4)
MIXTURE = np.array([0.5, 1.0, 0.5, 1.0])
"""Weights of best cosine, mean cosine, phrase hits and single words."""


@dataclass(frozen=True)
class KeywordProfile:
    """k keywords as a scoring function.

    `vectors` (k, D) are their embeddings, `idf` (k,) of the phrases, `word_idf` of each phrase's
    words. `means` (4, k) and `scales` (4,) standardise the readings; score = sum over readings
    and keywords of scales * (reading - mean).
    """

    keywords: tuple[str, ...]
    vectors: NDArray[np.float32]
    idf: Floats
    word_idf: tuple[tuple[float, ...], ...]
    means: Floats
    scales: Floats

    @classmethod
    def fit(
        cls, keywords: Sequence[str], vectors: NDArray[np.float32], background: Features
    ) -> tuple[KeywordProfile, Floats]:
        """Idf, means and deviations from the background papers; at least one keyword.

        Returns the contributions to the background papers too, (n, k).
        """
        found = _Found.of(_union(keywords), background.papers)
        idf = found.idf()
        profile = cls(
            tuple(keywords),
            vectors,
            np.array([idf[keyword] for keyword in keywords]),
            tuple(tuple(idf[word] for word in single_words(keyword)) for keyword in keywords),
            means=np.zeros((4, len(keywords))),
            scales=np.ones(4),
        )
        readings = profile._readings(background.raw, found)
        deviations = readings.sum(2).std(1)
        scales = MIXTURE / (deviations + 1e-9)
        scales[deviations < 1e-9] = 0.0  # no paper has any of it: nothing to tell apart
        mixed = np.einsum("rnk,r->n", readings, scales)
        scales /= float(mixed.std()) + 1e-9
        profile = replace(profile, means=readings.mean(1), scales=scales)
        return profile, profile._mixed(readings)

    def contributions(self, x: Features) -> Floats:
        """What each keyword adds to each paper's score, (n, k); 0 is an average paper."""
        return self.searched(x)[0]

    def searched(self, x: Features) -> tuple[Floats, tuple[tuple[KeywordHit, ...], ...]]:
        """The same, with every hit of a keyword in each of the n papers: each is searched once."""
        found = _Found.of(_union(self.keywords), x.papers)
        return self._mixed(self._readings(x.raw, found)), found.hits_of(self.keywords)

    def direction(self) -> Floats:
        """Which way the cosines' part of the score grows, (D,), the best taken for the mean."""
        weight = self.scales[MEAN] + self.scales[BEST]
        return np.asarray(self.vectors.astype(np.float64).mean(0) * weight)

    def _mixed(self, readings: Floats) -> Floats:
        return np.asarray(np.einsum("rnk,r->nk", readings - self.means[:, None, :], self.scales))

    def _readings(self, vectors: NDArray[np.float32], found: _Found) -> Floats:
        cosines = vectors.astype(np.float64) @ self.vectors.T.astype(np.float64)
        readings = np.zeros((4, *cosines.shape))
        rows = np.arange(len(cosines))
        best = cosines.argmax(1)
        readings[BEST, rows, best] = cosines[rows, best]
        readings[MEAN] = cosines / len(self.keywords)
        own = [found.words.index(keyword) for keyword in self.keywords]
        readings[HITS] = np.log1p(2 * found.titles[:, own] + found.abstracts[:, own]) * self.idf
        readings[WORDS] = self._words(found)
        return readings

    def _words(self, found: _Found) -> Floats:
        """The share of the keyword's words, by idf, that the paper has; half for the abstract."""
        share = np.zeros((len(found.words), len(self.keywords)))
        for column, (keyword, idf) in enumerate(zip(self.keywords, self.word_idf, strict=True)):
            length = math.sqrt(sum(v * v for v in idf)) or 1.0
            for word, value in zip(single_words(keyword), idf, strict=True):
                share[found.words.index(word), column] = value / length
        best = np.where(found.titles > 0, 1.0, np.where(found.abstracts > 0, 0.5, 0.0))
        return np.asarray(best @ share)


@dataclass(frozen=True, slots=True)
class _Found:
    """How often m keywords and words stand in n papers: `titles` and `abstracts`, (n, m); and
    where, paper by paper."""

    words: tuple[str, ...]
    titles: Floats
    abstracts: Floats
    hits: tuple[tuple[KeywordHit, ...], ...]

    @classmethod
    def of(cls, words: tuple[str, ...], papers: Sequence[Paper]) -> _Found:
        matcher = KeywordMatcher(words)
        column = {word: n for n, word in enumerate(words)}
        titles, abstracts = np.zeros((2, len(papers), len(words)))
        hits = tuple(matcher.hits(paper) for paper in papers)
        for row, found in enumerate(hits):
            for hit in found:
                counts = titles if hit.field == "title" else abstracts
                counts[row, column[hit.keyword]] += 1
        return cls(words, titles, abstracts, hits)

    def hits_of(self, keywords: Collection[str]) -> tuple[tuple[KeywordHit, ...], ...]:
        """Where those of the words stand, paper by paper."""
        wanted = frozenset(keywords)
        return tuple(tuple(hit for hit in row if hit.keyword in wanted) for row in self.hits)

    def idf(self) -> dict[str, float]:
        """ln((1 + N) / (1 + df)) of each."""
        having = ((self.titles + self.abstracts) > 0).sum(0)
        values = np.log((1 + len(self.titles)) / (1 + having))
        return dict(zip(self.words, values.tolist(), strict=True))


def _union(keywords: Sequence[str]) -> tuple[str, ...]:
    """The keywords, and each one's words, once."""
    return tuple(dict.fromkeys((*keywords, *chain(*map(single_words, keywords)))))
