"""Places: by score, ties by id, whatever order the papers come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import fsum
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.app.feedback.voting import cast_votes
from ranker.app.learning.training import fit
from ranker.app.papers.ingest import embed
from ranker.app.workspace import Workspace
from ranker.explain import condense, merge
from ranker.exploring import explore
from ranker.feedback.votes import DISLIKE, LIKE
from ranker.models.reasons import Reasons
from ranker.models.scoring import ProfileModel, Scored
from ranker.paper import Entry, Kind, Paper
from ranker.ranking import rank
from ranker.scored import RankedPaper, Reason, by_place, by_score, comparable
from ranker.settings import DigestSettings
from tests.invented import DAY, announcement

contributions = st.floats(-1e3, 1e3).filter(lambda x: x == 0 or abs(x) > 1e-6)
reasons = st.lists(
    st.builds(Reason, st.sampled_from(["keyword", "term", "rest", "constant"]),
              st.sampled_from("abcdef"), contributions),
    max_size=30,
)  # fmt: skip


@given(reasons, st.integers(0, 9))
def test_a_condensed_explanation_still_sums_to_the_score(all_of: list[Reason], most: int) -> None:
    score = fsum(r.contribution for r in all_of)
    short = condense(all_of, score, most)
    assert abs(fsum(r.contribution for r in short) - score) < 1e-9
    assert len(short) <= most + 1
    named = [abs(r.contribution) for r in short if r.kind != "rest"]
    assert named == sorted(named, reverse=True)
    assert 0 not in named


def test_the_strongest_parts_are_named_and_all_others_are_one() -> None:
    parts = [
        Reason("constant", "every paper", -9.0),
        Reason("rest", "other words", 8.0),
        Reason("term", "echo", -2.0),
        Reason("keyword", "b", 3.0),
        Reason("keyword", "a", -3.0),
        Reason("close", "z", 3.0),
        Reason("term", "hall", 0.5),
        Reason("term", "mute", 0.0),
    ]
    strongest = (
        Reason("close", "z", 3.0),
        Reason("keyword", "a", -3.0),
        Reason("keyword", "b", 3.0),
        Reason("term", "echo", -2.0),
    )
    rest = Reason("rest", "everything else", -0.5)
    assert condense(parts, 0.5, 4) == (*strongest, rest)
    assert condense(reversed(parts), 0.5, 4) == (*strongest, rest)


def test_eight_parts_are_named_where_nobody_says_how_many() -> None:
    parts = [Reason("term", f"word{n}", 20.0 - n) for n in range(9)]
    assert condense(parts, 144.0) == (*parts[:8], Reason("rest", "everything else", 12.0))


def test_what_only_rounding_leaves_is_no_part() -> None:
    part = Reason("keyword", "speech", 1.0)
    assert condense([part], 1.0 + 5e-13) == (part,)
    assert condense([part], 1.0 - 5e-13) == (part,)
    assert len(condense([part], 1.0 + 2e-12)) == 2
    assert len(condense([part], 1.0 - 2e-12)) == 2
    assert condense([], 0.0) == ()


def test_parts_are_one_by_kind_name_and_how_they_were_found() -> None:
    by_initial = Reason("author", "A. Sample", 0.25, by="initial")
    parts = [by_initial, Reason("author", "A. Sample", 1.0), Reason("term", "A. Sample", 2.0)]
    merged = (replace(by_initial, contribution=0.5), *parts[1:])
    assert merge([*parts, by_initial]) == merged


@given(reasons)
def test_merging_keeps_the_sum_and_each_name_once(all_of: list[Reason]) -> None:
    merged = merge(all_of)
    names = [(r.kind, r.name) for r in merged]
    assert len(names) == len(set(names))
    assert abs(fsum(r.contribution for r in merged) - fsum(r.contribution for r in all_of)) < 1e-9


def test_a_paper_says_the_same_whether_all_votes_are_named_or_the_strongest(
    workspace: Workspace,
) -> None:
    papers = announcement()
    same = [replace(e, paper=replace(e.paper, title="One title")) for e in papers[:6]]
    workspace.papers.add([*same, *papers[6:]], DAY)
    for number, one in enumerate(papers):
        profile = workspace.config.profiles[0].name
        cast_votes(workspace, [one.paper.id], LIKE if number % 3 else DISLIKE, profile)
    model = fit(workspace, workspace.config.profiles[0], DAY)
    ids = [e.paper.id for e in papers]
    stored = workspace.papers.get(ids)
    scored = model.score([stored[i] for i in ids], embed(workspace, ids).values)
    found = Reasons(scored)
    for n, score in enumerate(scored.scores):
        for most in (1, 3, 8):
            whole, short = found.of(n), found.of(n, most)
            assert condense(short, float(score), most) == condense(whole, float(score), most)
            assert len(short) < len(whole)


@pytest.fixture
def twins(workspace: Workspace) -> list[Entry]:
    """The announcement, with every paper a second time under another id."""
    once = announcement()[:12]
    twice = [replace(e, paper=replace(e.paper, id=f"2607.7{e.paper.id[-4:]}")) for e in once]
    workspace.papers.add([*once, *twice], DAY + timedelta(days=1), from_file=True)
    return [*once, *twice]


def ranking(ws: Workspace, model: ProfileModel, entries: list[Entry]) -> tuple[RankedPaper, ...]:
    return rank(entries, scored_by(ws, model, entries), "hearing")


def scored_by(ws: Workspace, model: ProfileModel, entries: list[Entry]) -> Scored:
    vectors = embed(ws, [e.paper.id for e in entries]).values
    return model.score([e.paper for e in entries], vectors)


def test_the_order_in_which_papers_come_never_shows(
    workspace: Workspace, twins: list[Entry]
) -> None:
    model = fit(workspace, workspace.config.profiles[0], DAY)
    expected = ranking(workspace, model, sorted(twins, key=lambda e: e.paper.id))
    assert [r.rank for r in expected] == list(range(1, len(twins) + 1))
    ids = [r.paper.id for r in expected]
    for seed in range(10):
        Random(seed).shuffle(twins)
        assert [r.paper.id for r in ranking(workspace, model, twins)] == ids
    for first, second in zip(expected[::2], expected[1::2], strict=True):
        assert first.paper.title == second.paper.title
        assert first.paper.id < second.paper.id


def test_rounding_decides_no_tie(workspace: Workspace, twins: list[Entry]) -> None:
    """The same paper's score differs in its last digit with the papers beside it."""
    model = fit(workspace, workspace.config.profiles[0], DAY)
    vectors = embed(workspace, [e.paper.id for e in twins]).values
    scored = model.score([e.paper for e in twins], vectors)
    expected = [r.paper.id for r in rank(twins, scored, "hearing")]
    for seed in range(5):
        noise = np.random.default_rng(seed).normal(size=len(twins)) * 1e-14
        noisy = replace(scored, scores=scored.scores + noise)
        assert [r.paper.id for r in rank(twins, noisy, "hearing")] == expected


