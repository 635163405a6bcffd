"""What training makes of all sorts of evidence: finite scores, exact sums, no look ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from math import fsum
from random import Random
from typing import Any

import numpy as np
import pytest

from ranker.app.learning.training import fit, model_for
from ranker.app.papers.ingest import embed
from ranker.app.search.why import why
from ranker.app.workspace import Workspace
from ranker.digest import words
from ranker.errors import NothingToRankError
from ranker.explain import merge
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.models.persistence import ModelFolder
from ranker.models.reasons import Reasons
from ranker.models.scoring import AUTHOR, BY_INITIAL, FOLLOWED, ProfileModel
from ranker.paper import Entry, Paper
from tests.invented import DAY, Clock, announcement, entry, paper

LIKES = [n for n in range(1, 121) if n % 4 == 0]  # the papers about speech
OTHERS = [n for n in range(1, 121) if n % 4 == 1]
EVERYBODY = ("Ada Quill", "finn halloway")

SITUATIONS = {
    "keywords only": ((), ()),
    "one like": (LIKES[:1], ()),
    "one dislike": ((), OTHERS[:1]),
    "likes": (LIKES[:12], ()),
    "likes and dislikes": (LIKES[:12], OTHERS[:7]),
    "dislikes": ((), OTHERS[:7]),
    "many likes": (LIKES, OTHERS),
    "votes on the day's own papers": ([204, 208], [201]),
}


def vote(ws: Workspace, likes: Sequence[int], dislikes: Sequence[int]) -> None:
    numbers = [*((n, LIKE) for n in likes), *((n, DISLIKE) for n in dislikes)]
    at = ws.now()
    for number, value in numbers:
        at += timedelta(seconds=1)
        ws.vote_log.append([Vote(paper(number).id, value, at, "hearing")])
    ws.forget_votes_read()


def change(ws: Workspace, **changed: Any) -> None:
    """Another profile in rank.toml, as the workspace sees it."""
    only = replace(ws.config.profiles[0], **changed)
    ws.__dict__["config"] = replace(ws.config, profiles=(only,))


def scores(ws: Workspace, model: ProfileModel, papers: Sequence[Paper]) -> np.ndarray:
    ids = [p.id for p in papers]
    found = model.score(papers, embed(ws, ids).values)
    assert np.isfinite(found.scores).all()
    assert ((found.probabilities > 0) & (found.probabilities < 1)).all()
    return found.scores


def trained(ws: Workspace) -> ProfileModel:
    return fit(ws, ws.config.profiles[0], DAY)


@pytest.fixture
def ws(workspace: Workspace) -> Workspace:
    """The workspace with the day's papers announced."""
    workspace.papers.add(announcement(), DAY, from_file=True)
    return workspace


@pytest.mark.parametrize("keywords", [(), ("speech", "noise*", "room")], ids=["no words", "words"])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_reasons_of_every_paper_sum_to_its_score(
    ws: Workspace, situation: str, keywords: tuple[str, ...]
) -> None:
    likes, dislikes = SITUATIONS[situation]
    change(ws, keywords=keywords, authors=EVERYBODY)
    vote(ws, likes, dislikes)
    papers = [e.paper for e in announcement()]
    scored = trained(ws).score(papers, embed(ws, [p.id for p in papers]).values)
    reasons = Reasons(scored)
    for n, one in enumerate(papers):
        whole, short = reasons.of(n), reasons.of(n, 3)
        assert abs(fsum(r.contribution for r in whole) - scored.scores[n]) < 1e-6
        assert abs(fsum(r.contribution for r in short) - scored.scores[n]) < 1e-6
        number = int(one.id[-5:])
        expected = ["you liked it"] * (number in likes) + ["you disliked it"] * (number in dislikes)
        assert [r.name for r in whole if r.kind == "vote"] == expected
        assert [r.name for r in short if r.kind == "vote"] == expected


