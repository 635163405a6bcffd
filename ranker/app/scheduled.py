"""`rank schedule run`: what the machine's scheduler starts every day.

It waits for the announcement, writes each profile's digest, mails it, retrains once a week, and
notes what came of it. What was written or mailed before is not written or mailed again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from ranker.app.announcement import Finding, look
from ranker.app.mailing import outbox, queue_digest, send_waiting
from ranker.app.naming import note_digest
from ranker.app.promoting import train_now
from ranker.app.services import Services
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.delivery.outbox import key_of
from ranker.digest import words
from ranker.errors import BusyError, ConfigError, RankError, SourceError
from ranker.files import held
from ranker.schedule.runs import Run, RunLog
from ranker.settings import Profile
from ranker.sources.calendar import expected_listing, listings_between

log = logging.getLogger(__name__)

RETRY_EVERY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=4)
"""arXiv's ad-hoc delays are mostly shorter; the next day's run catches up on a longer one."""
RETRAIN_AFTER = timedelta(days=6, hours=12)  # a week, whatever hour the run begins at
MOST_MISSED = 10  # listing dates: two weeks away from the machine


@dataclass
class _Doing:
    """What a run has done so far, so that a run that fails says that, too."""

    days: list[tuple[date, str]] = field(default_factory=list)
    mailed: int = 0
    trained: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    problems: list[RankError] = field(default_factory=list)

    def run(self, started: datetime, ended: datetime) -> Run:
        said = [*self.said, *(f"failed: {problem}" for problem in self.problems)]
        outcome, failed = "; ".join(said), bool(self.problems)
        days, trained = tuple(self.days), tuple(self.trained)
        return Run(started, ended, outcome, failed, days, self.mailed, trained)


def run_scheduled(ws: Workspace, environ: Mapping[str, str], *, email: bool, weekly: bool) -> Run:
    """One run, noted in store/runs.jsonl. Raises its first problem when it is noted."""
    with _only_one(ws):
        started, doing = ws.now(), _Doing()
        runs = RunLog(ws.paths.runs)
        earlier = runs.read()
        try:
            _write_digests(ws, doing, earlier, email=email)
            if email:
                with _noting(doing):
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


def _write_digests(ws: Workspace, doing: _Doing, earlier: tuple[Run, ...], *, email: bool) -> None:
    if not ws.config.categories:
        raise ConfigError(f"{ws.paths.config}: no profile names a category to fetch")
    done = {pair for run in earlier for pair in run.days}
    expected = expected_listing(ws.now())
    if all((expected, profile.name) in done for profile in ws.config.profiles):
        doing.said.append(f"nothing new since {expected}")
        return
    finding = _await(ws)
    if finding.standing.cause:
        doing.said.append(words.standing(finding.standing))
    if finding.day is None or finding.standing.confirmation == "unconfirmed":
        return
    for profile in ws.config.profiles:
        with _noting(doing):
            _write(ws, doing, profile, finding, done, email=email)


def _await(ws: Workspace) -> Finding:
    """Look until the announcement is out, or none is to be expected, or time is up."""
    services, until = Services(ws), ws.now() + LONGEST_WAIT
    while True:
        last = ws.now() + RETRY_EVERY > until
        try:
            with ws.alone():
                finding = look(ws, services, ws.config.categories)
        except (SourceError, BusyError) as error:
            if last:
                raise
            log.info("%s", error)
        else:
            if last or finding.standing.confirmation != "unconfirmed":
                return finding
            log.info("%s; waiting", words.standing(finding.standing))
        ws.sleep(RETRY_EVERY.total_seconds())


def _write(
    ws: Workspace,
    doing: _Doing,
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


def _mail(ws: Workspace, doing: _Doing, environ: Mapping[str, str]) -> None:
    doing.mailed = len(send_waiting(ws, environ))
    if doing.mailed:
        doing.said.append(f"mailed {words.count(doing.mailed, 'digest')}")


def _train(ws: Workspace, doing: _Doing, earlier: tuple[Run, ...], now: datetime) -> None:
    lately = {p for run in earlier if now - run.started < RETRAIN_AFTER for p in run.trained}
    for profile in ws.config.profiles:
        if profile.name not in lately:
            with _noting(doing):
                done = train_now(ws, profile.name)
                doing.trained.append(profile.name)
                kept = f"kept the model of {profile.name}, since {done.why}"
                doing.said.append(f"trained {profile.name}" if done.promoted else kept)


@contextmanager
def _noting(doing: _Doing) -> Iterator[None]:
    """One profile's trouble, or the mail's, keeps nothing else from being done."""
    try:
        yield
    except RankError as error:
        doing.problems.append(error)


def _only_one(ws: Workspace) -> AbstractContextManager[None]:
    busy = "an earlier scheduled run still waits for the announcement"
    return held(ws.paths.store / "schedule.lock", ws.paths.store, busy)
