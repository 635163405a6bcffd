"""`rank import`, `rank export`, `rank status`: what the workspace holds, in and out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ranker.app.learning.forecasting import reliability_of
from ranker.app.papers.ingest import keep_voted
from ranker.app.papers.recognising import Known, identified, settle
from ranker.app.workspace import Workspace
from ranker.errors import InputFileError
from ranker.evaluation.reliability import Reliability
from ranker.feedback.importers.recognise import Likes, read_likes
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.models.stage import stage_of
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
    known = {p.name for p in ws.config.profiles}
    votes = [
        replace(v, profile=profile.name) if profile_name or v.profile not in known else v
        for v in found.votes
    ]
    there = {(v.id, v.vote, v.at, v.profile) for v in ws.vote_file.votes}
    new = [v for v in dict.fromkeys(votes) if (v.id, v.vote, v.at, v.profile) not in there]
    moved: list[Vote] = []
    library = None
    if found.is_library:
        votes, formerly, library = identified(ws, votes, found.formerly)
        new, moved = settle(votes, formerly, ws.vote_file.votes, ws.config.profiles[0].name)
    waiting = 0
    if not dry_run:
        if new:
            ws.vote_log.append([*new, *moved])
            ws.forget_votes_read()
        with ws.alone():
            waiting = keep_voted(ws, votes)
    return Imported(len(new), len(votes) - len(new), found.bad_lines, waiting, library)


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
    values = [v.vote for v in ws.votes_of(profile).values()]
    likes, dislikes = values.count(LIKE), values.count(DISLIKE)
    return ProfileStatus(
        name=profile.name,
        categories=profile.categories,
        keywords=len(profile.keywords),
        likes=likes,
        dislikes=dislikes,
        stage=stage_of(likes, dislikes, keywords=bool(profile.keywords)),
        last_digest=max(ws.digests.days(profile.name, 1), default=None),
        forecasts=reliability_of(ws, profile),
    )
