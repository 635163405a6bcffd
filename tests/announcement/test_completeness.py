"""What the digest and `rank status` say of each category is what arXiv had."""

from __future__ import annotations

from datetime import date, timedelta

from tests.announcement.fake_arxiv import FakeArxiv
from tests.announcement.reader import Clock, Reader, eastern
from tests.announcement.world import CATEGORIES
from tests.conftest import Rank


def test_the_numbers_are_those_of_the_pages(reader: Reader, arxiv: FakeArxiv, clock: Clock) -> None:
    clock.set("2026-07-13 15:00")
    monday = {r.paper.id for r in reader.today().papers}
    clock.set("2026-07-14 15:00")
    digest = reader.today()
    for row in digest.completeness:
        rows = arxiv.world.of(date(2026, 7, 14), row.category)
        fresh = {e.paper_id for e in rows if not e.replaced}
        assert row.announced == row.fetched == len(rows)
        assert row.seen_before == len(fresh & monday)
        assert row.ranked == len(fresh - monday)
        assert row.state == "fresh"


def test_status_names_each_category_and_its_state(
    reader: Reader, rank: Rank, arxiv: FakeArxiv, clock: Clock
) -> None:
    assert " of 20" not in rank("status").out
    digest = reader.today()
    lines = rank("status").out.splitlines()
    for row in digest.completeness:
        assert (
            f"    {row.category} of 2026-07-14: announced {row.announced}, fetched {row.fetched}, "
            f"seen before {row.seen_before}, ranked {row.ranked}; fresh"
        ) in lines
    clock.set("2026-07-14 21:00")
    assert rank("status").out.count("; waiting") == 3
    clock.set("2026-07-16 12:00")
    assert rank("status").out.count("; stalled") == 3


def test_a_month_is_a_table_of_a_line_a_listing_date(
    reader: Reader, rank: Rank, arxiv: FakeArxiv, clock: Clock
) -> None:
    assert "nothing was read in that time" in rank("status", "--days", "30").out
    arxiv.world.events = [
        e for e in arxiv.world.events if (e.day, "cs.CL") != (date(2026, 7, 9), e.categories[0])
    ]
    for day in ("2026-07-03", "2026-07-07", "2026-07-09"):
        clock.set(f"{day} 15:00")
        reader.today()
    clock.set("2026-07-10 15:00")
    arxiv.delays[date(2026, 7, 10)] = timedelta(days=3)
    head, columns, *days = rank("status", "--days", "30").out.splitlines()
    assert head == "hearing: announced/fetched/seen before/ranked, or the state"
    assert columns.split() == ["listing", "date", *CATEGORIES]
    assert [line[:14] for line in days] == [
        "2026-07-10 Fri", "2026-07-09 Thu", "2026-07-08 Wed", "2026-07-07 Tue",
        "2026-07-06 Mon", "2026-07-03 Fri",
    ]  # fmt: skip
    assert days[0].split()[2:] == ["waiting"] * 3
    assert days[4].split()[2:] == ["quiet"] * 3  # Independence Day
    total = len(arxiv.world.of(date(2026, 7, 3), "cs.SD"))
    replaced = sum(e.replaced for e in arxiv.world.of(date(2026, 7, 3), "cs.SD"))
    assert days[5].split()[2] == f"{total}/{total}/0/{total - replaced}"
    assert days[2].split()[2].endswith("/0")  # fetched on the ninth, never ranked
    assert len(rank("status", "--days", "2").out.splitlines()) == 4
    assert len({len(line.split()) for line in days}) == 1


def test_a_lagging_category_is_waiting_though_others_brought_its_papers(
    reader: Reader, rank: Rank, arxiv: FakeArxiv, clock: Clock
) -> None:
    clock.set("2026-07-13 20:05")
    arxiv.world.new(date(2026, 7, 14), "cs.SD", "eess.AS")
    arxiv.behind = {"eess.AS"}
    arxiv.filled[date(2026, 7, 14)] = eastern("2026-07-13 20:00")
    digest = reader.today()
    assert {r.category: r.state for r in digest.completeness}["eess.AS"] == "waiting"
    assert "eess.AS" in rank("status", "--days", "3").out
