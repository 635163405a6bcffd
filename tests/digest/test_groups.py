"""Worth reading, less likely, voted on: the same groups in every format that people read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from ranker.digest.layout import laid_out
from ranker.digest.renderers import renderer
from ranker.digest.value import Completeness, Digest
from ranker.scored import Reason
from tests.digest import example
from tests.digest.test_formats import Tree
from tests.digest.test_hostile import HOSTILE

DOUBTED = {"terminal": "Less likely: ", "markdown": "**Maybe** (", "html": "Maybe <"}


def mixed() -> Digest:
    papers = (
        example.ranked(1, "Alpha", "a", probability=0.9, vote=1),
        example.ranked(2, "Beta", "b", probability=0.6),
        example.ranked(3, "Gamma", "c", probability=0.15),
        example.ranked(4, "Delta", "d", probability=0.1, vote=-1),
        example.ranked(5, "Epsilon", "e", probability=0.21),
    )
    return replace(example.digest(*papers), completeness=(), notes=(), keywords=())


def test_groups_keep_the_ranks_and_the_value_its_order() -> None:
    digest = mixed()
    layout = laid_out(digest, everything=False)
    groups = [[r.rank for r in g] for g in (layout.worthy, layout.unlikely, layout.voted)]
    assert groups == [[2, 5], [3], [1, 4]]
    assert [r.rank for r in digest.shown] == [1, 2, 3, 4, 5]
    found = json.loads(renderer("json").render(digest))
    assert [p["rank"] for p in found["papers"]] == [1, 2, 3, 4, 5]
    assert found["worth"] == 0.2


@pytest.mark.parametrize("name", ["terminal", "markdown", "html"])
def test_the_formats_for_people_have_the_groups_in_the_same_order(name: str) -> None:
    shown = renderer(name).render(mixed())
    parts = ("Beta", "Epsilon", DOUBTED[name], "under 20 %", "Gamma")
    places = [shown.index(part) for part in parts]
    places.append(shown.index("2 already voted on: 1, 4"))
    assert places == sorted(places)
    assert ("Alpha" in shown[places[-1] :]) == (name != "terminal")
    whole = renderer(name).render(mixed(), everything=True)
    assert "already voted on" not in whole
    assert whole.index("Alpha") < whole.index("Beta") < whole.index(DOUBTED[name])


def test_what_most_papers_share_is_told_once_and_not_under_each() -> None:
    shared, rest = Reason("category", "cs.SD", 1.9), Reason("liked", "A", 0.9)
    own = [Reason("term", name, 0.3) for name in "abcde"]
    papers = [
        example.ranked(n, "T", "", because=(shared, rest, reason) if n < 4 else (shared, reason))
        for n, reason in enumerate(own, 1)
    ]
    digest = replace(example.digest(*papers), completeness=(), notes=())
    layout = laid_out(digest, everything=False)
    assert layout.common == (shared, rest)
    assert [layout.reasons(r) for r in papers] == [(reason,) for reason in own]
    assert papers[0].strongest() == (shared, rest, own[0])
    shown = renderer("terminal").render(digest)
    assert " + most of these: subject cs.SD, near “A”, liked\n" in shown
    assert shown.count("subject cs.SD") == 1
    for name in ("markdown", "html"):
        page = renderer(name).render(digest)
        assert page.count("subject cs.SD") == 1 and "most of these: subject cs.SD" in page
    assert laid_out(replace(digest, size=3), everything=False).common == ()


def test_a_paper_whose_only_reason_is_common_keeps_it() -> None:
    papers = [
        example.ranked(n, "T", "", because=(Reason("category", "cs.SD", 1.9),)) for n in range(1, 6)
    ]
    layout = laid_out(example.digest(*papers), everything=False)
    assert [layout.reasons(r) for r in papers] == [layout.common] * 5


def test_what_half_of_the_papers_have_or_what_lowers_them_is_not_common() -> None:
    papers = [
        example.ranked(n, "T", "", because=(Reason("term", "x", -1.0), Reason("term", name, 0.5)))
        for n, name in enumerate("aabb", 1)
    ]
    assert laid_out(example.digest(*papers), everything=False).common == ()


@pytest.mark.parametrize("name", ["terminal", "markdown", "html", "atom"])
def test_a_miss_is_told_loudly_in_every_format_for_people(name: str) -> None:
    rows = (
        Completeness("eess.AS", 41, 36, 2, 3, "fresh"),
        Completeness("cs.SD", None, 0, 0, 0, "stalled"),
        Completeness("cs.CL", None, 0, 0, 0, "stalled"),
    )
    shown = renderer(name).render(replace(mixed(), completeness=rows))
    said = "incomplete: eess.AS 36 of 41 fetched; cs.SD, cs.CL overdue and not read"
    bold = {
        "terminal": f"\n {said}\n",
        "markdown": f"**{said}**",
        "html": f'<strong class="stalled">{said}</strong>',
        "atom": f"&lt;strong&gt;{said}&lt;/strong&gt;",
    }
    assert bold[name] in shown
    assert "complete: 3" not in shown


@pytest.mark.parametrize("name", ["terminal", "markdown", "html", "atom"])
def test_a_line_says_that_nothing_is_missing(name: str) -> None:
    rows = (
        Completeness("eess.AS", 41, 41, 2, 3, "fresh"),
        Completeness("cs.SD", 0, 0, 0, 0, "quiet"),
    )
    digest = replace(mixed(), completeness=rows, fetched=52, seen=9, excluded=1, replaced=1_037)
    shown = renderer(name).render(digest)
    assert (
        "complete: 2 categories, 52 announced, 5 shown, 9 seen before, 1,037 replaced left out, "
        "1 excluded by word" in " ".join(shown.split())
    )
    assert "5 ranked by keywords" in shown
    assert "| cs.SD |" not in shown


def test_papers_of_a_file_are_not_called_complete() -> None:
    rows = (Completeness("any", None, 40, 0, 5, "fresh"),)
    shown = renderer("terminal").render(replace(mixed(), completeness=rows, fetched=40, seen=0))
    assert "from a file: 1 category, 40 fetched, 5 shown" in shown
    assert "complete:" not in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_folded_in_markdown_is_harmless_and_the_fold_is_closed(text: str) -> None:
    paper = example.ranked(1, text or "x", text, vote=1, authors=(text,), profile=text)
    shown = renderer("markdown").render(example.digest(paper))
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(shown)
    assert html.count("<details>") == html.count("</details>") == 2 + bool(text)
    assert "<script" not in html and "<img" not in html


def test_what_is_folded_in_html_is_there_and_well_formed() -> None:
    page = Tree(renderer("html").render(mixed()))
    assert page.open == []
    assert len(page.texts["article"]) == 5
