"""All peers of the bench: those of `rank replay`, and the rankers that only the bench runs.

From their published descriptions. Each returns scores of the papers to rank, (n,).

- keyword filter: arXiv keyword scripts that keep every paper with any keyword as a substring.
- keyword count: the same, counted, the title twice, on a logarithmic scale.
- keyword embedding: the paper's largest cosine to a keyword.
- zotero-arxiv-daily: mean cosine to the library, its papers weighted by recency with
  1 / (1 + log10(rank)).
- Scholar Inbox (Flicke et al. 2025): logistic regression on embeddings, with background papers as
  weighted negatives.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ranker.arrays import Floats
from ranker.evaluation.peers import SanityLite, VotedRows, rocchio
from ranker.paper import Paper

__all__ = [
    "SanityLite",
    "VotedRows",
    "keyword_cosine",
    "keyword_count",
    "keyword_filter",
    "rocchio",
    "scholar_inbox",
    "zotero_arxiv_daily",
]  # fmt: skip

_BACKGROUND_MASS, _DISLIKE_MASS = 1.0, 0.05  # of Scholar Inbox's negatives, to 1.0 of the likes


def keyword_filter(keywords: Sequence[str], papers: Sequence[Paper]) -> Floats:
    """1 for a paper that contains any keyword as a substring, else 0."""
    words = [k.lower() for k in keywords]
    return np.array([float(any(w in p.text.lower() for w in words)) for p in papers])


def keyword_count(keywords: Sequence[str], papers: Sequence[Paper]) -> Floats:
    """Sum over keywords of ln(1 + occurrences), the title's counted twice."""
    words = [k.lower() for k in keywords]
    texts = [(p.title.lower(), p.abstract.lower()) for p in papers]
    counts = [[2 * t.count(w) + a.count(w) for w in words] for t, a in texts]
    return np.asarray(np.log1p(np.array(counts, np.float64)).sum(1))


def keyword_cosine(keyword_vectors: Floats, vectors: Floats) -> Floats:
    """The largest cosine to a keyword's embedding."""
    return np.asarray((vectors @ keyword_vectors.T).max(1))


def zotero_arxiv_daily(said: VotedRows, past: Floats, vectors: Floats) -> Floats:
    """Mean cosine to the likes, newest first, weighted by 1 / (1 + log10(rank))."""
    newest_first = said.likes[::-1]
    weights = 1 / (1 + np.log10(np.arange(1, len(newest_first) + 1)))
    return np.asarray(vectors @ (weights / weights.sum() @ past[newest_first]))


def scholar_inbox(
    said: VotedRows, past: Floats, background: NDArray[np.int64], vectors: Floats
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
