"""`rank today`: find the announcement, rank it, keep the digest and its file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ranker.app.announcements.catching_up import missed
from ranker.app.announcements.completeness import awaited
from ranker.app.announcements.newest import Finding, look, look_at
from ranker.app.announcements.reading import unread
from ranker.app.digests import together
from ranker.app.digests.digesting import Span
from ranker.app.learning.basis import Bases
from ranker.app.papers.ingest import keep, read_file
from ranker.app.publishing.files import is_published, publish
from ranker.app.workspace import Workspace
from ranker.calendar import ANNOUNCED, EASTERN, expected_listing
from ranker.digest.outcome import Standing
from ranker.digest.value import Digest
from ranker.encoder.lazy import prepare
from ranker.errors import BusyError, NothingToRankError
from ranker.sources.interface import Batch


@dataclass(frozen=True, slots=True)
class Request:
    """What the reader asked for: a listing date, papers of a file, everything from a date on.

    `replacements` says which replaced papers to rank as well: none, liked ones, or all.
    """

    profile: str | None = None
    day: date | None = None
    since: date | None = None
    path: Path | None = None
    offline: bool = False
    replacements: str = "none"


def today(ws: Workspace, request: Request) -> Digest:
    """Rank the newest announcement there is, or what the request names.

    The digest is the one that is kept, of the size that rank.toml says, and its file says the
    same; a reader's view is cut from it by whoever shows it. A day that is ranked already, on the
    same votes, settings and model, is shown again and nothing is written. While another process is
    at work here, or nothing can be written, the newest stored digest is the answer, as unconfirmed.

    Parameters
    ----------
    ws
        An open workspace.
    request
        The listing date, the papers file or the span of days to rank, and for which profile;
        `Request()` is the newest announcement, for all. arXiv is asked unless it is `offline`.

    Returns
    -------
    Digest
        All papers ranked, best first; `standing` says whether it is the announcement that is due.

    Raises
    ------
    NothingToRankError
        Where nothing is stored for the day, or nothing known of the reader.
    UnreachableError
        Where arXiv does not answer and nothing is stored.
    InputFileError
        Where the papers file cannot be read.
    UsageError
        Where rank.toml has no such profile.
    BusyError
        Where another process is at work and no digest is stored.

    Examples
    --------
    >>> from pathlib import Path
    >>> from ranker import Request, today
    >>> digest = today(ws, Request(path=Path("announcement.jsonl")))
    >>> digest.announcement.isoformat(), digest.stage, len(digest.papers), len(digest.shown)
    ('2099-12-14', 'keywords', 59, 20)
    """
    ws.config.profile(request.profile)  # complains of an unknown one
    finding, bases = _known(ws, request), Bases(ws)
    digest = _kept(ws, request, finding, bases)
    if digest is None and ws.read_only:
        digest = _stored(ws, request, Standing("unconfirmed", "read-only"))
    if digest is not None:
        return digest
    try:
        with ws.alone():
            return _ranked(ws, request, finding, bases)
    except BusyError as busy:
        digest = _stored(ws, request, Standing("unconfirmed", "busy", busy.who))
        if digest is None:
            raise
        return digest


def _kept(ws: Workspace, request: Request, finding: Finding | None, bases: Bases) -> Digest | None:
    """The digest where it is ranked already, and its file says the same."""
    if finding is None or finding.day is None:
        return None
    span = _span(request, finding.day)
    digest = together.kept(ws, request.profile, span, request.replacements, bases)
    if digest is not None and (span.days != (finding.day,) or is_published(ws, digest)):
        return _told(ws, digest, finding)
    return None


def _stored(ws: Workspace, request: Request, standing: Standing) -> Digest | None:
    """The newest digest as it was kept, whatever it rests on; none of a file's papers."""
    if request.path is not None:
        return None
    found = together.stored(ws, request.profile, request.day)
    if found is None:
        return None
    return _told(ws, replace(found, history="shown"), Finding(found.announcement, standing))


def _ranked(ws: Workspace, request: Request, finding: Finding | None, bases: Bases) -> Digest:
    """The digest, once it is found what to rank; its file is written."""
    if finding is None:
        if request.path is None and not ws.coverage.of(expected_listing(ws.now())):
            prepare(ws.encoder)  # there will be papers to embed
        finding = _find(ws, request)
    if finding.day is None:
        raise NothingToRankError(
            "no paper is stored yet; run `rank fetch`, or give papers with --from FILE"
        )
    span = _span(request, finding.day)
    digest = together.make(ws, request.profile, span, request.replacements, bases)
    if span.days == (finding.day,):  # a day has a file of its own; a span of days has not
        sure = finding.standing.confirmation != "unconfirmed"
        publish(ws, digest, finding.notes if sure else ())
    return _told(ws, digest, finding)


