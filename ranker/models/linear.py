"""The linear part of a score: weights on terms, on voted papers, on categories.

An L2-regularised linear model over embeddings is a sum over its training papers,
w = sum_i alpha_i x_i with alpha_i = C s_i y_i sigmoid(-y_i f(x_i)) for the logistic loss with
sample weights s (the representer theorem; Schölkopf & Smola 2002, section 4.2). So the
embedding's share of a score can be told paper by paper, which is what `rank why` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ranker.models.features import Features, Floats

ITERATIONS = 200


@dataclass(frozen=True, slots=True)
class Linear:
    """f(x) = terms.t + dense.d + categories.c + constant.

    `terms` (V,), `dense` (D,), `categories` (K,) float64. `support` (m,) are the weights of the
    m voted papers inside `dense`, in the order in which training was given them.
    """

    terms: Floats
    dense: Floats
    categories: Floats
    support: Floats
    constant: float = 0.0

    def values(self, x: Features) -> Floats:
        """f of every paper, (n,)."""
        return (
            x.terms.dot(self.terms)
            + x.dense @ self.dense
            + x.categories.dot(self.categories)
            + self.constant
        )

    def scaled(self, factor: float, shift: float = 0.0) -> Linear:
        """factor * f + shift."""
        return Linear(
            self.terms * factor,
            self.dense * factor,
            self.categories * factor,
            self.support * factor,
            self.constant * factor + shift,
        )

    def standardised(self, reference: Features) -> Linear:
        """f moved and scaled to mean 0 and deviation 1 over the reference papers."""
        values = self.values(reference)
        scale = 1.0 / (float(values.std()) + 1e-9)
        return self.scaled(scale, -scale * float(values.mean()))

    def plus(self, other: Linear) -> Linear:
        """The sum of two linear functions over the same features and votes."""
        return Linear(
            self.terms + other.terms,
            self.dense + other.dense,
            self.categories + other.categories,
            self.support + other.support,
            self.constant + other.constant,
        )

    @classmethod
    def zero(cls, x: Features, votes: int) -> Linear:
        """The function that is 0 everywhere, over features shaped like `x`."""
        return cls(
            np.zeros(x.term_count),
            np.zeros(x.dense.shape[1]),
            np.zeros(x.category_count),
            np.zeros(votes),
        )


def fit_logistic(
    blocks: Sequence[Features],
    labels: NDArray[np.int64],
    weights: Floats,
    inverse_strength: float,
    votes: int,
) -> Linear:
    """Logistic regression over terms, embedding and categories together.

    `blocks` are stacked in order; the first `votes` papers are the reader's. `labels` are +1 and
    -1, `weights` positive, both (n,). The optimum of scikit-learn's lbfgs; the embedding's
    weights are then written in their dual form, which is the same at the optimum.
    """
    from scipy.sparse import csr_matrix, hstack, vstack
    from sklearn.linear_model import LogisticRegression

    dense = np.vstack([b.dense for b in blocks])
    sparse = vstack(
        [
            hstack([b.terms.to_scipy(b.term_count), b.categories.to_scipy(b.category_count)])
            for b in blocks
        ]
    )
    matrix = hstack([sparse, csr_matrix(dense)]).tocsr()
    model = LogisticRegression(C=inverse_strength, max_iter=ITERATIONS, tol=1e-4)
    model.fit(matrix, labels, sample_weight=weights)
    margins = labels * model.decision_function(matrix)
    alpha = inverse_strength * weights * labels / (1 + np.exp(np.clip(margins, -30, 30)))
    coefficients = model.coef_[0].astype(np.float64)
    term_count, category_count = blocks[0].term_count, blocks[0].category_count
    return Linear(
        terms=coefficients[:term_count],
        dense=alpha @ dense,
        categories=coefficients[term_count : term_count + category_count],
        support=alpha[:votes],
        constant=float(model.intercept_[0]),
    )


def mean_terms(likes: Features, dislikes: Features | None, votes: int) -> Linear:
    """Rocchio's rule on the terms: the mean like less half the mean dislike (Rocchio 1971)."""
    terms = likes.terms.mean(likes.term_count)
    if dislikes is not None and len(dislikes):
        terms = terms - 0.5 * dislikes.terms.mean(dislikes.term_count)
    return replace(Linear.zero(likes, votes), terms=terms)
