"""Several interests as one digest, without a workspace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ranker.app.digests.merging import MERGED, merge
from ranker.digest.value import Digest
from tests.digest.example import digest, ranked


def of(profile: str, **probabilities: float) -> Digest:
    """A profile's digest of papers a, b, ... with these probabilities; in capitals: withdrawn."""
    papers = []
    for place, (name, probability) in enumerate(probabilities.items(), 1):
        one = ranked(place, name, "", paper_id=name, probability=probability, profile=profile)
        papers.append(replace(one, paper=replace(one.paper, withdrawn=name.isupper())))
    return replace(digest(*papers), profile=profile, categories=("cs.SD",), fetched=9)


@pytest.mark.parametrize(
    ("first", "second", "size", "order"),
    [
        ({"a": 0.9, "b": 0.2}, {"c": 0.5}, 9, "a1 c2 b1"),
        ({"a": 0.9, "b": 0.2}, {"a": 0.3, "b": 0.4}, 9, "a1 b2"),  # who wants it most has it
        ({"a": 0.5}, {"a": 0.5}, 9, "a1"),  # of equals the first
        ({"A": 0.9, "b": 0.2}, {"c": 0.1}, 2, "b1 c2 A1"),  # what is withdrawn stands last
        ({"a": 0.9, "b": 0.8, "c": 0.7}, {"d": 0.1}, 2, "a1 d2 b1 c1"),  # no profile is drowned
        ({"a": 0.9, "b": 0.8, "c": 0.7}, {"d": 0.1, "e": 0.05}, 3, "a1 b1 d2 c1 e2"),
        ({"a": 0.9}, {"b": 0.1}, 1, "a1 b2"),
        ({}, {}, 5, ""),
    ],
)
def test_the_order_of_a_merged_digest(
    first: dict[str, float], second: dict[str, float], size: int, order: str
) -> None:
    merged = merge([of("1", **first), of("2", **second)], size)
    assert " ".join(f"{r.paper.id}{r.profile}" for r in merged.papers) == order
    assert [r.rank for r in merged.papers] == list(range(1, len(merged.papers) + 1))
    assert (merged.profile, merged.size) == (MERGED, size)


def test_what_profiles_differ_in_is_said_of_none() -> None:
    one, other = of("1"), of("2")
    assert merge([one, other], 1).stage == one.stage
    assert merge([one, replace(other, stage="learned")], 1).stage == "blend"
    assert merge([one, other], 1).fetched == 9
    assert merge([one, replace(other, categories=("cs.CL",))], 1).fetched == 0
