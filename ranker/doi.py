"""DOIs as people and services write them, made comparable: https://www.doi.org/doi-handbook."""

from __future__ import annotations

import re
from urllib.parse import unquote

_DOI = re.compile(r"\b10\.\d{4,9}/(?:[^\s\"<>{}|\\^,;]|[,;](?!10\.\d{4,9}/))+")
_ENDS = ".,;:'\"!?"
_PAIRS = {")": "(", "]": "["}
_PAGE = re.compile(r"/(?:full(?:text)?|pdf|epdf|abstract|abs|html|meta)/?$")
_ARXIVS = "10.48550/"


def dois(text: str) -> tuple[str, ...]:
    """The DOIs in a text or link, each once, in lower case, since case says nothing in them;
    without arXiv's own, which are ids of arXiv."""
    if "10." not in text:
        return ()
    found = (_cleaned(match[0]) for match in _DOI.finditer(unquote(text)))
    return tuple(dict.fromkeys(doi for doi in found if not doi.startswith(_ARXIVS)))


def _cleaned(doi: str) -> str:
    """Without what stands behind it in a sentence or a publisher's link."""
    doi = _PAGE.sub("", re.split("[?#]", doi, maxsplit=1)[0].lower())
    while doi and (doi[-1] in _ENDS or _is_unopened(doi)):
        doi = doi[:-1]
    return doi


def _is_unopened(doi: str) -> bool:
    opening = _PAIRS.get(doi[-1])
    return opening is not None and doi.count(doi[-1]) > doi.count(opening)
