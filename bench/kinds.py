"""The readers of the first stream, lists and made ones, in the form of bench.readers."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bench.data import FOLDER, Split, Stream
from bench.outside import kinds
from bench.readers import NOBODY, Announced, Day, Draw, Reader, Votes, announced, needed
from ranker.models.evidence import PaperVectors

MADE = ("two lists", "a category", "astrophysics")
MADE_COUNTS = (5, 20)


def lists(draws: int) -> list[Reader]:
    """The eleven lists with keywords, and the votes of both kinds that bench.quality gives."""
    stream = _stream()
    whole = spring()
    splits = [s for s in stream.splits if s.seed < draws]
    return [
        _reader("lists", whole, stream, name, [s for s in splits if s.reader == name])
        for name in sorted(stream.keywords)
    ]


def made(draws: int) -> list[Reader]:
    """The readers of bench.outside that are no lists: likes only, no keywords."""
    stream, whole = _stream(), spring()
    found = []
    for kind, one in kinds(stream).items():
        if kind in MADE:
            papers = Announced(kind, one.papers, whole.days, whole.vectors, whole.row)
            for name in one.keywords:
                own = [s for s in one.splits if s.reader == name and s.votes in MADE_COUNTS]
                splits = [s for s in own if s.seed < draws]
                found.append(_reader("made", papers, one, name, splits))
    return found


@lru_cache
def spring() -> Announced:
    """The first stream. Its vectors are of 256 tokens."""
    stream = _stream()
    vectors = FOLDER / "stream" / "vectors.npy"
    return announced("spring", stream.papers, stream.days.tolist(), vectors)


@lru_cache
def _stream() -> Stream:
    needed(FOLDER / "stream")
    return Stream()


def _reader(kind: str, papers: Announced, stream: Stream, name: str, splits: list[Split]) -> Reader:
    liked = stream.liked(name)
    among = np.zeros(len(papers.papers), bool)
    among[stream.past] = True
    days = []
    for rows in stream.test_days:
        among[rows] = True
        days.append(Day(str(papers.days[rows[0]]), rows, liked[rows]))
    earlier = np.flatnonzero(liked & among & (papers.days < stream.cut))
    return Reader(
        name if kind == "lists" else f"{papers.name}: {name}",
        kind,
        papers,
        stream.cut,
        among,
        tuple(days),
        papers.take(earlier),
        tuple(_draw(papers, split) for split in splits),
        stream.keywords[name],
    )


def _draw(papers: Announced, split: Split) -> Draw:
    likes, dislikes = (_in_time(papers, ids) for ids in (split.likes, split.dislikes))
    return Draw(split.votes, split.seed, Votes(likes, dislikes))


def _in_time(papers: Announced, ids: tuple[str, ...]) -> PaperVectors:
    rows: NDArray[np.int64] = np.array(sorted(papers.row[i] for i in ids), np.int64)
    return papers.take(rows) if len(rows) else NOBODY
