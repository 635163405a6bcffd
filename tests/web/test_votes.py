"""Reading and voting on the page, by its forms and by its parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ranker.app.workspace import Workspace
from tests.conftest import Rank
from tests.invented import DAY, paper
from tests.patience import until
from tests.web.conftest import Visit, ids_shown

FIRST = {"do": "like", "profile": "hearing"}


def test_the_day_is_shown_as_rank_today_ranks_it(visit: Visit, rank: Rank) -> None:
    import json

    digest = json.loads(rank("today", "--offline", "--format", "json").out)
    text = visit.get("/").text
    assert ids_shown(text) == [p["id"] for p in digest["papers"]]
    assert "Monday 6 July 2026" in text
    assert "By your keywords" in text
    assert "<mark>" in text
    assert text.index('class="why"') < text.index('class="abstract"')
    for label in ("abs", "pdf", "html"):
        assert f'href="https://arxiv.org/{label}/{digest["papers"][0]["id"]}"' in text


def test_a_vote_is_kept_before_it_is_answered_and_the_list_is_ranked_anew(
    visit: Visit, home: Path
) -> None:
    shown = ids_shown(visit.get("/").text)
    done = visit.post("/act", paper=shown[3], **FIRST)
    assert (done.status_code, done.headers["location"]) == (303, f"/#p-{shown[3]}")
    assert shown[3] in (home / "feedback" / "votes.jsonl").read_text()
    text = visit.get("/").text
    assert "1 voted on" in text
    assert ids_shown(text).index(shown[3]) > ids_shown(text).index(shown[-1]) - 1
    visit.settled()
    again = visit.get("/").text
    assert 'id="stale"' not in again
    assert "1 like and 0 dislikes" in again


def test_what_moved_is_told(visit: Visit) -> None:
    visit.get("/")
    shown = ids_shown(visit.get("/?rest=1").text)
    for place, word in ((5, "like"), (9, "dislike"), (14, "like")):
        visit.post("/act", paper=shown[place], do=word, profile="hearing")
        visit.settled()
        visit.get("/")
    assert re.search(r'class="move (up|down)"', visit.get("/").text)


def test_a_part_has_the_paper_as_it_stands_and_how_to_take_it_back(visit: Visit) -> None:
    shown = ids_shown(visit.get("/").text)
    part = visit.post("/act", True, paper=shown[0], **FIRST)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert ids_shown(part.text) == [shown[0]]
    assert 'class="line voted"' in part.text
    assert 'form="undo"' in part.text
    assert "Liked" in part.text
    same = visit.post("/act", True, paper=shown[0], **FIRST)
    assert "so already" in same.text


def test_undo_takes_back_one_thing_after_another(visit: Visit, home: Path) -> None:
    shown = ids_shown(visit.get("/").text)
    visit.post("/act", paper=shown[0], **FIRST)
    visit.post("/act", paper=shown[0], do="dislike", profile="hearing")
    visit.post("/act", paper=shown[1], do="save", profile="hearing")
    assert "taken back: saved" in visit.post("/undo", True).text.lower()
    assert 'class="dislike" aria-pressed="true"' in visit.get(f"/paper/{shown[0]}").text
    assert "taken back: disliked" in visit.post("/undo", True).text.lower()
    assert 'class="like" aria-pressed="true"' in visit.get(f"/paper/{shown[0]}").text
    visit.post("/undo")
    assert 'aria-pressed="true"' not in visit.get(f"/paper/{shown[0]}").text
    assert "nothing left" in visit.post("/undo", True).text
    lines = (home / "feedback" / "votes.jsonl").read_text().splitlines()
    assert [line.split('"vote": ')[1][:2] for line in lines] == ["1,", "-1", "1,", "0,"]


def test_votes_of_another_process_and_its_settings_are_seen(visit: Visit, rank: Rank) -> None:
    shown = ids_shown(visit.get("/").text)
    assert rank("dislike", shown[0]).code == 0
    assert "1 voted on" in visit.get("/").text
    assert rank("keywords", "add", "voice").code == 0
    assert "ranking anew" in visit.get("/").text
    visit.settled()
    assert 'id="stale"' not in visit.get("/").text


def test_what_cannot_be_done_is_said(visit: Visit) -> None:
    for given, status in (
        ({"paper": "nonsense", "do": "like"}, 400),
        ({"paper": "2607.99999", "do": "explode"}, 400),
        ({"paper": paper(204).id, "do": "like", "profile": "nobody"}, 400),
        ({"paper": paper(204).id, "do": "like", "day": "July"}, 400),
    ):
        assert visit.post("/act", **given).status_code == status
    assert visit.get("/?day=yesterday").status_code == 400
    assert visit.get("/?profile=nobody").status_code == 400
    assert "no digest" in visit.get("/?day=2020-01-01").text.lower()


def test_the_rest_is_listed_when_asked_for(visit: Visit) -> None:
    day = visit.get("/").text
    assert "20 ranked lower" in day
    assert len(ids_shown(day)) == 20
    assert len(ids_shown(visit.get("/?rest=1").text)) == 40
    assert len(ids_shown(visit.get("/?category=eess.AS&rest=1").text)) == 10


def test_the_first_page_does_not_wait_for_a_ranking(
    opened: Callable[[], Workspace], visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept is shown, as what it is, while the background ranks."""
    import threading

    begun, go = threading.Event(), threading.Event()
    from ranker.app.today import today as own
    from ranker.web import actions

    def slow(*words: object) -> object:
        begun.set()
        go.wait()
        return own(*words)  # type: ignore[arg-type]

    shown = ids_shown(visit.get("/").text)
    visit.settled()
    monkeypatch.setattr(actions, "today", slow)
    visit.post("/act", paper=shown[0], **FIRST)
    begun.wait()
    text = visit.get("/").text
    assert "ranking anew" in text
    assert set(ids_shown(text)) == set(shown)
    go.set()
    visit.settled()
    assert 'id="stale"' not in visit.get("/").text
    assert opened().digests.get("hearing", str(DAY)) is not None


def test_a_newer_day_is_offered_and_not_thrown_at_the_reader(visit: Visit) -> None:
    visit.get("/")
    visit.settled()
    until(lambda: 'class="doing"' not in visit.get("/status").text)
    assert "Show it" not in visit.get(f"/status?seen={DAY}").text
    assert f"{DAY} is here" in visit.get("/status?seen=2026-07-03").text
    assert "Show it" not in visit.get("/status?seen=2026-07-03&day=2026-07-03").text
