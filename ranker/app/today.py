"""`rank today`: find the announcement, rank it, keep the digest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ranker.app.announcement import Finding, look, look_at
from ranker.app.catching_up import missed
from ranker.app.completeness import awaited
from ranker.app.digesting import Span, make_digest
from ranker.app.ingest import keep, read_file
from ranker.app.merging import merge
from ranker.app.reading import unread
from ranker.app.workspace import Workspace
from ranker.digest.value import Digest
from ranker.errors import NothingToRankError
from ranker.settings import Profile
from ranker.sources.calendar import ANNOUNCED, EASTERN, expected_listing
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
        digest = _digest(ws, request, Span(settled, settled))
        return _sized(_with_outcome(ws, digest, Finding(settled)), request)
    with ws.alone():
        if not (request.path or request.offline or ws.coverage.of(expected_listing(ws.now()))):
            ws.open_encoder_meanwhile()  # there will be papers to embed
        finding = _find(ws, profile, request)
        if finding.day is None:
            raise NothingToRankError(
                "no paper is stored yet; run `rank fetch`, or give papers with --from FILE"
            )
        first = request.since or finding.day
        if first > finding.day:
            raise NothingToRankError(
                f"nothing was announced from {first} on; the newest is that of {finding.day}"
            )
        span = Span(first, finding.day)
        digest = _digest(ws, request, span)
    return _sized(_with_outcome(ws, digest, finding), request)


def _digest(ws: Workspace, request: Request, span: Span) -> Digest:
    """The digest of the profile asked for, or of all together, which is kept as well.

    A profile that has nothing to rank with yet is passed over while another has.
    """
    names = [request.profile] if request.profile else [p.name for p in ws.config.profiles]
    made, idle = [], []
    for name in names:
        try:
            made.append(make_digest(ws, ws.config.profile(name), span, request.replacements))
        except NothingToRankError as error:
            idle.append(error)
    if not made:
        raise idle[0]
    if len(names) == 1:
        return made[0]
    merged = merge(made, request.size or max(d.size for d in made))
    notes = (*merged.notes, *map(str, idle))
    merged = replace(merged, notes=notes)
    ws.digests.put(merged, span.name, "", ws.now(), {})
    return merged


def _settled_day(ws: Workspace, request: Request) -> date | None:
    """The listing date, where it is known without asking anyone: read, checked, none missed."""
    if request.path or request.day or request.since:
        return None
    expected = expected_listing(ws.now())
    categories = ws.config.categories
    if not categories or unread(ws, expected, categories):
        return None
    return expected if request.offline or not missed(ws, categories, expected) else None


def _find(ws: Workspace, profile: Profile, request: Request) -> Finding:
    if request.path is not None:
        batch = _dated(read_file(request.path), request.day or ws.now().date())
        keep(ws, batch, from_file=True)
        notes = tuple(f"{p.where}: {p.message}" for p in batch.problems)
        return Finding(request.day or _newest(batch), notes=notes)
    if request.day is not None:
        return _given_day(ws, profile, request.day, offline=request.offline)
    if request.offline:
        return Finding(ws.papers.newest_announcement(), "arXiv was not asked")
    from ranker.app.services import Services

    return look(ws, Services(ws), ws.config.categories, request.since)


def _given_day(ws: Workspace, profile: Profile, day: date, *, offline: bool) -> Finding:
    """A listing date by name: as stored, else from the catch-up pages."""
    begun = ws.coverage.of(day)
    whole = not begun or not unread(ws, day, profile.categories, begun)
    if ws.papers.announced(day, profile.categories) and (offline or whole):
        return Finding(day)
    if offline or not profile.categories:
        raise NothingToRankError(
            f"nothing is stored for {day}; the newest is {ws.papers.newest_announcement()}"
        )
    from ranker.app.services import Services

    return look_at(ws, Services(ws), day, profile.categories)


def _with_outcome(ws: Workspace, digest: Digest, finding: Finding) -> Digest:
    """Say in one line what the digest is: one of the four outcomes."""
    notes = (*finding.notes, *digest.notes)
    shown, completeness = digest.outcome, digest.completeness
    if finding.reason and finding.none_expected:
        outcome = f"none expected ({finding.reason})"
    elif finding.reason:
        outcome = f"could not confirm ({finding.reason}); this is the newest stored"
        completeness = tuple(replace(c, state=awaited(ws, c.category)) for c in completeness)
    elif shown.startswith("already shown") and _between_weeks(ws, digest.announcement):
        outcome = shown.replace("already shown", "none expected (weekend), already shown")
    else:
        outcome = shown
    return replace(digest, outcome=outcome, notes=notes, completeness=completeness)


def _between_weeks(ws: Workspace, day: date) -> bool:
    """Whether `day` is a Friday's listing and Sunday's announcement is not due yet."""
    now = ws.now()
    eastern = now.astimezone(EASTERN)
    return day == expected_listing(now) and (
        eastern.weekday() >= 5 or (eastern.weekday() == 4 and eastern.time() >= ANNOUNCED)
    )


def _sized(digest: Digest, request: Request) -> Digest:
    return replace(digest, size=request.size) if request.size else digest


def _dated(batch: Batch, day: date) -> Batch:
    """Papers whose format knows no listing date (the API's, OAI-PMH's) are the day's."""
    entries = (e if e.announced else replace(e, announced=day) for e in batch.entries)
    return replace(batch, entries=tuple(entries))


def _newest(batch: Batch) -> date | None:
    return max((e.announced for e in batch.entries if e.announced), default=None)
