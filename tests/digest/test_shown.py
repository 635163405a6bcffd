"""Mathematics for every format: Unicode, MathML, or TeX where it renders."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.digest import shown
from ranker.digest.html_page import HtmlRenderer
from ranker.digest.mail_page import MailRenderer
from ranker.digest.mathml import mathml
from tests.digest import example

MATHML = r"math|mrow|mi|mn|mo|mtext|mspace|m(?:sub|sup|subsup|over|under|underover|frac|sqrt|root)"
HARMLESS = re.compile(
    rf"<(?:{MATHML}|mstyle|mpadded|mphantom|mtable|mtr|mtd|menclose)"
    r"(?: [a-z]+=\"[a-z0-9 .+-]*\")*>|</[a-z]+>"
)


def test_html_has_mathml_and_mail_unicode() -> None:
    raw = r"Growing NbSe$_2$ on $\mathbb{R}^n$ with Fr\'echet <b>"
    assert shown.html(raw) == (
        "Growing NbSe<math><msub><mi></mi><mn>2</mn></msub></math> on"
        " <math><msup><mi>ℝ</mi><mi>n</mi></msup></math> with Fréchet &lt;b&gt;"
    )
    assert shown.plain(raw) == "Growing NbSe₂ on ℝⁿ with Fréchet <b>"


def test_markdown_keeps_tex_where_only_that_says_it() -> None:
    assert shown.markdown(r"On CO$_2$ [and] $\alpha_1$") == r"On CO₂ \[and\] α₁"
    assert shown.markdown(r"In $\frac{a+b}{c}$ steps") == r"In $\frac{a+b}{c}$ steps"
    assert shown.markdown(r"n$\frac{a+b}{c}$") == "n(a+b)/c"  # GitHub would show the dollars
    assert shown.markdown(r"In $\frac{a+b}{\href{x}{c}}$ steps") == "In (a+b)/c steps"
    assert shown.markdown("from $5 to $7, *b*") == r"from \$5 to \$7, \*b\*"


def test_a_cell_is_no_formula_of_a_spreadsheet() -> None:
    assert shown.csv(r"$=1+1$") == "'=1+1"


def test_a_formula_is_left_out_rather_than_cut() -> None:
    assert shown.plain(r"abc $\alpha+\beta+\gamma$", 12) == "abc…"


HOSTILE = (
    r"\text{<script>alert(1)</script>}",
    r"\href{javascript:alert(1)}{x}",
    r"\style{position:fixed}{x} \class{a}{x} \cssId{b}{x}",
    r"\text{&lt;img src=x onerror=alert(1)&gt;}",
    r"\unicode{x3c}script\unicode{x3e} \char60",
    '"\' onmouseover="alert(1)',
    r"\color{red}{x} \textcolor{\" onclick=}{x}",
    r"\hspace{9999em} \rule{9999em}{9999em}",
    "{" * 10_000,
    "}" * 300,
    r"\frac{" * 50,
    r"\left(" * 60,
    r"\begin{matrix}" * 30,
    "x_" * 100,
    r"]]> <![CDATA[ <!-- </math><script>",
)


@pytest.mark.parametrize("tex", HOSTILE)
def test_hostile_formulas_make_no_markup(tex: str) -> None:
    written = str(shown.html(f"a ${tex}$ b"))
    assert "<" not in HARMLESS.sub("", written)
    assert not re.search(r"<[^>]*(?:javascript|onerror|onclick|style=|9999)", written)
    ElementTree.fromstring(f"<p>{written.replace('&#34;', '')}</p>")


@given(st.text(alphabet="ab1<>&\"' \\{}_^[]fractexlefigh", max_size=60))
def test_any_formula_is_well_formed_or_text(tex: str) -> None:
    written = mathml(tex)
    if written is not None:
        assert "<" not in HARMLESS.sub("", written)
        ElementTree.fromstring(written)


def test_what_the_library_cannot_read_is_shown_as_text() -> None:
    assert mathml(r"\ourthing_2") is None
    assert shown.html(r"$\ourthing_2$") == r"\ourthing₂"


def test_a_mailed_page_has_unicode_and_no_mathml() -> None:
    paper = example.ranked(1, r"On $\mathbb{R}^n$ <i>", r"As $x_1$ & so on.")
    page = MailRenderer().render(example.digest(paper))
    assert "On ℝⁿ &lt;i&gt;" in page
    assert "As x₁ &amp; so on." in page
    assert "<math" not in page
    assert "<math" in HtmlRenderer().render(example.digest(paper))