def test_a_followed_author_counts_in_full_once_and_half_by_an_initial(ws: Workspace) -> None:
    change(ws, keywords=(), authors=("Quill, Ada", "Finn Halloway"))
    names = (
        ("Ada Quill", "Zed Other"),
        ("A. Quill", "Zed Other"),
        ("Ada Quill", "A. Quill"),
        ("A. Quill", "Finn Halloway"),
        ("Alma Quill", "Zed Other"),
    )
    papers = [replace(paper(201), id=f"2607.9900{n}", authors=a) for n, a in enumerate(names)]
    vectors = np.repeat(embed(ws, [paper(201).id]).values, len(papers), axis=0)
    scored = trained(ws).score(papers, vectors)
    in_full, by_initial, both, mixed, nobody = scored.scores
    assert in_full - nobody == pytest.approx(FOLLOWED)
    assert by_initial - nobody == pytest.approx(FOLLOWED * BY_INITIAL)
    assert both == pytest.approx(in_full)
    assert mixed == pytest.approx(in_full)
    reasons = Reasons(scored)
    said = [
        {words.reason(r)[1] for r in merge(reasons.of(n)) if r.kind == "author"}
        for n in range(len(papers))
    ]
    assert said == [
        {"author Ada Quill"},
        {"author A. Quill (by initial)"},
        {"author Ada Quill"},
        {"author A. Quill (by initial)", "author Finn Halloway"},
        set(),
    ]


def test_why_explains_the_model_that_ranks(ws: Workspace) -> None:
    vote(ws, LIKES[:5], OTHERS[:2])
    model = model_for(ws, ws.config.profiles[0], DAY)
    papers = [e.paper for e in announcement()][:8]
    for one, score in zip(papers, scores(ws, model, papers), strict=True):
        explained = why(ws, one.id, None)
        assert (explained.paper, explained.model) == (one, model.card.id)
        assert abs(explained.score - score) < 1e-9
        assert abs(fsum(r.contribution for r in explained.reasons) - score) < 1e-6


def test_a_stored_model_scores_the_same_to_the_last_bit(ws: Workspace) -> None:
    change(ws, authors=EVERYBODY)
    vote(ws, LIKES[:9], OTHERS[:4])
    model = trained(ws)
    folder = ModelFolder(ws.paths.models / "hearing")
    folder.promote(model)
    again = folder.load()
    assert again is not None
    papers = [e.paper for e in announcement()]
    np.testing.assert_array_equal(scores(ws, again, papers), scores(ws, model, papers))
    assert (again.card, again.stage, again.until) == (model.card, model.stage, model.until)
    assert (again.basis, again.encoder) == (model.basis, model.encoder)


def test_the_same_evidence_gives_the_same_model(ws: Workspace) -> None:
    vote(ws, LIKES[:9], OTHERS[:4])
    papers = [e.paper for e in announcement()]
    first = scores(ws, trained(ws), papers)
    np.testing.assert_array_equal(scores(ws, trained(ws), papers), first)


def test_votes_move_their_field_up_and_the_disliked_one_down(ws: Workspace) -> None:
    change(ws, keywords=("molecular",))
    papers = [e.paper for e in announcement()]
    speech = np.array(["eess.AS" in p.categories for p in papers])
    galaxies = np.array(["astro-ph.GA" in p.categories for p in papers])
    before = scores(ws, trained(ws), papers)
    vote(ws, LIKES[:9], OTHERS[:4])
    after = scores(ws, trained(ws), papers)
    assert before[speech].mean() < before[~speech].mean()
    assert after[speech].min() > after[~speech].max()
    change(ws, keywords=())
    assert galaxies.sum() == 10


def test_dislikes_alone_put_what_resembles_them_last(ws: Workspace) -> None:
    change(ws, keywords=())
    vote(ws, (), OTHERS[:8])
    papers = [e.paper for e in announcement()]
    disliked = np.array(["astro-ph.GA" in p.categories for p in papers])
    found = scores(ws, trained(ws), papers)
    assert found[disliked].mean() < found[~disliked].mean()


def test_papers_announced_on_the_day_or_later_change_nothing(workspace: Workspace) -> None:
    """A workspace that knows the future ranks the day as one that does not."""
    ws = workspace
    ws.papers.add([entry(n, DAY - timedelta(days=n % 9 + 1)) for n in range(300, 500)], DAY)
    vote(ws, LIKES[:9], OTHERS[:4])
    ws.papers.add(announcement(), DAY)
    asked = [e.paper for e in announcement()]
    before = trained(ws)
    expected = scores(ws, before, asked)
    later = [entry(n, DAY + timedelta(days=n % 3)) for n in range(1000, 1300)]
    ws.papers.add(later, DAY + timedelta(days=5))
    ws.papers.add([Entry(paper(2000), None)], DAY + timedelta(days=5))
    after = trained(ws)
    np.testing.assert_array_equal(scores(ws, after, asked), expected)
    assert after.space.tfidf.words == before.space.tfidf.words


