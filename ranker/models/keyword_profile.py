"""The profile before any vote: what the keywords say about a paper, keyword by keyword.

Four readings of a keyword, each standardised over the background and mixed by weights chosen on
readers that were left out (docs/ranking.md): the best cosine of any keyword to the paper, the
mean cosine, counted hits of the whole phrase (title twice, logarithm), and single words of the
phrase weighted by idf.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ranker.models.features import Features, Floats
from ranker.models.keywords import KeywordMatcher
from ranker.models.words import stems
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
        wanted = [tuple(stems(k)) for k in self.keywords]
        lengths = [math.sqrt(sum(v * v for v in idf)) or 1.0 for idf in self.word_idf]
        values = np.zeros((len(papers), len(wanted)))
        for row, paper in enumerate(papers):
            title = frozenset(stems(paper.title))
            anywhere = title.union(stems(paper.abstract))
            for column, (words, idf) in enumerate(zip(wanted, self.word_idf, strict=True)):
                found = sum(
                    v * (1.0 if w in title else 0.5)
                    for w, v in zip(words, idf, strict=True)
                    if w in anywhere
                )
                values[row, column] = found / lengths[column]
        return values


def _document_frequencies(
    keywords: Sequence[str], papers: Sequence[Paper]
) -> tuple[Floats, tuple[tuple[float, ...], ...]]:
    """Idf of each whole keyword, and of each of its words: ln((1 + N) / (1 + df))."""
    matcher = KeywordMatcher(keywords)
    hit_by: dict[str, int] = dict.fromkeys(keywords, 0)
    wanted = {word: 0 for keyword in keywords for word in stems(keyword)}
    for paper in papers:
        for keyword in {hit.keyword for hit in matcher.hits(paper)}:
            hit_by[keyword] += 1
        for word in wanted.keys() & set(stems(paper.text)):
            wanted[word] += 1
    total = 1 + len(papers)
    phrases = np.log(total / (1 + np.array([hit_by[k] for k in keywords], np.float64)))
    words = tuple(
        tuple(math.log(total / (1 + wanted[w])) for w in stems(keyword)) for keyword in keywords
    )
    return phrases, words
