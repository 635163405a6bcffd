"""`--since` and `--date`: one meaning in every command, in the words that people use."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.cli.dates import day_of, first_day
from ranker.errors import UsageError
from tests.conftest import Rank
from tests.invented import DAY, EARLIER

WEDNESDAY, THURSDAY, FRIDAY = EARLIER[2:]


def papers(rank: Rank, *words: object) -> list[dict[str, Any]]:
    done = rank("today", "--offline", "--format", "json", "--all", *words)
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)["papers"]
    return found


@pytest.mark.parametrize("since", [THURSDAY, "2026-07-02", "1d", "yesterday"])
def test_since_includes_its_day_in_every_command(
    ready: Rank, since: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 03:00 UTC on Saturday is Friday evening in arXiv's time.
    monkeypatch.setattr("tests.invented.Clock.__call__", lambda _: _utc("2026-07-04T03:00"))
    assert {p["announced"] for p in papers(ready, "--since", since)} == {
        THURSDAY.isoformat(), FRIDAY.isoformat()
    }  # fmt: skip
    for words in (("search", "noise", "-n", 200), ("best", "-n", 200)):
        done = ready(*words, "--since", since, "--format", "json")
        assert min(one["date"] for one in json.loads(done.out)) == THURSDAY.isoformat(), words


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-07-03", FRIDAY), ("today", DAY), ("Yesterday", date(2026, 7, 5)), ("0d", DAY),
     ("7d", date(2026, 6, 29)), (" 10d ", date(2026, 6, 26)), (None, None)],
)  # fmt: skip
def test_the_words_are_read_by_arxiv_s_day(
    workspace: Workspace, text: str | None, day: date | None
) -> None:
    for moment in ("2026-07-06T04:30", "2026-07-07T03:59"):  # 00:30 and 23:59 Eastern
        workspace.now = lambda moment=moment: _utc(moment)  # type: ignore[misc]
        assert day_of(workspace, text) == first_day(workspace, text) == day


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "7", "d", "-1d", "123456d", "07/06/2026", "last!"]
)
def test_what_is_no_date_is_named(workspace: Workspace, text: str) -> None:
    for read in (day_of, first_day):
        with pytest.raises(UsageError, match="is no date; write it as YYYY-MM-DD, today, yest"):
            read(workspace, text)


def test_last_is_the_newest_stored_day_or_what_no_digest_had(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="there is no last digest"):
        first_day(workspace, "last")
    assert day_of(workspace, "last") == FRIDAY
    today(workspace, Request(day=WEDNESDAY, offline=True))
    assert first_day(workspace, "last") == THURSDAY
    assert first_day(workspace, "last", "hearing") == THURSDAY
    span = today(workspace, Request(since=first_day(workspace, "last"), offline=True))
    assert {r.announced for r in span.papers} == {THURSDAY, FRIDAY}
    assert first_day(workspace, "last") == FRIDAY + timedelta(days=1)


def test_nothing_new_since_the_last_is_told(ready: Rank) -> None:
    assert ready("today", "--offline").code == 0
    done = ready("today", "--offline", "--since", "last")
    assert (done.code, done.out) == (1, "")
    assert "nothing was announced from 2026-07-04 on; the newest is that of 2026-07-03" in done.err


def test_no_last_announcement_is_told(rank: Rank) -> None:
    rank("init", "--keyword", "speech")
    done = rank("today", "--offline", "--date", "last")
    assert done.code == 2
    assert "there is no last announcement" in done.complaint


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "atom", "csv"])
def test_each_paper_of_a_range_has_its_date(ready: Rank, form: str) -> None:
    words = ("today", "--offline", "--format", form, "-n", 100)
    together = ready(*words, "--since", WEDNESDAY)
    assert together.code == 0
    for day in (WEDNESDAY, THURSDAY, FRIDAY):
        assert together.out.count(day.isoformat()) >= 24
    if form not in ("csv", "atom"):  # where each paper has it of any digest
        alone = ready(*words, "--date", FRIDAY)
        assert alone.out.count(FRIDAY.isoformat()) <= 2


def test_a_range_kept_by_an_older_rank_is_still_read(ready: Rank, home: Path) -> None:
    from ranker.digest.value import Digest

    done = ready("today", "--offline", "--format", "json", "--all")
    data = json.loads(done.out)
    assert {p.pop("announced") for p in data["papers"]} == {FRIDAY.isoformat()}
    assert {r.announced for r in Digest.from_json(data).papers} == {None}
