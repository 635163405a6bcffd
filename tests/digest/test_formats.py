"""What HTML, JSON, CSV and BibTeX promise beyond their looks."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from ranker.digest.interface import FORMATS
from ranker.digest.renderers import renderer
from ranker.digest.value import Digest
from ranker.errors import UsageError
from tests.digest import example

VOID = {"meta", "link", "br", "hr", "img"}


class Tree(HTMLParser):
    """Checks that tags close in order and collects the text of chosen elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        self.texts.setdefault(tag, []).append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data


def test_an_unknown_format_is_a_usage_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        renderer("pdf")
    assert all(name in str(caught.value) for name in ("'pdf'", *FORMATS))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_shows_the_first_papers_or_everything(name: str) -> None:
    shown = renderer(name).render(example.golden())
    whole = renderer(name).render(example.golden(), everything=True)
    assert "Cloning Voices" in shown and "Below the Fold" not in shown
    assert "Cloning Voices" in whole and "Below the Fold" in whole


@pytest.mark.parametrize("name", ["markdown", "html", "atom"])
@pytest.mark.parametrize("state", ["seen", "excluded", "nothing", "waiting", "stalled"])
def test_an_empty_digest_says_what_to_do(name: str, state: str) -> None:
    shown = renderer(name).render(example.empty(state))
    assert "rank today" in shown or "rank.toml" in shown


def test_html_is_well_formed_and_self_contained() -> None:
    page = Tree(renderer("html").render(example.golden()))
    assert page.open == []
    assert page.texts["h3"][0].split()[:2] == ["Listening", "to"]
    assert page.texts["mark"] == ["Speech Enhancement of Speech", "Noise", "Noise"]
    assert len(page.texts["article"]) == 3
    assert "script" not in page.texts and "link" not in page.texts and "img" not in page.texts
    assert not [name for name, _ in page.attributes if name == "src"]
    assert "@import" not in page.texts["style"][0] and "url(" not in page.texts["style"][0]


def test_html_has_dark_print_and_phone_styles() -> None:
    page = renderer("html").render(example.golden())
    for part in (
        "prefers-color-scheme: dark",
        "@media print",
        'name="viewport"',
        "max-width: 46rem",
    ):
        assert part in page


def test_json_reads_back_to_the_same_digest() -> None:
    text = renderer("json").render(example.golden(), everything=True)
    assert Digest.from_json(json.loads(text)) == example.golden()
    assert "café" in text


def test_json_refuses_a_score_that_is_not_finite() -> None:
    bad = replace(example.golden().papers[0], score=float("nan"))
    with pytest.raises(ValueError, match="JSON"):
        renderer("json").render(example.digest(bad))


def test_csv_has_a_row_a_paper_and_a_header_without_papers() -> None:
    rows = list(csv.DictReader(io.StringIO(renderer("csv").render(example.golden()))))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["authors"] == "Ada Quillworth; Bo Lindenmark"
    assert rows[0]["abs"] == "https://arxiv.org/abs/9912.20001"
    assert (rows[2]["score"], rows[2]["vote"], rows[2]["profile"]) == ("-1.5", "-1", "voices")
    assert len(renderer("csv").render(example.empty("seen")).splitlines()) == 1


@pytest.mark.parametrize(
    ("paper_id", "year", "month"),
    [
        ("9912.20001", "2099", "dec"),
        ("0704.0001", "2007", "apr"),
        ("hep-th/9108001", "1991", "aug"),
        ("math/0703001", "2007", "mar"),
    ],
)
def test_bibtex_dates_a_paper_by_its_id(paper_id: str, year: str, month: str) -> None:
    entry = renderer("bibtex").render(example.digest(example.ranked(1, "T", "", paper_id=paper_id)))
    assert f"year = {{{year}}}," in entry
    assert f"month = {month}," in entry
    assert f"eprint = {{{paper_id}}}," in entry


def test_bibtex_joins_names_and_keeps_a_collaboration_whole() -> None:
    authors = ("Ada Quillworth", "Sound and Light Collaboration")
    entry = renderer("bibtex").render(example.digest(example.ranked(1, "T", "", authors=authors)))
    assert "author = {Ada Quillworth and {Sound and Light Collaboration}}," in entry


def test_bibtex_without_papers_is_empty() -> None:
    assert renderer("bibtex").render(example.empty("seen")) == ""
