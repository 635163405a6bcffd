"""`rank keywords`: keywords from what a reader liked, or from a library, and into rank.toml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ranker.app.interests.setup import add_keywords
from ranker.app.papers.ingest import keep_voted
from ranker.app.workspace import Workspace
from ranker.errors import NothingToRankError
from ranker.feedback.importers.recognise import read_likes
from ranker.feedback.votes import DISLIKE, LIKE
from ranker.models.keyphrases import keyphrases
from ranker.models.keywords import KeywordMatcher
from ranker.paper import Paper
from ranker.settings import Profile

LEAST_LIKES = 3
OTHERS = 5_000
"""Stored papers that the liked ones are compared with, the newest."""
_AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A keyword, how many of the liked and of the other papers have it, and liked titles."""

    keyword: str
    likes: int
    others: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Suggestions for a profile, the most telling first; how many papers each kind has in all."""

    profile: str
    suggestions: tuple[Suggestion, ...]
    likes: int
    others: int


def suggest_keywords(
    ws: Workspace, profile_name: str | None, most: int, library: Path | None = None
) -> Suggested:
    """Phrases that the liked papers of a profile, or those of a library, have and others have not.

    What a keyword or an excluded word of the profile finds is left out. Raises NothingToRankError
    for fewer than three papers, InputFileError for a library that cannot be read.
    """
    profile = ws.config.profile(profile_name)
    liked = _of_library(ws, library) if library else _liked(ws, profile)
    if len(liked) < LEAST_LIKES:
        have = f"{library} has" if library else f"{profile.name} has"
        raise NothingToRankError(
            f"{have} {len(liked)} liked papers with a title; keywords are suggested from "
            f"{LEAST_LIKES} on"
        )
    others = _others(ws, profile, liked)
    least = 2 if len(liked) < 10 else 3
    known = KeywordMatcher((*profile.keywords, *profile.exclude))
    found = keyphrases(liked, _read(ws, others), least, most + len(known.keywords) * 4)
    new = [p for p in found if not known.any(Paper("", p.text, ""))][:most]
    return Suggested(
        profile.name,
        tuple(
            Suggestion(p.text, len(p.papers), p.others, tuple(liked[n].title for n in p.papers[:3]))
            for p in new
        ),
        len(liked),
        len(others),
    )


def accept(ws: Workspace, profile_name: str | None, words: Sequence[str]) -> tuple[str, ...]:
    """Add keywords to the profile in rank.toml, at the end of the list; those that were new.

    Every comment and line stays. Raises UsageError for a word that can never hit.
    """
    return add_keywords(ws.paths, ws.config.profile(profile_name).name, words)


def _liked(ws: Workspace, profile: Profile) -> list[Paper]:
    votes = {i: vote for i, vote in ws.votes_of(profile).items() if vote.vote == LIKE}
    keep_voted(ws, votes.values())
    return list(ws.papers.get(votes).values())


def _of_library(ws: Workspace, path: Path) -> list[Paper]:
    """Its liked works; of those that are stored, what is stored."""
    found = read_likes(path)
    works = {v.id: Paper(v.id, v.title, v.abstract) for v in found.votes if v.vote == LIKE}
    stored = ws.papers.get(works)
    papers = (stored.get(i) or work for i, work in works.items())
    return [paper for paper in papers if paper.title]


def _others(ws: Workspace, profile: Profile, liked: Sequence[Paper]) -> tuple[str, ...]:
    """Ids of the papers to compare with: the newest of the profile's categories, and disliked."""
    mine = {paper.id for paper in liked} | {
        i for i, vote in ws.votes_of(profile).items() if vote.vote == LIKE
    }
    disliked = [i for i, vote in ws.votes_of(profile).items() if vote.vote == DISLIKE]
    until = max(ws.newest_day, ws.now().date())
    newest = ws.papers.background_ids(until, profile.categories, OTHERS)
    return tuple(i for i in dict.fromkeys((*newest, *disliked)) if i not in mine)


def _read(ws: Workspace, ids: Sequence[str]) -> Iterator[Paper]:
    for start in range(0, len(ids), _AT_A_TIME):
        yield from ws.papers.get(ids[start : start + _AT_A_TIME]).values()