def test_evidence_that_cannot_rank_says_so(ws: Workspace, clock: Clock) -> None:
    change(ws, keywords=())
    with pytest.raises(NothingToRankError, match="no keywords and no votes; add keywords"):
        trained(ws)
    change(ws, keywords=("speech",))
    with pytest.raises(NothingToRankError, match="no paper is stored"):
        fit(ws, ws.config.profiles[0], DAY - timedelta(days=100))


def odd_papers() -> list[Paper]:
    """Papers that a ranker trips over: empty, foreign, twice the same, endless."""
    twice = paper(700, "speech")
    return [
        Paper("2607.80001", "A title alone", "", (), ()),
        Paper("2607.80002", "语音增强的新方法", "我们提出了一种方法。", ("李雷",), ("cs.SD",)),
        Paper("2607.80003", "Trennung überlagerter Sprache", "Größe und Güte.", ("Zoë",), ()),
        twice,
        replace(twice, id="2607.80005"),
        Paper("2607.80006", "speech " * 400, "noise " * 4000, ("A",), ("eess.AS",)),
        Paper("2607.80007", "$x$", "1 2 3", (), ("zz.ZZ",)),
    ]


ODD = [int(p.id[-5:]) for p in odd_papers()]


@pytest.mark.parametrize("keywords", [(), ("语音", "speech")], ids=["no words", "words"])
@pytest.mark.parametrize(
    ("likes", "dislikes"),
    [([80001], ()), ((), [80001]), (ODD[:3], ODD[3:]), ([700, 80002], [80005, 80007])],
    ids=["one empty liked", "one empty disliked", "only odd votes", "twins contradict"],
)
def test_odd_papers_and_odd_votes_are_ranked(
    ws: Workspace, likes: list[int], dislikes: list[int], keywords: tuple[str, ...]
) -> None:
    change(ws, keywords=keywords)
    papers = odd_papers()
    ws.papers.add([Entry(p, DAY - timedelta(days=1)) for p in papers], DAY, from_file=True)
    vote(ws, likes, dislikes)
    found = scores(ws, trained(ws), papers)
    if not {700, 80005} & {*likes, *dislikes}:
        assert abs(found[3] - found[4]) < 1e-9  # the same text, the same score


def test_ten_thousand_votes_are_learned_from(ws: Workspace) -> None:
    draw = Random(1)
    carried = [Entry(paper(n), None) for n in range(10_000, 20_000)]
    ws.papers.add(carried, DAY)
    # Their vectors are not what this is about: random ones are quicker than the encoder's.
    values = np.random.default_rng(1).normal(size=(10_000, 64)).astype(np.float32)
    ids = [e.paper.id for e in carried]
    ws.vectors.put(ids, values / np.linalg.norm(values, axis=1, keepdims=True))
    at = ws.now()
    choice = [Vote(i, draw.choice((LIKE, DISLIKE)), at, "hearing") for i in ids]
    ws.vote_log.append(choice)
    model = trained(ws)
    assert model.card.likes + model.card.dislikes == 10_000
    scores(ws, model, [e.paper for e in announcement()])


def test_votes_that_contradict_each_other_count_as_the_last(ws: Workspace) -> None:
    vote(ws, [4, 8], [4])
    vote(ws, (), [8])
    vote(ws, [8], ())
    card = trained(ws).card
    assert (card.likes, card.dislikes) == (1, 1)


def test_an_author_of_a_liked_paper_counts_however_the_name_is_spelled(ws: Workspace) -> None:
    liked = replace(paper(301), id="2607.98001", authors=("José B.P. Orrin-Linden",))
    ws.papers.add([Entry(liked, None)], ws.now().date())
    ws.vote_log.append([Vote(liked.id, LIKE, ws.now(), "hearing")])
    ws.forget_votes_read()
    names = ("José B.P. Orrin-Linden", "Jose B. P. Orrin-Linden", "J. Orrin-Linden", "Zed Other")
    papers = [replace(paper(201), id=f"2607.9900{n}", authors=(a,)) for n, a in enumerate(names)]
    vectors = np.repeat(embed(ws, [paper(201).id]).values, len(papers), axis=0)
    same, spelled, by_initial, nobody = trained(ws).score(papers, vectors).scores
    assert same == pytest.approx(nobody + AUTHOR)
    assert spelled == pytest.approx(same)
    assert by_initial == pytest.approx(nobody)
