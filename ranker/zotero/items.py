"""A paper as Zotero's item, as its own arXiv translator writes one, and which papers are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ranker.doi import dois
from ranker.feedback.importers.json_items import works_of_items
from ranker.feedback.titles import Titles
from ranker.paper import Paper, links
from ranker.people import COLLECTIVE, given_and_family

_LEAST_WORDS = 4  # of a title that says which paper it is


def item_of(paper: Paper, collection: str = "") -> dict[str, Any]:
    """The item of type preprint, in a collection (its key) or in none."""
    primary = f" [{paper.categories[0]}]" if paper.categories else ""
    return {
        "itemType": "preprint",
        "title": paper.title,
        "creators": [_creator(name) for name in paper.authors],
        "abstractNote": paper.abstract,
        "repository": "arXiv",
        "archiveID": f"arXiv:{paper.id}",
        "date": _month(paper.id),
        "DOI": f"10.48550/arXiv.{paper.id}",
        "url": links(paper.id)["abs"],
        "libraryCatalog": "arXiv.org",
        "extra": f"arXiv:{paper.id}{primary}",
        "collections": [collection] if collection else [],
    }


class Present:
    """What a library has, to tell of a paper whether it is there."""

    def __init__(self, items: Iterable[Mapping[str, Any]]) -> None:
        every = [dict(item) for item in items]
        works = works_of_items(every, "Zotero").works
        self._keys = {work.key for work in works}
        self._dois = {doi for item in every for doi in dois(str(item.get("DOI") or ""))}
        long = ((w.key, w.title) for w in works if len(w.title.split()) >= _LEAST_WORDS)
        self._titles = Titles(long)

    def has(self, paper: Paper) -> bool:
        """Whether the paper is there: by its arXiv id, a DOI, or the very words of its title."""
        if paper.id in self._keys or not self._dois.isdisjoint(paper.dois):
            return True
        match = self._titles.find(paper.title)
        return match is not None and match.confidence == 1


def _creator(name: str) -> dict[str, str]:
    given, family = ("", name) if COLLECTIVE.search(name) else given_and_family(name)
    if not given:
        return {"creatorType": "author", "name": family}
    return {"creatorType": "author", "firstName": given, "lastName": family}


def _month(paper_id: str) -> str:
    """In which arXiv gave out the id, as `2026-07`."""
    digits = paper_id.rpartition("/")[2]
    century = "19" if "/" in paper_id and digits[:2] >= "91" else "20"
    return f"{century}{digits[:2]}-{digits[2:4]}"
