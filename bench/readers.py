"""Readers to measure on, in one form: real people and curators of the data's folder people/.

bench.kinds has the others. The data is ../shared/data, or RANK_BENCH_DATA.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.data import FOLDER
from ranker.evaluation.metrics import Bools
from ranker.models.evidence import PaperVectors
from ranker.paper import Paper
from ranker.sources.files import read_papers

PEOPLE = FOLDER / "people"
COUNTS = (5, 20, 100)
WITH_KEYWORDS = (0, 1, 2, 3, 5, 10, 20)
NEARLY = 5 / 6  # of a number of likes, with which a reader still stands for it
SHORTEST_ABSTRACT = 150  # characters; what follows a full stop in a title is shorter
NOBODY = PaperVectors((), np.zeros((0, 384), np.float32))
RowNumbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Announced:
    """A stream: papers by listing date, `days` (n,) as YYYY-MM-DD, unit `vectors` (n, 384)."""

    name: str
    papers: Sequence[Paper]
    days: NDArray[np.str_]
    vectors: NDArray[np.float32]
    row: dict[str, int]

    def take(self, rows: Iterable[int]) -> PaperVectors:
        """These papers, in this order."""
        where = np.array(list(rows), np.int64)
        return PaperVectors(tuple(self.papers[n] for n in where), self.vectors[where])


@dataclass(frozen=True, eq=False)
class Day:
    """The papers of one listing date that a reader chose from, in the order of their ids."""

    date: str
    rows: RowNumbers
    liked: Bools


@dataclass(frozen=True, eq=False)
class Votes:
    """What was said before a day, oldest first; `passed` was shown and not voted on."""

    likes: PaperVectors
    dislikes: PaperVectors = NOBODY
    passed: PaperVectors = NOBODY


@dataclass(frozen=True, eq=False)
class Draw:
    """Votes to train on: `count` likes, or nearly as many; `number` tells draws apart."""

    count: int
    number: int
    votes: Votes


@dataclass(frozen=True, eq=False)
class Reader:
    """One reader. `among` (n,) are the stream's papers that its program stores.

    `history` are its likes before the cut, oldest first; `days` come after it.
    """

    name: str
    kind: str
    stream: Announced
    cut: str
    among: Bools
    days: tuple[Day, ...]
    history: PaperVectors
    draws: tuple[Draw, ...]
    keywords: tuple[str, ...] = ()

    def past(self, until: str) -> RowNumbers:
        """The stored papers announced before that date."""
        return np.flatnonzero(self.among & (self.stream.days < until))


def drawn(history: PaperVectors, counts: Sequence[int], draws: int) -> tuple[Draw, ...]:
    """For each count the latest likes, then random ones, all in the order of time.

    A reader with too few for a count has no draw of it; one with nearly as many gives them all.
    """
    found = []
    for count in counts:
        have = min(count, len(history))
        if have < NEARLY * count:
            continue
        only_one = have in (0, len(history))
        for number in range(1 if only_one else draws):
            rows = np.arange(len(history) - have, len(history))
            if number:
                order = np.random.default_rng(number).permutation(len(history))
                rows = np.sort(order[:have])
            found.append(Draw(count, number, Votes(_of(history, rows))))
    return tuple(found)


def people(draws: int) -> list[Reader]:
    """The people, without keywords."""
    return [_person(n, r, draws) for n, r in _said().items() if "test_positives" in r]


def curators(draws: int, *, keywords: bool) -> list[Reader]:
    """The curators, with their keywords or without."""
    lists = {name: r for name, r in _said().items() if "test_positives" not in r}
    return [_curator(name, r, draws, keywords) for name, r in lists.items()]


@lru_cache
def stream(name: str) -> Announced:
    """The stream of that name in people/."""
    entries = read_papers(needed(PEOPLE / f"{name}_papers.jsonl.gz")).entries
    papers = [e.paper for e in entries]
    return announced(name, papers, [str(e.announced) for e in entries], PEOPLE / f"{name}.npy")


def announced(name: str, papers: Sequence[Paper], days: Sequence[str], vectors: Path) -> Announced:
    """Papers in the order of `days`, with the vectors of a file."""
    row = {paper.id: n for n, paper in enumerate(papers)}
    return Announced(name, papers, np.array(days), _unit(vectors), row)


def needed(path: Path) -> Path:
    """The path; ends the program with a line where it is not there."""
    if not path.exists():
        sys.exit(f"{path} is not there; set RANK_BENCH_DATA to the folder that has people/")
    return path


@lru_cache
def _said() -> dict[str, Any]:
    with gzip.open(needed(PEOPLE / "readers.json.gz"), "rt", encoding="utf-8") as file:
        return dict(json.load(file))


@lru_cache
def _like_vectors() -> NDArray[np.float32]:
    return _unit(PEOPLE / "likes.npy")


def _unit(path: Path) -> NDArray[np.float32]:
    values = np.load(needed(path)).astype(np.float32)
    return np.asarray(values / np.linalg.norm(values, axis=1, keepdims=True))


def _of(history: PaperVectors, rows: RowNumbers) -> PaperVectors:
    return PaperVectors(tuple(history.papers[n] for n in rows), history.vectors[rows])


def _person(name: str, said: dict[str, Any], draws: int) -> Reader:
    """A person; its three thumbs down at most are left out, as too few to tell anything."""
    papers = stream(said["stream"])
    later = {p["id"]: p["day"] for p in said["test_positives"]}
    earlier = [k for k in said["likes"] if k["t"] < said["cut"] and k["id"] not in later]
    history = _history(papers, sorted(earlier, key=lambda like: str(like["t"])))
    followed = set(said["categories"])
    among = np.array([bool(p.categories) and p.categories[0] in followed for p in papers.papers])
    never = among.copy()
    never[[papers.row[k["id"]] for k in said["likes"] if k["id"] in papers.row]] = False
    days = []
    for day in sorted(set(later.values())):
        liked = np.array([later.get(p.id) == day for p in papers.papers])
        days.append(a_day(papers, day, liked, never | liked))
    return Reader(
        name, "people", papers, said["cut"], among, tuple(days), history,
        drawn(history, COUNTS, draws),
    )  # fmt: skip


def _history(papers: Announced, likes: list[dict[str, Any]]) -> PaperVectors:
    """Likes as a library has them: whole where the stream has them, else what text there is."""
    kept: list[Paper] = []
    vectors: list[NDArray[np.float32]] = []
    for number, like in enumerate(likes):
        if like["id"] in papers.row:
            row = papers.row[like["id"]]
            kept.append(papers.papers[row])
            vectors.append(papers.vectors[row])
        elif "vector" in like:
            kept.append(library_paper(like["id"] or f"title:{number}", like["text"]))
            vectors.append(_like_vectors()[like["vector"]])
    return PaperVectors(tuple(kept), np.array(vectors, np.float32).reshape(-1, 384))


def library_paper(name: str, text: str) -> Paper:
    """A like from outside the stream, of "Title. Abstract" or "Title"."""
    title, _, abstract = text.partition(". ")
    if len(abstract) < SHORTEST_ABSTRACT:
        title, abstract = text, ""
    return Paper(id=name, title=title, abstract=abstract)


def _curator(name: str, said: dict[str, Any], draws: int, with_keywords: bool) -> Reader:
    papers = stream(said["stream"])
    before, after = (
        np.isin([p.id for p in papers.papers], said[k]) for k in ("history_likes", "test_likes")
    )
    history = papers.take(np.flatnonzero(before))
    counts = WITH_KEYWORDS if with_keywords else COUNTS
    return Reader(
        name,
        "curators with keywords" if with_keywords else "curators",
        papers,
        said["cut"],
        np.ones(len(papers.papers), bool),
        tuple(a_day(papers, day, after, ~before) for day in said["test_days"]),
        history,
        drawn(history, counts, draws),
        tuple(said["keywords"]) if with_keywords else (),
    )


def a_day(papers: Announced, day: str, liked: Bools, among: Bools) -> Day:
    """The day's papers that are `among` (n,), and which of them are `liked` (n,)."""
    rows = np.flatnonzero((papers.days == day) & among)
    ordered = np.array(sorted(rows.tolist(), key=lambda n: papers.papers[n].id), np.int64)
    return Day(day, ordered, liked[ordered])
