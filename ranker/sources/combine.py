"""Putting the answers for several categories together; one that fails does not lose the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from ranker.errors import SourceError, UnreachableError
from ranker.paper import KINDS, Entry
from ranker.sources.interface import Batch, Problem
from ranker.sources.trouble import problem_of


def each_category(
    source: str,
    categories: tuple[str, ...],
    fetch_one: Callable[[str], Batch],
    joined: tuple[Entry, ...] = (),
) -> Batch:
    """One request (or run of pages) a category, united; `joined` are entries already there.

    A category that fails becomes a Problem. What is unreachable or throttled for one is so for
    those after it, which are not tried. Raises the first error where nothing at all was read.
    """
    entries: list[Entry] = list(joined)
    stated: list[tuple[str, int]] = []
    problems: list[Problem] = []
    first: SourceError | None = None
    days: list[date | None] = []
    for number, category in enumerate(categories):
        try:
            batch = fetch_one(category)
        except UnreachableError as error:
            first = first or error
            problems += [problem_of(error, missed) for missed in categories[number:]]
            break
        except SourceError as error:
            first = first or error
            problems.append(problem_of(error, category))
            continue
        days.append(batch.announced)
        entries += batch.entries
        stated += batch.stated
        problems += batch.problems
    if first and not days and not entries:
        raise first
    # A page without entries still states the date of which it has none.
    announced = common_day(entries) or next(filter(None, days), None)
    return Batch(source, merged(entries), announced, tuple(stated), tuple(problems))


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each paper once, in order of first sight: the strongest kind (new, cross, replace,
    replace-cross), categories and DOIs united, the newest version's text, comments of whoever has
    any.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        before = found.get(entry.paper.id)
        if before is None:
            found[entry.paper.id] = entry
            continue
        newest = max(before, entry, key=lambda one: one.paper.version)
        united = dict.fromkeys(before.paper.categories + entry.paper.categories)
        dois = dict.fromkeys(before.paper.dois + entry.paper.dois)
        comments = newest.paper.comments or before.paper.comments or entry.paper.comments
        paper = replace(newest.paper, categories=tuple(united), dois=tuple(dois), comments=comments)
        found[entry.paper.id] = replace(
            newest,
            paper=paper,
            kind=min(before.kind, entry.kind, key=KINDS.index),
        )
    return tuple(found.values())


def common_day(entries: Iterable[Entry]) -> date | None:
    """The listing date that most entries have; None where none has any."""
    days = Counter(entry.announced for entry in entries if entry.announced)
    return days.most_common(1)[0][0] if days else None
