"""Notices of withdrawal, and texts about withdrawal, which are none."""

from __future__ import annotations

import pytest

from ranker.withdrawal import is_withdrawn

PLAIN = ("Echoes of invented rooms", "We measure rooms that nobody has built.")


@pytest.mark.parametrize(
    "abstract",
    [
        "This paper has been withdrawn by the author due to a sign error in Lemma 2.",
        "This paper has been withdrawn.",
        "This article was temporarily withdrawn for revision.",
        "This submission has been withdrawn by arXiv administrators because of its licence.",
        "The paper is withdrawn, since Theorem 1 is wrong.",
        "Paper withdrawn because of an error in the data.",
        "Withdrawn",
        "withdrawn by the authors",
        "[Withdrawn due to a gap in the proof]",
        "The authors have withdrawn this paper; a corrected one will follow.",
        "We withdraw this manuscript, as the samples were mixed up.",
        "We invent a lemma. This paper has been withdrawn by the authors as the lemma is false.",
        "arXiv admin note: submission has been removed by arXiv administrators",
        "THIS PAPER HAS BEEN WITHDRAWN",
        "This preprint has now been withdrawn from arXiv.",
    ],
)
def test_a_notice_in_the_abstract_is_one(abstract: str) -> None:
    assert is_withdrawn(PLAIN[0], abstract)


@pytest.mark.parametrize(
    "comments",
    [
        "withdrawn",
        "Withdrawn due to an error in equation (7)",
        "12 pages, 3 figures; withdrawn",
        "9 pages. Paper withdrawn by the author",
        "This paper has been withdrawn by the author because Figure 2 is wrong",
        "4 pages (withdrawn)",
        "The author has withdrawn the paper",
        "the manuscript has been withdrawn pending new measurements",
    ],
)
def test_a_notice_in_the_comments_is_one(comments: str) -> None:
    assert is_withdrawn(*PLAIN, comments)


@pytest.mark.parametrize(
    "title",
    [
        "WITHDRAWN: Echoes of invented rooms",
        "Echoes of invented rooms (withdrawn)",
        "[Withdrawn] Echoes of invented rooms",
        "Echoes of invented rooms [withdrawn by the authors]",
        "This paper has been withdrawn",
        "Withdrawn",
    ],
)
def test_a_notice_in_the_title_is_one(title: str) -> None:
    assert is_withdrawn(title, PLAIN[1])


@pytest.mark.parametrize(
    ("title", "abstract", "comments"),
    [
        ("Predicting opioid withdrawal from speech", "Withdrawal is hard to tell.", ""),
        ("Withdrawn adolescents and their avatars", "Withdrawn children play less.", "8 pages"),
        ("Drugs withdrawn from the market", "This drug has been withdrawn in two countries.", ""),
        (PLAIN[0], "Withdrawn papers are cited for years. We count how often.", ""),
        (PLAIN[0], "We ask why a paper is withdrawn, and how long the article was read.", ""),
        (PLAIN[0], "Utilizing papers withdrawn from arXiv, we train a detector of errors.", ""),
        (PLAIN[0], "Cash is withdrawn by customers, and deposits are withdrawn at once.", ""),
        (PLAIN[0], "The needle, withdrawn slowly, leaves a channel.", ""),
        (PLAIN[0], "In bank runs we withdraw this work's assumption of trust.", ""),
        (*PLAIN, "Replaces the withdrawn arXiv:2501.00003"),
        (*PLAIN, "This paper was withdrawn from a workshop and extended since"),
        (*PLAIN, "Supersedes a paper that had errors; v1 withdrawn figures restored"),
        (*PLAIN, ""),
    ],
)
def test_what_is_about_withdrawal_is_no_notice(title: str, abstract: str, comments: str) -> None:
    assert not is_withdrawn(title, abstract, comments)