def _span(request: Request, day: date) -> Span:
    first = request.since or day
    if first > day:
        raise NothingToRankError(
            f"nothing was announced from {first} on; the newest is that of {day}"
        )
    return Span(first, day)


def _known(ws: Workspace, request: Request) -> Finding | None:
    """What to rank, where that is known without asking arXiv and without storing anything."""
    if request.path is not None:
        return None
    if request.day is not None:
        return _known_day(ws, request, request.day)
    settled = None if request.since else _settled_day(ws, offline=request.offline)
    if settled is not None:
        return Finding(settled)
    if request.offline:
        return Finding(ws.papers.newest_announcement(), Standing("unconfirmed", "not-asked"))
    return None


def _settled_day(ws: Workspace, *, offline: bool) -> date | None:
    """The listing date that is due, where it was read and checked, and none was missed."""
    expected = expected_listing(ws.now())
    categories = ws.config.categories
    if not categories or unread(ws, expected, categories):
        return None
    return expected if offline or not missed(ws, categories, expected) else None


def _known_day(ws: Workspace, request: Request, day: date) -> Finding | None:
    """A listing date by name, as it is stored. Raises NothingToRankError where it can't be had."""
    categories = ws.config.profile(request.profile).categories
    begun = ws.coverage.of(day)
    whole = not begun or not unread(ws, day, categories, begun)
    if ws.papers.announced(day, categories) and (request.offline or whole):
        return Finding(day)
    if request.offline or not categories:
        raise NothingToRankError(
            f"nothing is stored for {day}; the newest is {ws.papers.newest_announcement()}"
        )
    return None


def _find(ws: Workspace, request: Request) -> Finding:
    """Ask arXiv, or read the file, and store what is new."""
    if request.path is not None:
        batch = _dated(
            read_file(request.path, ws.config.arxiv.largest_file), request.day or ws.now().date()
        )
        for problem in batch.problems:
            if problem.trouble == "empty":
                raise NothingToRankError(f"{request.path} is {problem.message}")
        keep(ws, batch, from_file=True)
        notes = tuple(f"{p.where}: {p.message}" for p in batch.problems)
        return Finding(request.day or _newest(batch), notes=notes)
    from ranker.app.services import Services

    services = Services(ws)
    if request.day is not None:
        categories = ws.config.profile(request.profile).categories
        return look_at(ws, services, request.day, categories)
    finding = look(ws, services, ws.config.categories, request.since)
    if finding.standing.cause != "unreachable":
        from ranker.app.papers.completing import AT_A_TIME, complete_papers

        complete_papers(ws, AT_A_TIME)  # one request: a morning does not wait for a library
    return finding


def _told(ws: Workspace, digest: Digest, finding: Finding) -> Digest:
    """The digest with what was found of the announcement that is due."""
    notes = (*finding.notes, *digest.notes)
    standing, completeness = finding.standing, digest.completeness
    if standing.confirmation == "unconfirmed":
        completeness = tuple(replace(c, state=awaited(ws, c.category)) for c in completeness)
    elif digest.history != "new" and _between_weeks(ws, digest.announcement):
        standing = Standing("none-expected", "weekend")
    return replace(digest, standing=standing, notes=notes, completeness=completeness)


def _between_weeks(ws: Workspace, day: date) -> bool:
    """Whether `day` is a Friday's listing and Sunday's announcement is not due yet."""
    now = ws.now()
    eastern = now.astimezone(EASTERN)
    return day == expected_listing(now) and (
        eastern.weekday() >= 5 or (eastern.weekday() == 4 and eastern.time() >= ANNOUNCED)
    )


def _dated(batch: Batch, day: date) -> Batch:
    """Papers whose format knows no listing date (the API's, OAI-PMH's) are the day's."""
    entries = (e if e.announced else replace(e, announced=day) for e in batch.entries)
    return replace(batch, entries=tuple(entries))


def _newest(batch: Batch) -> date | None:
    return max((e.announced for e in batch.entries if e.announced), default=None)
