"""Hostile titles, abstracts, names and notes are harmless in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from ranker.digest.interface import FORMATS
from ranker.digest.mail_page import MailRenderer
from ranker.digest.renderers import renderer
from ranker.digest.terminal import print_digest
from ranker.digest.value import Digest
from ranker.scored import Reason
from tests.digest import example
from tests.digest.test_atom import ATOM, read

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "x](javascript:alert(1)) [y](javascript:alert(2))",
    "![i](http://evil.example/p.png) `a` <http://evil.example>",
    "](https://evil.example) $a](javascript:alert(1))$ $<img src=x>$",
    '=HYPERLINK("http://evil.example","x")',
    "\x1b[2J\x1b[31mred\x1b]8;;http://evil.example\x07link\x1b]0;title\x07\x9b5m",
    "abc\u202egnp.exe\u2066\u200f\u200b",
    "[bold red]rich[/] [link=http://evil.example]x[/link] :bomb:",
    "{{ 7 * 7 }} {% raw %} {# c #}",
    '" onmouseover="alert(1)\' ]]> &lt;b&gt; --> <!-- ',
    "}, title = {x \\input{/etc/passwd} \\write18{rm}",
    "T" * 5000,
    "word " * 1000,
    "nul \x00 half \ud83d non \uffff",
    "\n# heading\n- item\n\n```\ncode",
    "",
)

MARKDOWN_TAGS = {
    "h1",
    "h2",
    "h3",
    "details",
    "summary",
    "p",
    "ul",
    "li",
    "strong",
    "a",
    "code",
    "blockquote",
    "table",
} | {
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def digest_with(text: str) -> Digest:
    paper = example.ranked(
        1,
        text or "x",
        text,
        authors=(text, "Ada Quillworth"),
        categories=("cs.SD", text),
        because=(Reason("term", text, 1.0), Reason("liked", text, -1.0)),
        comments=text,
        keywords=("alert", "script", "evil", "rich", "T"),
        profile=text,
    )
    plain = example.digest(paper)
    return replace(plain, profile=text, keywords=(text,), exclude=(text,), notes=(text,))


class Page(HTMLParser):
    """Collects tags, attribute names and link targets."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src"):
                self.targets.add(value or "")


def assert_harmless_html(text: str) -> None:
    page = Page(text)
    assert not page.tags & {"script", "img", "iframe", "object", "form", "base", "b"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert all(t.startswith("https://arxiv.org/") for t in page.targets)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_format_lets_control_characters_through(name: str, text: str) -> None:
    shown = renderer(name).render(digest_with(text), everything=True)
    shown.encode("utf-8")
    assert not set(shown) & set("\x1b\x07\x9b\x00\r\u202e\u2066\u200f\u200b\uffff")


@pytest.mark.parametrize("text", HOSTILE)
def test_html(text: str) -> None:
    assert_harmless_html(renderer("html").render(digest_with(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_mail(text: str) -> None:
    page = MailRenderer().render(digest_with(text), left_out=text)
    assert_harmless_html(page)
    assert not set(page) & set("\x1b\x07\x9b\x00\r\u202e\u2066\u200f\u200b\uffff")


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown(text: str) -> None:
    shown = renderer("markdown").render(digest_with(text))
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(shown)
    # An address that is written out may be a link to what it says; nothing else leaves arXiv.
    page = Page(re.sub(r'<a href="(https?:[^"]*)">\1</a>', "", html))
    assert page.tags <= MARKDOWN_TAGS
    assert all(t.startswith("https://arxiv.org/") for t in page.targets)
    assert html.count("<h1>") == 1 and html.count("<h2>") == 1
    assert html.count("<details>") == html.count("</details>")


@pytest.mark.parametrize("text", HOSTILE)
def test_atom(text: str) -> None:
    feed = read(renderer("atom").render(digest_with(text)))
    contents = feed.xpath("a:entry/a:content/text()", namespaces=ATOM)
    assert len(contents) == 1
    assert_harmless_html(contents[0])
    assert all(
        link.startswith("https://arxiv.org/")
        for link in feed.xpath("//a:link/@href", namespaces=ATOM)
    )
    for text_of in ("title", "summary"):
        assert "\n" not in feed.findtext(f"a:entry/a:{text_of}", namespaces=ATOM)


@pytest.mark.parametrize("text", HOSTILE)
def test_csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(renderer("csv").render(digest_with(text)))))
    assert len(rows) == 2 and len(rows[0]) == len(rows[1])
    assert not [cell for cell in rows[1] if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("text", HOSTILE)
def test_json_keeps_the_text_whole(text: str) -> None:
    data = json.loads(renderer("json").render(digest_with(text)))
    assert data["papers"][0]["abstract"] == text


@pytest.mark.parametrize("text", HOSTILE)
def test_bibtex_is_one_balanced_entry(text: str) -> None:
    shown = renderer("bibtex").render(digest_with(text))
    assert shown.count("\n@") == 0 and shown.startswith("@misc{")
    assert shown.count("{") == shown.count("}")
    assert "\\input" not in shown and "\\write" not in shown
    assert len([line for line in shown.splitlines() if line.startswith("  title = ")]) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_terminal_colours_and_links_are_only_ours(text: str) -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system="standard")
    print_digest(digest_with(text), console)
    shown = out.getvalue()
    assert "\x1b[2J" not in shown and "\x1b]0;" not in shown and "\x07" not in shown
    links = [part.split("\x1b\\")[0] for part in shown.split("\x1b]8;")[1:]]
    assert all(link == ";" or "https://arxiv.org/" in link for link in links)


@pytest.mark.parametrize("name", [f for f in FORMATS if f != "json"])
def test_long_titles_are_cut(name: str) -> None:
    shown = renderer(name).render(example.digest(example.ranked(1, "T" * 5000, "", keywords=())))
    flat = "".join(shown.split())
    assert "T" * 399 + "…" in flat
    assert "T" * 400 not in flat
