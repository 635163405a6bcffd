"""XML exports: EndNote XML (Mendeley and Zotero write it, too) and Zotero RDF."""

from __future__ import annotations

import re
from functools import partial
from xml.etree.ElementTree import Element

from ranker.errors import InputFileError, RankError
from ranker.feedback.importers.identifying import plain_key
from ranker.feedback.importers.works import Library, Work, work_of, works_of
from ranker.safexml import Parsed, child_text, children, local_name, parse_xml

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENDNOTE = re.compile(r"<record\b.*?<(?:titles|title|ref-type)\b", re.DOTALL)
_ZOTERO_RDF = re.compile(r"<rdf:RDF\b[^>]*(?:zotero\.org|purl\.org/net/biblio)", re.DOTALL)
_NO_WORKS = frozenset({"attachment", "note", "annotation"})
_HEAD = 100_000  # characters


def is_endnote(text: str) -> bool:
    """Whether a text is EndNote's XML."""
    return _ENDNOTE.search(text[:_HEAD]) is not None


def is_zotero_rdf(text: str) -> bool:
    """Whether a text is Zotero's RDF."""
    return _ZOTERO_RDF.search(text[:_HEAD]) is not None


def read_endnote(text: str, name: str) -> Library:
    """The works of an EndNote XML export. Raises InputFileError."""
    parsed = _parsed(text, ("record",), name)
    library = works_of(
        (f"{name} record {number}", partial(_endnote_work, record))
        for number, record in enumerate(parsed.rows, 1)
    )
    return _with_break(library, parsed, name)


def read_zotero_rdf(text: str, name: str) -> Library:
    """The works of a Zotero RDF export. Raises InputFileError."""
    parsed = _parsed(text, (), name)
    items = [item for item in parsed.root if _is_item(item)]
    library = works_of(
        (f"{name} item {number}", partial(_rdf_work, item)) for number, item in enumerate(items, 1)
    )
    return _with_break(library, parsed, name)


def _parsed(text: str, rows: tuple[str, ...], name: str) -> Parsed:
    try:
        return parse_xml(_DECLARATION.sub("", text).encode("utf-8", "replace"), rows)
    except RankError as error:
        raise InputFileError(f"{name}: {error}") from None


def _with_break(library: Library, parsed: Parsed, name: str) -> Library:
    if parsed.broken is None:
        return library
    said = f"{name}: the XML breaks off or is damaged ({parsed.broken}); what stands before is read"
    return Library(library.works, (*library.bad_lines, said))


def _endnote_work(record: Element) -> Work:
    fields: dict[str, list[str]] = {}
    for element in record:
        tag = plain_key(local_name(element))
        if tag in {"titles", "urls", "periodical", "altperiodical", "dates", "keywords"}:
            for inner in element:
                key = plain_key(local_name(inner))
                fields.setdefault("url" if tag == "urls" else key, []).append(_text(inner))
        elif tag not in {"contributors", "database", "sourceapp", "foreignkeys", "reftype"}:
            fields.setdefault(tag, []).append(_text(element))
    found = {key: "\n".join(texts) for key, texts in fields.items()}
    found["doi"] = found.get("electronicresourcenum", "")
    return work_of(found)


def _rdf_work(item: Element) -> Work:
    parts = [
        "".join(element.itertext())
        for element in item.iter()
        if local_name(element) in {"identifier", "number", "volume", "coverage", "source"}
    ]
    links = [v for element in item.iter() for k, v in element.attrib.items() if k.endswith("about")]
    identifiers = "\n".join(" ".join(part.split()) for part in (*parts, *links))
    containers = (
        child_text(inner, "title") for part in children(item, "isPartOf") for inner in part
    )
    return work_of(
        {
            "title": child_text(item, "title"),
            "abstract": child_text(item, "abstract"),
            "identifier": identifiers,
            "doi": identifiers,
            "extra": child_text(item, "description"),
            "archive": child_text(item, "archive") or child_text(item, "publisher"),
            "journal": "\n".join(containers),
            "dateadded": child_text(item, "dateAdded"),
        }
    )


def _is_item(item: Element) -> bool:
    kind = child_text(item, "itemType")
    if local_name(item) in {"Attachment", "Memo", "Collection"} or kind in _NO_WORKS:
        return False
    return bool(kind or child_text(item, "authors")) and bool(children(item, "title"))


def _text(element: Element) -> str:
    """The text of a field, whose pieces stand in <style> or <url>; each link a line of its own."""
    whole = (text for text in element.itertext())
    joined = "\n" if any(local_name(one) == "url" for one in element.iter()) else ""
    return joined.join(whole)
