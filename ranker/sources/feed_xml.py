"""The text of rss.arxiv.org: Atom and RSS, one announcement, its rows and what it says of them.

Shapes: https://info.arxiv.org/help/rss_specifications.html; the row order and the 2,000-row limit
are in the service's own source (arXiv/arxiv-feed, feed/database.py). Before February 2024 the feed
had id, category and kind behind the title, HTML in authors and abstracts, and one date on top.
"""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from email.utils import parsedate, parsedate_to_datetime
from xml.etree.ElementTree import Element

from ranker.author_lists import split_authors
from ranker.calendar import listing_announced_at
from ranker.errors import RankError, SourceError
from ranker.paper import KINDS, Entry, Kind
from ranker.safexml import child_text, children, local_name, parse_xml
from ranker.sources.combine import common_day
from ranker.sources.interface import Batch, Problem
from ranker.sources.page_text import page_text, parse_html
from ranker.sources.record import fold, make_entry
from ranker.sources.trouble import UnknownCategoryError, check_few

_PREFIX = re.compile(
    r"\s*arXiv:(?P<id>\S+)\s+Announce Type:\s*(?P<kind>[a-z-]+)\s*(?:Abstract:\s*)?", re.IGNORECASE
)
_OLD_SUFFIX = re.compile(
    r"\s*\(arXiv:(?P<id>[^\s)]+)(?:\s+\[(?P<category>[\w.-]+)\])?\s*(?P<word>[A-Z ]*)\)\s*$"
)
_OLD_KINDS: dict[str, Kind] = {
    "": "new", "UPDATED": "replace", "CROSS LISTED": "cross",
    "UPDATED CROSS LISTED": "replace-cross", "CROSS LISTED UPDATED": "replace-cross",
}  # fmt: skip
_OLD_AUTHORS = re.compile(r"\s*(?:<p>)?\s*Authors?:\s*(.*?)</p>", re.DOTALL)
_SITE = re.compile(r"^https?://[\w.-]*arxiv\.org/", re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_feed(body: bytes, where: str) -> Batch:
    """Read one feed; `where` names it in problems (its categories, or a file).

    A row that cannot be read becomes Problem "bad-line", an early end Problem "truncated".
    Raises SourceError for anything that is not such a feed or breaks off before its first
    complete row, UnknownCategoryError for the service's own "Feed error" answer.
    """
    parsed = parse_xml(body, ("entry", "item"))
    if local_name(parsed.root) not in {"feed", "rss", "RDF"}:
        raise SourceError(f"{where}: <{local_name(parsed.root)}> is no feed of rss.arxiv.org")
    _refuse_feed_error(parsed.root, where)
    if parsed.broken and not parsed.rows:
        raise SourceError(f"{where}: the feed breaks off before its first entry ends")
    entries: list[Entry] = []
    problems: list[Problem] = []
    day = _old_day(parsed.root)
    for number, row in enumerate(parsed.rows, 1):
        try:
            suffix = _OLD_SUFFIX.search(child_text(row, "title"))
            is_old = suffix or local_name(parsed.root) == "RDF"
            entries.append(_old_entry(row, suffix, day) if is_old else _entry(row))
        except RankError as error:
            problems.append(Problem("bad-line", f"{where} entry {number}", str(error)))
            check_few(problems, where)
    if parsed.broken:
        problems.append(
            Problem("truncated", where, f"the feed breaks off after {len(parsed.rows)} entries")
        )
    return Batch("feed", tuple(entries), common_day(entries), problems=tuple(problems))


def day_of_feed(body: bytes) -> date | None:
    """The date that a feed has itself, whatever its rows: the day on which it was made."""
    root = parse_xml(body, ("entry", "item")).root
    channel = (children(root, "channel") or [root])[0]
    written = (child_text(channel, name) for name in ("pubDate", "updated", "date"))
    return next((day for text in written if (day := _day(text))), None)


def _refuse_feed_error(root: Element, where: str) -> None:
    channel = (children(root, "channel") or [root])[0]
    if fold(child_text(channel, "title")).lower().startswith("feed error"):
        said = fold(child_text(channel, "subtitle") or child_text(channel, "description"))
        raise UnknownCategoryError(f"arXiv has no feed for {where}: {said[:200]}".rstrip(": "))


def _entry(row: Element) -> Entry:
    summary = child_text(row, "summary") or child_text(row, "description")
    prefix = _PREFIX.match(summary)
    link = _SITE.sub("https://arxiv.org/", child_text(row, "link").strip())
    written_id = (
        child_text(row, "id") or child_text(row, "guid") or (prefix["id"] if prefix else link)
    )
    creators = [child_text(row, "creator")] + [
        child_text(author, "name") for author in children(row, "author")
    ]
    return make_entry(
        written_id,
        child_text(row, "title"),
        summary[prefix.end() :] if prefix else summary,
        [name for line in creators for name in split_authors(line)],
        [category.get("term") or category.text or "" for category in children(row, "category")],
        announced=_day(child_text(row, "published") or child_text(row, "pubDate")),
        kind=_kind(child_text(row, "announce_type") or (prefix["kind"] if prefix else "new")),
        doi=child_text(row, "DOI") or child_text(row, "doi"),
    )


def _old_entry(row: Element, suffix: re.Match[str] | None, day: date | None) -> Entry:
    word = " ".join(suffix["word"].split()) if suffix else ""
    kind = _OLD_KINDS.get(word)
    if kind is None:
        raise SourceError(f"unknown announce type {word[:40]!r}")
    title, description = child_text(row, "title"), child_text(row, "description")
    creators = child_text(row, "creator") or child_text(row, "author")
    above = None if creators else _OLD_AUTHORS.match(description)
    if above:  # RSS 0.91 had no field for them
        creators, description = above[1], description[above.end() :]
    return make_entry(
        suffix["id"]
        if suffix
        else _SITE.sub("https://arxiv.org/", child_text(row, "link").strip()),
        html.unescape(title[: suffix.start()] if suffix else title),
        _without_html(description),
        split_authors(_without_html(creators)),
        [suffix["category"]] if suffix and suffix["category"] else [],
        announced=_day(child_text(row, "pubDate")) or day,
        kind=kind,
    )


def _without_html(text: str) -> str:
    return page_text(parse_html(text)) if "<" in text or "&" in text else text


def _old_day(root: Element) -> date | None:
    """The listing date of a feed that is dated on top, by the moment at which it was made."""
    channel = (children(root, "channel") or [root])[0]
    written = child_text(channel, "date").strip()
    try:
        moment = datetime.fromisoformat(written)
        return listing_announced_at(moment) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):  # the last hours of the year 9999 have no other zone
        written = child_text(channel, "pubDate") or child_text(channel, "lastBuildDate")
    try:
        moment = parsedate_to_datetime(written)
        return listing_announced_at(moment) if moment.tzinfo else moment.date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return _day(written)


def _kind(written: str) -> Kind:
    word = written.strip().lower()
    for kind in KINDS:
        if kind == word:
            return kind
    raise SourceError(f"unknown announce type {word[:40]!r}")


def _day(written: str) -> date | None:
    """The date as written: arXiv writes US Eastern dates, whatever the reader's clock says."""
    iso = _ISO_DAY.match(written.strip())
    try:
        if iso:
            return date.fromisoformat(iso[0])
        parts = parsedate(written)
        return date(*parts[:3]) if parts else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
