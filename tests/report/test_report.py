"""`rank report`: what it shows, what it says where there is little to show, and where it writes."""

from __future__ import annotations

import gc
import json
import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from ranker.app.learning import replaying, training
from ranker.app.publishing.report import LISTINGS, MOST_DOTS, make_report, vote_times
from ranker.app.workspace import Workspace
from ranker.cli.report_command import FIGURES
from ranker.errors import UsageError
from ranker.evaluation.metrics import Quality
from ranker.evaluation.replay import DayResult, Step, curve
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.paper import Entry, Paper
from ranker.report import words
from ranker.report.page import figure_files, render, sections
from ranker.report.png import to_png
from ranker.report.value import Report, figures_json
from tests.conftest import Rank, new_workspace, reopened
from tests.history import DAYS, about_speech, month, vote_daily
from tests.invented import Clock, HashingEncoder, paper

HOSTILE = 'Speech</title></svg><script>alert(1)</script> & "quoted" `code` \x1b[31m\u202enoise'
SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """The page's tags, whether they are closed in order, and its attributes that fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [str(v) for k, v in attrs if k in ("src", "href", "data", "srcset")]
        assert not any(k.startswith("on") for k, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def whole(page: str) -> Page:
    """The page, which loads and runs nothing."""
    found = Page(page)
    assert found.open == []
    assert not found.fetched
    assert not {"script", "link", "img", "iframe", "object"} & set(found.tags)
    assert "url(" not in page
    assert "@import" not in page
    return found


def drawn(report: Report) -> set[str]:
    return {s.name for s in sections(report) if s.draw}


@pytest.fixture(scope="module")
def kept_month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A reader's month, to be copied: twenty announcements, five likes and a dislike a day; and
    what the clock says then."""
    home, clock = tmp_path_factory.mktemp("month") / "home", Clock()
    made = new_workspace(home, clock, HashingEncoder())
    clock.time += timedelta(days=28)
    made.papers.add(month(), clock().date(), from_file=True)
    vote_daily(made, about_speech)
    del made
    gc.collect()  # closes the store, so that its files are whole
    return home, clock.time


@pytest.fixture
def ws(
    kept_month: tuple[Path, datetime], home: Path, clock: Clock, encoder: HashingEncoder
) -> Workspace:
    """A reader's month."""
    kept, clock.time = kept_month
    shutil.copytree(kept, home)
    return reopened(home, clock, encoder)


