"""The text of export.arxiv.org/api/query: Atom, https://info.arxiv.org/help/api/user-manual.html."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ranker.errors import RankError, SourceError
from ranker.paper import Entry
from ranker.safexml import child_text, children, local_name, parse_xml
from ranker.sources.interface import Batch, Problem
from ranker.sources.record import fold, make_entry
from ranker.sources.trouble import RefusedError, check_few


def parse_api(body: bytes, where: str) -> Batch:
    """Read one answer of the API; `where` names it in problems. No entries is a valid answer.

    Raises SourceError for anything else than its Atom, RefusedError for the error entry that it
    sends instead of results, SourceError for one that breaks off before its first complete entry.
    """
    parsed = parse_xml(body, ("entry",))
    if local_name(parsed.root) != "feed":
        raise SourceError(f"{where}: <{local_name(parsed.root)}> is no answer of arXiv's API")
    if parsed.broken and not parsed.rows:
        raise SourceError(f"{where}: the answer breaks off before its first entry ends")
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, row in enumerate(parsed.rows, 1):
        if "/api/errors" in child_text(row, "id"):
            said = fold(child_text(row, "summary"))[:200]
            raise RefusedError(f"{where}: arXiv's API refused the query: {said}")
        try:
            entries.append(_entry(row))
        except RankError as error:
            problems.append(Problem("bad-line", f"{where} entry {number}", str(error)))
            check_few(problems, where)
    if parsed.broken:
        problems.append(
            Problem("truncated", where, f"the answer breaks off after {len(parsed.rows)} entries")
        )
    return Batch("api", tuple(entries), problems=tuple(problems))


def _entry(row: Element) -> Entry:
    primary = children(row, "primary_category")
    return make_entry(
        child_text(row, "id"),
        child_text(row, "title"),
        child_text(row, "summary"),
        [child_text(author, "name") for author in children(row, "author")],
        [element.get("term") or "" for element in primary + children(row, "category")],
        comments=child_text(row, "comment"),
        doi=child_text(row, "doi"),
    )
