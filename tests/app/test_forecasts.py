"""What a reader was told is kept when it is shown or written, and told again beside the votes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ranker.app.learning.forecasting import (
    FIRST,
    PASSED,
    keep_forecasts,
    passed_over,
    reliability_of,
)
from ranker.app.learning.training import fit
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.evaluation.reliability import ENOUGH, outcomes
from ranker.feedback.votes import LIKE, Vote
from ranker.store.forecasts import Forecast, Forecasts
from ranker.store.migrations import MIGRATIONS
from tests.conftest import Rank, reopened
from tests.history import DAYS, about_speech, month, vote_daily
from tests.invented import DAY, Clock, HashingEncoder, entry, paper, write_papers


@pytest.fixture
def kept(home: Path, clock: Clock, encoder: HashingEncoder) -> Any:
    """The forecasts of a profile, as the next process reads them."""

    def read(profile: str = "hearing") -> tuple[Forecast, ...]:
        return reopened(home, clock, encoder).forecasts.of(profile)

    return read


def shown_in(out: str) -> dict[str, float]:
    return {p["id"]: p["probability"] for p in json.loads(out)["papers"]}


def test_a_digest_keeps_what_it_says_of_the_papers_it_shows(
    ready: Rank, papers_file: Path, kept: Any, clock: Clock
) -> None:
    before = clock.time
    done = ready("today", "--from", papers_file, "--format", "json")
    found = kept()
    assert {f.paper_id: f.probability for f in found} == shown_in(done.out)
    assert [f.place for f in found] == list(range(1, 21))
    assert {(f.digest, f.model, f.told) for f in found} == {
        (DAY, json.loads(done.out)["model"]["id"], False)
    }
    assert all(before < f.at < clock.time for f in found)


@pytest.mark.parametrize(
    ("view", "count"), [(["-n", "3"], 20), (["-n", "25"], 25), (["--all"], 40)]
)
def test_a_view_adds_what_it_shows_besides_the_file(
    ready: Rank, papers_file: Path, kept: Any, view: list[str], count: int
) -> None:
    ready("today", "--from", papers_file, *view)
    assert len(kept()) == count


def test_a_later_ranking_changes_no_forecast_and_adds_what_is_new(
    ready: Rank, papers_file: Path, kept: Any
) -> None:
    ready("today", "--from", papers_file)
    first = kept()
    ready("like", paper(205).id, paper(209).id, paper(206).id)
    again = ready("today", "--date", DAY, "--format", "json")
    assert json.loads(again.out)["history"] == "reranked"
    now, then = shown_in(again.out), {f.paper_id: f.probability for f in first}
    assert any(now[i] != then[i] for i in now if i in then)
    new = kept()
    assert new[: len(first)] == first
    assert {f.paper_id for f in new} == then.keys() | now.keys()
    assert {f.model for f in new[len(first) :]} <= {json.loads(again.out)["model"]["id"]}


def test_what_was_voted_on_before_it_was_shown_is_told_and_never_judged(
    workspace: Workspace, clock: Clock
) -> None:
    ws, profile = workspace, workspace.config.profiles[0]
    ws.papers.add([entry(n) for n in range(201, 241)], DAY, from_file=True)
    ahead = clock.time + timedelta(days=2)  # of a machine whose clock is wrong
    ws.vote_log.append([Vote(paper(204).id, LIKE, ahead, "hearing")])
    keep_forecasts(ws, today(ws, Request(day=DAY, offline=True)), everything=True)
    assert [f.paper_id for f in ws.forecasts.of("hearing") if f.told] == [paper(204).id]
    clock.time += timedelta(days=3)
    assert reliability_of(ws, profile).told == 1
    assert reliability_of(ws, profile).judged == 0


def test_a_vote_that_is_withdrawn_counts_as_none(
    ready: Rank, papers_file: Path, home: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    ready("today", "--from", papers_file)
    ready("like", "1", "2")
    ready("undo", "1")
    ws = reopened(home, clock, encoder)
    found = reliability_of(ws, ws.config.profiles[0])
    assert (found.judged, sum(b.liked for b in found.bands), found.unread) == (20, 1, 0)
    ready("undo", "2")
    ws = reopened(home, clock, encoder)
    assert reliability_of(ws, ws.config.profiles[0]).unread == 20


def test_the_first_of_a_digest_that_was_voted_on_were_passed_over(
    workspace: Workspace, clock: Clock
) -> None:
    ws, profile = workspace, workspace.config.profiles[0]
    ws.papers.add([entry(n) for n in range(201, 241)], DAY, from_file=True)
    digest = today(ws, Request(day=DAY, offline=True))
    keep_forecasts(ws, digest)
    after = DAY + timedelta(days=1)
    shown = [ranked.paper.id for ranked in digest.shown]
    clock.time += timedelta(hours=1)

    def passed(until: date = after) -> tuple[str, ...]:
        return passed_over(ws, profile, ws.votes_of(profile), until)

    assert passed() == ()  # nobody may have looked
    ws.vote_log.append([Vote(shown[3], LIKE, clock.time, "hearing")])
    ws.forget_votes_read()
    assert passed() == tuple(i for i in shown[:FIRST] if i != shown[3])
    assert passed(DAY) == ()
    ws.shelf.put(shown[0], "saved", True, clock.time)
    assert passed()[0] == shown[1]
    model = fit(ws, profile, after)
    assert model.card.passed_over == FIRST - 2
    assert fit(ws, profile, DAY).card.passed_over == 0


def test_years_of_forecasts_are_not_read_to_find_the_latest_passed_over(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same papers as from a look at all of them, in whatever zones and seconds they stand."""
    ws, draw = workspace, Random(7)
    profile, zones = ws.config.profiles[0], (UTC, timezone(timedelta(hours=-5, minutes=-30)))
    forecasts, votes = [], {}
    for number in range(1, 2_000):
        day = DAY - timedelta(days=(2_000 - number) // 12)
        shown = time(13, 0, draw.choice((0, 1)), draw.randrange(9), tzinfo=UTC)
        at = datetime.combine(day, shown).astimezone(draw.choice(zones))
        told = draw.random() < 0.1
        one = Forecast(profile.name, f"2601.{number:05d}", day, at, draw.randrange(1, 14), 0.5,
                       "m", told)  # fmt: skip
        forecasts.append(one)
        if draw.random() < 0.2:
            cast = at + timedelta(minutes=draw.randrange(-2, 60))
            votes[one.paper_id] = Vote(one.paper_id, LIKE, cast, profile.name)
    ws.forecasts.keep(forecasts)
    earlier = [f for f in ws.forecasts.of(profile.name) if f.digest < DAY - timedelta(days=2)]
    became = outcomes(earlier, votes)
    expected = [f.paper_id for f in earlier if f.place <= FIRST and became[f.paper_id] == "passed"]
    read: list[Forecast] = []
    newest = Forecasts.newest

    def counted(*asked: Any) -> Iterator[Forecast]:
        for one in newest(*asked):
            read.append(one)
            yield one

    monkeypatch.setattr(Forecasts, "newest", counted)
    found = passed_over(ws, profile, votes, DAY - timedelta(days=2))
    assert found == tuple(expected[-PASSED:])
    assert len(expected) > PASSED
    assert len(read) < 2 * PASSED


def test_an_interest_is_judged_by_its_own_votes_and_papers(
    ready: Rank, papers_file: Path, home: Path, clock: Clock, encoder: HashingEncoder, kept: Any
) -> None:
    ready("init", "--profile", "sky", "--keyword", "galaxy")
    out = ready("today", "--from", papers_file, "--format", "json").out
    owners = {p["id"]: p["profile"] for p in json.loads(out)["papers"]}
    for name in ("hearing", "sky"):
        assert {f.paper_id for f in kept(name)} == {i for i in owners if owners[i] == name}
    mine = next(i for i in owners if owners[i] == "sky")
    ready("like", mine)
    ws = reopened(home, clock, encoder)
    hearing, sky = (reliability_of(ws, p) for p in ws.config.profiles)
    assert (hearing.judged, hearing.unread) == (0, len(kept("hearing")))
    assert (sky.judged, sum(b.liked for b in sky.bands)) == (len(kept("sky")), 1)


def test_an_arxiv_withdrawal_is_no_forecast(workspace: Workspace) -> None:
    ws = workspace
    ws.papers.add([entry(n) for n in range(201, 241)], DAY, from_file=True)
    digest = today(ws, Request(day=DAY, offline=True))
    gone = replace(digest.papers[39], paper=replace(digest.papers[39].paper, withdrawn=True))
    papers = (*digest.papers[:39], gone)
    keep_forecasts(ws, replace(digest, papers=papers), everything=True)
    assert len(ws.forecasts.of("hearing")) == 39


def test_status_and_replay_say_what_came_of_it(
    ready: Rank, tmp_path: Path, home: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    """A month as it is lived: each digest looked at in the morning, voted on in the afternoon."""
    assert "told" not in ready("status").out
    assert "kept from now on" in ready("replay").out
    ready("fetch", "--from", write_papers(tmp_path / "month.jsonl", month()))
    for number, day in enumerate(DAYS[:6]):
        clock.time = clock.time.replace(year=day.year, month=day.month, day=day.day, hour=12)
        assert ready("today", "--date", day, "--offline").code == 0
        vote_daily(reopened(home, clock, encoder), about_speech, number, number + 1)
    ws = reopened(home, clock, encoder)
    found = reliability_of(ws, ws.config.profiles[0])
    speech = sum(about_speech(e) for e in month() if e.announced in DAYS[:6])
    assert (found.judged, found.unread, found.told) == (120, 0, 0)
    assert sum(b.liked for b in found.bands) == speech
    band = found.telling
    assert band is not None
    assert band.shown >= ENOUGH
    status = ready("status").out
    assert f"of {band.shown} papers at " in status
    assert f"you liked {band.liked} (a paper passed over counts as not liked)" in status
    table = ready("replay").out.partition("first shown at")[2].splitlines()[1:5]
    for row, one in zip(table, found.bands, strict=True):
        cells = row[18:].split()
        assert cells[:2] == [str(one.shown), str(one.liked)]
        assert ("%" in cells) is bool(one.shown)
        if one.enough:
            assert cells[2:4] == [f"{one.liked / one.shown:.0%}"[:-1], "%"]
    told = json.loads(ready("status", "--format", "json").out)["profiles"][0]["forecasts"]
    assert told == json.loads(ready("replay", "--format", "json").out)["forecasts"]
    assert [(b["shown"], b["liked"]) for b in told["bands"]] == [
        (b.shown, b.liked) for b in found.bands
    ]


def test_a_workspace_of_before_says_that_nothing_is_kept_yet(
    ready: Rank, papers_file: Path, home: Path, kept: Any
) -> None:
    ready("today", "--from", papers_file)
    ready("like", "1", "2")
    store = sqlite3.connect(home / "store" / "papers.sqlite3", isolation_level=None)
    store.execute("DROP TABLE forecasts")
    store.execute("ALTER TABLE papers DROP COLUMN comments")  # came later
    made = next(n for n, m in enumerate(MIGRATIONS) if "TABLE forecasts" in str(m))
    store.execute(f"PRAGMA user_version = {made}")
    store.close()
    assert "you liked" not in ready("status").out
    assert "what `rank today` shows is kept from now on" in ready("replay").out
    ready("today", "--date", DAY)
    assert sum(f.told for f in kept()) == 2
    assert "20 papers shown since you voted last" not in ready("replay").out
    assert "18 papers shown since you voted last" in ready("replay").out
