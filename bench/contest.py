"""Every ranker on the same votes: the product's own code and the peers.

bench.quality does this for the votes of a stream; here likes may lie outside it, as those of a
library do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bench import peers
from bench.data import ROOT
from bench.quality import KEYWORD_PEERS, SANITY
from bench.readers import Announced, Reader, RowNumbers, Votes
from ranker.arrays import Floats
from ranker.encoder.interface import Encoder
from ranker.encoder.opening import open_encoder
from ranker.evaluation.metrics import Quality, mean, quality
from ranker.models.evidence import Evidence
from ranker.models.features import Background, Features
from ranker.models.in_use import BACKGROUND
from ranker.models.pool import Pool
from ranker.models.training import POOL, train
from ranker.settings import DEFAULT_ENCODER, Profile

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEARNERS = (SANITY, "zotero-arxiv-daily", "Rocchio", "Scholar Inbox")
PEERS = (*KEYWORD_PEERS, *LEARNERS)
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Budget:
    """How many of the newest papers stand for the past: the product's numbers, or fewer.

    `peers` is how many the peers read.
    """

    background: int = BACKGROUND
    pool: int = POOL
    peers: int = 10**9


WHOLE = Budget()


class Past:
    """The papers `rows` (n,) known before the day `until`, and what all readers share of it."""

    def __init__(
        self, stream: Announced, rows: RowNumbers, until: str, budget: Budget = WHOLE
    ) -> None:
        self.stream, self.until = stream, until
        read = rows[-budget.peers :]
        self.papers = [stream.papers[n] for n in read]
        self.vectors = stream.vectors[read].astype(np.float64)
        self.position = {paper.id: n for n, paper in enumerate(self.papers)}
        newest, recent = stream.take(rows[-budget.background :]), stream.take(rows[-budget.pool :])
        self.background = Background.fit(newest.papers, newest.vectors)
        self.pool = Pool.of(recent.papers, recent.vectors)
        self._seen: tuple[bytes, ToRank] | None = None

    @cached_property
    def sanity(self) -> peers.SanityLite:
        """arxiv-sanity-lite, with its words."""
        return peers.SanityLite(self.papers)

    def to_rank(self, rows: RowNumbers) -> ToRank:
        """These papers of the stream; the latest ones asked for are kept."""
        key = rows.tobytes()
        if self._seen is None or self._seen[0] != key:
            self._seen = key, ToRank(self, rows)
        return self._seen[1]


class ToRank:
    """Papers to rank as each ranker reads them."""

    def __init__(self, past: Past, rows: RowNumbers) -> None:
        self._past = past
        self.papers = [past.stream.papers[n] for n in rows]
        self.raw = past.stream.vectors[rows]
        self.vectors = self.raw.astype(np.float64)

    @cached_property
    def features(self) -> Features:
        """As the product reads them."""
        return self._past.background.space.of(self.papers, self.raw)

    @cached_property
    def words(self) -> csr_matrix:
        """As arxiv-sanity-lite reads them."""
        return self._past.sanity.features(self.papers)


def ours(
    past: Past, votes: Votes, keywords: tuple[str, ...], rows: RowNumbers
) -> tuple[Floats, Floats]:
    """The product, trained on the votes: its scores and probabilities of papers of the stream."""
    evidence = Evidence(
        profile=Profile("bench", keywords=keywords),
        keyword_vectors=keyword_vectors(keywords),
        likes=votes.likes,
        dislikes=votes.dislikes,
        passed=votes.passed,
        pool=past.pool,
        until=date.fromisoformat(past.until),
        encoder="",
        basis="",
    )
    model = train(evidence, past.background, datetime.fromisoformat(past.until))
    scores = model.parts.values(past.to_rank(rows).features)
    return scores, model.calibration.of(scores)


def peer(
    name: str, past: Past, votes: Votes, keywords: tuple[str, ...], rows: RowNumbers
) -> Floats:
    """A peer's scores of papers of the stream; the learners need a like, the others keywords."""
    new = past.to_rank(rows)
    likes, dislikes = len(votes.likes), len(votes.dislikes)
    voted = np.vstack([votes.likes.vectors, votes.dislikes.vectors]).astype(np.float64)
    said = peers.VotedRows(np.arange(likes), np.arange(likes, likes + dislikes))
    every: dict[str, Callable[[], Floats]] = {
        "keyword filter": lambda: peers.keyword_filter(keywords, new.papers),
        "keyword count": lambda: peers.keyword_count(keywords, new.papers),
        "keyword embedding": lambda: peers.keyword_cosine(
            keyword_vectors(keywords).astype(np.float64), new.vectors
        ),
        SANITY: lambda: _sanity(past, votes, new),
        "zotero-arxiv-daily": lambda: peers.zotero_arxiv_daily(said, voted, new.vectors),
        "Rocchio": lambda: peers.rocchio(said, voted, new.vectors),
        "Scholar Inbox": lambda: _scholar_inbox(past, votes, said, voted, new),
    }
    return every[name]()


def _scholar_inbox(
    past: Past, votes: Votes, said: peers.VotedRows, voted: Floats, new: ToRank
) -> Floats:
    known = [past.position.get(p.id, -1) for p in (*votes.likes.papers, *votes.dislikes.papers)]
    unvoted = np.setdiff1d(np.arange(len(past.papers)), known)
    count = min(BACKGROUND, len(unvoted))
    sample = np.random.default_rng(0).choice(unvoted, count, replace=False)
    known_rows = np.vstack([voted, past.vectors[sample]])
    background = np.arange(len(voted), len(known_rows))
    return peers.scholar_inbox(said, known_rows, background, new.vectors)


def _sanity(past: Past, votes: Votes, new: ToRank) -> Floats:
    """Likes from outside the past stand before the papers to rank, which the SVM is given, too."""
    from scipy.sparse import vstack

    outside = [p for p in votes.likes.papers if p.id not in past.position]
    inside = [past.position[p.id] for p in votes.likes.papers if p.id in past.position]
    extra = np.arange(len(outside)) + len(past.papers)
    said = peers.VotedRows(np.array([*inside, *extra], np.int64), _NONE)
    rows = new.words
    if outside:
        rows = vstack([past.sanity.features(outside), rows]).tocsr()
    return past.sanity.scores(said, rows)[len(outside) :]


def field(reader: Reader, votes: Votes) -> list[str]:
    """The peers that can rank for a reader: by its keywords, and once there is a like."""
    return [*(KEYWORD_PEERS if reader.keywords else ()), *(LEARNERS if len(votes.likes) else ())]


@lru_cache
def keyword_vectors(keywords: tuple[str, ...]) -> NDArray[np.float32]:
    """The keywords' embeddings, (k, 384)."""
    if not keywords:
        return np.zeros((0, 384), np.float32)
    return _encoder().encode(keywords)


@lru_cache
def _encoder() -> Encoder:
    return open_encoder(DEFAULT_ENCODER, ROOT / "models" / "encoder")


def measured(reader: Reader, scores: Floats) -> Quality:
    """The mean quality over the reader's days, whose papers' scores stand one after another."""
    ends = np.cumsum([len(day.rows) for day in reader.days])
    parts = np.split(scores, ends[:-1])
    days = [quality(day.liked, part) for day, part in zip(reader.days, parts, strict=True)]
    return mean([q for q in days if q])
