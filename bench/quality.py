"""Ranking quality on real streams: the product's own code against its peers, side by side.

usage: python -m bench.quality [--only NAME]... [--votes N]... [--vectors FILE] [--json FILE]

Prints, by number of votes, nDCG@10, recall@10 and AUC of every ranker (mean over test days, then
seeds, then readers), and for each peer how many readers we win and lose and a bootstrap interval
of the difference.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from bench import peers
from bench.data import ROOT, Split, Stream
from bench.table import OURS, Table, report
from ranker.arrays import Floats
from ranker.encoder.opening import open_encoder
from ranker.evaluation.metrics import Quality, calibration_error, mean, quality
from ranker.evaluation.peers import VotedRows
from ranker.models.evidence import Evidence, PaperVectors
from ranker.models.features import Background
from ranker.models.in_use import BACKGROUND
from ranker.models.keywords import KeywordMatcher
from ranker.models.pool import Pool
from ranker.models.training import POOL, train
from ranker.paper import Paper
from ranker.scored import KeywordHit
from ranker.settings import DEFAULT_ENCODER, Profile

SANITY = "arxiv-sanity-lite"
KEYWORD_PEERS = ("keyword filter", "keyword count", "keyword embedding")
ALL_PEERS = (*KEYWORD_PEERS, SANITY, "zotero-arxiv-daily", "Rocchio", "Scholar Inbox")
Ranker = Callable[[Split], Floats]


def _remembered(hits: Callable[..., tuple[KeywordHit, ...]]) -> Callable[..., Any]:
    """The same hits, found once in a process: every split of a reader asks for them again."""
    known: dict[tuple[tuple[str, ...], str], tuple[KeywordHit, ...]] = {}

    def found(matcher: KeywordMatcher, paper: Paper) -> tuple[KeywordHit, ...]:
        key = (matcher.keywords, paper.id)
        if key not in known:
            known[key] = hits(matcher, paper)
        return known[key]

    return found


def remember_hits() -> None:
    """Find each paper's hits once a process. Not on import: papers of tests share their ids."""
    if KeywordMatcher.hits.__name__ != "found":
        KeywordMatcher.hits = _remembered(KeywordMatcher.hits)  # type: ignore[method-assign]


class Rankers:
    """Every ranker as a function from a split's votes to scores of all test papers."""

    def __init__(self, stream: Stream) -> None:
        remember_hits()
        self.stream = stream
        self.test = np.concatenate(stream.test_days)
        self.test_papers = [stream.papers[n] for n in self.test]
        self.position = {int(n): i for i, n in enumerate(stream.past)}
        recent, rows = stream.past[-POOL:], stream.past[-BACKGROUND:]
        self.pool = Pool.of([stream.papers[n] for n in recent], stream.vectors[recent])
        self.background = Background.fit([stream.papers[n] for n in rows], stream.vectors[rows])
        self.features = self.background.space.of(self.test_papers, stream.vectors[self.test])
        encoder = open_encoder(DEFAULT_ENCODER, ROOT / "models" / "encoder")
        self.keyword_vectors = {
            r: encoder.encode(k) if k else np.zeros((0, 384), np.float32)
            for r, k in stream.keywords.items()
        }
        self.past_vectors = stream.vectors[stream.past].astype(np.float64)
        self.test_vectors = stream.vectors[self.test].astype(np.float64)

    def ours(
        self, split: Split, *, keywords: bool = True, dislikes: bool = True
    ) -> tuple[Floats, Floats]:
        """The product: trained on the votes, its scores and probabilities of the test papers."""
        words = self.stream.keywords[split.reader] if keywords else ()
        evidence = Evidence(
            profile=Profile("bench", keywords=words),
            keyword_vectors=self.keyword_vectors[split.reader],
            likes=self._labelled(split.likes),
            dislikes=self._labelled(split.dislikes if dislikes else ()),
            passed=self._labelled(()),
            pool=self.pool,
            until=date.fromisoformat(self.stream.cut),
            encoder="",
            basis="",
        )
        model = train(evidence, self.background, datetime.fromisoformat(self.stream.cut))
        scores = model.parts.values(self.features)
        return scores, model.calibration.of(scores)

    def peers(self, names: list[str]) -> dict[str, Ranker]:
        """The peers of these names."""
        if SANITY in names:
            sanity = peers.SanityLite([self.stream.papers[n] for n in self.stream.past])
            sanity_features = sanity.features(self.test_papers)
        every: dict[str, Ranker] = {
            "keyword filter": lambda s: peers.keyword_filter(
                self.stream.keywords[s.reader], self.test_papers
            ),
            "keyword count": lambda s: peers.keyword_count(
                self.stream.keywords[s.reader], self.test_papers
            ),
            "keyword embedding": lambda s: peers.keyword_cosine(
                self.keyword_vectors[s.reader].astype(np.float64), self.test_vectors
            ),
            SANITY: lambda s: sanity.scores(self.said(s), sanity_features),
            "zotero-arxiv-daily": lambda s: peers.zotero_arxiv_daily(
                self.said(s), self.past_vectors, self.test_vectors
            ),
            "Rocchio": lambda s: peers.rocchio(self.said(s), self.past_vectors, self.test_vectors),
            "Scholar Inbox": lambda s: peers.scholar_inbox(
                self.said(s), self.past_vectors, self._unvoted(s), self.test_vectors
            ),
        }
        return {name: every[name] for name in names}

    def said(self, split: Split) -> VotedRows:
        """What the reader said, as the peers take it: rows of the past."""
        rows = sorted(self.position[self.stream.row[i]] for i in split.likes)
        dislikes = [self.position[self.stream.row[i]] for i in split.dislikes]
        return VotedRows(np.array(rows, np.int64), np.array(dislikes, np.int64))

    def _unvoted(self, split: Split) -> np.ndarray:
        voted = [self.position[self.stream.row[i]] for i in (*split.likes, *split.dislikes)]
        rows = np.setdiff1d(np.arange(len(self.stream.past)), voted)
        count = min(BACKGROUND, len(rows))
        return np.random.default_rng(0).choice(rows, count, replace=False)

    def _labelled(self, ids: tuple[str, ...]) -> PaperVectors:
        rows = sorted(self.stream.row[i] for i in ids)
        papers = tuple(self.stream.papers[n] for n in rows)
        return PaperVectors(papers, self.stream.vectors[np.array(rows, np.int64)].reshape(-1, 384))


