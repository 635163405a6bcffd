"""`rank search` and `rank similar`: by meaning and by words, over everything stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log

import numpy as np
from numpy.typing import NDArray

from ranker.app.learning.in_use import ready_model
from ranker.app.learning.training import with_vectors
from ranker.app.papers.ingest import embed
from ranker.app.papers.naming import name_one
from ranker.app.workspace import Workspace
from ranker.arrays import sound
from ranker.errors import BusyError, UnknownPaperError, UsageError
from ranker.models.evidence import PaperVectors
from ranker.models.features import Background, FeatureSpace
from ranker.models.keywords import KeywordMatcher, single_words
from ranker.paper import Paper
from ranker.scored import by_score, comparable
from ranker.store.nearest import nearest
from ranker.store.within import EVERYTHING, Within

CANDIDATES = 300  # papers nearest in meaning, and as many that have the words, are scored in full
SPACE = 1_000  # papers to fit a feature space on, where no model has one
RECENT = 50_000  # papers, stored last, that tell how frequent a word is; all would take long
WORDS, PHRASE = 0.5, 0.1
"""Weights beside the cosine of meaning."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One paper found. `score` = meaning + WORDS * words + PHRASE * phrase.

    `meaning` is a cosine, -1 to 1. `words` is the share of the query's words that the paper has,
    by their idf, half for the abstract's (search), or the TF-IDF cosine (similar); `phrase` is 1
    for the whole query in the title, 0.5 in the abstract. `day`: when it became public.
    """

    rank: int
    paper: Paper
    day: date
    score: float
    meaning: float
    words: float
    phrase: float = 0.0


def search(
    ws: Workspace, text: str, count: int = 20, within: Within = EVERYTHING
) -> tuple[SearchHit, ...]:
    """Find the stored papers nearest to a text in meaning and words.

    The words are matched as keywords are: whole, in singular and plural.

    Parameters
    ----------
    ws
        An open workspace.
    text
        A few words, or a sentence.
    count
        How many papers at most.
    within
        Dates and categories to look among; without it, everything stored.

    Returns
    -------
    tuple of SearchHit
        Best first, equal scores in the order of their ids. `score` is a sum of `meaning` (a
        cosine, -1 to 1), half of `words` and a tenth of `phrase` (shares, 0 to 1).

    Raises
    ------
    UsageError
        Where the text has no word.

    Examples
    --------
    >>> from ranker import search
    >>> found = search(ws, "reverberation", 3)
    >>> [one.rank for one in found]
    [1, 2, 3]
    >>> found[0].words > 0  # it has the word, in its title or abstract
    True
    """
    words = tuple(dict.fromkeys(single_words(text)))
    if not words:
        raise UsageError("there is nothing to search for; give some words")
    query = ws.encoder.encode([text])[0]
    near = nearest_ids(ws, query, max(CANDIDATES, count), within)
    having = ws.words.phrase(words, CANDIDATES, within)
    having += ws.words.all_of(words, CANDIDATES - len(having), within)
    found = _embedded(ws, [*near, *having])
    idf = _idf(ws, words)
    matcher = KeywordMatcher(dict.fromkeys((text, *words)))
    shares = np.array([_shares(matcher, text, idf, paper) for paper in found.papers])
    meaning = found.vectors @ query
    return _ranked(ws, found.papers, meaning, shares.reshape(-1, 2), count)


def similar(ws: Workspace, text: str, count: int = 20) -> tuple[SearchHit, ...]:
    """Find the stored papers most like one of them.

    Parameters
    ----------
    ws
        An open workspace.
    text
        The paper: an arXiv id in any written form, a link, or a number of the list printed last.
        One that is not stored is asked of arXiv.
    count
        How many papers at most.

    Returns
    -------
    tuple of SearchHit
        Best first, without the paper itself; `words` is the cosine of what both say (TF-IDF),
        0 to 1, and `phrase` is 0.

    Raises
    ------
    PaperIdError
        Where the text is no id in any form.
    UnknownPaperError
        Where it is one of no paper, or of one that only a vote is known of.
    UsageError
        Where it names several.

    Examples
    --------
    >>> from ranker import similar
    >>> found = similar(ws, "9912.10001", 5)
    >>> len(found), "9912.10001" in [one.paper.id for one in found]
    (5, False)
    """
    paper_id = name_one(ws, text, ask=True).id
    paper = ws.papers.get([paper_id]).get(paper_id)
    if paper is None:
        raise UnknownPaperError(f"{paper_id} is not stored, only the vote on it")
    query = embed(ws, [paper_id]).values
    found = with_vectors(
        ws, [i for i in nearest_ids(ws, query[0], max(CANDIDATES, count) + 1) if i != paper_id]
    )
    space = _space(ws)
    own, others = space.of([paper], query), space.of(found.papers, found.vectors)
    terms = np.zeros(own.term_count)
    columns, values = own.terms.row(0)
    terms[columns] = values
    shares = np.stack([others.terms.dot(terms), np.zeros(len(others))], 1)
    meaning = others.dense @ own.dense[0] / (own.dense[0] @ own.dense[0])  # 1 for itself
    return _ranked(ws, found.papers, meaning, shares, count)


def _embedded(ws: Workspace, ids: Sequence[str]) -> PaperVectors:
    """The papers with their vectors; while another process is at work, those that have one."""
    try:
        return with_vectors(ws, ids)
    except BusyError:
        return with_vectors(ws, ws.vectors.get(ids).ids)


def nearest_ids(
    ws: Workspace, query: NDArray[np.float32], most: int, within: Within = EVERYTHING
) -> list[str]:
    """Ids of at most `most` stored papers by their vectors' product with `query` (D,)."""
    among = ws.vectors.rows_within(within) if within else None
    matrix = ws.vectors.matrix()
    rows, _ = nearest(matrix, query, most, among)
    chosen = matrix[rows]
    if not sound(chosen[(chosen != 0).any(1)]).all():  # noise crowds out all others
        whole = ws.vectors.forget_damaged()
        among = whole if among is None else np.intersect1d(among, whole)
        rows, _ = nearest(matrix, query, most, among)
    ids = ws.vectors.ids_of(rows.tolist())
    return [ids[row] for row in rows.tolist() if row in ids]


