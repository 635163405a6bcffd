"""Keyword hits become marked stretches of text."""

from __future__ import annotations

from ranker.digest.marks import marked
from ranker.digest.value import KeywordHit


def hit(start: int, end: int, keyword: str = "k") -> KeywordHit:
    return KeywordHit(keyword, "title", start, end)


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


def test_mathematics_and_addresses_stay_whole() -> None:
    text = "at https://a.org/noise and $noise^2$ noise"
    spans = (hit(17, 22), hit(28, 33), hit(37, 42))
    assert [text[h.start : h.end] for h in spans] == ["noise"] * 3
    assert [s for s, is_hit in marked(text, spans, "title", 100) if is_hit] == ["noise"]
