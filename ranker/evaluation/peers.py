"""The rankers that a replay holds ours against, from their published descriptions.

Each takes what a reader has said and the features of papers, and returns scores, (n,).

- Rocchio (1971): mean of the likes less half the mean of the dislikes.
- arxiv-sanity-lite (Karpathy 2021): TF-IDF of words and pairs, 20,000 features, sublinear, and a
  LinearSVC with C = 0.01 and balanced classes in which every unlabelled paper is a negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.paper import Paper

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


_SVM_STRENGTH = 0.01
_SANITY_WORD = r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b"
_DISLIKED = 0.5


@dataclass(frozen=True, slots=True)
class VotedRows:
    """What a reader has said before the day: rows of the past's papers, likes oldest first."""

    likes: NDArray[np.int64]
    dislikes: NDArray[np.int64]


def rocchio(said: VotedRows, past: Floats, vectors: Floats) -> Floats:
    """Cosine to the mean like less half the mean dislike; all rows are unit vectors."""
    centre = past[said.likes].mean(0)
    if len(said.dislikes):
        centre = centre - _DISLIKED * past[said.dislikes].mean(0)
    return np.asarray(vectors @ centre)


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

    def scores(self, said: VotedRows, features: csr_matrix) -> Floats:
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
