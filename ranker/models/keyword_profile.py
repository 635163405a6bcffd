"""The profile before any vote: what the keywords say about a paper, keyword by keyword.

Four readings of a keyword, each standardised over the background and mixed by weights chosen on
readers that were left out (docs/ranking.md): the best cosine of any keyword to the paper, the
mean cosine, counted hits of the whole phrase (title twice, logarithm), and single words of the
phrase weighted by idf.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ranker.models.features import Features, Floats
from ranker.models.keywords import KeywordMatcher, single_words
from ranker.paper import Paper

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
    ) -> KeywordProfile:
        """Idf, means and deviations from the background papers; at least one keyword."""
        profile = cls(
            tuple(keywords),
            vectors,
            *_document_frequencies(keywords, background.papers),
            means=np.zeros((4, len(keywords))),
            scales=np.ones(4),
        )
        readings = profile._readings(background)
        deviations = readings.sum(2).std(1)
        scales = MIXTURE / (deviations + 1e-9)
        scales[deviations < 1e-9] = 0.0  # no paper has any of it: nothing to tell apart
        mixed = np.einsum("rnk,r->n", readings, scales)
        return replace(profile, means=readings.mean(1), scales=scales / (float(mixed.std()) + 1e-9))

    def contributions(self, x: Features) -> Floats:
        """What each keyword adds to each paper's score, (n, k); 0 is an average paper."""
        readings = self._readings(x) - self.means[:, None, :]
        return np.asarray(np.einsum("rnk,r->nk", readings, self.scales))

    def _readings(self, x: Features) -> Floats:
        cosines = x.raw.astype(np.float64) @ self.vectors.T.astype(np.float64)
        readings = np.zeros((4, *cosines.shape))
        rows = np.arange(len(x))
        best = cosines.argmax(1)
        readings[BEST, rows, best] = cosines[rows, best]
        readings[MEAN] = cosines / len(self.keywords)
        readings[HITS] = self._hits(x.papers)
        readings[WORDS] = self._words(x.papers)
        return readings

    def _hits(self, papers: Sequence[Paper]) -> Floats:
        matcher = KeywordMatcher(self.keywords)
        column = {keyword: n for n, keyword in enumerate(self.keywords)}
        counts = np.zeros((len(papers), len(self.keywords)))
        for row, paper in enumerate(papers):
            for hit in matcher.hits(paper):
                counts[row, column[hit.keyword]] += 2 if hit.field == "title" else 1
        return np.asarray(np.log1p(counts) * self.idf)

    def _words(self, papers: Sequence[Paper]) -> Floats:
        """The share of the keyword's words, by idf, that the paper has; half for the abstract."""
        own = [single_words(keyword) for keyword in self.keywords]
        matcher = KeywordMatcher(dict.fromkeys(word for words in own for word in words))
        share = np.zeros((len(matcher.keywords), len(self.keywords)))
        place = {word: n for n, word in enumerate(matcher.keywords)}
        for column, (words, idf) in enumerate(zip(own, self.word_idf, strict=True)):
            length = math.sqrt(sum(v * v for v in idf)) or 1.0
            for word, value in zip(words, idf, strict=True):
                share[place[word], column] = value / length
        found = np.zeros((len(papers), len(matcher.keywords)))
        for row, paper in enumerate(papers):
            for hit in matcher.hits(paper):
                column = place[hit.keyword]
                found[row, column] = max(found[row, column], 1.0 if hit.field == "title" else 0.5)
        return np.asarray(found @ share)


def _document_frequencies(
    keywords: Sequence[str], papers: Sequence[Paper]
) -> tuple[Floats, tuple[tuple[float, ...], ...]]:
    """Idf of each whole keyword, and of each of its words: ln((1 + N) / (1 + df))."""
    matcher = KeywordMatcher(dict.fromkeys((*keywords, *chain(*map(single_words, keywords)))))
    having: Counter[str] = Counter()
    for paper in papers:
        having.update({hit.keyword for hit in matcher.hits(paper)})
    total = 1 + len(papers)

    def idf(word: str) -> float:
        return math.log(total / (1 + having[word]))

    words = tuple(tuple(map(idf, single_words(keyword))) for keyword in keywords)
    return np.array([idf(keyword) for keyword in keywords]), words
