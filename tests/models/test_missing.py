"""What votes lack says nothing: categories and abstracts that a library does not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from ranker.models.evidence import Evidence, PaperVectors
from ranker.models.features import Background
from ranker.models.missing import completed
from ranker.models.pool import Pool
from ranker.models.scoring import ProfileModel
from ranker.models.training import train
from ranker.paper import Paper
from ranker.settings import Profile

DIMENSIONS = 384  # of the packaged encoder, which the directions of titles belong to
RANDOM = np.random.default_rng(5)
WORDS = ("echo", "room", "lattice", "quark", "enzyme", "orbit", "planet", "solver")
CENTRES = RANDOM.standard_normal((len(WORDS), DIMENSIONS))
NOW = datetime(2026, 7, 6, tzinfo=UTC)
NOBODY = PaperVectors((), np.zeros((0, DIMENSIONS), np.float32))


def papers(numbers: Sequence[int], *, whole: bool = True) -> PaperVectors:
    """Invented papers, each about one word; without `whole` as a library has them."""
    made, vectors = [], []
    for n in numbers:
        word = WORDS[n % len(WORDS)]
        noise = np.random.default_rng(n).standard_normal(DIMENSIONS)
        vector = CENTRES[n % len(WORDS)] + 1.5 * noise
        vectors.append(vector / np.linalg.norm(vector))
        title = f"The {word} of case {n % 29}"
        categories = ("cs.SD",) if n % 3 else ("hep-th", "cs.SD")
        abstract = f"We measure a {word} and its {WORDS[n % 5]}, {n % 17} times."
        made.append(
            Paper(f"2607.{n:05}", title, abstract, ("A. Uthor",), categories)
            if whole
            else Paper(f"title:{n}", title, "")
        )
    return PaperVectors(tuple(made), np.array(vectors, np.float32))


EARLIER = papers(range(1_000, 1_400))
BACKGROUND = Background.fit(EARLIER.papers, EARLIER.vectors)
ECHOES = [n for n in range(600) if n % len(WORDS) == 0]


def model_of(
    likes: PaperVectors, dislikes: PaperVectors = NOBODY, passed: PaperVectors = NOBODY
) -> ProfileModel:
    evidence = Evidence(
        profile=Profile("sounds"),
        keyword_vectors=np.zeros((0, DIMENSIONS), np.float32),
        likes=likes,
        dislikes=dislikes,
        passed=passed,
        pool=Pool.of(EARLIER.papers, EARLIER.vectors),
        until=date(2026, 7, 6),
        encoder="",
        basis="",
    )
    return train(evidence, BACKGROUND, NOW)


def test_likes_without_categories_teach_nothing_of_categories() -> None:
    model = model_of(papers(ECHOES[:30], whole=False))
    weights = model.parts.linear.categories
    assert np.abs(weights).max() < 0.35 * np.abs(model.parts.linear.dense).max()
    one = papers(range(2_000, 2_040))
    bare = PaperVectors(tuple(replace(p, categories=()) for p in one.papers), one.vectors)
    with_, without = (model.score(x.papers, x.vectors).scores for x in (one, bare))
    assert np.abs(with_ - without).mean() < 0.2 * with_.std()


def test_missing_categories_are_the_usual_ones() -> None:
    library = papers(ECHOES[:6], whole=False)
    voted = BACKGROUND.space.of(library.papers, library.vectors)
    filled = completed(voted, BACKGROUND.features)
    dense = filled.categories.to_scipy(filled.category_count).toarray()
    usual = BACKGROUND.features.categories.to_scipy(filled.category_count).toarray().mean(0)
    np.testing.assert_allclose(dense, np.tile(usual, (6, 1)), atol=1e-6)


def test_what_is_known_is_left_as_it_is() -> None:
    known = papers(ECHOES[:6])
    voted = BACKGROUND.space.of(known.papers, known.vectors)
    assert completed(voted, BACKGROUND.features) is voted


def test_titles_alone_leave_the_place_where_titles_lie() -> None:
    from ranker.models.missing import _directions

    directions = _directions()
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=2e-3)
    library = papers(ECHOES[:8], whole=False)
    shifted = PaperVectors(library.papers, (library.vectors + directions[0]).astype(np.float32))
    voted = BACKGROUND.space.of(shifted.papers, shifted.vectors)
    moved = completed(voted, BACKGROUND.features).dense[:, :DIMENSIONS]
    assert np.abs(voted.dense[:, :DIMENSIONS] @ directions.T).max() > 0.3
    assert np.abs(moved @ directions.T).max() < 0.01
    np.testing.assert_allclose(np.linalg.norm(moved, axis=1), 1.0)


def test_a_library_finds_what_it_is_about_with_and_without_abstracts() -> None:
    later = papers(range(3_000, 3_200))
    about = np.array([n % len(WORDS) == 0 for n in range(3_000, 3_200)])
    for whole in (True, False):
        model = model_of(papers(ECHOES[:12], whole=whole))
        best = np.argsort(-model.score(later.papers, later.vectors).scores)[: about.sum()]
        assert about[best].mean() > 0.9


@pytest.mark.parametrize("m", [1, 2, 7])
def test_each_like_is_held_out_of_its_own_likeness(m: int) -> None:
    from ranker.models.likeness import Likeness

    x = BACKGROUND.space.of(*_parts(papers(ECHOES[:m])))
    reference = BACKGROUND.features
    likeness = Likeness.fit(x, reference, 0.25, 0.2)
    held_out = likeness.without_self()
    for n in range(m):
        others = x.take([i for i in range(m) if i != n])
        expected = 0.0
        if m > 1:
            alone = Likeness(
                others.terms,
                others.raw.astype(np.float16),
                others.term_count,
                likeness.by_words,
                likeness.by_meaning,
                likeness.constant,
            )
            expected = float(alone.values(x.take([n]))[0])
        assert held_out[n] == pytest.approx(expected, abs=2e-3)


def test_likeness_is_the_sum_of_its_shares_and_is_nought_on_average() -> None:
    from ranker.models.likeness import Likeness

    x = BACKGROUND.space.of(*_parts(papers(ECHOES[:9])))
    likeness = Likeness.fit(x, BACKGROUND.features, 0.25, 0.2)
    values = likeness.values(BACKGROUND.features)
    assert values.mean() == pytest.approx(0.0, abs=1e-9)
    later = BACKGROUND.space.of(*_parts(papers(range(4_000, 4_010))))
    for n in range(10):
        one = later.take([n])
        assert likeness.shares(one).sum() + likeness.constant == pytest.approx(
            float(likeness.values(one)[0])
        )


def _parts(labelled: PaperVectors) -> tuple[tuple[Paper, ...], np.ndarray]:
    return labelled.papers, labelled.vectors
