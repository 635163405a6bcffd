"""What a reader types, taken apart."""

from __future__ import annotations

import pytest

from ranker.app.interests.answers import check_words, choose, split_categories, split_words
from ranker.errors import UsageError


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cs.SD eess.AS", ("cs.SD", "eess.AS")),
        ("cs.SD, eess.AS", ("cs.SD", "eess.AS")),
        ("CS.sd;eess.as,,cs.SD", ("cs.SD", "eess.AS")),
        ("cs.SD machine learning", ("cs.SD", "machine learning")),
        ("machine learning cs.SD, speech", ("machine learning", "cs.SD", "speech")),
        ("physics", ("physics",)),
        ("computational physics", ("computational physics",)),
        ("quant-ph speech", ("quant-ph", "speech")),
        ("cs.XX cs.YY", ("cs.XX", "cs.YY")),
        (" , ;", ()),
    ],
)
def test_categories(text: str, found: tuple[str, ...]) -> None:
    assert split_categories(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("speech enhancement, reverb", ("speech enhancement", "reverb")),
        ("b; a ; B", ("b", "a")),
        ('"room, large" reverb', ("room, large", "reverb")),
        ("“voice”, «son»", ("voice", "son")),
        ("Parkinson's  disease", ("Parkinson's disease",)),
        ('an inch is 1"', ("an inch is 1",)),
        (" , ", ()),
    ],
)
def test_words(text: str, found: tuple[str, ...]) -> None:
    assert split_words(text) == found


def test_words_that_never_hit_are_refused() -> None:
    assert check_words([" a  b ", "A b", ""]) == ("a b",)
    with pytest.raises(UsageError, match="the author '!' has no letter or digit"):
        check_words(["a", "!"], "author")


OFFERED = ("eess.AS", "cs.SD", "cs.CL")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", OFFERED),
        ("1 3", ("eess.AS", "cs.CL")),
        ("3,1;3", ("cs.CL", "eess.AS")),
        ("2-3", ("cs.SD", "cs.CL")),
        ("1 math.co", ("eess.AS", "math.CO")),
        ("None", ()),
        ("0", ()),
    ],
)
def test_choices(text: str, found: tuple[str, ...]) -> None:
    assert choose(text, OFFERED) == found


@pytest.mark.parametrize("text", ["4", "0 1", "3-1", "2-9", "speech", "-1"])
def test_a_choice_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no"):
        choose(text, OFFERED)
