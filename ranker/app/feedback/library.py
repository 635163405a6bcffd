"""`rank import`, `rank export`, `rank status`: what the workspace holds, in and out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from ranker.app.feedback.standing import counts_of
from ranker.app.learning.forecasting import reliability_of
from ranker.app.papers.ingest import keep_voted
from ranker.app.papers.recognising import Known, identified, settle
from ranker.app.workspace import Workspace
from ranker.errors import InputFileError
from ranker.evaluation.reliability import Reliability
from ranker.feedback.importers.recognise import Likes, read_likes
from ranker.feedback.votes import Vote
from ranker.paper import Paper
from ranker.scored import Stage
from ranker.settings import Profile


@dataclass(frozen=True, slots=True)
class Imported:
    """How many votes a file brought, how many were there already, how many lines were bad, and
    how many votes wait for a paper that is not stored; and of a library, what is known of its
    works."""

    added: int
    repeated: int
    bad_lines: tuple[str, ...]
    waiting: int
    library: Known | None = None


@dataclass(frozen=True, slots=True)
class ProfileStatus:
    """One profile in numbers; `forecasts` is what came of the probabilities it was shown."""

    name: str
    categories: tuple[str, ...]
    keywords: int
    likes: int
    dislikes: int
    stage: Stage
    last_digest: date | None
    forecasts: Reliability


@dataclass(frozen=True, slots=True)
class Status:
    """A workspace in numbers."""

    home: Path
    papers: int
    newest: date | None
    profiles: tuple[ProfileStatus, ...]
    bad_votes: tuple[str, ...]


def import_votes(
    ws: Workspace, path: Path, profile_name: str | None, *, dry_run: bool = False
) -> Imported:
    """Add a votes file, or a library's works as likes, to the log; nothing is added twice.

    A vote goes to the profile named, else to its line's, else to the first. A library has no say
    on a paper that was voted on before. With `dry_run` nothing is written. Raises InputFileError
    if the file holds no vote.
    """
    ws.config.profile(profile_name)
    found = read_likes(path)
    if not found.votes:
        why = found.bad_lines[0] if found.bad_lines else f"{path} is empty"
        raise InputFileError(f"no vote was read: {why}")
    return import_likes(ws, found, profile_name, dry_run=dry_run)


def import_likes(
    ws: Workspace, found: Likes, profile_name: str | None, *, dry_run: bool = False
) -> Imported:
    """As `import_votes`, of what was read already."""
    profile = ws.config.profile(profile_name)
    names = [p.name for p in ws.config.profiles]
    log, library = ws.vote_file.votes, None
    votes = addressed(found.votes, profile.name, () if profile_name else names)
    if found.is_library:
        votes, formerly, library = identified(ws, votes, found.formerly)
        new, moved = settle(votes, formerly, log, names[0])
    else:
        new, moved = not_there(votes, log), []
    waiting = 0 if dry_run else _add(ws, votes, [*new, *moved])
    return Imported(len(new), len(votes) - len(new), found.bad_lines, waiting, library)


def addressed(votes: Iterable[Vote], owner: str, kept: Collection[str]) -> list[Vote]:
    """The votes, each of its own profile where that is among those kept, else of the owner."""
    return [v if v.profile in kept else replace(v, profile=owner) for v in votes]


def not_there(votes: Iterable[Vote], log: Iterable[Vote]) -> list[Vote]:
    """Those of the votes, each once, that are not in the log; titles and sources make no other."""
    there = {_key(vote) for vote in log}
    return [v for v in dict.fromkeys(votes) if _key(v) not in there]


def _key(vote: Vote) -> tuple[str, int, datetime, str]:
    return vote.id, vote.vote, vote.at, vote.profile


def _add(ws: Workspace, votes: Sequence[Vote], lines: Sequence[Vote]) -> int:
    """Add the lines to the log, and the papers of the votes to the store; returns how many votes
    wait for a paper that nobody has."""
    if lines:
        ws.vote_log.append(lines)
        ws.forget_votes_read()
    with ws.alone():
        return keep_voted(ws, votes)


def export_votes(ws: Workspace) -> str:
    """Every vote of the log as a votes file, with titles and abstracts so that it stands alone."""
    stored = ws.stored(v.id for v in ws.vote_file.votes)
    return "".join(_whole(vote, stored.get(vote.id)).to_line() for vote in ws.vote_file.votes)


def status(ws: Workspace) -> Status:
    """The workspace in numbers."""
    return Status(
        home=ws.paths.home,
        papers=ws.papers.count(),
        newest=ws.papers.newest_announcement(),
        profiles=tuple(_profile_status(ws, p) for p in ws.config.profiles),
        bad_votes=ws.vote_file.bad_lines,
    )


def _whole(vote: Vote, paper: Paper | None) -> Vote:
    return replace(vote, title=paper.title, abstract=paper.abstract) if paper else vote


def _profile_status(ws: Workspace, profile: Profile) -> ProfileStatus:
    counts = counts_of(ws, profile)
    return ProfileStatus(
        name=profile.name,
        categories=profile.categories,
        keywords=len(profile.keywords),
        likes=counts.likes,
        dislikes=counts.dislikes,
        stage=counts.stage,
        last_digest=ws.digests.newest_day(profile.name),
        forecasts=reliability_of(ws, profile),
    )
