"""The text of arXiv's OAI-PMH service, in its three formats arXiv, arXivRaw and oai_dc.

https://info.arxiv.org/help/oa/index.html and http://www.openarchives.org/OAI/2.0/. Dates in it are
modification dates, so an entry has no listing date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ranker.author_lists import in_order, split_authors
from ranker.errors import RankError, SourceError
from ranker.paper import Entry
from ranker.safexml import child_text, children, local_name, parse_xml
from ranker.sources.interface import Batch, Problem
from ranker.sources.record import fold, make_entry
from ranker.sources.trouble import check_few

_VERSION = re.compile(r"v([1-9]\d{0,2})")
_SIZE = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class OaiPage:
    """One page of records; `token` asks for the next page and is None on the last one.

    `total` is the service's completeListSize, None where it states none.
    """

    batch: Batch
    token: str | None
    total: int | None


class OaiError(SourceError):
    """An `<error>` inside an answer; `code` is OAI-PMH's word for it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse_oai(body: bytes, where: str) -> OaiPage:
    """Read one answer; `where` names it in problems. Deleted records are left out.

    Raises OaiError for an `<error>` (sent with HTTP status 200), SourceError for anything that is
    not OAI-PMH or breaks off before its first complete record.
    """
    parsed = parse_xml(body, ("record",))
    if local_name(parsed.root) != "OAI-PMH":
        raise SourceError(f"{where}: <{local_name(parsed.root)}> is no answer of OAI-PMH")
    for error in children(parsed.root, "error"):
        code, said = error.get("code") or "unknown", fold(error.text or "")[:200]
        raise OaiError(code, f"{where}: OAI-PMH answered {code}: {said}".rstrip(": "))
    if parsed.broken and not parsed.rows:
        raise SourceError(f"{where}: the answer breaks off before its first record ends")
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, record in enumerate(parsed.rows, 1):
        header = (children(record, "header") or [record])[0]
        if header.get("status") == "deleted":
            continue
        try:
            entries.append(_entry(record, header))
        except RankError as error:
            problems.append(Problem("bad-line", f"{where} record {number}", str(error)))
            check_few(problems, where)
    if parsed.broken:
        problems.append(
            Problem("truncated", where, f"the answer breaks off after {len(parsed.rows)} records")
        )
    token, total = _resumption(parsed.root)
    return OaiPage(Batch("oai", tuple(entries), problems=tuple(problems)), token, total)


def _resumption(root: Element) -> tuple[str | None, int | None]:
    for listing in root:
        for token in children(listing, "resumptionToken"):
            size = token.get("completeListSize", "")
            return fold(token.text or "") or None, int(size) if _SIZE.fullmatch(size) else None
    return None, None


def _entry(record: Element, header: Element) -> Entry:
    metadata = (children(record, "metadata") or [record])[0]
    if len(metadata) == 0:
        raise SourceError("the record has no metadata")
    body = metadata[0]
    written_id = child_text(body, "id") or child_text(header, "identifier")
    if local_name(body) == "dc":
        return _dublin_core(body, written_id)
    names = [
        " ".join(child_text(author, part) for part in ("forenames", "keyname", "suffix"))
        for group in children(body, "authors")
        for author in children(group, "author")
    ]
    versions = [
        int(found[1])
        for element in children(body, "version")
        if (found := _VERSION.fullmatch(element.get("version") or ""))
    ]
    return make_entry(
        written_id,
        child_text(body, "title"),
        child_text(body, "abstract"),
        names or split_authors(child_text(body, "authors")),
        child_text(body, "categories").split(),
        version=max(versions, default=None),
        comments=child_text(body, "comments"),
        doi=child_text(body, "doi"),
        withdrawn=_has_no_source(body),
    )


def _has_no_source(body: Element) -> bool:
    """Whether the last version has the source type I, "ignore": that of a withdrawal."""
    versions = children(body, "version")
    return bool(versions) and "I" in child_text(versions[-1], "source_type")


def _dublin_core(body: Element, written_id: str) -> Entry:
    # Subjects are written out there ("Computer Science - Robotics"), so no category is known.
    texts = [element.text or "" for element in children(body, "description")]
    descriptions = [text for text in texts if not text.startswith("Comment:")]
    names = (element.text or "" for element in children(body, "creator"))
    return make_entry(
        written_id,
        child_text(body, "title"),
        descriptions[0] if descriptions else "",
        [in_order(fold(name)) for name in names],
        (),
        comments=" ".join(text[8:] for text in texts if text.startswith("Comment:")),
        doi="\n".join(element.text or "" for element in children(body, "identifier")),
    )