def test_better_scores_stand_first_and_likelier(workspace: Workspace, twins: list[Entry]) -> None:
    model = fit(workspace, workspace.config.profiles[0], DAY)
    ranked = ranking(workspace, model, twins)
    for better, worse in pairwise(ranked):
        assert better.score > worse.score - 1e-9
        assert better.probability > worse.probability - 1e-9
    assert {r.profile for r in ranked} == {"hearing"}


def test_what_is_usual_is_the_mean_over_every_part_of_every_paper(
    workspace: Workspace, twins: list[Entry]
) -> None:
    cast_votes(workspace, [e.paper.id for e in twins[:3]], LIKE, None)
    cast_votes(workspace, [twins[5].paper.id], DISLIKE, None)
    model = fit(workspace, workspace.config.profiles[0], DAY)
    entries = twins[3:]
    vectors = embed(workspace, [e.paper.id for e in entries]).values
    scored = model.score([e.paper for e in entries], vectors)
    reasons = Reasons(scored)
    sums: dict[tuple[str, str], float] = {}
    for reason in (r for i in range(len(entries)) for r in merge(reasons.of(i))):
        kind = {"close": "keyword", "vote": "disliked"}.get(reason.kind, reason.kind)
        name = twins[5].paper.title if reason.kind == "vote" else reason.name
        sums[kind, name] = sums.get((kind, name), 0.0) + reason.contribution
    found = reasons.usual()
    kinds = {kind for kind, _ in found}
    assert kinds >= {"keyword", "close", "liked", "disliked", "term", "category", "meaning"}
    for (kind, name), value in found.items():
        counted = "keyword" if kind == "close" else kind
        assert value == pytest.approx(sums[counted, name] / len(entries), abs=1e-6)
    for one in rank(entries, scored, "hearing"):
        assert len(one.usual) == len(one.because)
        for reason, mean in zip(one.because, one.usual, strict=True):
            assert mean == pytest.approx(found.get((reason.kind, reason.name), 0.0), abs=1e-6)


