"""The linear part of a score: weights on terms, on voted papers, on categories.

An L2-regularised linear model over embeddings is a sum over its training papers,
w = sum_i alpha_i x_i with alpha_i = C s_i y_i sigmoid(-y_i f(x_i)) for the logistic loss with
sample weights s (the representer theorem; Schölkopf & Smola 2002, section 4.2). So the
embedding's share of a score can be told paper by paper, which is what `rank why` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ranker.arrays import Floats
from ranker.models.features import Features

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

ITERATIONS, TOLERANCE = 100, 1e-7


@dataclass(frozen=True, slots=True)
class Group:
    """Papers of one label, +1 or -1, that weigh `mass` together; `voted` are the reader's."""

    papers: Features
    label: int
    mass: float
    voted: bool = False


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
    groups: Sequence[Group], inverse_strength: float, reference: Features
) -> tuple[Linear, Floats]:
    """L2-regularised logistic regression over terms, embedding and categories, standardised.

    Every group weighs `mass` in all; the intercept is not regularised. The optimum is the one
    scikit-learn's LogisticRegression finds on the same matrix; keeping the embedding a dense
    block reaches it several times sooner. The embedding's weights are written in their dual
    form, which is the same at the optimum. `support` are the weights of the groups marked
    `voted`, in order. Returns the function, and for each voted paper what its own presence adds
    to its own value (support times its squared length), (m,).
    """
    from scipy.optimize import minimize
    from scipy.sparse import hstack, vstack
    from threadpoolctl import threadpool_limits

    used = [g for g in groups if len(g.papers)]
    dense = np.vstack([g.papers.dense for g in used])
    sparse = vstack([hstack(_sparse_blocks(g.papers)) for g in used]).tocsr().astype(np.float64)
    across = sparse.T.tocsr()
    labels = np.concatenate([np.full(len(g.papers), float(g.label)) for g in used])
    weights = np.concatenate([np.full(len(g.papers), g.mass / len(g.papers)) for g in used])
    columns = sparse.shape[1]

    def margins(w: Floats) -> Floats:
        return np.asarray(labels * (sparse @ w[:columns] + dense @ w[columns:-1] + w[-1]))

    def pulls(margin: Floats) -> Floats:
        return np.asarray(weights * labels / (1 + np.exp(np.clip(margin, -30, 30))))

    def loss(w: Floats) -> tuple[float, Floats]:
        margin = margins(w)
        pull = pulls(margin)
        gradient = np.concatenate([-(across @ pull), -(dense.T @ pull), [-pull.sum()]])
        gradient[:-1] += w[:-1] / inverse_strength
        penalty = float(w[:-1] @ w[:-1]) / (2 * inverse_strength)
        return float(weights @ np.logaddexp(0, -margin)) + penalty, gradient

    start = np.zeros(columns + dense.shape[1] + 1)
    options = {"maxiter": ITERATIONS, "ftol": TOLERANCE}
    # Vectors this short are not worth sharing out: on a busy machine, threads that wait for one
    # another made a fit seventeen times as long.
    with threadpool_limits(1, user_api="blas"):
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    alpha = inverse_strength * pulls(margins(found))
    voted = np.concatenate([np.full(len(g.papers), g.voted) for g in used])
    terms = reference.term_count
    fitted = Linear(
        terms=found[:terms],
        dense=alpha @ dense,
        categories=found[terms:columns],
        support=alpha[voted],
        constant=float(found[-1]),
    ).standardised(reference)
    own = sparse[voted]
    lengths = np.asarray(own.multiply(own).sum(1)).ravel() + (dense[voted] ** 2).sum(1) + 1
    return fitted, fitted.support * lengths


def _sparse_blocks(papers: Features) -> list[csr_matrix]:
    return [
        papers.terms.to_scipy(papers.term_count),
        papers.categories.to_scipy(papers.category_count),
    ]
