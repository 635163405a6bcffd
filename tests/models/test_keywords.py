"""Keyword matching: whole words, plurals, hyphens, endings, and spans that fit the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.models.keywords import KeywordMatcher
from ranker.paper import Paper


def found(keyword: str, text: str) -> list[str]:
    """What the keyword hits in an abstract, as it is written there."""
    hits = KeywordMatcher([keyword]).hits(Paper("2607.00001", "", text))
    return [text[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("keyword", "text", "expected"),
    [
        ("meta", "metadata, meta-analysis and Meta.", ["meta", "Meta"]),
        ("separate", "we separate; separated; inseparate", ["separate"]),
        ("noise", "noiseless noise, NOISE/signal (noise) denoise", ["noise", "NOISE", "noise"]),
        ("noise", "Noise.", ["Noise"]),
        ("noise", "noise_floor", []),
        ("speech", "", []),
        ("C++", "in C++, not in C", ["C++"]),
        ("5G", "5G and 15G", ["5G"]),
        ("Zürich", "ZÜRICH or Zurich", ["ZÜRICH", "Zurich"]),
        ("语音", "语音 增强", ["语音"]),
    ],
)
def test_a_keyword_hits_whole_words_in_any_case(
    keyword: str, text: str, expected: list[str]
) -> None:
    assert found(keyword, text) == expected


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("agent", "agents"),
        ("agents", "agent"),
        ("study", "studies"),
        ("studies", "study"),
        ("array", "arrays"),
        ("arrays", "array"),
        ("mass", "masses"),
        ("losses", "loss"),
        ("classes", "class"),
        ("boxes", "box"),
        ("approaches", "approach"),
        ("caches", "cache"),
        ("sources", "source"),
        ("web agents", "Web Agent"),
        ("GPUs", "GPU"),
        ("LLMs", "LLM"),
        ("GPU", "GPUs"),
        ("analysis", "analysis"),
        ("bias", "bias"),
        ("series", "series"),
        ("news", "news"),
        ("bus", "buses"),
        ("bias", "biases"),
        ("biases", "bias"),
        ("lens", "lenses"),
        ("databases", "database"),
    ],
)
def test_singular_and_plural_stand_for_each_other(keyword: str, text: str) -> None:
    assert found(keyword, f"The {text} here") == [text]


@pytest.mark.parametrize(
    ("keyword", "text"),
    [("news", "new"), ("SARS", "SAR"), ("bus", "bu"), ("class", "clas"), ("loss", "los")],
)
def test_a_final_s_that_is_no_plural_stays(keyword: str, text: str) -> None:
    assert found(keyword, f"The {text} here") == []


@pytest.mark.parametrize(
    "text", ["web agent", "Web-Agent", "WebAgents", "web  agent", "web\nagent", "web\u2011agent"]
)
@pytest.mark.parametrize("keyword", ["web agent", "web-agent", "web\u2013agents", " web  agent "])
def test_hyphens_and_spaces_stand_for_each_other(keyword: str, text: str) -> None:
    assert found(keyword, f"A {text}, b") == [text]


def test_a_phrase_needs_its_words_together_and_in_order() -> None:
    assert found("speech enhancement", "enhancement of speech; speech, enhancement") == []


@pytest.mark.parametrize(
    ("keyword", "text", "expected"),
    [
        ("enhanc*", "enhance unenhanced Enhancing", ["enhance", "Enhancing"]),
        ("image segment*", "Image-Segmentations, image", ["Image-Segmentations"]),
        ("reverb*", "reverb de-reverberation", ["reverb", "reverberation"]),
        ("studies*", "study studies", ["studies"]),
        ("ab*", "an abbot, cab", ["abbot"]),
    ],
)  # fmt: skip
def test_a_star_asks_for_every_ending(keyword: str, text: str, expected: list[str]) -> None:
    assert found(keyword, text) == expected


@pytest.mark.parametrize(
    "keyword", ["a(b", "[x", "x{3}", "^a", "a$", "a|b", ".+", "(?P<n>a)", "\\w", "a.b", "*a", "a**"]
)
def test_the_signs_of_patterns_are_only_letters(keyword: str) -> None:
    literal = keyword.rstrip("*")
    assert found(keyword, f"x {literal} y") == [literal]
    assert found(keyword, "zzz yyy") == []


def test_hits_stand_in_the_order_of_the_text_title_first() -> None:
    paper = Paper("2607.00001", "Noise in speech", "Speech and noise; speech noise")
    hits = KeywordMatcher(["speech", "noise", "speech noise"]).hits(paper)
    assert [(h.keyword, h.field, h.start) for h in hits] == [
        ("noise", "title", 0),
        ("speech", "title", 9),
        ("speech", "abstract", 0),
        ("noise", "abstract", 11),
        ("speech noise", "abstract", 18),
        ("speech", "abstract", 18),
        ("noise", "abstract", 25),
    ]


def test_without_keywords_nothing_hits() -> None:
    paper = Paper("2607.00001", "Noise", "Noise")
    assert KeywordMatcher([]).hits(paper) == ()
    assert not KeywordMatcher([]).any(paper)
    assert KeywordMatcher(["noise"]).any(paper)


words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
# Without the signs of TeX, in which a word is part of a larger whole.
around = st.text(st.characters(exclude_characters="$\\{}^_<"), max_size=40)


@given(words, around, around)
@settings(max_examples=300, deadline=None)
def test_a_span_holds_the_keyword_as_the_text_writes_it(word: str, before: str, after: str) -> None:
    text = f"{before} {word} {after}"
    written = found(word, text)
    assert word in written, "a keyword finds itself"
    for one in written:
        assert found(word, one) == [one]  # by itself it is a hit, too, and whole


@given(st.text(max_size=12).filter(lambda k: any(map(str.isalnum, k))), st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_keyword_and_any_text_are_safe(keyword: str, text: str) -> None:
    paper = Paper("2607.00001", text, keyword)
    for hit in KeywordMatcher([keyword]).hits(paper):
        field = paper.title if hit.field == "title" else paper.abstract
        assert 0 <= hit.start < hit.end <= len(field)


@pytest.mark.parametrize("keyword", ["'S", "’s", "('s", "don't 's"])
def test_a_mere_possessive_does_not_stand_everywhere(keyword: str) -> None:
    """As an excluded word it would keep every paper out."""
    assert found(keyword, "Nothing of it (here), nor there") == []


def test_a_long_text_is_searched_in_one_pass() -> None:
    text = "a-" * 200_000 + "web  " * 50_000
    assert len(found("a a a a", text)) > 0
    assert found("web agent", text) == []


def test_fields_say_what_hits_say_without_the_spans() -> None:
    words = ("noise", "web agent", "meta", "speech*")
    matcher = KeywordMatcher(words)
    papers = (
        Paper("2607.00001", "Noise and noises", "Noise in web-agents; metadata."),
        Paper("2607.00002", "Nothing here", "Speechless WebAgents, noises"),
        Paper("2607.00003", "", ""),
    )
    for paper in papers:
        expected: dict[str, str] = {}
        for hit in matcher.hits(paper):
            expected.setdefault(hit.keyword, hit.field)
        assert matcher.fields(paper) == expected
    assert matcher.fields(papers[0]) == {"noise": "title", "web agent": "abstract"}
    assert [matcher.any(paper) for paper in papers] == [True, True, False]