@pytest.fixture(scope="module")
def report(kept_month: tuple[Path, datetime], tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Its report, a value that no test can change."""
    kept, then = kept_month
    home, clock = tmp_path_factory.mktemp("report") / "home", Clock()
    clock.time = then
    shutil.copytree(kept, home)
    return make_report(reopened(home, clock, HashingEncoder()), None)


def test_a_month_of_votes_has_every_figure_but_those_of_digests(report: Report) -> None:
    assert drawn(report) == set(FIGURES) - {"forecasts", "keywords"}
    assert (report.votes.likes, report.votes.dislikes) == (100, 20)
    page = render(report)
    assert whole(page).tags.count("svg") == sum(len(s.drawings) for s in sections(report))
    for width in {width for s in sections(report) for width, _ in s.drawings}:
        assert page.count(f'<div class="w{width}">')
        assert f".w{width}" in page.partition("</style>")[0]  # which says when it shows
    assert "What rank learned from 120 votes" in page
    assert "No forecast is judged yet" in page


def test_every_figure_is_a_file_of_its_own_and_xml(report: Report) -> None:
    files = figure_files(report)
    assert set(files) == {f"{name}.svg" for name in drawn(report)}
    for text in files.values():
        root = fromstring(text)
        assert root.tag == f"{SVG}svg"
        assert root.get("aria-label")
        assert float(root.attrib["width"]) > 0


def test_the_curve_has_the_rankers_beside_each_other_and_the_votes_they_knew(
    report: Report,
) -> None:
    points = report.replay.curve
    assert len(points) == report.replay.steps
    known = [p.votes for p in points]
    assert known == sorted(known)
    assert known[0] > 0
    for point in points:
        assert set(point.ndcg) == {"rank", "keywords alone", "Rocchio", "arxiv-sanity-lite"}
    assert sum(p.days for p in points) == report.replay.rows[0].days


def test_no_point_of_the_curve_knows_a_vote_of_its_own_days(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The votes a point claims are those that its training was given, all cast before its cut."""
    given = {}
    evidence_of = training.evidence_of

    def watched(at: Workspace, profile: Any, votes: Any, until: Any, earlier: Any) -> Any:
        given[until] = votes
        return evidence_of(at, profile, votes, until, earlier)

    monkeypatch.setattr(replaying, "evidence_of", watched)
    points = make_report(ws, None).replay.curve
    assert points
    for point in points:
        assert point.votes == len(given[point.cut])
        assert all(vote.at.date() < point.cut for vote in given[point.cut].values())


def test_a_ranker_that_missed_a_day_of_a_step_has_no_point_there() -> None:
    one, half = Quality(1, 1, 1), Quality(0.5, 1, 1)
    days = DAYS[:3]
    judged = [
        DayResult(days[0], 2, 0, {"rank": one, "other": half}),
        DayResult(days[1], 1, 0, {"rank": half}),
        DayResult(days[2], 1, 0, {"rank": one, "other": one}),
    ]
    steps = (Step(days[0], days[:2]), Step(days[2], days[2:]))
    first, second = curve(steps, (5, 9), judged, ("rank", "other"))
    assert (first.votes, first.likes, first.days, dict(first.ndcg)) == (5, 3, 2, {"rank": 0.75})
    assert dict(second.ndcg) == {"rank": 1.0, "other": 1.0}
    assert curve(steps, (5, 9), [], ("rank",)) == ()


def test_terms_of_the_field_raise_a_paper(report: Report) -> None:
    assert report.terms
    text = " ".join(p.paper.text.lower() for p in month() if about_speech(p))
    assert all(term.name.split()[0] in text for term in report.terms.strongest[:5])
    weights = [term.weight for term in report.terms.strongest]
    assert weights == sorted(weights, reverse=True)
    assert min(weights) > 0 > max(term.weight for term in report.terms.weakest)


def test_the_map_marks_the_votes_and_keeps_likes_together(report: Report) -> None:
    assert report.map
    votes = [dot.vote for dot in report.map.dots]
    assert (votes.count(1), votes.count(-1)) == (100, 20)
    assert votes.count(0) <= MOST_DOTS
    assert 0 < report.map.share <= 1
    assert report.map.papers == len(report.map.dots) == 400
    svg = figure_files(report)["map.svg"]
    assert svg.count("<title>") == 400


def test_thirty_announcements_end_with_the_one_that_is_due(report: Report) -> None:
    days = [one.day for one in report.listings]
    assert len(days) == LISTINGS
    assert days == sorted(set(days))
    assert days[-1] == DAYS[-1] + timedelta(days=3)  # the Monday after, which is today
    assert {one.kind for one in report.listings} == {"file", "unread"}
    assert words.listings_title(report.listings).startswith("None of the last 30")


@pytest.mark.parametrize("count", [0, 1])
def test_hardly_a_vote_gives_a_smaller_report_that_says_so(
    workspace: Workspace, clock: Clock, count: int
) -> None:
    one = paper(4)
    workspace.vote_log.append([Vote(one.id, LIKE, clock(), "hearing")] * count)
    found = make_report(workspace, None)
    assert found.votes.total == count
    assert not {"replay", "forecasts"} & drawn(found)
    assert ("votes" in drawn(found)) == bool(count)
    page = render(found)
    whole(page)
    assert f"You have {count} like{'s' * (count != 1)} in all" in page
    title = "What rank learned from 1 vote<" if count else "Nothing learned yet: no vote stands<"
    assert title in page
    assert figures_json(found)["replay"]["curve"] == []


def test_without_a_paper_and_a_keyword_there_is_still_a_page(home: Path, rank: Rank) -> None:
    assert rank("init", "--profile", "empty", "--category", "cs.SD").code == 0
    done = rank("report", "--output", "-")
    assert (done.code, done.err) == (0, "")
    whole(done.out)
    for said in ("This interest has no keyword", "No term learned yet", "No map yet"):
        assert said in done.out


def test_a_report_is_of_one_interest(ws: Workspace, rank: Rank, home: Path) -> None:
    assert rank("init", "--profile", "folding", "--keyword", "protein").code == 0
    galaxy = next(e.paper.id for e in month() if not about_speech(e))
    ws.vote_log.append([Vote(galaxy, LIKE, datetime(2026, 7, 20, tzinfo=UTC), "folding")])
    first = json.loads(rank("report", "--format", "json").out)
    second = json.loads(rank("report", "--format", "json", "--profile", "folding").out)
    assert (first["profile"], first["figures"]["votes"]["likes"]) == ("hearing", 100)
    assert (second["profile"], second["figures"]["votes"]["likes"]) == ("folding", 1)
    assert [k["keyword"] for k in second["figures"]["keywords"]] == ["protein"]
    assert rank("report", "--profile", "nobody").code == 2


def test_a_hostile_title_is_text(ws: Workspace, clock: Clock) -> None:
    evil = Paper("2607.09999", HOSTILE, "speech noise microphone", ("Ada Quill",), ("cs.SD",))
    ws.papers.add([Entry(evil, DAYS[-1], "new")], clock().date(), from_file=True)
    ws.vote_log.append([Vote(evil.id, LIKE, clock(), "hearing")])
    ws.forget_votes_read()
    found = make_report(ws, None)
    page = render(found)
    whole(page)
    assert "&lt;script&gt;alert(1)" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    hints = [t.text or "" for t in fromstring(figure_files(found)["map.svg"]).iter(f"{SVG}title")]
    assert any(hint.startswith("Speech</title></svg><script>alert(1)") for hint in hints)


@pytest.mark.parametrize(
    ("span", "days", "bins"), [(0, 1, 1), (44, 1, 45), (45, 7, 8), (1000, 28, 36)]
)
def test_bins_grow_with_the_time_of_voting(span: int, days: int, bins: int) -> None:
    first = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday
    votes = (Vote("a", LIKE, first, "p"), Vote("b", DISLIKE, first + timedelta(days=span), "p"))
    found = vote_times(votes)
    assert found.days == days
    assert len(found.bins) in (bins, bins - 1)
    assert (found.bins[0].likes, found.bins[-1].dislikes) == (1, 1)
    assert sum(b.likes + b.dislikes for b in found.bins) == 2


def test_the_page_goes_into_the_workspace_and_figures_where_asked(
    ws: Workspace, rank: Rank, home: Path, tmp_path: Path
) -> None:
    done = rank("report", "--figures", tmp_path / "figures")
    assert (done.code, done.out) == (0, "")
    assert str(home / "report.html") in done.err
    assert "5 figures" in done.err
    assert "none yet of forecasts, keywords" in done.err
    whole((home / "report.html").read_text("utf-8"))
    files = {path.name for path in (tmp_path / "figures").iterdir()}
    drawn = [name for name in FIGURES if name not in ("forecasts", "keywords")]
    pictures = {f"{name}.{kind}" for name in drawn for kind in ("svg", "png")}
    assert files == pictures | {f"{name}.json" for name in FIGURES}
    for name in drawn:
        size = fromstring((tmp_path / "figures" / f"{name}.svg").read_text("utf-8")).get("width")
        data = (tmp_path / "figures" / f"{name}.png").read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(data[16:20], "big") == 2 * float(size or 0)
    data = json.loads((tmp_path / "figures" / "votes.json").read_text("utf-8"))
    assert (data["likes"], data["dislikes"]) == (100, 20)


def test_without_a_rasteriser_everything_else_is_written(
    workspace: Workspace, rank: Rank, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    done = rank("report", "--figures", tmp_path / "figures")
    assert done.code == 0
    lines = done.err.splitlines()
    assert "rank: no PNG, since resvg-py is not installed; `pip install 'resvg-py>=0.5'`" in lines
    assert (tmp_path / "figures" / "listings.svg").exists()
    assert not list((tmp_path / "figures").glob("*.png"))
    assert (home / "report.html").exists()


def test_a_picture_without_letters_is_not_made(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resvg_py

    fontless = partial(resvg_py.svg_to_bytes, skip_system_fonts=True)
    monkeypatch.setattr(resvg_py, "svg_to_bytes", fontless)
    with pytest.raises(UsageError, match="no font is installed"):
        to_png(figure_files(report)["votes.svg"])


@pytest.mark.parametrize(
    "where",
    [
        lambda home: ("--output", home / "rank.toml", "--format", "html"),
        lambda home: ("--output", home / "feedback" / "votes.html"),
        lambda home: ("--figures", home / "store"),
        lambda home: ("--figures", home / "rank.toml"),
        lambda home: ("--output", home / "r.pdf"),
        lambda home: ("--format", "svg"),
    ],
)
def test_it_is_refused_over_what_a_workspace_keeps_before_anything_is_replayed(
    ready: Rank, home: Path, where: Callable[[Path], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ranker.app.publishing.report.make_report", lambda *_: pytest.fail("it replayed")
    )
    before = (home / "rank.toml").read_bytes()
    done = ready("report", *where(home))
    assert (done.code, done.out) == (2, "")
    assert done.complaint
    assert (home / "rank.toml").read_bytes() == before
    assert not re.search(r"\.(html|svg)", " ".join(p.name for p in home.rglob("*")))


def test_keywords_that_brought_nothing_are_no_figure(workspace: Workspace) -> None:
    found = make_report(workspace, None)
    assert found.keywords
    assert "keywords" not in drawn(found)
    assert "No keyword has brought a paper yet" in render(found)
