"""Votes and shelf of another copy of a workspace, joined to this one's.

Both are logs whose lines only say what was done when, so that two copies voted in apart are joined
by adding the lines that are not here yet. For each paper the latest says what stands, in whatever
order the copies were joined; git's own merge does the same with `merge=union`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from ranker.app.workspace import Workspace
from ranker.config import CONFIG_NAME, Paths, load_config
from ranker.errors import InputFileError, UsageError
from ranker.feedback.append_only import append_lines
from ranker.feedback.votes import Vote, VoteLog


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining came to: lines added, and lines of the other's votes that could not be read.

    `unknown` are profiles that votes came for and this workspace has not.
    """

    votes: int
    shelf: int
    present: int
    bad_lines: tuple[str, ...]
    unknown: tuple[str, ...]


def join(ws: Workspace, other: Path) -> Joined:
    """Add what `other`, a workspace's folder, says and this one does not.

    A vote that names no profile is its first profile's; where that is not this one's first, it is
    named. Raises InputFileError, UsageError, StoreError, BusyError.
    """
    there = Paths(other)
    if not (there.config.is_file() or there.votes.is_file()):
        raise InputFileError(f"{other} is no workspace; name a folder with {CONFIG_NAME}")
    if other.samefile(ws.paths.home):
        raise UsageError(f"{other} is this workspace; name another copy")
    first = _first_profile(there)
    found = VoteLog(there.votes).read()
    name = _namer(first, ws.config.profiles[0].name)
    present = set(ws.vote_file.votes) | {name(vote) for vote in ws.vote_file.votes}
    votes = tuple(dict.fromkeys(name(vote) for vote in found.votes))
    new = [vote for vote in votes if vote not in present]
    if new:
        ws.vote_log.append(new)
        ws.forget_votes_read()
    shelf = _new_lines(there.shelf, ws.paths.shelf)
    if shelf:
        append_lines(ws.paths.shelf, "".join(f"{line}\n" for line in shelf), "the shelf")
    profiles = {profile.name for profile in ws.config.profiles}
    unknown = sorted({vote.profile for vote in new if vote.profile} - profiles)
    return Joined(len(new), len(shelf), len(votes) - len(new), found.bad_lines, tuple(unknown))


def _first_profile(paths: Paths) -> str:
    """The name of the other's first profile; empty where it has no settings."""
    return load_config(paths.config).profiles[0].name if paths.config.is_file() else ""


def _namer(theirs: str, ours: str) -> Callable[[Vote], Vote]:
    """Names the profile of a vote that names none, where it would be another's here."""
    if not theirs or theirs == ours:
        return lambda vote: vote
    return lambda vote: vote if vote.profile else replace(vote, profile=theirs)


def _new_lines(theirs: Path, ours: Path) -> list[str]:
    known: Collection[str] = frozenset(_lines(ours))
    return [line for line in dict.fromkeys(_lines(theirs)) if line not in known]


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig", "replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputFileError(f"{path} cannot be read: {error}") from None
    return [line for line in text.split("\n") if line.strip()]
