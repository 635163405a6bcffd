"""TeX accents become Unicode, mathematics and ordinary text stay as written."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.text.tex import tex_to_unicode


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"M\"uller", "Müller"),
        (r"M\"{u}ller", "Müller"),
        (r"M{\"u}ller", "Müller"),
        (r"Erd{\H{o}}s", "Erdős"),
        (r"Erd\H{o}s", "Erdős"),
        (r"{\L}ojasiewicz", "Łojasiewicz"),
        (r"\L{}ojasiewicz", "Łojasiewicz"),
        (r"S\o ren", "Søren"),
        (r"S{\o}ren Aa\aa", "Søren Aaå"),
        (r"Fran\c{c}ois Fran\c cois", "François François"),
        (r"Mart\'{\i}n Mart\'\i n", "Martín Martín"),
        (r"\v{S}koda, Ho\v r", "Škoda, Hoř"),
        (r"Garc\'ia, Pe\~na", "García, Peña"),
        (r"Stra\ss{}e", "Straße"),
        (r"\'Etude", "Étude"),
        (r"Q\&A: 50\% off", "Q&A: 50% off"),
        (r"The {\Lambda}CDM model", "The ΛCDM model"),
        (r"\emph{Gaia} DR9", "Gaia DR9"),
        (r"a \textregistered mark", "a ® mark"),
        (r"the \texttt{tool} of \textsuperscript{14}N", "the tool of ¹⁴N"),
    ],
)
def test_accents_and_text_macros(written: str, read: str) -> None:
    assert tex_to_unicode(written) == read


@pytest.mark.parametrize(
    "text",
    [
        r"Bounds on $\mathcal{O}(\sqrt{n})$ and $\'e$",
        r"On \(\alpha_{i}\) decay",
        r"$$\"a$$ and \[\"a\]",
        "100% of ~10 things -- or `quotes' {in braces} & more #1_2^3",
        "plain",
        "",
        "trailing \\",
        "unbalanced {\\",
    ],
)
def test_mathematics_and_ordinary_text_stay(text: str) -> None:
    assert tex_to_unicode(text) == text


def test_text_around_mathematics_is_still_read() -> None:
    assert tex_to_unicode(r"\'A la $\'x$ d\'eja") == r"Á la $\'x$ déja"
    assert tex_to_unicode(r"costs \$5, Ren\'e pays \$6") == "costs $5, René pays $6"


@given(st.text(st.sampled_from("\\{}$%'\"`~^cvuHouaei ss%&#()[]"), max_size=60))
def test_no_text_fails_and_all_comes_back_composed(text: str) -> None:
    result = tex_to_unicode(text)
    assert unicodedata.is_normalized("NFC", result)


@pytest.mark.parametrize("piece", ["{", "\\{", "{\\a", "\\(", "$\\", "\\'{{", "\\c ", "{{{{\\a}"])
def test_hostile_braces_cost_no_noticeable_time(piece: str) -> None:
    def seconds(text: str) -> float:
        start = time.thread_time()
        tex_to_unicode(text)
        return time.thread_time() - start

    harmless = min(seconds(r"\'e" * 4000) for _ in range(3))
    # A generous bound: quadratic matching would take many thousand times as long.
    assert seconds(piece * 4000) < 1000 * harmless
