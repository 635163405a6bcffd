"""The rankers that people use today, from their published descriptions.

Each takes what a reader has said and the features of papers, and returns scores, (n,).

- keyword filter: arXiv keyword scripts that keep every paper with any keyword as a substring.
- keyword count: the same, counted, the title twice, on a logarithmic scale.
- arxiv-sanity-lite (Karpathy 2021): TF-IDF of words and pairs, 20,000 features, sublinear, and a
  LinearSVC with C = 0.01 and balanced classes in which every unlabelled paper is a negative.
- zotero-arxiv-daily: mean cosine to the library, its papers weighted by recency with
  1 / (1 + log10(rank)).
- Rocchio (1971): mean of the likes less half the mean of the dislikes.
- Scholar Inbox (Flicke et al. 2025): logistic regression on embeddings, with background papers as
  weighted negatives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ranker.paper import Paper

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]

_SVM_STRENGTH = 0.01
_SANITY_WORD = r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b"
_DISLIKED = 0.5
_BACKGROUND_MASS, _DISLIKE_MASS = 1.0, 0.05  # of Scholar Inbox's negatives, to 1.0 of the likes


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader has said before the day: rows of the past's papers, likes oldest first."""

    keywords: tuple[str, ...]
    likes: NDArray[np.int64]
    dislikes: NDArray[np.int64]


def keyword_filter(said: Said, papers: Sequence[Paper]) -> Floats:
    """1 for a paper that contains any keyword as a substring, else 0."""
    words = [k.lower() for k in said.keywords]
    return np.array([float(any(w in p.text.lower() for w in words)) for p in papers])


def keyword_count(said: Said, papers: Sequence[Paper]) -> Floats:
    """Sum over keywords of ln(1 + occurrences), the title's counted twice."""
    words = [k.lower() for k in said.keywords]
    texts = [(p.title.lower(), p.abstract.lower()) for p in papers]
    counts = [[2 * t.count(w) + a.count(w) for w in words] for t, a in texts]
    return np.asarray(np.log1p(np.array(counts, np.float64)).sum(1))


def keyword_cosine(keyword_vectors: Floats, vectors: Floats) -> Floats:
    """The largest cosine to a keyword's embedding."""
    return np.asarray((vectors @ keyword_vectors.T).max(1))


def rocchio(said: Said, past: Floats, vectors: Floats) -> Floats:
    """Cosine to the mean like less half the mean dislike; all rows are unit vectors."""
    centre = past[said.likes].mean(0)
    if len(said.dislikes):
        centre = centre - _DISLIKED * past[said.dislikes].mean(0)
    return np.asarray(vectors @ centre)


def zotero_arxiv_daily(said: Said, past: Floats, vectors: Floats) -> Floats:
    """Mean cosine to the likes, newest first, weighted by 1 / (1 + log10(rank))."""
    newest_first = said.likes[::-1]
    weights = 1 / (1 + np.log10(np.arange(1, len(newest_first) + 1)))
    return np.asarray(vectors @ (weights / weights.sum() @ past[newest_first]))


def scholar_inbox(
    said: Said, past: Floats, background: NDArray[np.int64], vectors: Floats
) -> Floats:
    """Logistic regression on embeddings; `background` are rows of the past without a vote."""
    from sklearn.linear_model import LogisticRegression

    groups = (
        (said.likes, 1, 1.0),
        (said.dislikes, 0, _DISLIKE_MASS),
        (background, 0, _BACKGROUND_MASS),
    )
    rows = np.concatenate([g[0] for g in groups])
    labels = np.concatenate([np.full(len(g[0]), g[1]) for g in groups])
    weights = np.concatenate([np.full(len(g[0]), g[2] / max(len(g[0]), 1)) for g in groups])
    model = LogisticRegression(max_iter=1000)
    model.fit(past[rows], labels, sample_weight=weights * len(rows) / weights.sum())
    return np.asarray(model.decision_function(vectors))


class SanityLite:
    """arxiv-sanity-lite: its TF-IDF is fitted on the past once, its SVM for each reader.

    As there, the papers to rank are among the unlabelled ones that the SVM takes as negatives.
    """

    def __init__(self, past: Sequence[Paper]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(
            strip_accents="unicode",
            stop_words="english",
            token_pattern=_SANITY_WORD,
            ngram_range=(1, 2),
            max_features=20_000,
            sublinear_tf=True,
            max_df=0.1,
            min_df=5,
        )
        self._past = self._vectorizer.fit_transform(map(_sanity_text, past)).tocsr()

    def features(self, papers: Sequence[Paper]) -> csr_matrix:
        """TF-IDF rows of papers."""
        return self._vectorizer.transform(map(_sanity_text, papers)).tocsr()

    def scores(self, said: Said, features: csr_matrix) -> Floats:
        """The SVM's margins for the papers to rank; every paper that is not liked is a negative."""
        from scipy.sparse import vstack
        from sklearn.svm import LinearSVC

        matrix = vstack([self._past, features]).tocsr()
        labels = np.zeros(matrix.shape[0])
        labels[said.likes] = 1
        model = LinearSVC(
            class_weight="balanced", max_iter=10_000, tol=1e-6, C=_SVM_STRENGTH, random_state=0
        )
        model.fit(matrix, labels)
        return np.asarray(model.decision_function(features))


def _sanity_text(paper: Paper) -> str:
    return " ".join((paper.title, paper.abstract, *paper.authors))
