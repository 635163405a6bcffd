"""Latent dimensions, against numpy's full decomposition."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array, vstack  # noqa: TID253
from threadpoolctl import threadpool_limits

from ranker.models.csr import CsrMatrix
from ranker.models.latent import DIMENSIONS, FEW, LENGTH, Latent, _directions
from ranker.models.tfidf import Tfidf
from ranker.paper import Paper
from tests.invented import announcement, library

EARLIER = [e.paper for e in library()]
TODAY = [e.paper for e in announcement()]


@pytest.fixture(scope="module")
def rows() -> tuple[Tfidf, CsrMatrix]:
    return Tfidf.fit(EARLIER)


def cosines(x: np.ndarray) -> np.ndarray:
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    products: np.ndarray = unit @ unit.T
    return products


def test_papers_lie_as_in_the_full_decomposition(rows: tuple[Tfidf, CsrMatrix]) -> None:
    tfidf, own = rows
    latent = Latent.fit(own, len(tfidf))
    matrix = own.to_scipy(len(tfidf)).toarray()
    _, _, basis = np.linalg.svd(matrix[::2], full_matrices=False)
    expected = matrix @ basis[: len(latent.units)].T
    expected -= expected.mean(0)
    # The least of the dimensions are estimated, and all are kept in eight bits.
    np.testing.assert_allclose(cosines(latent.of(own)), cosines(expected), atol=0.1)
    assert np.corrcoef(cosines(latent.of(own)).ravel(), cosines(expected).ravel())[0, 1] > 0.999


def matrix(papers: int, terms: int = 900) -> csr_matrix:
    return csr_matrix(random_array((papers, terms), density=0.03, dtype=np.float32, rng=3))


@pytest.mark.parametrize("papers", [FEW, FEW + 1, 700])
def test_directions_are_those_of_the_full_decomposition(papers: int) -> None:
    rows = matrix(papers)
    _, _, expected = np.linalg.svd(rows.toarray().astype(np.float64), full_matrices=False)
    found = _directions(rows, DIMENSIONS)
    np.testing.assert_allclose(np.abs((found * expected[:DIMENSIONS]).sum(1)), 1, atol=1e-3)
    assert (found[np.arange(DIMENSIONS), np.abs(found).argmax(1)] > 0).all()


@pytest.mark.parametrize("papers", [FEW, FEW + 1])
def test_directions_are_the_same_each_time_whatever_the_threads(papers: int) -> None:
    rows = matrix(papers)
    found = []
    for threads in (1, 2, 1):
        with threadpool_limits(threads):
            found.append(_directions(rows, DIMENSIONS))
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


def test_what_papers_do_not_span_is_no_direction() -> None:
    """ARPACK and LAPACK fill up with what the rounding gives, or chance."""
    for times in (2, 20):
        rows = vstack([matrix(40)] * times, format="csr")
        found = _directions(rows, 60)
        assert found.shape == (40, 900)
        np.testing.assert_allclose(found, _directions(rows, 60), atol=1e-9)


def test_rows_have_one_length_whoever_they_stand_with(rows: tuple[Tfidf, CsrMatrix]) -> None:
    tfidf, own = rows
    latent = Latent.fit(own, len(tfidf))
    many = latent.of(tfidf.rows(TODAY * 30))  # more than are projected at once
    np.testing.assert_allclose(np.linalg.norm(many, axis=1), LENGTH)
    alone = np.vstack([latent.of(tfidf.rows([paper])) for paper in TODAY])
    np.testing.assert_allclose(many, np.tile(alone, (30, 1)), atol=1e-6)


def test_a_paper_without_a_known_term_lies_nowhere(rows: tuple[Tfidf, CsrMatrix]) -> None:
    tfidf, own = rows
    latent = Latent.fit(own, len(tfidf))
    between = [TODAY[0], Paper("2607.90001", "", ""), TODAY[1], Paper("2607.90002", "语音", "")]
    found = latent.of(tfidf.rows(between))
    np.testing.assert_array_equal(found[[1, 3]], 0)
    np.testing.assert_allclose(np.linalg.norm(found[[0, 2]], axis=1), LENGTH)
    assert latent.of(tfidf.rows([])).shape == (0, len(latent.units))


@pytest.mark.parametrize("papers", [[], EARLIER[:1], EARLIER[:2], [Paper("2607.90001", "", "")]])
def test_too_few_papers_span_no_dimension(papers: list[Paper]) -> None:
    tfidf, own = Tfidf.fit(papers)
    latent = Latent.fit(own, len(tfidf))
    assert latent.of(tfidf.rows(TODAY)).shape == (len(TODAY), 0)
