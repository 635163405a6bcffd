"""What costs is done once: the basis a profile, a search a paper, a name a vote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ranker.app.feedback.voting import cast_votes
from ranker.app.learning import basis
from ranker.app.learning.training import model_for
from ranker.app.papers import naming
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.feedback.votes import LIKE
from ranker.mcp import voting
from ranker.models.keywords import KeywordMatcher
from ranker.paper import Paper
from ranker.sources.files import read_papers
from tests.conftest import Rank, reopened
from tests.invented import DAY, Clock, HashingEncoder, paper


def counting(
    monkeypatch: pytest.MonkeyPatch, where: object, name: str, key: Callable[..., str]
) -> Counter[str]:
    """How often a function is called from now on, by what `key` makes of its arguments."""
    calls: Counter[str] = Counter()
    real = getattr(where, name)

    def spy(*given: Any, **named: Any) -> Any:
        calls[key(*given)] += 1
        return real(*given, **named)

    monkeypatch.setattr(where, name, spy)
    return calls


@pytest.fixture
def ws(ready: Rank, home: Path, clock: Clock, encoder: HashingEncoder) -> Workspace:
    """A workspace of two profiles, one with a vote, in which the day's papers are not ranked."""
    ready("init", "--profile", "sky", "--keyword", "galaxy")
    ready("like", paper(1).id, "--profile", "sky")
    return reopened(home, clock, encoder)


def test_the_basis_is_computed_once_a_profile(
    ws: Workspace, papers_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What basis_of calls is counted, since it is imported by name.
    calls = counting(monkeypatch, basis, "digest_of", lambda votes: str(len(votes)))
    assert today(ws, Request(path=papers_file)).history == "new"  # it trains both
    assert calls == {"0": 1, "1": 1}
    calls.clear()
    assert today(ws, Request(day=DAY, offline=True)).history == "shown"
    assert calls == {"0": 1, "1": 1}
    cast_votes(ws, [paper(2).id], LIKE, "sky")
    calls.clear()
    assert today(ws, Request(day=DAY, offline=True)).history == "reranked"
    assert calls == {"0": 1, "2": 1}


def test_a_paper_is_searched_for_keywords_once(
    ws: Workspace, papers_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_for(ws, ws.config.profile("hearing"), DAY)
    papers = [entry.paper for entry in read_papers(papers_file).entries]
    calls = counting(monkeypatch, KeywordMatcher, "hits", lambda matcher, one: one.id)
    scored = model.score(papers, encoder_vectors(ws, papers))
    assert calls == dict.fromkeys((one.id for one in papers), 1)
    monkeypatch.undo()
    alone = KeywordMatcher(("speech", "noise", "room acoustics"))
    assert scored.hits == tuple(map(alone.hits, papers))
    assert any(scored.hits)


def test_a_name_is_resolved_once_a_vote(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counting(monkeypatch, naming, "known_id", lambda ws, text: text)
    cast_votes(ws, [paper(2).id, paper(3).id], LIKE)
    assert calls == {paper(2).id: 1, paper(3).id: 1}


def test_an_assistant_s_vote_resolves_its_paper_once(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counting(monkeypatch, naming, "known_id", lambda ws, text: text)
    monkeypatch.setattr(voting, "known_id", naming.known_id)
    voting.like(ws, papers=[paper(2).id], profile="sky")
    assert calls == {paper(2).id: 1}


def encoder_vectors(ws: Workspace, papers: Sequence[Paper]) -> NDArray[np.float32]:
    return ws.encoder.encode([one.text for one in papers])
