"""`rank today`: find the announcement, rank it, keep the digest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from ranker.app.announcement import Finding, look, read_day, unread
from ranker.app.digesting import Span, make_digest
from ranker.app.ingest import keep, read_file
from ranker.app.workspace import Workspace
from ranker.config import Profile
from ranker.digest.value import Digest
from ranker.errors import NothingToRankError
from ranker.sources.calendar import EASTERN, expected_listing
from ranker.sources.interface import Batch


@dataclass(frozen=True, slots=True)
class Request:
    """What the reader asked for: a listing date, papers of a file, everything since a date.

    `replacements` says which replaced papers to rank as well: none, liked ones, or all.
    """

    profile: str | None = None
    day: date | None = None
    since: date | None = None
    path: Path | None = None
    offline: bool = False
    size: int | None = None
    replacements: str = "none"


def today(ws: Workspace, request: Request) -> Digest:
    """The digest of the newest announcement there is, or of what the request names.

    A day that is ranked already, on the same votes and settings, is not ranked again. Raises
    NothingToRankError where nothing is stored for the day or nothing known of the reader, and
    UnreachableError where arXiv does not answer and nothing is stored.
    """
    profile = ws.config.profile(request.profile)
    settled = _settled_day(ws, request)
    if settled is not None:
        digest = make_digest(ws, profile, Span(settled, settled), request.replacements)
        return _sized(_with_outcome(ws, digest, Finding(settled)), request)
    with ws.alone():
        finding = _find(ws, profile, request)
        if finding.day is None:
            raise NothingToRankError(
                "no paper is stored yet; run `rank fetch`, or give papers with --from FILE"
            )
        first = request.since + timedelta(days=1) if request.since else finding.day
        if first > finding.day:
            raise NothingToRankError(f"nothing was announced after {request.since}")
        span = Span(first, finding.day)
        digest = make_digest(ws, profile, span, request.replacements)
    return _sized(_with_outcome(ws, digest, finding), request)


def _settled_day(ws: Workspace, request: Request) -> date | None:
    """The listing date, where it is known without asking anyone: read, ranked, and checked."""
    if request.path or request.day or request.since or request.offline:
        return None
    expected = expected_listing(ws.now())
    categories = ws.config.categories
    ready = categories and not unread(ws, expected, categories)
    return expected if ready else None


def _find(ws: Workspace, profile: Profile, request: Request) -> Finding:
    if request.path is not None:
        batch = read_file(request.path)
        keep(ws, batch, from_file=True)
        notes = tuple(f"{p.where}: {p.message}" for p in batch.problems)
        return Finding(request.day or _newest(batch), notes=notes)
    if request.day is not None:
        return _given_day(ws, profile, request.day, offline=request.offline)
    if request.offline:
        return Finding(ws.papers.newest_announcement(), "arXiv was not asked")
    from ranker.app.services import Services

    return look(ws, Services(ws), ws.config.categories)


def _given_day(ws: Workspace, profile: Profile, day: date, *, offline: bool) -> Finding:
    """A listing date by name: as stored, else from the catch-up pages."""
    if ws.papers.announced(day, profile.categories):
        return Finding(day)
    if offline or day > expected_listing(ws.now()):
        raise NothingToRankError(
            f"nothing is stored for {day}; the newest is {ws.papers.newest_announcement()}"
        )
    from ranker.app.services import Services

    read_day(ws, Services(ws), day, ws.config.categories, newest=False)
    return Finding(day)


def _with_outcome(ws: Workspace, digest: Digest, finding: Finding) -> Digest:
    """Say in one line what the digest is: one of the four outcomes."""
    notes = (*finding.notes, *digest.notes)
    if finding.reason and finding.none_expected:
        outcome = f"none expected ({finding.reason})"
    elif finding.reason:
        outcome = f"could not confirm ({finding.reason}); this is the newest stored"
    elif digest.outcome == "already shown" and _weekend(ws, digest.announcement):
        outcome = "none expected (weekend); this is the last announcement"
    else:
        outcome = digest.outcome
    return replace(digest, outcome=outcome, notes=notes)


def _weekend(ws: Workspace, day: date) -> bool:
    now = ws.now()
    return day == expected_listing(now) and now.astimezone(EASTERN).weekday() >= 5


def _sized(digest: Digest, request: Request) -> Digest:
    return replace(digest, size=request.size) if request.size else digest


def _newest(batch: Batch) -> date | None:
    return max((e.announced for e in batch.entries if e.announced), default=None)
