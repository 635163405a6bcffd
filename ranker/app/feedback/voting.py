"""`rank like`, `dislike` and `undo`: from papers that a reader named to votes in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ranker.app.feedback.standing import counts_of
from ranker.app.papers.naming import NamedPaper, name_all
from ranker.app.workspace import Workspace
from ranker.errors import RankError, UnknownPaperError
from ranker.feedback.votes import WITHDRAWN, Vote
from ranker.scored import Stage
from ranker.settings import Profile


@dataclass(frozen=True, slots=True)
class Cast:
    """What was voted: papers as they were named, their titles by id, the profile, and its counts
    and stage before and after."""

    papers: tuple[NamedPaper, ...]
    titles: dict[str, str]
    vote: int
    profile: str
    likes: int
    dislikes: int
    before: Stage
    after: Stage


@dataclass(frozen=True, slots=True)
class Poll:
    """The votes that were cast, one record a profile, and what could not be voted on, and why."""

    casts: tuple[Cast, ...]
    errors: tuple[RankError, ...]


def poll(ws: Workspace, texts: Sequence[str], vote: int, profile_name: str | None) -> Poll:
    """Record a vote on every paper named; what is wrong with one keeps no other from it.

    The vote is that of the profile named, else of the profile that the paper was shown under, else
    of the first.
    """
    ws.config.profile(profile_name)  # complains of an unknown one
    heard = name_all(ws, texts, ask=vote != WITHDRAWN)
    casts: list[Cast] = []
    errors = list(heard.errors)
    for owner, papers in _by_owner(ws, heard.papers, profile_name).items():
        profile = ws.config.profile(owner)
        standing = ws.votes_of(profile)
        able = [one for one in papers if vote != WITHDRAWN or one.id in standing]
        errors += [
            UnknownPaperError(f"{one.id} has no vote of {owner} to withdraw")
            for one in papers
            if one not in able
        ]
        if able:
            casts.append(_cast(ws, profile, able, vote))
    return Poll(tuple(casts), tuple(errors))


def cast_votes(ws: Workspace, texts: Sequence[str], vote: int, profile: str | None = None) -> Cast:
    """Record a vote of one profile on each paper named.

    What is wrong with one keeps no other from it. The next ranking learns from the votes.

    Parameters
    ----------
    ws
        An open workspace.
    texts
        The papers: arXiv ids in any written form, links, or numbers of the list printed last.
        One that is not stored is asked of arXiv.
    vote
        1 is a like, -1 a dislike, 0 takes the paper's vote back.
    profile
        The profile's name; without it, the first.

    Returns
    -------
    Cast
        The papers with their titles, and the profile's counts and stage before and after.

    Raises
    ------
    PaperIdError
        For the first text that is no id in any form; the other votes are kept.
    UnknownPaperError
        For the first that is one of no paper, or has no vote to take back; likewise.
    UsageError
        Where rank.toml has no such profile.

    Examples
    --------
    >>> from ranker import cast_votes
    >>> cast = cast_votes(ws, ["9912.10001", "arXiv:9912.10002v1"], 1)
    >>> cast.likes, cast.dislikes, cast.before
    (2, 0, 'keywords')
    """
    done = poll(ws, texts, vote, ws.config.profile(profile).name)
    if done.errors:
        raise done.errors[0]
    return done.casts[0]


def cast_on(ws: Workspace, paper_id: str, vote: int, profile_name: str) -> Cast:
    """Record a vote of the profile on a paper that was found already, by its id."""
    profile = ws.config.profile(profile_name)
    return _cast(ws, profile, [NamedPaper(paper_id, profile.name)], vote)


def undo(ws: Workspace, texts: Sequence[str], profile_name: str | None) -> Poll:
    """Withdraw the votes on the papers named, or, without a name, the vote cast last."""
    if texts:
        return poll(ws, texts, WITHDRAWN, profile_name)
    owner = profile_name or _last_voter(ws) or ws.config.profiles[0].name
    profile = ws.config.profile(owner)
    standing = ws.votes_of(profile)
    if not standing:
        raise UnknownPaperError(f"{profile.name} has no vote to withdraw")
    last = max(standing.values(), key=lambda vote: vote.at).id
    return Poll((_cast(ws, profile, [NamedPaper(last, owner)], WITHDRAWN),), ())


def _by_owner(
    ws: Workspace, papers: Sequence[NamedPaper], profile_name: str | None
) -> dict[str, list[NamedPaper]]:
    """The papers by the profile whose vote it is."""
    names = {profile.name for profile in ws.config.profiles}
    first = ws.config.profiles[0].name
    groups: dict[str, list[NamedPaper]] = {}
    for one in papers:
        owner = profile_name or (one.owner if one.owner in names else first)
        groups.setdefault(owner, []).append(one)
    return groups


def _last_voter(ws: Workspace) -> str | None:
    """The profile of the latest vote that stands."""
    newest = [
        (max(vote.at for vote in votes.values()), profile.name)
        for profile in ws.config.profiles
        if (votes := ws.votes_of(profile))
    ]
    return max(newest)[1] if newest else None


def _cast(ws: Workspace, profile: Profile, papers: Sequence[NamedPaper], vote: int) -> Cast:
    titles = _titles(ws, [one.id for one in papers])
    before = counts_of(ws, profile)
    _record(ws, profile, titles, vote)
    after = counts_of(ws, profile)
    return Cast(
        papers=tuple(papers),
        titles=titles,
        vote=vote,
        profile=profile.name,
        likes=after.likes,
        dislikes=after.dislikes,
        before=before.stage,
        after=after.stage,
    )


def _titles(ws: Workspace, ids: Sequence[str]) -> dict[str, str]:
    stored = {i: paper.title for i, paper in ws.stored(ids).items()}
    voted = {v.id: v.title for v in ws.vote_file.votes}
    return {i: stored.get(i) or voted.get(i, "") for i in ids}


def _record(ws: Workspace, profile: Profile, titles: dict[str, str], vote: int) -> None:
    # After any vote on these papers that a clock running ahead has dated into the future.
    earlier = [v.at for v in ws.vote_file.votes if v.id in titles and v.profile == profile.name]
    at = max([ws.now(), *(time + timedelta(microseconds=1) for time in earlier)])
    ws.vote_log.append([Vote(i, vote, at, profile.name, title) for i, title in titles.items()])
    ws.forget_votes_read()
