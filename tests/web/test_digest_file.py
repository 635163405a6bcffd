"""The digest as a file, in a browser without scripts: dense, unfolding, printed, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from ranker.digest.mail_page import MailRenderer
from ranker.digest.renderers import renderer
from ranker.digest.value import Digest
from ranker.scored import Reason
from tests.digest import example
from tests.patience import HUNG

ABSTRACT = "Rooms are silent about their walls, and say so in long sentences of a paper. " * 18
Opened = Callable[..., Page]


def morning() -> Digest:
    because = (
        Reason("keyword", "speech enhancement", 2.0),
        Reason("liked", "A Beamformer That Forgets: Online Source Separation", 1.0),
        Reason("term", "silent", -0.5),
    )
    own = [replace(because[2], name=f"silent {n}") for n in range(20)]
    papers = [
        example.ranked(
            n,
            f"Listening to $L^2$ Walls: What {n} Rooms Tell",
            ABSTRACT,
            paper_id=f"2607.{n:05d}",
            authors=tuple(f"{letter}. Sampleton" for letter in "ABCDEFGH"),
            probability=0.95 - n / 20,
            because=(*because[:2], own[n]),
            vote=n == 2,
        )
        for n in range(1, 20)
    ]
    return replace(example.digest(*papers, size=18), completeness=(), notes=())


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Opens a page of a text, in a window of its own."""
    contexts = []

    def open_page(text: str, width: int, scheme: str = "light", script: bool = False) -> Page:
        height = 844 if width < 500 else 800
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            bypass_csp=script,
        )
        context.set_default_timeout(HUNG * 1000)
        contexts.append(context)
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "least"), [(1280, 5), (390, 2)])
def test_papers_on_the_first_screen(opened: Opened, width: int, least: int) -> None:
    page = opened(renderer("html").render(morning()), width)
    height = page.viewport_size["height"]  # type: ignore[index]
    boxes = [one.bounding_box() for one in page.locator("article.paper").all()[:9]]
    seen = [box for box in boxes if box and box["y"] + box["height"] <= height]
    assert least <= len(seen) <= 8


@pytest.mark.parametrize("width", [1280, 390])
def test_reasons_stand_under_the_score_before_the_abstract(opened: Opened, width: int) -> None:
    page = opened(renderer("html").render(morning()), width)
    paper = page.locator("article.paper").first

    def top(selector: str) -> float:
        box = paper.locator(selector).bounding_box()
        assert box
        return box["y"]

    assert top(".figure") < top(".why") <= top(".abstract")
    assert top("h3") < top(".names") < top(".abstract")


def test_an_abstract_unfolds_without_a_script(opened: Opened) -> None:
    page = opened(renderer("html").render(morning()), 1280)
    paper = page.locator("article.paper").first
    abstract = paper.locator(".abstract")
    folded = abstract.bounding_box()
    paper.locator("summary").click()
    open_now = abstract.bounding_box()
    assert folded and open_now
    assert 45 < folded["height"] < 62  # three lines
    assert open_now["height"] > 2 * folded["height"]
    voted = page.locator("details.folded article")
    assert not voted.is_visible()
    page.locator("details.folded > summary").click()
    assert voted.is_visible()


def test_printed_abstracts_are_open_and_addresses_are_written_out(opened: Opened) -> None:
    page = opened(renderer("html").render(morning()), 1280)
    abstract = page.locator("article.paper .abstract").first
    folded = abstract.bounding_box()
    page.emulate_media(media="print")
    printed = abstract.bounding_box()
    assert folded and printed and printed["height"] > 1.5 * folded["height"]
    pages = page.locator("article.paper .pages").first
    assert pages.locator("a:visible").count() == 1
    box = pages.locator("a:visible").bounding_box()
    assert box and box["width"] > 120  # abs https://arxiv.org/abs/…


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(opened: Opened, width: int, scheme: str) -> None:
    import axe_playwright_python

    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
    full = replace(morning(), completeness=example.golden().completeness, notes=("A note.",))
    for text in (
        renderer("html").render(full),
        MailRenderer().render(full, left_out="3 more papers did not fit."),
    ):
        page = opened(text, width, scheme, script=True)
        for details in page.locator("details").all()[:40:6]:
            details.evaluate("one => one.open = true")
        page.evaluate(axe)
        found = page.evaluate("async () => (await axe.run()).violations")
        serious = [
            f"{one['id']}: {node['html'][:150]}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]
        assert serious == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
