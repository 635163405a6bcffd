"""XML from strangers: no document types, no entities, and what came before a break is kept."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from ranker.errors import NotArxivError, SourceError

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)",
    re.IGNORECASE | re.DOTALL,
)


# A mark takes a few bytes and becomes an object of hundreds; of arXiv's, two million are 100 MB.
_MOST_MARKS = 2_000_000
_DEEPEST = 100  # elements within each other; arXiv's have six


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document's root and its complete rows; `broken` says where it breaks off, or None.

    The root of a broken document holds only what came before the break.
    """

    root: Element
    rows: tuple[Element, ...]
    broken: str | None = None


def parse_xml(body: bytes, row_tags: Collection[str]) -> Parsed:
    """Read `body`; rows are the elements whose tag, without namespace, is in `row_tags`.

    Raises NotArxivError for HTML, SourceError for a document type or an entity (refused, as they
    can expand without end or read local files), for more marks or a deeper nest than arXiv's could
    have, and for text that never becomes XML.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    if is_html(body):
        raise NotArxivError("got a web page where XML was expected; is a log-in page in the way?")
    if max(body.count(b"<"), body.count(b"=")) > _MOST_MARKS:
        raise SourceError(f"refused XML with more than {_MOST_MARKS:,} tags or attributes")
    rows = _Rows(row_tags)
    parser = DefusedXMLParser(target=rows, forbid_dtd=True)
    broken = None
    try:
        parser.feed(body)
        parser.close()
    except DefusedXmlException as error:
        raise SourceError(
            f"refused XML with a document type or entities ({type(error).__name__})"
        ) from error
    except ParseError as error:
        broken = str(error)
    except (LookupError, ValueError) as error:
        raise SourceError(f"cannot read the XML's encoding ({error})") from error
    if rows.root is None:
        raise SourceError(f"this is no XML ({broken or 'it is empty'})")
    return Parsed(rows.root, tuple(rows.complete), broken)


def is_html(body: bytes) -> bool:
    """Whether `body` begins as a web page does."""
    return _HTML.match(body[:8192].removeprefix(b"\xef\xbb\xbf")) is not None


def local_name(element: Element) -> str:
    """The element's tag without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> list[Element]:
    """The direct children whose tag, without namespace, is `name`."""
    return [child for child in element if local_name(child) == name]


def child_text(element: Element, name: str) -> str:
    """The text of the first direct child called `name`; empty where there is none."""
    for child in element:
        if local_name(child) == name:
            return "".join(child.itertext())
    return ""


class _Rows(TreeBuilder):
    """Builds the tree and keeps each finished row, so that a break loses only what follows it."""

    def __init__(self, row_tags: Collection[str]) -> None:
        super().__init__()
        self.root: Element | None = None
        self.complete: list[Element] = []
        self._row_tags = row_tags
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise SourceError(f"refused XML with elements nested deeper than {_DEEPEST}")
        element = super().start(tag, attrs)
        if self.root is None:
            self.root = element
        return element

    def end(self, tag: str) -> Element:
        self._depth -= 1
        element = super().end(tag)
        if tag.rpartition("}")[2] in self._row_tags:
            self.complete.append(element)
        return element