def _idf(ws: Workspace, words: Sequence[str]) -> dict[str, float]:
    total = 2 + min(ws.papers.count(), RECENT)  # a word of every paper still weighs a little
    return {word: log(total / (1 + ws.words.count(word, RECENT))) for word in words}


def _shares(
    matcher: KeywordMatcher, phrase: str, idf: dict[str, float], paper: Paper
) -> tuple[float, float]:
    found = matcher.fields(paper)
    best = {keyword: 1.0 if field == "title" else 0.5 for keyword, field in found.items()}
    share = sum(idf[w] * best.get(w, 0.0) for w in idf) / sum(idf.values())
    whole = best.get(phrase, 0.0)
    return max(share, whole), whole  # "finetuning" has both words of "fine tuning"


def _space(ws: Workspace) -> FeatureSpace:
    """The feature space of the first profile's model, else one of the newest papers."""
    model = ready_model(ws, ws.config.profile(None))
    if model is not None:
        return model.space
    newest = with_vectors(ws, ws.papers.background_ids(date.max, (), SPACE))
    return Background.fit(newest.papers, newest.vectors).space


def _ranked(
    ws: Workspace,
    papers: Sequence[Paper],
    meaning: NDArray[np.floating],
    shares: NDArray[np.float64],
    count: int,
) -> tuple[SearchHit, ...]:
    """The best `count`; equal scores stand in the order of their ids. `shares` are (n, 2)."""
    scores = meaning + shares @ np.array([WORDS, PHRASE])
    rounded = list(map(comparable, scores))
    order = sorted(range(len(papers)), key=lambda i: by_score(papers[i], rounded[i]))[:count]
    days = ws.papers.public_since(papers[i].id for i in order)
    return tuple(
        SearchHit(
            place,
            papers[i],
            days[papers[i].id],
            rounded[i],
            float(meaning[i]),
            *map(float, shares[i]),
        )
        for place, i in enumerate(order, 1)
    )
