"""HTML of strangers parsed, and the text of a piece of it as its author wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_ADDRESS = re.compile("(?:(?:https?|ftp):)?//")
_LINK_WORDS = re.compile(r"\s*(?:this\s+)?(?:(?:https?|ftp)\s+)?URL\s*", re.IGNORECASE)


def parse_html(text: str) -> BeautifulSoup:
    """The tree of a page, or of a piece of one, whatever it has in it.

    Python's parser gives up at a declaration that is none (`<![x`), with which an abstract may well
    compare two numbers: what looks like declarations is then read as text.
    """
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    try:
        return BeautifulSoup(text, "html.parser")
    except ParserRejectedMarkup:
        return BeautifulSoup(text.replace("<!", "&lt;!"), "html.parser")


def page_text(part: Tag) -> str:
    """With lines where it has some: arXiv shows `this https URL` for an address."""
    for link in part.find_all("a", href=_ADDRESS):
        if _LINK_WORDS.fullmatch(link.get_text()):
            address = str(link["href"])
            link.replace_with(f"https:{address}" if address.startswith("//") else address)
    for line_end in part.find_all("br"):
        line_end.replace_with("\n")
    for paragraph in part.find_all("p"):
        paragraph.insert_after("\n")
    return part.get_text()
