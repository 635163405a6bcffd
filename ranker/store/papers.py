"""Papers and the announcements that brought them."""

from __future__ import annotations

import calendar
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ranker.errors import PaperIdError
from ranker.paper import KINDS, Entry, Kind, Paper, canonical_id
from ranker.store.connection import damaged
from ranker.store.database import transaction
from ranker.taxonomy import in_category

_COLUMNS = "papers.id, title, abstract, authors, categories, version, withdrawn, dois, comments"


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: papers new to the store, papers whose text changed, entries in all."""

    new: int
    updated: int
    entries: int


class PaperStore:
    """Reads and writes papers by canonical id. One connection, one thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, entries: Sequence[Entry], today: date, *, from_file: bool = False) -> Added:
        """Store papers and announcements, all or nothing.

        The same entries again change nothing. A newer version replaces text and drops the
        paper's vectors; an older one is ignored. Categories are united, the first primary
        staying first. One announcement of a paper that several categories list keeps the
        strongest kind (new > cross > replace > replace-cross). Papers brought by a file belong
        to every profile, whatever its categories.
        """
        known = {p.id: p for p in self.get([e.paper.id for e in entries]).values()}
        before, updated = len(known), set()
        with transaction(self._db):
            for entry in entries:
                old = known.get(entry.paper.id)
                paper = _merge(old, entry.paper) if old else entry.paper
                since = _since(entry, today).isoformat()
                if old is None:
                    self._db.execute(
                        "INSERT INTO papers (id, title, abstract, authors, categories, version,"
                        " withdrawn, dois, comments, since, from_file)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        (*_to_row(paper), since, from_file),
                    )
                elif paper != old:
                    self._replace(paper, old)
                    if (paper.title, paper.abstract) != (old.title, old.abstract):
                        updated.add(paper.id)
                if old is not None and from_file:
                    self._db.execute("UPDATE papers SET from_file = 1 WHERE id = ?", (paper.id,))
                known[paper.id] = paper
                if entry.announced:
                    self._announce(paper.id, entry.announced, entry.kind)
        return Added(len(known) - before, len(updated), len(entries))

    def get(self, ids: Iterable[str]) -> dict[str, Paper]:
        """The stored papers among these ids; the others are absent."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM papers WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: _from_row(row) for row in rows}

    def known(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these ids whose papers are stored, which none is read for."""
        rows = self._db.execute(
            "SELECT id FROM papers WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return frozenset(row[0] for row in rows)

    def whole(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these ids whose papers are stored with abstract, authors and categories."""
        rows = self._db.execute(
            "SELECT id FROM papers WHERE id IN (SELECT value FROM json_each(?))"
            " AND abstract <> '' AND authors <> '[]' AND categories <> '[]'",
            (json.dumps(list(ids)),),
        )
        return frozenset(row[0] for row in rows)

    def announced(self, day: date, categories: Sequence[str] = ()) -> tuple[Entry, ...]:
        """What was announced on listing date `day`, by id.

        With `categories`, the papers listed under one of them, those whose source did not say,
        and those that a file brought.
        """
        rows = self._db.execute(
            f"SELECT {_COLUMNS}, kind, from_file FROM announcements"
            " JOIN papers ON papers.id = paper_id WHERE announced = ? ORDER BY papers.id",
            (day.isoformat(),),
        )
        found = ((Entry(_from_row(row[:-2]), day, row[-2]), row[-1]) for row in rows)
        return tuple(
            entry
            for entry, from_file in found
            if from_file or _belongs(entry.paper.categories, categories)
        )

    def background_ids(
        self, before: date, categories: Sequence[str], newest: int, *, voted: bool = True
    ) -> tuple[str, ...]:
        """Ids of at most `newest` papers public before that day in these categories, newest first.

        What belongs to a profile's categories is as in `announced`. Works of a library that are
        not arXiv's are no background: one whose like has moved to arXiv's paper is not disliked.
        Without `voted`, nor are papers that no announcement had and that have no categories, since
        a vote brought them: a library of another field would stand for what is passed over.
        """
        # The pattern lets through what may belong, so that few of a million papers are parsed.
        may = " OR ".join(["categories LIKE ?"] * len(categories))
        rows = self._db.execute(
            "SELECT id, categories, from_file FROM papers WHERE since < ?"
            " AND id NOT LIKE 'title:%' AND id NOT LIKE 'doi:%'"
            + ("" if voted else _NOT_OF_VOTES)
            + (f" AND (from_file OR categories = '[]' OR {may})" if may else "")
            + " ORDER BY since DESC, id DESC",
            (before.isoformat(), *(f'%"{category}%' for category in categories)),
        )
        found = []
        for paper_id, own, from_file in rows:
            if from_file or _belongs(_list_of(own), categories):
                found.append(paper_id)
                if len(found) == newest:
                    break
        return tuple(found)

    def titles(self) -> Iterator[tuple[str, str]]:
        """The id and title of every stored paper."""
        yield from self._db.execute("SELECT id, title FROM papers")

    def dois(self) -> Iterator[tuple[str, str]]:
        """The id of every stored paper that has DOIs of its journal version, with each of them."""
        for paper_id, dois in self._db.execute("SELECT id, dois FROM papers WHERE dois <> ''"):
            yield from ((paper_id, doi) for doi in dois.split())

    def newest_announcement(self) -> date | None:
        """The newest listing date stored."""
        row = self._db.execute("SELECT MAX(announced) FROM announcements").fetchone()
        return date.fromisoformat(row[0]) if row[0] else None

    def announced_counts(self, first: date, last: date) -> dict[date, int]:
        """How many papers are stored of each listing date from `first` to `last` that has any."""
        rows = self._db.execute(
            "SELECT announced, count(*) FROM announcements WHERE announced BETWEEN ? AND ?"
            " GROUP BY announced",
            (first.isoformat(), last.isoformat()),
        )
        return {date.fromisoformat(row[0]): row[1] for row in rows}

    def first_announced(self, ids: Iterable[str]) -> dict[str, date]:
        """For each paper ever announced, the earliest listing date stored."""
        rows = self._db.execute(
            "SELECT paper_id, MIN(announced) FROM announcements"
            " WHERE paper_id IN (SELECT value FROM json_each(?)) GROUP BY paper_id",
            (json.dumps(list(ids)),),
        )
        return {row[0]: date.fromisoformat(row[1]) for row in rows}

    def announced_on(self, paper_id: str) -> tuple[date, ...]:
        """The listing dates stored of a paper, newest first."""
        rows = self._db.execute(
            "SELECT announced FROM announcements WHERE paper_id = ? ORDER BY announced DESC",
            (paper_id,),
        )
        return tuple(date.fromisoformat(row[0]) for row in rows)

    def public_since(self, ids: Iterable[str]) -> dict[str, date]:
        """The earliest date on which each stored paper is known to be public."""
        rows = self._db.execute(
            "SELECT id, since FROM papers WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: date.fromisoformat(row[1]) for row in rows}

    def count(self) -> int:
        """How many papers are stored. None is ever deleted, so the last one's number tells."""
        last = self._db.execute("SELECT MAX(rowid) FROM papers").fetchone()[0]
        return int(last or 0)

    def _replace(self, paper: Paper, old: Paper) -> None:
        self._db.execute(
            "UPDATE papers SET title = ?, abstract = ?, authors = ?, categories = ?, version = ?,"
            " withdrawn = ?, dois = ?, comments = ? WHERE id = ?",
            (*_to_row(paper)[1:], paper.id),
        )
        if paper.text != old.text:
            self._db.execute("DELETE FROM vectors WHERE paper_id = ?", (paper.id,))

    def _announce(self, paper_id: str, day: date, kind: Kind) -> None:
        row = self._db.execute(
            "SELECT kind FROM announcements WHERE announced = ? AND paper_id = ?",
            (day.isoformat(), paper_id),
        ).fetchone()
        if row is None or KINDS.index(kind) < KINDS.index(row[0]):
            self._db.execute(
                "INSERT OR REPLACE INTO announcements VALUES (?, ?, ?)",
                (day.isoformat(), paper_id, kind),
            )
            self._db.execute(
                "UPDATE papers SET since = MIN(since, ?) WHERE id = ?", (day.isoformat(), paper_id)
            )


_NOT_OF_VOTES = (
    " AND (from_file OR categories <> '[]' OR EXISTS"
    " (SELECT 1 FROM announcements WHERE paper_id = papers.id))"
)


def _belongs(own: tuple[str, ...], wanted: Sequence[str]) -> bool:
    return not wanted or not own or any(in_category(own, category) for category in wanted)


def _merge(old: Paper, new: Paper) -> Paper:
    """The paper after a re-fetch: newer text wins, categories unite, nothing known is lost.

    What a vote brought, a title as a library has it, gives way to what arXiv has.
    """
    from_vote = not (old.authors or old.categories)
    text = new if new.version > old.version or from_vote else old
    later, earlier = (old, new) if new.version < old.version else (new, old)
    united = tuple(dict.fromkeys((*old.categories, *new.categories)))
    return Paper(
        id=old.id,
        title=text.title,
        abstract=text.abstract or old.abstract or new.abstract,
        authors=text.authors or old.authors or new.authors,
        categories=united,
        version=text.version,
        withdrawn=text.withdrawn or (new.withdrawn and new.version == old.version),
        dois=tuple(dict.fromkeys((*old.dois, *new.dois))),
        comments=later.comments or earlier.comments,
    )


def _since(entry: Entry, today: date) -> date:
    """The listing date; without one, the end of the id's month, in which ids are assigned."""
    if entry.announced:
        return entry.announced
    try:
        canonical_id(entry.paper.id)
    except PaperIdError:  # a work of an imported library, under a key of its own
        return today
    digits = entry.paper.id.rpartition("/")[2][:4]
    year, month = int(digits[:2]), int(digits[2:])
    year += 1900 if year >= 91 and "/" in entry.paper.id else 2000
    return min(today, date(year, month, calendar.monthrange(year, month)[1]))


_Row = tuple[str, str, str, str, str, int, bool, str, str]


def _to_row(paper: Paper) -> _Row:
    authors = json.dumps(paper.authors, ensure_ascii=False)
    categories = json.dumps(paper.categories)
    text = paper.title, paper.abstract
    marks = paper.version, paper.withdrawn, " ".join(paper.dois), paper.comments
    return paper.id, *text, authors, categories, *marks


def _from_row(row: _Row) -> Paper:
    """Raises DamagedError for a row that no rank has written."""
    try:
        authors, categories = json.loads(row[3]), _list_of(row[4])
    except (TypeError, ValueError):
        raise damaged(f"the paper {row[0]!r} of the store is") from None
    dois = tuple(row[7].split())
    return Paper(*row[:3], tuple(authors), categories, row[5], bool(row[6]), dois, row[8])


@lru_cache(maxsize=4096)  # few lists of categories stand in thousands of rows
def _list_of(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
