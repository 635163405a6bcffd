"""What became of a paper: every way in which one is, or is not, in a digest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from ranker.app.search.whereabouts import Outcome, Whereabouts, whereabouts
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.cli.whereabouts import whereabouts as sentence
from ranker.paper import Entry, Kind, Paper
from tests.conftest import Rank
from tests.invented import DAY, announcement, library, paper

ONE = replace(paper(901), title="Aardvarks under <b>braces</b> {day}")


@pytest.fixture
def reads_sound(workspace: Workspace) -> Workspace:
    """A reader of cs.SD who excludes aardvarks and asks for two papers a day."""
    profile = replace(
        workspace.config.profiles[0],
        categories=("cs.SD",),
        exclude=("aardvark",),
        keywords=("speech",),
    )
    digest = replace(workspace.config.digest, size=2)
    workspace.__dict__["config"] = replace(workspace.config, profiles=(profile,), digest=digest)
    workspace.papers.add([replace(e, kind="new") for e in library()], DAY)
    return workspace


def announce(ws: Workspace, one: Paper, kind: Kind = "new") -> None:
    """The day's announcement with one paper more, ranked."""
    ws.papers.add([*announcement(), Entry(one, DAY, kind)], DAY)
    today(ws, Request(offline=True, day=DAY))


def told(ws: Workspace, one: Paper) -> Whereabouts:
    return whereabouts(ws, ws.config.profiles[0], one)


def of_sound(number: int) -> Paper:
    return replace(paper(number), categories=("cs.SD",))


def test_a_ranked_paper_has_its_place_and_whether_it_was_shown(reads_sound: Workspace) -> None:
    announce(reads_sound, of_sound(901))
    stored = reads_sound.digests.get(reads_sound.config.profiles[0].name, str(DAY))
    assert stored is not None
    papers = stored.digest.papers
    assert len(papers) > 2
    for ranked in papers:
        outcome: Outcome = "shown" if ranked.rank <= 2 else "beyond"
        assert told(reads_sound, ranked.paper) == Whereabouts(
            outcome, DAY, ranked.rank, len(papers)
        )


def test_a_withdrawn_paper_stands_last(reads_sound: Workspace) -> None:
    gone = replace(of_sound(901), withdrawn=True)
    announce(reads_sound, gone)
    found = told(reads_sound, gone)
    assert found.outcome == "withdrawn"
    assert found.rank == found.ranked > 2


def test_an_excluded_word_is_named(reads_sound: Workspace) -> None:
    one = replace(of_sound(901), title="Aardvarks that hear")
    announce(reads_sound, one)
    assert told(reads_sound, one) == Whereabouts("excluded", DAY, words=("aardvark",))


def test_a_paper_of_other_categories(reads_sound: Workspace) -> None:
    one = replace(paper(901), categories=("astro-ph.GA",))
    announce(reads_sound, one)
    assert told(reads_sound, one) == Whereabouts("other-categories", DAY)
    never = replace(paper(902), categories=("astro-ph.GA",))
    reads_sound.papers.add([Entry(never, None)], DAY)
    assert told(reads_sound, never) == Whereabouts("other-categories")


def test_a_new_version_of_an_old_paper(reads_sound: Workspace) -> None:
    one = of_sound(901)
    announce(reads_sound, one, "replace")
    assert told(reads_sound, one) == Whereabouts("replacement", DAY)


def test_a_day_that_was_not_ranked_since(reads_sound: Workspace) -> None:
    announce(reads_sound, of_sound(901))
    late = of_sound(902)
    reads_sound.papers.add([Entry(late, DAY)], DAY)
    assert told(reads_sound, late) == Whereabouts("unranked", DAY)
    today(reads_sound, Request(offline=True, day=DAY))
    assert told(reads_sound, late).outcome in ("shown", "beyond")


def test_a_day_that_was_not_read_and_one_that_had_it_not(reads_sound: Workspace) -> None:
    one = of_sound(901)
    reads_sound.papers.add([Entry(one, None)], DAY)
    found = told(reads_sound, one)
    assert found.outcome == "unread"
    assert found.words == ("cs.SD",)
    for n in range(-7, 14):
        day = DAY + timedelta(days=n)
        reads_sound.coverage.put(
            day, "cs.SD", (), stated=0, source="listing", now=reads_sound.now(), sure=True
        )
    assert told(reads_sound, one) == Whereabouts("unannounced")


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_every_outcome_has_a_sentence_that_moves_nothing(outcome: Outcome) -> None:
    found = Whereabouts(outcome, DAY, 3, 40, ("{rank}", "\x1b[31mred"))
    text = sentence(found, "hearing")
    assert text.startswith("hearing: ")
    assert "\x1b" not in text
    assert "{day}" not in text
    assert (outcome in ("shown", "beyond", "withdrawn")) == ("number 3 of 40" in text)


def test_show_tells_it(ready: Rank, papers_file: object) -> None:
    assert ready("fetch", "--from", papers_file).code == 0
    unranked = ready("show", announcement()[0].paper.id)
    assert "hearing: in no digest yet; `rank today --date 2026-07-06`" in unranked.out
    ready("today", "--offline")
    ranked = json.loads(ready("show", 3, "--format", "json").out)
    assert ranked["profile"] == "hearing"
    assert ranked["whereabouts"]["rank"] == 3
    assert ranked["whereabouts"]["outcome"] in ("shown", "beyond")
    assert "number 3 of 40 in the digest of 2026-07-06" in ready("show", 3).out
