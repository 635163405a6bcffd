"""One paper with TeX in it, in everything that a reader sees, and in what programs read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Rank

ID = "2607.00777"
TITLE = r"Noise of $\mathrm{NbSe}_2$ on $\mathbb{R}^n$ and the $\zeta$-function"
ABSTRACT = r"M\"obius noise of NbSe$_2$ grows as $\frac{a+b}{2}$ at 9\,mm, says {\L}o\'s."
SEEN = "Noise of NbSe₂ on ℝⁿ and the ζ-function"


@pytest.fixture
def rank_(ready: Rank, tmp_path: Path) -> Rank:
    """`rank` where the paper is the digest's only one."""
    row: dict[str, object] = {
        "id": ID,
        "title": TITLE,
        "abstract": ABSTRACT,
        "announced": "2026-07-06",
    }
    row |= {"authors": [r"Zo\"e \'Swit"], "categories": ["cs.SD"]}
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert ready("today", "--from", file).code == 0
    return ready


@pytest.mark.parametrize(
    "words",
    [
        ("today", "--offline"),
        ("today", "--offline", "--all"),
        ("today", "--offline", "--format", "terminal"),
        ("today", "--offline", "--format", "csv"),
        ("show", ID),
        ("why", ID),
        ("search", "NbSe2"),
        ("best", "-n", 200),
        ("like", ID),
        ("votes",),
    ],
)
def test_a_reader_sees_no_source(rank_: Rank, words: tuple[object, ...]) -> None:
    if words == ("votes",):
        assert rank_("like", ID).code == 0
    done = rank_(*words)
    assert done.code == 0
    out = done.out.replace("*", "")
    assert SEEN in out
    assert "\\" not in out
    assert "$" not in out
    if "show" in words or "--all" in words:
        assert "Möbius noise of NbSe₂ grows as (a+b)/2 at 9 mm, says Łoś." in out
        assert "Zoë Świt" in out


def test_programs_read_the_source_with_letters_for_accents(rank_: Rank) -> None:
    [shown] = json.loads(rank_("today", "--offline", "--format", "json").out)["papers"]
    one = json.loads(rank_("show", ID, "--format", "json").out)
    for paper in (shown, one):
        assert paper["title"] == TITLE
        assert paper["abstract"].startswith(r"Möbius noise of NbSe$_2$ grows as $\frac{a+b}{2}$")
        assert paper["abstract"].endswith("says Łoś.")
        assert paper["authors"] == ["Zoë Świt"]
    bibtex = rank_("today", "--offline", "--format", "bibtex").out
    assert r"$\mathrm{NbSe}_2$ on $\mathbb{R}^n$" in bibtex


def test_html_and_feeds_have_mathml(rank_: Rank) -> None:
    html = rank_("today", "--offline", "--format", "html").out
    assert "<msup><mi>ℝ</mi><mi>n</mi></msup>" in html
    assert "<mark>Noise</mark> of <math>" in html
    feed = rank_("today", "--offline", "--format", "atom").out
    assert "&lt;mfrac&gt;" in feed
    assert "NbSe₂ on ℝⁿ" in feed.partition("<entry>")[2].partition("</title>")[0]
    for text in (html, feed):
        assert "$" not in text.partition("<body>")[2]


def test_markdown_keeps_the_fraction_alone_as_tex(rank_: Rank) -> None:
    markdown = rank_("today", "--offline", "--format", "markdown").out
    assert "of NbSe₂ on ℝⁿ and the ζ-function" in markdown
    assert r"grows as $\frac{a+b}{2}$ at 9 mm" in markdown
