"""What to believe of a batch: which of its papers to keep, and which categories were read by it.

Pure: it decides by the batch and by what the store knows; reading.py writes down what comes of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ranker.paper import Entry
from ranker.sources.interface import Batch, Problem
from ranker.taxonomy import in_category


@dataclass(frozen=True, slots=True)
class CategoryRead:
    """One category that was read to its end: its papers, of as many as arXiv stated. `sure` is
    false where the source's own numbers did not add up."""

    category: str
    ids: tuple[str, ...]
    stated: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Believed:
    """What is kept of a batch under listing date `day`: entries, and the categories it covers."""

    day: date
    source: str
    entries: tuple[Entry, ...]
    read: tuple[CategoryRead, ...]

    @property
    def announced(self) -> frozenset[str]:
        """The ids of its papers, replaced ones left out."""
        return frozenset(e.paper.id for e in self.entries if not e.kind.startswith("replace"))


def of_feed(
    batch: Batch, day: date, categories: Sequence[str], first: Mapping[str, date]
) -> Believed | None:
    """The feed's answer for those categories, held to the store; None where it is another day's.

    `first` has the first listing date of every paper of the batch that is stored. A category is
    believed where a paper of it is new to the store and none of its new papers is old there.
    """
    if batch.announced != day or "stale" in {p.trouble for p in batch.problems}:
        return None
    rows = [e for e in batch.entries if e.announced == day]
    old = frozenset(paper_id for paper_id, since in first.items() if since < day)
    vouched = _vouched(rows, categories, old)
    entries = tuple(e for e in rows if _announcing((e,), vouched))
    return Believed(day, batch.source, entries, _unbroken(entries, vouched, batch.problems))


def of_page(batch: Batch, category: str, newest: date | None) -> Believed | None:
    """One category's page, which states its date and its numbers; None where it says nothing.

    `newest` is the newest listing date of which anything was read.
    """
    day = batch.announced
    if day is None or _may_still_fill(batch, day, newest):
        return None
    entries = tuple(_listed_under(entry, category) for entry in batch.entries)
    unreadable = sum(p.trouble == "bad-line" for p in batch.problems)
    sure = unreadable == len(batch.problems)
    # arXiv counts a paper once for each section it is in, we count papers.
    stated = len(entries) + unreadable if sure else dict(batch.stated).get(category, len(entries))
    ids = tuple(entry.paper.id for entry in entries)
    return Believed(day, batch.source, entries, (CategoryRead(category, ids, stated, sure),))


def announced_in(entry: Entry, category: str) -> bool:
    """Whether the announcement that brought the entry was made in that category.

    A paper that is cross-listed later is announced in the new category, not in its primary one.
    """
    own = entry.paper.categories
    return in_category(own[1:] if entry.kind == "cross" else own, category)


def _vouched(rows: Sequence[Entry], categories: Collection[str], old: Collection[str]) -> list[str]:
    """Those of the categories with a paper that is not old, and without a new one that is."""
    stale = _announcing((e for e in rows if e.kind == "new" and e.paper.id in old), categories)
    alive = _announcing((e for e in rows if e.paper.id not in old), categories)
    return [c for c in alive if c not in stale]


def _announcing(entries: Iterable[Entry], categories: Collection[str]) -> list[str]:
    """Those of the categories in which any of the entries was announced, in their order."""
    rows = tuple(entries)
    return [c for c in categories if any(announced_in(e, c) for e in rows)]


def _unbroken(
    entries: Sequence[Entry], categories: Iterable[str], problems: Iterable[Problem]
) -> tuple[CategoryRead, ...]:
    """Those of the categories that no problem hit, each with its entries, which are all it has.

    A problem names its category, the categories of its request, or a row of either.
    """
    broken = {c for p in problems for c in p.where.split(" ")[0].split("+")}
    found = []
    for category in (c for c in categories if c not in broken):
        ids = tuple(e.paper.id for e in entries if announced_in(e, category))
        found.append(CategoryRead(category, ids, len(ids), sure=True))
    return tuple(found)


def _may_still_fill(batch: Batch, day: date, newest: date | None) -> bool:
    """Whether it is an empty catch-up page of the newest date, which may be filled later."""
    if batch.source != "catchup" or batch.entries:
        return False
    return newest is None or newest <= day


def _listed_under(entry: Entry, category: str) -> Entry:
    """The page says so: in_category does not know that cs.IT and math.IT are one."""
    if in_category(entry.paper.categories, category):
        return entry
    own = (*entry.paper.categories, category)
    return replace(entry, paper=replace(entry.paper, categories=own))
