"""The text of arxiv.org/list/{category}/new and arxiv.org/catchup/{category}/{date}.

Both are one template (arXiv/arxiv-browse, browse/templates/list/list_macros.html): sections headed
"New submissions (showing X of Y entries)", each a run of <dt> with the id and <dd> with the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from ranker.author_lists import split_authors
from ranker.errors import NotArxivError, RankError, SourceError
from ranker.paper import Entry, Kind
from ranker.sources.interface import Problem
from ranker.sources.page_text import page_text, parse_html
from ranker.sources.record import fold, make_entry

if TYPE_CHECKING:
    from bs4 import Tag

_HEADING = re.compile(
    r"(?:Showing new listings for|Catchup results for .{0,200}? on) "
    r"[A-Z][a-z]+, (\d{1,2} [A-Z][a-z]{2,8} \d{4})"
)
_SECTION = re.compile(
    r"(New|Cross|Replacement)[a-z-]*(?: submissions)?"
    r"(?: \(showing (?:\w+ )?([\d,]{1,9}) of ([\d,]{1,9}) entries ?\))?"
)
_XML = re.compile(r"<\?xml\b")
_PIECE = re.compile(r"<(?=(?:h1|h3|dt)\b)", re.IGNORECASE)
_MOST_PIECES, _LONGEST_PIECE, _MOST_TAGS = 10_000, 1_000_000, 20_000
_SUBJECT = re.compile(r"\(([a-z][a-z-]+(?:\.[A-Za-z-]+)?)\)")


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page. `total` is the number of entries of all pages, summed over the stated sections;
    `rows` counts those on this page, read or not.
    """

    announced: date
    entries: tuple[Entry, ...]
    rows: int
    total: int
    problems: tuple[Problem, ...] = ()


def parse_listing(body: bytes, category: str) -> ListingPage:
    """Read one page of `category`.

    A section with fewer or more entries than it says becomes Problem "mismatch", an unreadable
    entry "bad-line". Raises NotArxivError for a page without a listing's heading.
    """
    from bs4.element import Tag

    # With its declaration of XML, BeautifulSoup would warn of a page that is no HTML.
    text = _XML.sub("", body.decode("utf-8", "replace"))
    announced = _announced(text, category)
    if announced is None:
        raise NotArxivError(
            f"{category}: got a page that is no arXiv listing; is the network open?"
        )
    entries: list[Entry] = []
    problems: list[Problem] = []
    section = _Section("new")
    rows = total = 0
    link: Tag | None = None
    for element in _elements(text, category):
        if element.name == "h3":
            following = _section(fold(element.get_text()))
            if following:
                problems += section.check(category)
                section = following
                total += section.total
        elif element.name == "dt":
            found = element.find("a", title="Abstract")
            link = found if isinstance(found, Tag) else None
            section.rows += 1
            rows += 1
        elif link is not None:
            try:
                entries.append(_entry(link, element, section.word, category, announced))
            except RankError as error:
                problems.append(Problem("bad-line", f"{category} entry {rows}", str(error)))
            link = None
    problems += section.check(category)
    if len(entries) + sum(one.trouble == "bad-line" for one in problems) < rows:
        problems.append(Problem("bad-line", category, "some entries have no id or no text"))
    return ListingPage(announced, tuple(entries), rows, max(total, rows), tuple(problems))


@dataclass(slots=True)
class _Section:
    word: str
    shown: int | None = None
    total: int = 0
    rows: int = 0

    def check(self, category: str) -> list[Problem]:
        if self.shown is None or self.shown == self.rows:
            return []
        said = f"the {self.word} section says {self.shown} entries, {self.rows} were found"
        return [Problem("mismatch", category, said)]


def _section(heading: str) -> _Section | None:
    match = _SECTION.match(heading)
    if match is None:
        return None
    if match[2] is None:
        return _Section(match[1].lower())
    shown, total = (int(match[group].replace(",", "") or 0) for group in (2, 3))
    return _Section(match[1].lower(), shown, total)


def _elements(text: str, category: str) -> Iterator[Tag]:
    """The headings, <dt> and <dd> in their order, the page parsed a piece at a time: of a tag of
    three bytes the parser makes an object of a thousand. Raises SourceError for what is no page
    of arXiv's by its size."""
    from bs4.element import Tag

    starts = chain((match.start() for match in _PIECE.finditer(text)), (len(text),))
    for number, (start, end) in enumerate(pairwise(starts)):
        if number >= _MOST_PIECES:
            raise SourceError(f"{category}: a page of more than {_MOST_PIECES:,} entries; refused")
        if end - start > _LONGEST_PIECE or text.count("<", start, end) > _MOST_TAGS:
            raise SourceError(f"{category}: a page with an entry that is too long; refused")
        for element in parse_html(text[start:end]).find_all(["h1", "h3", "dt", "dd"]):
            if isinstance(element, Tag):
                yield element


def _announced(text: str, category: str) -> date | None:
    for heading in _elements(text, category):
        if heading.name not in ("h1", "h3"):
            continue
        match = _HEADING.search(fold(heading.get_text()))
        if match is None:
            continue
        for form in ("%d %B %Y", "%d %b %Y"):
            with suppress(ValueError):
                # The date alone matters, so the missing time zone does not.
                return datetime.strptime(match[1], form).date()  # noqa: DTZ007
    return None


def _entry(link: Tag, text: Tag, section: str, category: str, announced: date) -> Entry:
    categories = _SUBJECT.findall(_part(text, "list-subjects"))
    authors = text.find("div", class_="list-authors")
    names = [name.get_text() for name in authors.find_all("a")] if authors else []
    abstract = text.find("p", class_="mathjax")
    return make_entry(
        str(link.get("href", "")).partition("/abs/")[2],
        _part(text, "list-title"),
        page_text(abstract) if abstract else "",
        names or split_authors(_part(text, "list-authors")),
        categories,
        announced=announced,
        kind=_kind(section, categories, category),
        comments=_part(text, "list-comments"),
    )


def _part(text: Tag, name: str) -> str:
    part = text.find("div", class_=name)
    if part is None:
        return ""
    for descriptor in part.find_all("span", class_="descriptor"):
        descriptor.extract()
    return page_text(part)


def _kind(section: str, categories: list[str], category: str) -> Kind:
    if section == "new":
        return "new"
    if section == "cross":
        return "cross"
    primary = categories[0] if categories else category
    at_home = primary == category or primary.startswith(f"{category}.")
    return "replace" if at_home else "replace-cross"
