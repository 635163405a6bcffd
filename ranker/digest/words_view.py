"""What is said around the papers: how complete the announcement is, headings, what to do next.

Everything here is plain text and still raw: the renderer escapes it for its own format.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ranker.digest import words
from ranker.digest.layout import Layout
from ranker.digest.value import Completeness, Digest
from ranker.digest.words import percent
from ranker.plurals import count
from ranker.scored import RankedPaper


class Headings(NamedTuple):
    """What stands over the groups of papers on the page and in every file that looks like it."""

    worthy: str
    maybe: str
    rest: str


def headings(digest: Digest) -> Headings:
    """The headings. Before the first vote nothing is called worth reading or not."""
    first = "By your keywords" if digest.stage == "keywords" else "Worth reading"
    return Headings(first, "Maybe", "The rest")


class Section(NamedTuple):
    """A heading, what is said beside it, and the papers under it."""

    heading: str
    note: str
    papers: tuple[RankedPaper, ...]


def sections(digest: Digest, layout: Layout) -> tuple[Section, ...]:
    """The papers that a reader has not decided on under their headings; no empty one."""
    heading, maybe, _ = headings(digest)
    found = (
        Section(heading, "", layout.worthy),
        Section(maybe, f"under {percent(digest.worth)}", layout.unlikely),
    )
    return tuple(section for section in found if section.papers)


def summary(digest: Digest, shown: int) -> str:
    """How complete the announcement is and what became of its papers, each counted once.

    `complete: 3 categories, 812 announced, 20 shown, 31 seen before`; where something is missing,
    or nothing is known of it, the counts alone.
    """
    rows = digest.completeness
    if not rows or missing(digest):
        return words.counts(digest, shown)
    told = all(row.announced is not None for row in rows)
    parts = [count(len(rows), "category", "categories")]
    found = max(row.fetched for row in rows) if len(rows) == 1 else digest.fetched
    if found or not any(row.fetched for row in rows):
        parts.append(f"{found:,} {'announced' if told else 'fetched'}")
    parts.append(f"{shown:,} shown")
    if digest.seen:
        parts.append(f"{digest.seen:,} seen before")
    if digest.replaced:
        parts.append(f"{digest.replaced:,} replaced left out")
    if digest.excluded:
        parts.append(f"{digest.excluded:,} excluded by word")
    return f"{'complete' if told else 'from a file'}: {', '.join(parts)}"


def ranking(digest: Digest) -> str:
    """What the order rests on, with the number of papers where `summary` leaves it out."""
    said = words.ranking(digest)
    if not digest.papers or not digest.completeness or missing(digest):
        return said
    papers = f"{len(digest.papers):,}"
    return f"{papers} ranked, {said}" if digest.stage == "learned" else f"{papers} {said}"


def missing(digest: Digest) -> str:
    """Which categories miss papers, or may: `incomplete: cs.SD, cs.CL not read yet`; or empty.

    Where the announcement that is due could not be confirmed, it is that one which was not read.
    """
    lacks: dict[str, list[str]] = {}
    for row in digest.completeness:
        if row.missing:
            lacks.setdefault(_lack(row), []).append(row.category)
    found = [f"{', '.join(names)} {lack}" for lack, names in lacks.items()]
    return f"incomplete: {'; '.join(found)}" if found else ""


def _lack(row: Completeness) -> str:
    if row.state == "stalled":
        return "overdue and not read"
    if row.state == "waiting":
        return "not read yet"
    return f"{row.fetched:,} of {row.announced or 0:,} fetched"


def unlikely(digest: Digest, layout: Layout) -> str:
    """The heading over the papers below what is worth reading."""
    under = f"under {percent(digest.worth)}"
    return f"Less likely: {under}" if layout.worthy else f"Nothing stands out: all {under}"


def common(layout: Layout) -> str:
    """`most of these: subject eess.AS, close to “speech”`; empty where nothing is common."""
    said = [words.reason(because)[1] for because in layout.common]
    return f"most of these: {', '.join(said)}" if said else ""


def folded(voted: Sequence[RankedPaper]) -> str:
    """`3 already voted on: 2, 5, 9`."""
    return f"{len(voted):,} already voted on: {', '.join(str(r.rank) for r in voted)}"


def next_steps(layout: Layout, *, newest: bool) -> tuple[str, ...]:
    """Commands for the papers on the screen; `newest`: the digest that `rank review` opens."""
    papers = layout.worthy or layout.unlikely
    if not papers:
        return ("rank today --all",)
    rank = papers[0].rank
    steps = (f"rank like {rank}", f"rank show {rank}", f"rank why {rank}")
    return (*steps, "rank review") if newest else steps
