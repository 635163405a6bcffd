"""The text of a piece of HTML as its author wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

_ADDRESS = re.compile("(?:(?:https?|ftp):)?//")
_LINK_WORDS = re.compile(r"\s*(?:this\s+)?(?:(?:https?|ftp)\s+)?URL\s*", re.IGNORECASE)


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
