"""The report in a real browser: every width and colour scheme, read out, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from ranker.calendar import listings_between
from ranker.evaluation.metrics import Quality
from ranker.evaluation.reliability import Band, Reliability
from ranker.evaluation.replay import Replayed, Row, Stretch
from ranker.report.page import render
from ranker.report.value import (
    Dot,
    KeywordCount,
    Kind,
    ListingDate,
    PaperMap,
    Report,
    Term,
    Terms,
    VotesOn,
    VoteTimes,
)
from tests.web.conftest import serious_findings

FIRST = date(2026, 5, 25)
RANKERS = ("rank", "keywords alone", "Rocchio", "arxiv-sanity-lite")
KINDS: tuple[Kind, ...] = ("complete",) * 6 + ("partly", "missing", "unread", "file")
VISIBLE = "all => all.filter(a => a.getBoundingClientRect().width > 0)"
OVERLAPPING = f"""figures => ({VISIBLE})(figures).flatMap(figure => {{
    const boxes = [...figure.querySelectorAll("text")].map(t => [t.textContent, t.getBBox()]);
    return boxes.flatMap(([one, a], n) => boxes.slice(n + 1)
        .filter(([_, b]) => a.x < b.x + b.width && b.x < a.x + a.width
                         && a.y + 2 < b.y + b.height && b.y + 2 < a.y + a.height)
        .map(([other]) => `${{one}} / ${{other}}`));
}})"""
OUTSIDE = f"""figures => ({VISIBLE})(figures).flatMap(figure => {{
    const room = figure.getBoundingClientRect();
    return [...figure.querySelectorAll("text")].filter(text => {{
        const box = text.getBoundingClientRect();
        return Math.max(room.left - box.left, box.right - room.right, box.bottom - room.bottom) > 1;
    }}).map(text => text.textContent);
}})"""


def full() -> Report:
    """Every figure, with long names and every kind of announcement."""
    days = listings_between(FIRST - timedelta(days=1), FIRST + timedelta(days=60))[:30]
    listings = tuple(
        ListingDate(day, KINDS[n % len(KINDS)], 1_000 * (n % 3), (), True, "", n % 5 == 0)
        for n, day in enumerate(days)
    )
    curve = tuple(
        Stretch(days[7 * n], 40 * n + 9, 9, 5, {r: 0.5 + 0.1 * n / (k + 1)
                                                for k, r in enumerate(RANKERS)})
        for n in range(4)
    )  # fmt: skip
    rows = tuple(Row(r, Quality(0.7 - k / 10, 0.5, 0.9), 90, 9, 20, None)
                 for k, r in enumerate(RANKERS))  # fmt: skip
    bands = (Band(0.8, 1.0, 40, 31, 0.88), Band(0.5, 0.8, 12, 6, 0.61),
             Band(0.2, 0.5, 0, 0, None), Band(0.0, 0.2, 1300, 3, 0.04))  # fmt: skip
    bins = tuple(VotesOn(FIRST + timedelta(days=7 * n), 12 - n % 5, n % 4) for n in range(16))
    terms = tuple(Term(f"dereverberation of {n}", 1.5 - n / 10) for n in range(12))
    weakest = tuple(Term(t.name, -t.weight / 2) for t in terms)
    words = ("speech", "a keyword of many words that is longer than a phone is wide", "noise")
    keywords = tuple(KeywordCount(w, 1200 - 600 * n, 20 - n, n) for n, w in enumerate(words))
    dots = tuple(Dot(f"2606.{n:05}", f"Paper {n}", n % 17 / 9, n % 23 / 9, n % 3 - 1)
                 for n in range(200))  # fmt: skip
    return Report(
        "hearing",
        datetime(2026, 7, 6, 9, tzinfo=UTC),
        12_000,
        VoteTimes(7, bins, 141, 20),
        Replayed("hearing", rows, 4, "Can't tell yet.", Reliability(bands, 7, 2), curve),
        Terms("0123456789", "learned", 141, 20, terms, weakest),
        keywords,
        PaperMap(FIRST, days[-1], 200, 4, 0.11, dots),
        listings,
    )


def bare() -> Report:
    """Of somebody who has just begun."""
    nothing = Replayed("hearing", (), 0, "Too early.", Reliability((), 0, 0))
    listings = full().listings
    at = datetime(2026, 7, 6, 9, tzinfo=UTC)
    votes = VoteTimes(1, (), 0, 0)
    return Report("hearing", at, 0, votes, nothing, None, (), None, listings)


@pytest.fixture(params=[390, 800, 1280])
def width(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture(params=["light", "dark"])
def opened_report(
    browser: Browser, tmp_path: Path, width: int, request: pytest.FixtureRequest
) -> Iterator[Page]:
    # A page without scripts forbids those of axe, too.
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=request.param, bypass_csp=True
    )
    yield context.new_page()
    context.close()


def show(page: Page, report: Report, folder: Path) -> None:
    file = folder / "report.html"
    file.write_text(render(report), "utf-8")
    page.goto(file.as_uri())


def test_the_report_is_read_by_everybody(opened_report: Page, width: int, tmp_path: Path) -> None:
    for report in (full(), bare()):
        show(opened_report, report, tmp_path)
        assert serious_findings(opened_report) == []
        assert opened_report.evaluate("document.documentElement.scrollWidth") <= width


def test_no_label_of_a_figure_covers_another_or_leaves_it(
    opened_report: Page, tmp_path: Path
) -> None:
    show(opened_report, full(), tmp_path)
    assert len(opened_report.eval_on_selector_all("svg", VISIBLE)) == 7
    assert opened_report.eval_on_selector_all("svg", OVERLAPPING) == []
    assert opened_report.eval_on_selector_all("svg", OUTSIDE) == []
    opened_report.emulate_media(media="print")
    assert len(opened_report.eval_on_selector_all("svg", VISIBLE)) == 7
    assert opened_report.eval_on_selector_all("svg", OVERLAPPING) == []


def test_on_paper_it_takes_three_sheets(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    show(page, full(), tmp_path)
    printed = page.pdf(
        format="A4", margin={"top": "12mm", "bottom": "12mm", "left": "12mm", "right": "12mm"}
    )
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3