def test_a_keyword_is_a_reason_where_it_stands_and_else_what_is_close(
    workspace: Workspace, twins: list[Entry]
) -> None:
    model = fit(workspace, workspace.config.profiles[0], DAY)
    seen = set()
    for one in ranking(workspace, model, twins):
        standing = {hit.keyword for hit in one.keyword_hits}
        for reason in one.because:
            if reason.kind in ("keyword", "close"):
                assert (reason.kind == "keyword") == (reason.name in standing)
                seen.add(reason.kind)
    assert seen == {"keyword", "close"}


def test_what_was_known_of_a_paper_comes_with_its_place(
    workspace: Workspace, twins: list[Entry]
) -> None:
    kinds: tuple[Kind, ...] = ("new", "cross", "replace")
    entries = [replace(e, kind=kinds[n % 3]) for n, e in enumerate(twins)]
    model = fit(workspace, workspace.config.profiles[0], DAY)
    ranked = ranking(workspace, model, entries)
    assert {r.paper.id: r.kind for r in ranked} == {e.paper.id: e.kind for e in entries}
    assert all(r.exploration is False for r in ranked)


def test_withdrawn_papers_stand_last_by_score(workspace: Workspace, twins: list[Entry]) -> None:
    model = fit(workspace, workspace.config.profiles[0], DAY)
    best = [r.paper.id for r in ranking(workspace, model, twins)]
    gone = {best[0], best[1], best[9]}
    entries = [
        replace(e, paper=replace(e.paper, withdrawn=True)) if e.paper.id in gone else e
        for e in twins
    ]
    expected = [i for i in best if i not in gone] + [i for i in best if i in gone]
    ranked = ranking(workspace, model, entries)
    assert [r.paper.id for r in ranked] == expected
    assert [r.rank for r in ranked] == list(range(1, len(expected) + 1))


@pytest.mark.parametrize("size", [8, "auto"])
def test_exploring_gives_its_share_of_the_shown_places_and_marks_them(
    workspace: Workspace, twins: list[Entry], size: int | str
) -> None:
    """The share is of what is shown, of papers that are not withdrawn, beside what was voted on."""
    cast_votes(workspace, [twins[3].paper.id], LIKE, None)
    model = fit(workspace, workspace.config.profiles[0], DAY)
    plain = ranking(workspace, model, twins)
    gone = plain[0].paper.id
    entries = [replace(e, paper=replace(e.paper, withdrawn=e.paper.id == gone)) for e in twins]
    worth = (plain[9].probability + plain[10].probability) / 2  # between two pairs of twins
    settings = DigestSettings(size=size, worth=worth, explore=0.4)
    scored = scored_by(workspace, model, entries)
    ranked = rank(entries, scored, "hearing", settings)
    number = {e.paper.id: n for n, e in enumerate(entries)}
    order = [number[r.paper.id] for r in plain[1:]]
    shown = 8 if size == 8 else 9
    voted = scored.model.voted.dense.astype(np.float64)
    new_order, picked = explore(
        order, scored.probabilities, scored.features.dense, voted, shown, 0.4
    )
    assert picked
    assert [number[r.paper.id] for r in ranked] == [*new_order, number[gone]]
    assert {number[r.paper.id] for r in ranked if r.exploration} == picked
    assert {r.exploration for r in ranked} == {True, False}


def test_no_paper_makes_no_ranking(workspace: Workspace) -> None:
    model = fit(workspace, workspace.config.profiles[0], DAY)
    assert ranking(workspace, model, []) == ()


def test_scores_have_one_order() -> None:
    """The highest first, of equals the lower id; what is withdrawn last where places are given."""
    ids = {"2603.00001": 0.5, "2603.00002": 0.7, "2603.00003": 0.5, "2603.00004": 0.9}
    papers = [Paper(i, "A title", "", withdrawn=score == 0.9) for i, score in ids.items()]
    scored = sorted(papers, key=lambda p: by_score(p, ids[p.id]))
    assert [p.id[-1] for p in scored] == ["4", "2", "1", "3"]
    placed = sorted(papers, key=lambda p: by_place(p, ids[p.id]))
    assert [p.id[-1] for p in placed] == ["2", "1", "3", "4"]
    second = sorted(papers, key=lambda p: by_score(p, 1.0, ids[p.id]))
    assert second == scored
    assert comparable(0.1 + 0.2) == comparable(0.3) == 0.3
