"""The digest of a week: the best of the listing dates since the last one, in a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ranker.app.announcements.waiting import wait_for_announcement
from ranker.app.papers.naming import note_digest
from ranker.app.publishing.files import publish_week
from ranker.app.publishing.mailing import outbox, queue_digest
from ranker.app.runs.run_state import Doing, noting
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.calendar import expected_listing
from ranker.delivery.outbox import key_of
from ranker.digest import words
from ranker.schedule.runs import Run
from ranker.settings import Profile

WEEK = timedelta(days=7)
LONGEST = timedelta(days=35)
"""What a week can grow to where none was written: no more is fetched unasked."""


def write_weeks(ws: Workspace, doing: Doing, earlier: Sequence[Run], *, email: bool) -> None:
    """Write, and with `email` queue, each profile's digest of what was announced since its last
    weekly one, or in the last seven days. Daily digests and their files stay as they are."""
    told = {name: day for run in earlier for day, name in run.weeks}
    expected = expected_listing(ws.now())
    if all(told.get(profile.name, date.min) >= expected for profile in ws.config.profiles):
        doing.said.append(f"no new week since {expected}")
        return
    firsts = [_first(told.get(profile.name), expected) for profile in ws.config.profiles]
    finding = wait_for_announcement(ws, min(firsts))
    if finding.standing.cause:
        doing.said.append(words.standing(finding.standing))
    if finding.day is None:
        return
    for profile in ws.config.profiles:
        with noting(doing):
            _write(ws, doing, profile, told.get(profile.name), finding.day, email=email)


def _write(
    ws: Workspace, doing: Doing, profile: Profile, told: date | None, last: date, *, email: bool
) -> None:
    if told is not None and told >= last:
        return
    first = _first(told, last)
    digest = today(ws, Request(profile=profile.name, day=last, since=first))
    with ws.alone():
        publish_week(ws, digest)
    note_digest(ws, digest, "written")
    if email and not outbox(ws).knows(key_of(digest, weekly=True)):
        queue_digest(ws, digest, weekly=True)
    doing.weeks.append((last, profile.name))
    doing.said.append(f"wrote the week to {last} for {profile.name}")


def _first(told: date | None, last: date) -> date:
    """The first listing date of the week that ends with `last`."""
    begun = last - WEEK if told is None else told
    return max(begun, last - LONGEST) + timedelta(days=1)
