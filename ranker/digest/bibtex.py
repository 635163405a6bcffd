"""The papers of a digest as BibTeX entries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ranker.digest import escape
from ranker.digest.templating import Templates, context
from ranker.digest.value import Digest
from ranker.paper import Paper

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class BibtexRenderer:
    """`references.bib`, from the reader's templates folder or the built-in one."""

    def __init__(self, templates: Path | None = None) -> None:
        self._templates = Templates(templates)

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """One `@misc` entry a paper, in the digest's order. Raises ConfigError."""
        shown = context(digest, everything=everything)
        entries = [_entry(ranked.paper) for ranked in shown["papers"]]
        return self._templates.render("references.bib", **shown, entries=entries)


def references(papers: Iterable[Paper]) -> str:
    """Entries of papers of arXiv that no digest holds, by the built-in template."""
    entries = [_entry(paper) for paper in papers]
    return Templates(None).render("references.bib", entries=entries)


def _entry(paper: Paper) -> dict[str, str]:
    """The fields of an entry, escaped. Year and month are those that the id tells."""
    number = paper.id.rpartition("/")[2]
    year = int(number[:2])
    old = "/" in paper.id
    return {
        "key": "arxiv-" + paper.id.replace("/", "-"),
        "title": escape.bibtex(paper.title, escape.TITLE_LIMIT),
        "authors": " and ".join(_name(name) for name in paper.authors),
        "year": str((1900 if old and year > 90 else 2000) + year),
        "month": _MONTHS[int(number[2:4]) - 1],
        "eprint": paper.id,
        "primary": escape.bibtex(paper.categories[0]) if paper.categories else "",
        "abstract": escape.bibtex(paper.abstract, escape.ABSTRACT_LIMIT),
    }


def _name(name: str) -> str:
    escaped = escape.bibtex(name, escape.NAME_LIMIT)
    # A collaboration's name is one name to BibTeX only in braces.
    return f"{{{escaped}}}" if " and " in escaped.lower() or "," in escaped else escaped
