"""`rank votes`: the votes that stand, of one interest or of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ranker.app.workspace import Workspace
from ranker.feedback.votes import tally
from ranker.models.stage import stage_of
from ranker.paper import Paper
from ranker.scored import Stage
from ranker.settings import Profile


@dataclass(frozen=True, slots=True)
class StandingVote:
    """One vote that stands: +1 or -1, when, by which profile, and the paper as far as it is known.

    Of a paper that is not stored the vote tells title and abstract, and maybe neither.
    """

    paper: Paper
    vote: int
    at: datetime
    profile: str


@dataclass(frozen=True, slots=True)
class VoteCounts:
    """How many papers a profile likes and dislikes, and what a ranking rests on by these."""

    likes: int
    dislikes: int
    stage: Stage


def counts_of(ws: Workspace, profile: Profile) -> VoteCounts:
    """The votes of the profile that stand, counted."""
    likes, dislikes = tally(v.vote for v in ws.votes_of(profile).values())
    return VoteCounts(likes, dislikes, stage_of(likes, dislikes, keywords=bool(profile.keywords)))


def standing_votes(
    ws: Workspace, profile_name: str | None, vote: int = 0
) -> tuple[StandingVote, ...]:
    """The votes of the profile, or of every profile, newest first; with `vote`, those alone.

    A withdrawn vote does not stand. Raises UsageError for an unknown profile.
    """
    profiles = [ws.config.profile(profile_name)] if profile_name else ws.config.profiles
    cast = [(p.name, v) for p in profiles for v in ws.votes_of(p).values()]
    wanted = [(name, v) for name, v in cast if vote in (0, v.vote)]
    stored = ws.stored(v.id for _, v in wanted)
    found = [
        StandingVote(stored.get(v.id) or Paper(v.id, v.title, v.abstract), v.vote, v.at, name)
        for name, v in wanted
    ]
    return tuple(sorted(found, key=lambda one: one.at)[::-1])
