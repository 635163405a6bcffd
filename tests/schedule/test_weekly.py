"""The digest of a week: what it covers, its own file and mail, beside the daily one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ranker.errors import DeliveryError
from ranker.schedule.interface import EVERY
from tests.schedule.test_scheduled_run import World, world

__all__ = ["world"]

SATURDAY = datetime(2026, 7, 18, 9, 30, tzinfo=UTC)  # the night after the listing of Friday 17th
FRIDAY = date(2026, 7, 17)


def on_saturday(world: World, weeks: int = 0) -> None:
    """A morning on which Friday's listing is the newest."""
    world.at(SATURDAY + timedelta(weeks=weeks))
    world.out_at = world.clock.time - timedelta(days=1)


def test_it_has_the_listing_days_of_the_week_in_a_file_and_mail_of_its_own(world: World) -> None:
    on_saturday(world)
    run = world.run(every="weekly", weekly=True)
    assert run.outcome == (
        "wrote the week to 2026-07-17 for hearing; mailed 1 digest; trained hearing"
    )
    assert (run.weeks, run.days, run.trained) == (((FRIDAY, "hearing"),), (), ("hearing",))
    assert world.written == ["week-2026-07-17.md"]
    text = (world.home / "digests" / "week-2026-07-17.md").read_text()
    for day in range(13, 18):
        assert f"/abs/2607.{day}001" in text
    [message] = world.mailbox.taken
    assert message["Subject"].startswith("arXiv, week to 2026-07-17, hearing: 15 of 15 papers")


def test_the_next_begins_where_it_ended_and_a_second_run_does_nothing(world: World) -> None:
    on_saturday(world)
    world.run(every="weekly")
    asked = len(world.arxiv.requests)
    assert world.run(every="weekly").outcome == "no new week since 2026-07-17"
    assert len(world.arxiv.requests) == asked
    on_saturday(world, weeks=2)  # a week on which the machine was off is not lost
    run = world.run(every="weekly")
    assert run.outcome.startswith("wrote the week to 2026-07-31 for hearing")
    text = (world.home / "digests" / "week-2026-07-31.md").read_text()
    assert "/abs/2607.20001" in text
    assert "/abs/2607.17001" not in text
    assert len(world.mailbox.taken) == 2


def test_it_leaves_the_daily_digests_as_they_are_and_they_leave_it(world: World) -> None:
    for day in range(13, 18):
        world.at(datetime(2026, 7, day, 6, 30, tzinfo=UTC))
        assert world.run().days[-1:] == ((date(2026, 7, day), "hearing"),)
    daily = {p.name: p.read_bytes() for p in (world.home / "digests").glob("*")}
    assert len(world.mailbox.taken) == 5
    on_saturday(world)
    assert world.run().outcome == "nothing new since 2026-07-17"
    assert world.run(every="weekly").weeks == ((FRIDAY, "hearing"),)
    after = {p.name: p.read_bytes() for p in (world.home / "digests").glob("*")}
    assert after.keys() - daily.keys() == {"week-2026-07-17.md"}
    assert {name: after[name] for name in daily} == daily
    # Papers that a daily digest had are in the week's all the same.
    assert after["week-2026-07-17.md"].count(b"\n## ") == 15
    assert len(world.mailbox.taken) == 6
    world.at(datetime(2026, 7, 20, 6, 30, tzinfo=UTC))
    assert world.run().days == ((date(2026, 7, 20), "hearing"),)


def test_a_mail_of_the_week_that_waits_is_not_that_of_its_last_day(world: World) -> None:
    world.at(datetime(2026, 7, 17, 6, 30, tzinfo=UTC))
    world.mailbox.refused = ("me@example.org",)
    for every in EVERY:
        with pytest.raises(DeliveryError, match="queued"):
            world.run(every=every)
    waiting = sorted(p.name for p in (world.home / "store" / "outbox").glob("*.eml"))
    assert [name[:5] for name in waiting] == ["2026-", "week-"]
