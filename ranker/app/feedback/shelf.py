"""The shelf: papers saved, read and noted on, and a selection of them for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ranker.app.papers.naming import name_one
from ranker.app.workspace import Workspace
from ranker.digest import escape
from ranker.errors import UsageError
from ranker.feedback.shelf import NOTE_LIMIT, Field, ShelfItem
from ranker.paper import Paper, is_canonical, links

FORMATS = ("bib", "ris", "md")


@dataclass(frozen=True, slots=True)
class Shelved:
    """A paper on the shelf, as far as it is known, and what the reader said of it."""

    paper: Paper
    kept: ShelfItem


def shelve(ws: Workspace, text: str, field: Field, value: bool | str) -> str:
    """Note one thing of the paper that a text names; returns its id.

    What stands already is not written again. Raises UnknownPaperError, PaperIdError, UsageError.
    """
    if isinstance(value, str) and len(value) > NOTE_LIMIT:
        raise UsageError(f"a note has at most {NOTE_LIMIT:,} characters; this has {len(value):,}")
    paper_id = name_one(ws, text, ask=True).id
    before = ws.shelf.all().get(paper_id, ShelfItem(paper_id, ws.now()))
    if getattr(before, field) != value:
        paper = ws.papers.get([paper_id]).get(paper_id)
        ws.shelf.put(paper_id, field, value, ws.now(), paper.title if paper else "")
    return paper_id


def shelved(ws: Workspace) -> tuple[Shelved, ...]:
    """What is saved or has a note, saved last first."""
    kept = [k for k in ws.shelf.all().values() if k.saved or k.note]
    stored = ws.papers.get(k.id for k in kept)
    found = [Shelved(stored.get(k.id) or Paper(k.id, k.title, ""), k) for k in kept]
    return tuple(sorted(found, key=lambda one: (one.kept.at, one.kept.id))[::-1])


def export(found: Sequence[Shelved], form: str) -> str:
    """A selection as `bib`, `ris` or `md`, in its order. Raises UsageError for another form."""
    if form == "bib":
        from ranker.digest.bibtex import references

        return references(one.paper for one in found if is_canonical(one.paper.id))
    if form == "ris":
        return _ris(found)
    if form == "md":
        return "".join(map(_markdown, found))
    raise UsageError(f"{form!r} is no form of a selection; choose {', '.join(FORMATS)}")


def _ris(found: Sequence[Shelved]) -> str:
    import rispy

    entries = [
        {
            "type_of_reference": "UNPB",
            "title": escape.clean(one.paper.title, escape.TITLE_LIMIT),
            "authors": [escape.clean(a, escape.NAME_LIMIT) for a in one.paper.authors],
            "abstract": escape.clean(one.paper.abstract, escape.ABSTRACT_LIMIT),
            "keywords": [escape.clean(c) for c in one.paper.categories],
            "urls": [_address(one.paper)] if is_canonical(one.paper.id) else [],
            "notes": [escape.clean(one.kept.note)] if one.kept.note else [],
        }
        for one in found
    ]
    text: str = rispy.dumps(entries)
    return text


def _markdown(one: Shelved) -> str:
    paper = one.paper
    title = escape.markdown(paper.title or paper.id, escape.TITLE_LIMIT, starts=False)
    named = f"[{title}]({_address(paper)})" if is_canonical(paper.id) else title
    names = ", ".join(escape.markdown(a, escape.NAME_LIMIT, starts=False) for a in paper.authors)
    lines = [f"- {named}" + (f", {names}" if names else "")]
    # A note's own lines stay lines, and cannot leave the list.
    lines += [f"  {escape.markdown(line)}" for line in one.kept.note.splitlines() if line.strip()]
    return "\n".join(lines) + "\n"


def _address(paper: Paper) -> str:
    return links(paper.id)["abs"]
