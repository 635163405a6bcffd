"""The shelf, the calendar, search, one paper, levers and the bookmarklet, by their addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from ranker.app.announcements.listing_dates import fetch_range, month_of
from ranker.app.feedback.shelf import export, shelve, shelved
from ranker.app.workspace import Workspace
from ranker.errors import UsageError
from ranker.feedback.shelf import Shelf
from ranker.web.site import anchor
from tests.conftest import Rank
from tests.invented import DAY, entry, paper
from tests.patience import until
from tests.web.conftest import Visit, ids_shown

ONE, TWO = paper(204).id, paper(208).id


def plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_saved_and_noted_papers_are_on_the_shelf_line_by_line(visit: Visit, home: Path) -> None:
    visit.post("/act", paper=ONE, do="save")
    visit.post("/act", paper=TWO, do="save")
    visit.post("/act", paper=ONE, do="note", note="  look at <i>table 2</i>\nagain ")
    visit.post("/act", paper=ONE, do="read")
    visit.post("/act", paper=TWO, do="save")  # is so already
    text = visit.get("/shelf").text
    assert ids_shown(text) == [TWO, ONE]
    assert "&lt;i&gt;table 2" in text
    visit.post("/act", paper=TWO, do="unsave")
    assert ids_shown(visit.get("/shelf").text) == [ONE]
    lines = [
        json.loads(one) for one in (home / "feedback" / "shelf.jsonl").read_text().splitlines()
    ]
    assert [(one["id"], one.get("saved"), one.get("read"), one.get("note")) for one in lines] == [
        (ONE, True, None, None), (TWO, True, None, None),
        (ONE, None, None, "look at <i>table 2</i>\nagain"), (ONE, None, True, None),
        (TWO, False, None, None),
    ]  # fmt: skip
    assert visit.post("/act", paper=ONE, do="note", note="x" * 10_001).status_code == 400


def test_a_selection_is_exported(visit: Visit) -> None:
    for one in (ONE, TWO):
        visit.post("/act", paper=one, do="save")
    visit.post("/act", paper=ONE, do="note", note="see [1]\n# no heading")
    bib = visit.get("/export?as=bib")
    assert bib.headers["content-disposition"] == 'attachment; filename="shelf.bib"'
    assert bib.text.count("@misc") == 2
    assert ONE in visit.get(f"/export?as=ris&id={ONE}").text
    assert TWO not in visit.get(f"/export?as=ris&id={ONE}").text
    markdown = visit.get(f"/export?as=md&id={ONE}").text
    assert markdown.startswith(f"- [{paper(204).title}](https://arxiv.org/abs/{ONE})")
    assert "\n  see \\[1\\]\n  \\# no heading\n" in markdown
    assert visit.get("/export?as=exe").status_code == 400


def test_a_damaged_line_of_the_shelf_costs_no_other(tmp_path: Path, workspace: Workspace) -> None:
    shelf = Shelf(tmp_path / "shelf.jsonl")
    assert shelf.all() == {}
    shelf.put("2607.00001", "saved", True, workspace.now())
    with shelf.path.open("ab") as file:
        file.write(
            b'{"id": "x", "at": 3}\n[1]\n\xff\n{"id": "2607.00002", "at": "2026-07-06T00:00:00'
        )
    shelf.put("2607.00003", "note", "kept", workspace.now())
    assert [(k.id, k.saved, k.note) for k in shelf.all().values()] == [
        ("2607.00001", True, ""),
        ("2607.00003", False, "kept"),
    ]
    assert shelve(workspace, paper(3).id, "saved", True) == paper(3).id
    assert [one.paper for one in shelved(workspace)] == [paper(3)]
    with pytest.raises(UsageError):
        export([], "doc")


def test_search_similar_and_the_whole_sum(visit: Visit) -> None:
    found = visit.get("/search?q=speech+noise").text
    assert len(ids_shown(found)) == 30
    assert visit.get("/search?q=+").status_code == 400
    assert ONE not in ids_shown(visit.get(f"/similar/{ONE}").text)
    for one in (paper(208).id, paper(212).id, paper(216).id):
        visit.post("/act", paper=one, do="like", profile="hearing")
    visit.settled()
    text = visit.get(f"/paper/{ONE}").text
    assert paper(204).abstract in text
    totals = [float(v) for v in re.findall(r'<td class="value">([+-][0-9.]+)</td>', text)]
    score = float(re.search(r"its score, ([+-][0-9.]+)", plain(text))[1])  # type: ignore[index]
    assert len(totals) > 3
    assert abs(sum(totals) - score) < 0.05
    pulls = text.split('id="h-pulls"')[1]
    assert re.search(r'href="/paper/2607\.002(08|12|16)"', pulls)
    assert visit.get("/paper/2607.09999").status_code == 404
    assert visit.get("/paper/no%20id").status_code == 400


def test_a_muted_word_is_previewed_written_and_taken_back(visit: Visit, home: Path) -> None:
    path = home / "rank.toml"
    path.write_text(path.read_text() + "# the end\n")
    before = path.read_text()
    text = plain(visit.get("/lever?do=mute&word=microphone&profile=hearing").text)
    out = int(re.search(r"Mute “microphone”\? (\d+) papers? of today’s 40", text)[1])  # type: ignore[index]
    assert out > 0
    assert path.read_text() == before
    done = visit.post("/lever", do="mute", word="microphone", profile="hearing")
    assert done.status_code == 303
    assert 'exclude = ["microphone"]' in path.read_text()
    assert path.read_text().endswith("# the end\n")
    visit.settled()
    assert len(ids_shown(visit.get("/?rest=1").text)) == 40 - out
    back = plain(visit.get("/lever?do=unmute&word=microphone&profile=hearing").text)
    assert f"{out} paper" in back
    visit.post("/undo")
    assert path.read_text() == before
    again = visit.post("/lever", do="unmute", word="microphone", profile="hearing")
    assert again.status_code == 400


def test_keywords_and_authors_are_tried_before_they_are_pulled(visit: Visit, home: Path) -> None:
    before = (home / "rank.toml").read_text()
    models = sorted(home.glob("models/**/*"))
    for do, word in (("keyword", "galaxy"), ("drop", "noise"), ("follow", "Ada Quill")):
        text = plain(visit.get(f"/lever?do={do}&word={word}&profile=hearing").text)
        assert int(re.search(r"(\d+) of today’s 40 papers would move", text)[1]) > 0  # type: ignore[index]
    assert (home / "rank.toml").read_text() == before
    assert sorted(home.glob("models/**/*")) == models
    assert visit.get("/lever?do=keyword&word=noise&profile=hearing").status_code == 400
    assert visit.get("/lever?do=drop&word=galaxy&profile=hearing").status_code == 400
    assert visit.get("/lever?do=burn&word=x&profile=hearing").status_code == 400
    visit.post("/lever", do="follow", word="Ada Quill", profile="hearing")
    edited = (home / "rank.toml").read_text().replace("# How arXiv", "# Mine: how arXiv")
    (home / "rank.toml").write_text(edited)
    visit.post("/undo")
    left = (home / "rank.toml").read_text()
    assert "Mine: how" in left
    assert "Ada Quill" not in left


def test_the_keywords_page_has_the_lists_and_what_votes_suggest(visit: Visit) -> None:
    assert "are suggested from 3 on" in plain(visit.get("/keywords").text)
    for number in range(204, 233, 4):
        visit.post("/act", paper=paper(number).id, do="like", profile="hearing")
    text = plain(visit.get("/keywords").text)
    assert "× “room acoustics”" in text
    assert re.search(r"\+ “[a-z ]+” \d of 8 liked", text)


def test_the_calendar_tells_what_a_day_lacks(visit: Visit, opened: Callable[[], Workspace]) -> None:
    text = visit.get("/calendar?month=2026-07").text
    assert re.search(r'href="/\?day=2026-07-06"[^>]*title="2026-07-06: from a file"', text)
    assert "July 2026" in text
    assert "June 2026" in text
    assert visit.get("/calendar?month=nonsense").status_code == 400
    ws = opened()
    days = {one.day: one for one in month_of(ws, date(2026, 7, 1))}
    assert (days[DAY].kind, days[DAY].papers, days[DAY].digest) == ("file", 40, True)
    assert days[date(2026, 7, 7)].kind == "later"
    assert days[date(2026, 7, 3)].kind in ("file", "unread")
    assert date(2026, 7, 4) not in days  # a Saturday
    for first, last in ((date(2026, 7, 6), date(2026, 7, 3)), (date(2026, 1, 5), DAY)):
        with pytest.raises(UsageError):
            fetch_range(ws, first, last)


def test_coverage_makes_days_complete_partly_and_missing(
    workspace: Workspace, rank: Rank, home: Path
) -> None:
    path = workspace.paths.config
    path.write_text(
        path.read_text().replace("categories = []", 'categories = ["cs.SD", "eess.AS"]')
    )
    workspace.forget_config_read()
    days = [date(2026, 7, n) for n in (1, 2)]
    now = workspace.now()
    put = workspace.coverage.put
    for category in ("cs.SD", "eess.AS"):
        put(days[0], category, ["2607.00001"], stated=1, source="catchup", now=now, sure=True)
    put(days[1], "cs.SD", ["2607.00001"], stated=1, source="catchup", now=now, sure=True)
    found = {one.day: one for one in month_of(workspace, days[0])}
    assert found[days[0]].kind == "complete"
    assert (found[days[1]].kind, found[days[1]].lacking) == ("partly", ("eess.AS",))
    assert found[days[1]].fetchable
    put(days[1], "eess.AS", ["2607.00001"], stated=5, source="catchup", now=now, sure=True)
    found = {one.day: one for one in month_of(workspace, days[0])}
    assert found[days[1]].kind == "partly"
    other = {one.day: one for one in month_of(workspace, date(2026, 6, 1))}
    assert other[date(2026, 6, 30)].kind == "file"
    assert other[date(2026, 6, 8)].kind == "unread"


def test_fetching_is_a_job_whose_failure_is_told(visit: Visit) -> None:
    assert visit.post("/fetch", first="2026-07-01", last="nonsense").status_code == 400
    done = visit.post("/fetch", day="2026-07-02", back="/calendar")
    assert (done.status_code, done.headers["location"]) == (303, "/calendar")
    until(lambda: "no category to fetch" in visit.get("/calendar").text)


def test_the_bookmarklet_opens_a_window_that_votes(visit: Visit, home: Path) -> None:
    text = unescape(visit.get("/help").text)
    token = re.search(r"mark\?token=([\w-]+)&id=", text)[1]  # type: ignore[index]
    assert token == visit.keys.bookmark
    visit.client.cookies.clear()  # a strict cookie does not come along from arxiv.org
    where = f"/mark?token={token}&id=https%3A%2F%2Farxiv.org%2Fabs%2F{ONE}v2"
    assert paper(204).title in visit.get(where).text
    assert visit.get(where.replace(token, "x" * len(token))).status_code == 403
    assert visit.get(f"/mark?token={token}&id=https://example.org").status_code == 400
    assert visit.post("/mark", token="wrong", paper=ONE, do="like").status_code == 403
    assert visit.post("/mark", token=token, paper=ONE, do="like", csrf="no").status_code == 403
    assert not (home / "feedback" / "votes.jsonl").exists()
    done = visit.post("/mark", token=token, paper=ONE, do="like", profile="hearing")
    assert "Liked" in done.text
    assert ONE in (home / "feedback" / "votes.jsonl").read_text()


def test_comments_stand_in_the_row_and_on_the_page_of_a_paper_escaped(
    visit: Visit, opened: Callable[[], Workspace]
) -> None:
    said = "Accepted at <b>ICIN</b>; code at https://github.com/invented/it " + "and on " * 20
    ws = opened()
    ws.papers.add([replace(entry(204), paper=replace(paper(204), comments=said))], DAY)
    row = visit.get("/").text.split(f'id="{anchor(ONE)}"')[1].split("</article>")[0]
    assert 'class="remark">Accepted at &lt;b&gt;ICIN&lt;/b&gt;' in row
    assert "and on and on" not in row
    assert 'href="https://github.com/invented/it"' in row
    assert plain(visit.get(f"/paper/{ONE}").text).count("and on") == 20
    assert 'class="remark"' not in visit.get(f"/paper/{TWO}").text
