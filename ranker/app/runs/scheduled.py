"""`rank schedule run`: what the machine's scheduler starts every day, or every week.

It waits for the announcement, writes each profile's digest, mails it, retrains once a week, and
notes what came of it. What was written or mailed before is not written or mailed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta

from ranker.app.announcements.newest import Finding
from ranker.app.announcements.waiting import wait_for_announcement
from ranker.app.learning.promoting import train_now
from ranker.app.papers.naming import note_digest
from ranker.app.publishing.mailing import outbox, queue_digest, send_waiting
from ranker.app.runs.run_state import Doing, noting
from ranker.app.runs.weekly import write_weeks
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.calendar import expected_listing, listings_between
from ranker.delivery.outbox import key_of
from ranker.digest import words
from ranker.errors import ConfigError, RankError
from ranker.files import held
from ranker.plurals import count
from ranker.schedule.interface import Every
from ranker.schedule.runs import Run, RunLog
from ranker.settings import Profile

RETRAIN_AFTER = timedelta(days=6, hours=12)  # a week, whatever hour the run begins at
WEEK_PATIENCE = 5 * 3600.0  # seconds; the day's run may wait for its announcement first
MOST_MISSED = 10  # listing dates: two weeks away from the machine


def run_scheduled(
    ws: Workspace,
    environ: Mapping[str, str],
    *,
    email: bool,
    weekly: bool,
    every: Every = "daily",
) -> Run:
    """One run, noted in store/runs.jsonl. Raises its first problem when it is noted.

    `every` says which digest: the day's or the week's. `weekly` is for the training.
    """
    with _only_one(ws, WEEK_PATIENCE if every == "weekly" else 0.0):
        started, doing = ws.now(), Doing()
        runs = RunLog(ws.paths.runs)
        earlier = runs.read()
        try:
            if not ws.config.categories:
                raise ConfigError(f"{ws.paths.config}: no profile names a category to fetch")
            write = write_weeks if every == "weekly" else _write_digests
            write(ws, doing, earlier, email=email)
            if email:
                with noting(doing):
                    _mail(ws, doing, environ)
            if weekly:
                _train(ws, doing, earlier, started)
        except RankError as error:
            doing.problems.append(error)
        except Exception as error:
            doing.said.append(f"failed: a fault of rank itself ({type(error).__name__}: {error})")
            runs.append(replace(doing.run(started, ws.now()), failed=True))
            raise
        run = doing.run(started, ws.now())
        runs.append(run)
    if doing.problems:
        raise doing.problems[0]
    return run


def _write_digests(ws: Workspace, doing: Doing, earlier: Sequence[Run], *, email: bool) -> None:
    done = {pair for run in earlier for pair in run.days}
    expected = expected_listing(ws.now())
    if all((expected, profile.name) in done for profile in ws.config.profiles):
        doing.said.append(f"nothing new since {expected}")
        return
    finding = wait_for_announcement(ws)
    if finding.standing.cause:
        doing.said.append(words.standing(finding.standing))
    if finding.day is None or finding.standing.confirmation == "unconfirmed":
        return
    for profile in ws.config.profiles:
        with noting(doing):
            _write(ws, doing, profile, finding, done, email=email)


def _write(
    ws: Workspace,
    doing: Doing,
    profile: Profile,
    finding: Finding,
    done: set[tuple[date, str]],
    *,
    email: bool,
) -> None:
    """The digests of a profile that are due: files for missed days, the newest also mailed."""
    newest = finding.day
    if newest is None or (newest, profile.name) in done:
        return
    before = max((day for day, name in done if name == profile.name), default=newest)
    missed = [
        day
        for day in listings_between(before, newest - timedelta(days=1))
        if not ws.digests.get(profile.name, str(day))
        and ws.papers.announced(day, profile.categories)
    ]
    for day in missed[-MOST_MISSED:]:
        today(ws, Request(profile=profile.name, day=day))
        doing.days.append((day, profile.name))
    # As the reader had it, unless what it rests on has changed.
    digest = today(ws, Request(profile=profile.name, day=newest))
    note_digest(ws, digest, "written")
    if email and not outbox(ws).knows(key_of(digest)):
        queue_digest(ws, digest)
    doing.days.append((newest, profile.name))
    doing.said.append(f"wrote {newest} for {profile.name}")
    if missed:
        doing.said.append(f"and {len(missed)} missed before it")


def _mail(ws: Workspace, doing: Doing, environ: Mapping[str, str]) -> None:
    doing.mailed = len(send_waiting(ws, environ))
    if doing.mailed:
        doing.said.append(f"mailed {count(doing.mailed, 'digest')}")


def _train(ws: Workspace, doing: Doing, earlier: Sequence[Run], now: datetime) -> None:
    lately = {p for run in earlier if now - run.started < RETRAIN_AFTER for p in run.trained}
    for profile in ws.config.profiles:
        if profile.name not in lately:
            with noting(doing):
                done = train_now(ws, profile.name)
                doing.trained.append(profile.name)
                kept = f"kept the model of {profile.name}, since {done.why}"
                doing.said.append(f"trained {profile.name}" if done.promoted else kept)


def _only_one(ws: Workspace, patience: float) -> AbstractContextManager[None]:
    busy = "an earlier scheduled run still waits for the announcement"
    return held(ws.paths.store / "schedule.lock", ws.paths.store, busy, patience)
