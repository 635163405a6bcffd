"""One title in two writings is one; two titles that differ in what they say are two."""

from __future__ import annotations

import pytest

from ranker.feedback.titles import NEAR_ENOUGH, Titles

SAME = [
    ("Deep {R}esidual Echo", "Deep residual echo"),
    ("Echoes of Gödel in Fine-Tuning: A Study", "Echoes of Godel in Finetuning - a study"),
    (r"The $\gamma$-ray echo of M\"uller", "The γ-ray echo of Müller"),
    ("Superconducting MgB$_2$ rooms", "Superconducting MgB₂ rooms"),
    (r"Echoes in $\mathrm{SU}(2)$ rooms", "Echoes in SU(2) rooms"),
    ("Attention in rooms", "Attention  in Rooms."),
]

SPELT = [
    (
        "Modelling the colour of echoes in large rooms",
        "Modeling the color of echoes in large rooms",
    ),
    (
        "The localisation of speakers in large noisy rooms",
        "Localization of speakers in large noisy rooms",
    ),
    (
        "Neural network for the separation of voices in rooms",
        "Neural networks for the separation of voices in rooms",
    ),
]

OTHERS = [
    ("The echo of large invented rooms, Part I", "The echo of large invented rooms, Part II"),
    ("The echo of large invented rooms 1", "The echo of large invented rooms 2"),
    ("The echo of large invented rooms in 2.5 dimensions", "The echo of large rooms in 25"),
    (
        "Supervised separation of voices in large noisy rooms",
        "Unsupervised separation of voices in large noisy rooms",
    ),
    (
        "Separation of voices with labels in large noisy rooms",
        "Separation of voices without labels in large noisy rooms",
    ),
    (
        "Echoes of proton showers in large detectors of ice",
        "Echoes of photon showers in large detectors of ice",
    ),
    (
        "Linear models of echoes in very large noisy rooms",
        "Nonlinear models of echoes in very large noisy rooms",
    ),
    ("A vaccine in large rooms against hepatitis A", "A vaccine in large rooms against hepatitis"),
    ("Echo in rooms", "Echoes in rooms"),
    ("Introduction", "Introductions"),
    ("Reply to a comment on the echo of rooms", "Comment on the echo of rooms"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_words_are_sure(one: str, other: str) -> None:
    match = Titles([("k", one)]).find(other)
    assert match is not None
    assert (match.key, match.confidence) == ("k", 1.0)


@pytest.mark.parametrize(("one", "other"), SPELT)
def test_another_spelling_is_nearly_sure(one: str, other: str) -> None:
    for titles, title in ((Titles([("k", one)]), other), (Titles([("k", other)]), one)):
        match = titles.find(title)
        assert match is not None
        assert NEAR_ENOUGH <= match.confidence < 1


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_what_says_something_else_is_another(one: str, other: str) -> None:
    assert Titles([("k", one)]).find(other) is None
    assert Titles([("k", other)]).find(one) is None


def test_numbers_do_not_run_together() -> None:
    assert Titles([("k", "Version 1 12")]).find("Version 11 2") is None


def test_the_nearest_of_several_is_found() -> None:
    titles = Titles([("far", SPELT[0][0]), ("same", SPELT[0][1])])
    match = titles.find(SPELT[0][1].upper())
    assert match is not None
    assert match.key == "same"


def test_a_title_without_words_is_nobodys() -> None:
    assert not Titles([("k", "…"), ("l", "")])
    assert Titles([("k", "…")]).find("!") is None
