"""What a text reads as, and the way back to its raw characters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.text.formulas import formula
from ranker.text.reading import read


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Plain Words", "plain words"),
        (r"$G$-bundles on $\mathbb{P}^1$", "g-bundles on p1"),
        (r"Al$_2$O$_3$", "al2o3"),
        (r"\alpha particles", "alpha particles"),
        (r"V\'{\i}ctor's {\bf bold} \LaTeX{} file", "victor's bold latex file"),
        (r"50\% of C\# \& more", r"50\% of c# & more"),
        (r"hy\-phen and 3\,km", "hyphen and 3 km"),
        (r"\ion{O}{vi}", r"\iono vi"),
        (r"x $\unicode{x2014}$ y", "x - y"),
        (r"a file_name and a^b", "a file_name and ab"),
        ("Ⅻ ½ № ﬂow", "xii 1⁄2 no flow"),
        ("trade\u00admark™", "trademark"),
        ("$5 and $6", "$5 and $6"),
        ("an $unclosed formula", "an $unclosed formula"),
    ],
)
def test_a_text_reads_as_its_reader_says_it(raw: str, said: str) -> None:
    assert read(raw).text == said


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\frac{3}{4}", "3/4"),
        (r"\text{dark matter}", "dark matter"),
        (r"m a p", "m a p"),
        (r"T_{\rm gas}", "t gas"),
        (r"\foo", "·"),
        (r"\href{http://example.org}{here}", "here"),
        ("5 and more words than", None),
    ],
)
def test_a_formula_reads_without_its_signs(tex: str, said: str | None) -> None:
    assert formula(tex) == said


def stretch(raw: str, word: str) -> str:
    reading = read(raw)
    start = reading.text.index(word)
    first, last = reading.span(start, start + len(word))
    return raw[first:last]


@pytest.mark.parametrize(
    ("raw", "word", "expected"),
    [
        ("see $G$-bundles here", "g-bundles", "$G$-bundles"),
        ("an Al$_2$O$_3$ film", "al2o3", "Al$_2$O$_3$"),
        (r"by N\"other's theorem", "nother", r"N\"other"),
        ("cafe\u0301 wall", "cafe", "cafe\u0301"),
        ("straße", "ss", "ß"),
        ("straße", "e", "e"),
        (r"\emph{deep} nets", "deep nets", r"\emph{deep} nets"),
        (r"deep \emph{nets} on", "nets on", r"\emph{nets} on"),
        (r"\emph{deep nets}", "deep", "deep"),
        ("语é音", "音", "音"),
    ],
)
def test_a_stretch_leads_back_to_whole_pieces(raw: str, word: str, expected: str) -> None:
    assert stretch(raw, word) == expected


@given(st.text(alphabet=list("aZ $\\{}^_~'\"-1é̈αﬁß语が<>/subp()[]"), max_size=80))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_and_every_stretch_lies_in_it(raw: str) -> None:
    reading = read(raw)
    for start in range(len(reading.text)):
        first, last = reading.span(start, start + 1)
        assert 0 <= first < last <= len(raw)


def test_a_long_hostile_text_is_read_to_its_end() -> None:
    for piece in ("$", "{", "}{", "\\", "\\'{", "_{a", "$a ", "<sub>", "é", "\\cite[", "́"):
        assert read(piece * 20_000 + " Robot").text.endswith("robot")


def test_a_plain_text_is_not_taken_apart() -> None:
    assert read("Only 5\\% of this is new").span(5, 9) == (5, 9)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"$\sim$70 GeV", "·70 gev"),
        (r"the $\mathsf{BQP} $-hardness", "the bqp-hardness"),
        ("from 3$-$4 days", "from 3-4 days"),
        ("it costs $5. A$_2$ of", "it costs $5. a2 of"),
        ("at $5 and $x_2$ more", "at $5 and x2 more"),
    ],
)
def test_mathematics_padded_or_before_a_digit_is_read_and_prices_are_not(
    raw: str, text: str
) -> None:
    assert read(raw).text == text
