"""What each output needs escaped, on single texts."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.digest import escape

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
STEADY = settings(derandomize=True, deadline=None, max_examples=300)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("plain $L^2$ café", "plain $L^2$ café"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://evil\x07link\x1b]8;;\x07", "link"),
        ("\x1b\x1b[31m[2Jx", "[2Jx"),
        ("bell\x07 nul\x00 c1\x9b31m", "bell nul c131m"),
        ("line\none\ttwo\r\n", "line one two "),
        ("a\u202egnp.exe\u202c", "agnp.exe"),
        ("a\u2066b\u2069\u200fc", "abc"),
        ("a\u200bb\ufeffc\u200dd", "abcd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("é\u200d\u200d\u200dé", "éé"),
        ("half \ud800 pair \uffff", "half pair "),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert escape.clean(raw) == cleaned


def test_clean_cuts_with_an_ellipsis() -> None:
    assert escape.clean("x" * 5000, 400) == "x" * 399 + "…"
    assert escape.clean("x" * 400, 400) == "x" * 400


@STEADY
@given(ANY_TEXT)
def test_clean_leaves_nothing_invisible(text: str) -> None:
    cleaned = escape.clean(text)
    assert all(
        unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp")
        and unicodedata.bidirectional(c)
        not in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")
        for c in cleaned
    )
    assert escape.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("raw", "escaped"),
    [
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("a *b* _c_ `d` ~e~ |f| \\g", r"a \*b\* \_c\_ \`d\` \~e\~ \|f\| \\g"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("12. item", r"12\. item"),
        ("1) item", r"1\) item"),
        ("== setext", r"\== setext"),
        ("AT&T &lt; &#60;", r"AT&T \&lt; \&#60;".replace("#", "#\u2060")),
        ("norm $x_1 < y^2$ here", r"norm $x_1 \lt  y^2$ here"),
        ("$[a](b)`<i>$", r"$\lbrack a\rbrack (b)'\lt i\gt $"),
        ("from $5 to $6", r"from \$5 to \$6"),
        ("see https://a.org/x_y.", "see <https://a.org/x_y>."),
        ("ask @someone, see #12", "ask @\u2060someone, see #\u206012"),
    ],
)
def test_markdown(raw: str, escaped: str) -> None:
    assert escape.markdown(raw) == escaped


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t=", "\r=", " =", "\x00=", "\u200b=", "＝"])
def test_csv_guards_formulas(lead: str) -> None:
    assert escape.csv(f'{lead}HYPERLINK("http://evil")').startswith("'")


def test_csv_leaves_ordinary_text_alone() -> None:
    assert escape.csv("A - B = C") == "A - B = C"


@pytest.mark.parametrize(
    ("raw", "escaped"),
    [
        ("50% of A&B_c #1 ~x ^y", r"50\% of A\&B\_c \#1 \textasciitilde{}x \textasciicircum{}y"),
        ("}, note = {x", r"\textbraceright{}, note = \textbraceleft{}x"),
        (
            r"\input{/etc/passwd}",
            r"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}",
        ),
        (r"rate $O(1/\sqrt{T})$", r"rate $O(1/\sqrt{T})$"),
        (r"$\input{x}$", r"\$\textbackslash{}input\textbraceleft{}x\textbraceright{}\$"),
        ("$a}{b$", r"$a\textbraceright{}\textbraceleft{}b$".replace("$", r"\$")),
    ],
)
def test_bibtex(raw: str, escaped: str) -> None:
    assert escape.bibtex(raw) == escaped


@STEADY
@given(ANY_TEXT)
def test_bibtex_braces_always_balance(text: str) -> None:
    depth = 0
    for brace in re.findall(r"[{}]", escape.bibtex(text)):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0


@STEADY
@given(ANY_TEXT)
def test_xml_is_always_well_formed(text: str) -> None:
    from defusedxml.ElementTree import fromstring

    assert fromstring(f"<t>{escape.xml(text)}</t>").text in (escape.clean(text), None)


@STEADY
@given(ANY_TEXT)
def test_json_loses_nothing_and_shows_nothing_invisible(text: str) -> None:
    document = escape.json_text(json.dumps(text, ensure_ascii=False))
    assert json.loads(document) == text
    document.encode("utf-8")
    assert escape.clean(document) == re.sub(r"\s+", " ", document)