def measure(stream: Stream, split: Split, scores: Floats) -> Quality:
    """The mean quality over the test days."""
    liked = stream.liked(split.reader)
    edges = np.cumsum([0, *map(len, stream.test_days)])
    days = [
        quality(liked[rows], scores[start:end])
        for rows, start, end in zip(stream.test_days, edges[:-1], edges[1:], strict=True)
    ]
    return mean([q for q in days if q])


def run(
    stream: Stream, rankers: Rankers, names: list[str], votes: tuple[int, ...]
) -> tuple[Table, dict[int, Calibrations]]:
    """ranker -> votes -> reader -> mean quality over seeds; and how our probabilities hold.

    Splits are shared out among as many processes as there are cores, which inherit the features.
    """
    wanted = [s for s in stream.splits if s.votes in votes]
    _WORK[:] = [(stream, rankers, rankers.peers(names))]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        results = list(pool.map(_one_split, wanted))
    table: Table = {}
    calibrations: dict[int, Calibrations] = {}
    for name in (OURS, *names):
        per: dict[int, dict[str, list[Quality]]] = {}
        for split, (found, calibration) in zip(wanted, results, strict=True):
            if name in found:
                per.setdefault(split.votes, {}).setdefault(split.reader, []).append(found[name])
            if name == OURS:
                calibrations.setdefault(split.votes, []).append(calibration)
        table[name] = {v: {r: mean(q) for r, q in found.items()} for v, found in per.items()}
    return table, calibrations


Calibrations = list[tuple[float, float, float]]
_WORK: list[tuple[Stream, Rankers, dict[str, Ranker]]] = []
"""What the processes inherit when they are forked."""


def _one_split(split: Split) -> tuple[dict[str, Quality], tuple[float, float, float]]:
    stream, rankers, chosen = _WORK[0]
    scores, probabilities = rankers.ours(split)
    found = {OURS: measure(stream, split, scores)}
    for name, ranker in chosen.items():
        if (name in KEYWORD_PEERS) == (split.votes == 0):
            found[name] = measure(stream, split, ranker(split))
    liked = stream.liked(split.reader)[rankers.test]
    error = calibration_error(probabilities, liked)
    return found, (error, float(probabilities.mean()), float(liked.mean()))


def main() -> None:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", action="append", help="these peers only; `none` for ours alone")
    parser.add_argument("--votes", action="append", type=int)
    parser.add_argument("--vectors", type=Path, help="of bench.embed_stream; else the stream's")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    votes = tuple(options.votes or (0, 5, 15, 50))
    started = time.perf_counter()
    stream = Stream(options.vectors)
    rankers = Rankers(stream)
    names = [n for n in ALL_PEERS if not options.only or n in options.only]
    table, calibrations = run(stream, rankers, names, votes)
    print(report(table, votes))
    print("\n| votes | calibration error | mean probability | share liked |\n|---|---|---|---|")
    for count in votes:
        error, probability, share = np.mean(calibrations[count], axis=0)
        print(f"| {count} | {error:.4f} | {probability:.4f} | {share:.4f} |")
    print(f"\nin all {time.perf_counter() - started:.0f} s")
    if options.json:
        plain = {
            name: {v: {r: q.ndcg for r, q in per.items()} for v, per in found.items()}
            for name, found in table.items()
        }
        options.json.write_text(json.dumps(plain, indent=1))


if __name__ == "__main__":
    main()
