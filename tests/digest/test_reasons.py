"""Reasons are true of the paper, and what sets it apart from the day's others comes first."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

import ranker
from ranker.cli import why_text
from ranker.digest import words
from ranker.digest.renderers import renderer
from ranker.digest.value import Digest
from ranker.reason_kinds import REASON_KINDS, ReasonKind
from ranker.scored import Reason
from ranker.web import find_pages
from tests.digest import example

Parts = list[tuple[ReasonKind, str, float, float]]


def names(parts: Parts, count: int = 3) -> list[str]:
    """The names told of a paper with these (kind, name, contribution, usual)."""
    because = tuple(Reason(kind, name, value) for kind, name, value, _ in parts)
    paper = example.ranked(1, "T", "", because=because)
    told = replace(paper, usual=tuple(usual for *_, usual in parts)).strongest(count)
    return [reason.name for reason in told]


def test_a_category_that_is_the_largest_difference_comes_first() -> None:
    assert names(
        [
            ("category", "cs.SD", 1.86, 0.3),
            ("category", "primary cs.SD", 1.81, 0.2),
            ("liked", "A", 0.4, 0.0),
        ]
    ) == ["primary cs.SD", "cs.SD", "A"]


def test_what_all_papers_share_gives_way_to_what_differs() -> None:
    parts: Parts = [
        ("category", "cs.SD", 1.9, 1.85),
        ("liked", "A", 1.0, 0.9),
        ("term", "echo", 0.3, 0.01),
        ("keyword", "noise", 0.2, 0.0),
    ]
    assert names(parts) == ["echo", "noise", "A"]


def test_a_part_that_is_weaker_here_than_elsewhere_comes_last() -> None:
    parts: Parts = [
        ("liked", "A", 0.6, 1.4),
        ("term", "echo", -0.3, 0.1),
        ("keyword", "noise", 0.1, 0.0),
    ]
    assert names(parts) == ["echo", "noise", "A"]


def test_what_names_nothing_is_left_out_and_equals_keep_their_order() -> None:
    parts: Parts = [
        ("field", "papers at large", 3.0, 0.0),
        ("vote", "you liked it", 2.0, 0.0),
        ("term", "b", 0.5, 0.1),
        ("term", "a", 0.4 + 1e-9, 0.0),
        ("rest", "everything else", 9.0, 0.0),
    ]
    assert names(parts) == ["b", "a"]


def test_without_the_day_s_mean_the_largest_comes_first() -> None:
    because = (Reason("category", "cs.SD", 1.86), Reason("liked", "A", 0.4))
    assert example.ranked(1, "T", "", because=because).strongest(1) == because[:1]


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("keyword", 1.0, ("+", "keyword “X”")),
        ("keyword", -1.0, ("−", "keyword “X”")),
        ("close", 1.0, ("+", "close to “X”")),
        ("close", -1.0, ("−", "far from “X”")),
        ("liked", 1.0, ("+", "near “X”, liked")),
        ("liked", -1.0, ("−", "unlike “X”, liked")),
        ("disliked", -1.0, ("−", "near “X”, disliked")),
        ("disliked", 1.0, ("+", "unlike “X”, disliked")),
        ("meaning", 1.0, ("+", "like what your keywords find")),
        ("meaning", -1.0, ("−", "unlike what your keywords find")),
        ("category", -1.0, ("−", "subject X")),
        ("author", 1.0, ("+", "author X")),
        ("rest", 1.0, ("+", "rest X")),
    ],
)
def test_the_words_are_true_of_the_sign(
    kind: ReasonKind, value: float, said: tuple[str, str]
) -> None:
    assert words.reason(Reason(kind, "X", value)) == said


@pytest.mark.parametrize("name", ["terminal", "markdown", "html", "atom"])
def test_every_format_says_close_where_no_keyword_stands(name: str) -> None:
    paper = example.ranked(1, "T", "", because=(Reason("close", "noise", 1.0),))
    shown = renderer(name).render(example.digest(paper))
    assert "close to “noise”" in shown
    assert "keyword “noise”" not in shown


def test_every_kind_of_reason_has_its_words_everywhere() -> None:
    assert tuple(REASON_KINDS) == get_args(ReasonKind)
    alike = {kind for kind, traits in REASON_KINDS.items() if traits.likeness}
    for told in (words.REASONS, why_text.FAMILIES, find_pages.FAMILIES):
        assert set(told) == set(REASON_KINDS)
    assert set(words.FAR) == alike


def test_templates_know_no_kind_of_reason_that_there_is_not() -> None:
    compared = re.compile(r"\b(?:because|part|reason)\.kind (?:==|in) (\([^)]*\)|\"[^\"]*\")")
    texts = [path.read_text("utf-8") for path in Path(ranker.__path__[0]).rglob("*.html")]
    found = {
        kind
        for text in texts
        for one in compared.findall(text)
        for kind in re.findall('"([^"]*)"', one)
    }
    assert {"term", "keyword", "author"} <= found
    assert found <= set(REASON_KINDS)


def test_a_digest_with_a_reason_of_no_kind_is_refused() -> None:
    paper = example.ranked(1, "T", "", because=(Reason("close", "noise", 1.0),))
    told = example.digest(paper).to_json()
    assert Digest.from_json(told).papers[0].because == paper.because
    told["papers"][0]["because"][0]["kind"] = "unheard-of"
    with pytest.raises(ValueError, match="unheard-of"):
        Digest.from_json(told)
