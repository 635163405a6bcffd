"""Keywords tried on stored papers, before there is a digest: what each finds, and the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ranker.app.workspace import Workspace
from ranker.models.keywords import KeywordMatcher
from ranker.models.patterns import without_star
from ranker.paper import Paper
from ranker.settings import Profile
from ranker.store.vectors import embedded_with

NEWEST = 5_000
"""Papers looked at."""
BEST = 5
"""Papers shown as the best."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How many of the papers have a keyword, and the newest of them, with it in the title if any
    has."""

    keyword: str
    papers: int
    example: Paper | None


def stored_papers(ws: Workspace, categories: Sequence[str]) -> tuple[Paper, ...]:
    """The newest stored papers that belong to these categories, newest first.

    Makes no store where there is none.
    """
    if not ws.paths.store.is_dir():
        return ()
    ids = ws.papers.background_ids(date.max, categories, NEWEST)
    papers = ws.papers.get(ids)
    return tuple(papers[i] for i in ids)


def try_keywords(keywords: Sequence[str], papers: Sequence[Paper]) -> tuple[Tried, ...]:
    """What each keyword finds among the papers, in the keywords' order."""
    matcher = KeywordMatcher(keywords)
    count = dict.fromkeys(keywords, 0)
    example: dict[str, tuple[str, Paper]] = {}
    for paper in papers:
        for keyword, field in matcher.fields(paper).items():
            count[keyword] += 1
            if keyword not in example or (field, example[keyword][0]) == ("title", "abstract"):
                example[keyword] = (field, paper)
    return tuple(Tried(k, count[k], example[k][1] if k in example else None) for k in keywords)


def best_under(ws: Workspace, profile: Profile, papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """The papers that the profile's keywords alone like best, by meaning and words, the best first.

    Only papers with a vector take part, and nothing is embedded but the keywords; none where the
    encoder has embedded nothing here yet, which would have to be compiled first.
    """
    if not profile.keywords or not embedded_with(ws.paths.vectors, ws.encoder.fingerprint):
        return ()
    import numpy as np

    from ranker.models.csr import CsrMatrix
    from ranker.models.features import Features
    from ranker.models.keyword_profile import KeywordProfile

    found = ws.vectors.get(paper.id for paper in papers)
    if not found.ids:
        return ()
    by_id = {paper.id: paper for paper in papers}
    kept = tuple(by_id[i] for i in found.ids)
    # The keywords read texts and vectors, none of the terms and categories that votes teach.
    starts = np.zeros(len(kept) + 1, np.int64)
    none = CsrMatrix(starts, np.zeros(0, np.int32), np.zeros(0, np.float32))
    x = Features(kept, none, found.values, found.values.astype(np.float64), none, 0, 0)
    vectors = ws.encoder.encode([without_star(keyword)[0] for keyword in profile.keywords])
    _, contributions = KeywordProfile.fit(profile.keywords, vectors, x)
    order = np.argsort(-contributions.sum(1), kind="stable")
    return tuple(kept[n] for n in order[:BEST])
