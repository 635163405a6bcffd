"""Every link and picture of the docs leads somewhere, as Markdown and in the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
CODE = re.compile(r"^ *```[\s\S]*?^ *```$|`[^`\n]*`|^    .*$", re.M)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
INCLUDE = re.compile(r"^```\{include\} (\S+)$", re.M)


def links(text: str) -> Iterator[str]:
    """What a page links to and shows, without what only stands in code."""
    for pair in LINK.findall(CODE.sub("", text)):
        yield from filter(None, pair)


def anchors(path: Path) -> set[str]:
    """The names that headings get, at GitHub and in the site alike."""
    text = path.read_text("utf-8")
    for other in INCLUDE.findall(text):
        text += (path.parent / other).read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def fault(page: Path, link: str) -> str:
    """Why a link of a page leads nowhere; empty where it does, or leaves the repository."""
    if re.match(r"https?:|mailto:", link):
        return ""
    file, _, anchor = link.partition("#")
    target = (page.parent / file).resolve() if file else page
    if target.is_relative_to(ROOT / "digests"):
        return ""  # there after the first run
    if not target.exists():
        return f"{link}: no such file"
    if anchor and anchor not in anchors(target):
        return f"{link}: no such heading"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    found = [fault(page, link) for link in links(page.read_text("utf-8"))]
    assert [one for one in found if one] == []


def test_every_page_is_in_the_contents() -> None:
    index = (DOCS / "index.md").read_text("utf-8")
    trees = re.findall(r"^```\{toctree\}\n(.*?)^```$", index, re.M | re.S)
    rows = [row for tree in trees for row in tree.splitlines() if row and row[0] != ":"]
    named = [row.partition("<")[2].rstrip(">") or row for row in rows]
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")}
    assert sorted(named) == sorted(pages - {"index"})


def test_every_picture_is_shown() -> None:
    shown = {Path(link).name for page in PAGES for link in links(page.read_text("utf-8"))}
    pictures = {path.name for kind in ("png", "svg") for path in DOCS.rglob(f"*.{kind}")}
    assert pictures - shown == set()


def test_nothing_on_a_page_is_loaded_from_elsewhere() -> None:
    foreign = re.compile(r'!\[[^]]*\]\((https?:[^)]+)|src(?:set)?="(https?:[^"]+)')
    assert [page.name for page in PAGES if foreign.search(page.read_text("utf-8"))] == []


def test_a_broken_link_is_told() -> None:
    page = DOCS / "index.md"
    assert fault(page, "nowhere.md") == "nowhere.md: no such file"
    assert fault(page, "github.md#nothing") == "github.md#nothing: no such heading"
    assert fault(page, "github.md#mail-of-its-own") == ""
