"""Papers as numbers, against scikit-learn's TF-IDF and scipy's matrices."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ranker.models.csr import CsrMatrix
from ranker.models.features import Background, Features, FeatureSpace
from ranker.models.words import tokens
from ranker.paper import Paper
from tests.invented import HashingEncoder, announcement, library

EARLIER = [e.paper for e in library()]
TODAY = [e.paper for e in announcement()]
ODD = [
    Paper("2607.90001", "", ""),
    Paper("2607.90002", "Ein Verfahren zur Trennung überlagerter Sprache", "Größe, naïve café."),
    Paper("2607.90003", "语音增强", "我们提出了一种方法。"),
    Paper("2607.90004", "noise " * 3000, "$\\alpha_{x}$ 1234 x"),
]


def vectors(papers: list[Paper]) -> np.ndarray:
    return HashingEncoder().encode([p.text for p in papers])


def paper_terms(paper: Paper) -> list[str]:
    """Words and pairs, the title's twice: what the columns are meant to count."""
    found = []
    for text in (paper.text, paper.title):
        words = tokens(text)
        found += words + [f"{a} {b}" for a, b in pairwise(words)]
    return found


def vocabulary(space: FeatureSpace) -> list[str]:
    return [space.tfidf.term(column) for column in range(len(space.tfidf))]


@pytest.fixture(scope="module")
def space() -> FeatureSpace:
    return Background.fit(EARLIER, vectors(EARLIER)).space


def features(space: FeatureSpace, papers: list[Paper]) -> Features:
    return space.of(papers, vectors(papers))


def test_terms_weigh_what_scikit_learn_says(space: FeatureSpace) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    theirs = TfidfVectorizer(
        analyzer=paper_terms, vocabulary=vocabulary(space), sublinear_tf=True, smooth_idf=True
    ).fit(EARLIER)
    np.testing.assert_allclose(space.tfidf.idf, theirs.idf_, rtol=1e-6)
    papers = [*TODAY, *EARLIER, *ODD]
    ours = features(space, papers).terms.to_scipy(len(vocabulary(space)))
    expected = theirs.transform(papers)
    assert ours.nnz == expected.nnz
    np.testing.assert_allclose(ours.toarray(), expected.toarray(), atol=1e-6)


def test_the_vocabulary_holds_neither_the_rarest_nor_the_commonest(space: FeatureSpace) -> None:
    found = [set(paper_terms(p)) for p in EARLIER]
    in_papers = {term: sum(term in one for one in found) for term in vocabulary(space)}
    assert len(in_papers) > 50
    assert min(in_papers.values()) >= 2
    assert max(in_papers.values()) < len(EARLIER) / 2


def test_embeddings_are_centred_and_of_length_one(space: FeatureSpace) -> None:
    x = features(space, TODAY)
    embeddings = x.dense[:, : x.raw.shape[1]]
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1)
    moved = vectors(TODAY).astype(np.float64) - vectors(EARLIER).mean(0)
    cosines = (embeddings * moved).sum(1) / np.linalg.norm(moved, axis=1)
    np.testing.assert_allclose(cosines, 1)
    np.testing.assert_array_equal(x.raw, vectors(TODAY))


def test_papers_that_say_nothing_are_rows_of_finite_numbers(space: FeatureSpace) -> None:
    x = features(space, ODD)
    assert np.isfinite(x.dense).all()
    assert np.isfinite(x.terms.values).all()
    assert len(x.terms.row(0)[0]) == 0
    at_the_mean = space.of(ODD[:1], space.mean[None, :])
    assert np.isfinite(at_the_mean.dense).all()


def test_a_paper_of_unknown_categories_has_none(space: FeatureSpace) -> None:
    stranger = replace(TODAY[0], categories=("nlin.AO", "zz.ZZ"))
    assert len(features(space, [stranger]).categories.row(0)[0]) == 0
    assert len(features(space, [TODAY[0]]).categories.row(0)[0]) > 0


def test_a_space_of_one_paper_and_an_announcement_of_none_work() -> None:
    space = Background.fit(TODAY[:1], vectors(TODAY[:1])).space
    assert np.isfinite(features(space, TODAY).dense).all()
    nothing = features(space, [])
    assert len(nothing) == 0
    assert nothing.dense.shape == (0, 64)
    assert nothing.terms.dot(np.ones(len(vocabulary(space)))).shape == (0,)


def test_the_order_of_the_background_does_not_matter(space: FeatureSpace) -> None:
    backwards = Background.fit(EARLIER[::-1], vectors(EARLIER[::-1])).space
    assert vocabulary(backwards) == vocabulary(space)
    assert backwards.category_codes == space.category_codes
    np.testing.assert_array_equal(backwards.tfidf.idf, space.tfidf.idf)


COLUMNS = 5
matrices = arrays.arrays(
    np.float32,
    st.tuples(st.integers(0, 6), st.just(COLUMNS)),
    elements=st.sampled_from([0.0, 0.0, 0.5, -2.0, 1.5]),
)


def rows_of(matrix: np.ndarray) -> CsrMatrix:
    from scipy.sparse import csr_matrix

    sparse = csr_matrix(matrix)
    return CsrMatrix(
        sparse.indptr.astype(np.int64), sparse.indices.astype(np.int32), sparse.data.astype("f4")
    )


@given(matrices, st.lists(st.integers(-3, 3), min_size=COLUMNS, max_size=COLUMNS), st.data())
@settings(max_examples=150, deadline=None)
def test_rows_do_what_scipy_does(
    matrix: np.ndarray, weights: list[int], data: st.DataObject
) -> None:
    rows = rows_of(matrix)
    np.testing.assert_array_equal(rows.to_scipy(COLUMNS).toarray(), matrix)
    np.testing.assert_allclose(rows.dot(np.array(weights, np.float64)), matrix @ np.array(weights))
    if len(matrix):
        chosen = np.array(data.draw(st.lists(st.integers(0, len(matrix) - 1))), np.int64)
        taken = rows.take(chosen)
        np.testing.assert_array_equal(taken.to_scipy(COLUMNS).toarray(), matrix[chosen])
        for n, original in enumerate(chosen):
            np.testing.assert_array_equal(taken.row(n)[1], rows.row(int(original))[1])


def test_taking_features_keeps_every_part_together(space: FeatureSpace) -> None:
    x = features(space, TODAY)
    chosen = [7, 3, 3]
    part = x.take(chosen)
    again = features(space, [TODAY[n] for n in chosen])
    assert part.papers == again.papers
    np.testing.assert_array_equal(part.dense, again.dense)
    for ours, theirs in ((part.terms, again.terms), (part.categories, again.categories)):
        np.testing.assert_array_equal(ours.starts, theirs.starts)
        np.testing.assert_array_equal(ours.indices, theirs.indices)
        np.testing.assert_array_equal(ours.values, theirs.values)


def test_words_are_counted_as_keywords_read_them() -> None:
    assert tokens(r"NbSe$_2$, NbSe₂ and $\mathrm{NbSe}_2$") == ["nbse2"] * 3
    assert tokens(r"$\kappa$-casein of \'Etude, fianc\'ee") == [
        "kappa",
        "casein",
        "etude",
        "fiancee",
    ]
