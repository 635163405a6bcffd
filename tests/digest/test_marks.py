"""Keyword hits become marked stretches of text."""

from __future__ import annotations

from collections.abc import Iterable

from ranker.digest import marks as room
from ranker.digest.shown import plain_of
from ranker.models.keywords import KeywordMatcher
from ranker.paper import Paper
from ranker.scored import Field, KeywordHit


def hit(start: int, end: int, keyword: str = "k") -> KeywordHit:
    return KeywordHit(keyword, "title", start, end)


def marked(
    text: str, hits: Iterable[KeywordHit], field: Field, limit: int
) -> tuple[tuple[str, bool], ...]:
    """The stretches as a terminal shows them."""
    return tuple((plain_of(parts), hit) for parts, hit in room.marked(text, hits, field, limit))


def test_no_hits_is_one_stretch() -> None:
    assert marked("abc", (), "title", 100) == (("abc", False),)
    assert marked("", (hit(0, 3),), "title", 100) == ()


def test_overlapping_and_touching_hits_merge() -> None:
    stretches = marked("abcdefgh", (hit(3, 5), hit(1, 4), hit(5, 6)), "title", 100)
    assert stretches == (("a", False), ("bcdef", True), ("gh", False))


def test_nested_hits_merge() -> None:
    assert marked("abcdef", (hit(0, 5), hit(1, 2)), "title", 9) == (("abcde", True), ("f", False))


def test_hits_outside_the_text_or_backwards_are_harmless() -> None:
    assert marked("abc", (hit(-4, 1), hit(2, 99), hit(50, 60), hit(2, 1)), "title", 9) == (
        ("a", True),
        ("b", False),
        ("c", True),
    )


def test_hits_of_the_other_field_do_not_count() -> None:
    assert marked("abc", (hit(0, 1),), "abstract", 9) == (("abc", False),)


def test_long_text_is_cut_before_marking() -> None:
    stretches = marked("noise " * 1000, (hit(0, 5), hit(3000, 3005)), "title", 10)
    assert stretches == (("noise", True), (" noi…", False))


def test_an_address_stays_whole_and_a_formula_is_marked_whole() -> None:
    text = "at https://a.org/noise and $noise^2$ noise"
    spans = (hit(17, 22), hit(28, 33), hit(37, 42))
    assert [text[h.start : h.end] for h in spans] == ["noise"] * 3
    assert [s for s, is_hit in marked(text, spans, "title", 100) if is_hit] == ["noise²", "noise"]


def marks(text: str, *words: str) -> list[str]:
    spans = [hit(text.index(word), text.index(word) + len(word)) for word in words]
    return [stretch for stretch, is_hit in marked(text, spans, "title", 400) if is_hit]


def test_a_formula_or_an_address_that_a_hit_covers_is_marked() -> None:
    assert marks("on $q$-series and Al$_2$O$_3$", "$q$-series", "Al$_2$O$_3$") == [
        "q-series",
        "Al₂O₃",
    ]
    assert marks("the $S_8$ tension", "$S_8$") == ["S₈"]
    assert marks("at https://a.org/noise", "https://a.org/noise") == ["https://a.org/noise"]


def test_a_hit_that_reaches_into_a_formula_or_an_accent_marks_it_whole() -> None:
    assert marks("one $two_1 + three$ four", "one $two") == ["one two₁ + three"]
    assert marks("one $two_1 + three$ four", "three$ four") == ["two₁ + three four"]
    assert marks(r"of Pad\'e type", r"Pad") == ["Pad"]
    assert marks(r"of Pad\'e type", r"d\'") == ["dé"]
    assert marks("pay $two for three$ four", "two for") == ["two for"]


def test_keywords_in_formulas_are_marked_whole() -> None:
    title = r"Twisted $K$-groups of $\mathrm{SU}(3)$ and SU(3)"
    hits = KeywordMatcher(["K-group", "SU(3)"]).hits(Paper("2607.00001", title, ""))
    assert [s for s, is_hit in marked(title, hits, "title", 400) if is_hit] == [
        "K-groups",
        "SU(3)",
        "SU(3)",
    ]
