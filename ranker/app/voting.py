"""`rank like`, `dislike` and `undo`: from what a reader typed to votes in the log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ranker.app.workspace import Workspace
from ranker.digest.value import Stage
from ranker.digest.words import count
from ranker.errors import PaperIdError, RankError, UnknownPaperError
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN, Vote
from ranker.models.stage import stage_of
from ranker.paper import canonical_id
from ranker.settings import Profile

_RANK_NUMBER = re.compile(r"#?([1-9][0-9]{0,4})")


@dataclass(frozen=True, slots=True)
class Cast:
    """What was voted: paper ids with titles, the profile, and what the votes change."""

    papers: tuple[tuple[str, str], ...]
    vote: int
    profile: str
    likes: int
    dislikes: int
    effect: str


def cast_votes(ws: Workspace, texts: Sequence[str], vote: int, profile_name: str | None) -> Cast:
    """Record a vote on each paper named. Raises UnknownPaperError or PaperIdError.

    The votes on papers that are known are kept even if another name in the list is wrong.
    """
    profile = ws.config.profile(profile_name)
    found, errors = [], []
    for text in texts:
        try:
            found.append(resolve(ws, text, profile_name, ask=True))
        except (PaperIdError, UnknownPaperError) as error:
            errors.append(error)
    titles = _titles(ws, found)
    before = _stage(ws, profile)
    if titles:
        _record(ws, profile, titles, vote)
    if errors:
        kept = f" (the other {len(titles)} kept)" if titles else ""
        raise errors[0] if len(errors) == 1 and not kept else _joined(errors, kept)
    return _cast(ws, profile, titles, vote, before)


def undo(ws: Workspace, texts: Sequence[str], profile_name: str | None) -> Cast:
    """Withdraw the votes on the papers named, or, without a name, the vote cast last."""
    profile = ws.config.profile(profile_name)
    standing = ws.votes_of(profile)
    if texts:
        ids = [resolve(ws, text, profile_name) for text in texts]
    else:
        ids = [max(standing.values(), key=lambda v: v.at).id] if standing else []
    without = [i for i in ids if i not in standing]
    if without:
        raise UnknownPaperError(f"{', '.join(without)} has no vote of {profile.name} to withdraw")
    if not ids:
        raise UnknownPaperError(f"{profile.name} has no vote to withdraw")
    titles = _titles(ws, ids)
    before = _stage(ws, profile)
    _record(ws, profile, titles, WITHDRAWN)
    return _cast(ws, profile, titles, WITHDRAWN, before)


def by_profile(
    ws: Workspace, texts: Sequence[str], profile_name: str | None
) -> dict[str | None, list[str]]:
    """The papers named, by the profile that each was shown under: that is whose vote it is.

    With one profile, or with one named, it is that one's. A paper that the last digest did not
    show, or that is unknown, falls to the first.
    """
    if profile_name or len(ws.config.profiles) == 1 or not texts:
        return {profile_name: list(texts)}
    shown = ws.digests.last_shown(None)
    first = ws.config.profiles[0].name
    groups: dict[str | None, list[str]] = {}
    for text in texts:
        try:
            paper_id = resolve(ws, text, None)
        except RankError:
            paper_id = text  # said when the vote is cast
        groups.setdefault(shown.get(paper_id, first), []).append(paper_id)
    return groups


def last_voter(ws: Workspace) -> str | None:
    """The profile of the latest vote that stands, whose `rank undo` withdraws."""
    newest = [
        (max(vote.at for vote in votes.values()), profile.name)
        for profile in ws.config.profiles
        if (votes := ws.votes_of(profile))
    ]
    return max(newest)[1] if newest else None


def resolve(ws: Workspace, text: str, profile_name: str | None, *, ask: bool = False) -> str:
    """The id of a known paper, from any written form or a rank number of the last digest.

    With `ask`, a paper that is not stored is asked of arXiv by its id, and stored. Raises
    PaperIdError for what is no id, UnknownPaperError for a paper nobody has.
    """
    number = _RANK_NUMBER.fullmatch(text.strip())
    if number:
        return _at_rank(ws, int(number[1]), profile_name)
    try:
        paper_id = canonical_id(text)
    except PaperIdError:
        paper_id = text.strip()  # papers of an imported library keep their own keys
        if not _known(ws, paper_id):
            raise
    if not _known(ws, paper_id):
        if ask:
            from ranker.app.lookup import look_up

            look_up(ws, paper_id)
            return paper_id
        raise UnknownPaperError(
            f"{paper_id} is not stored; `rank fetch` its announcement, or `rank import` it"
        )
    return paper_id


def _at_rank(ws: Workspace, number: int, profile_name: str | None) -> str:
    last = tuple(ws.digests.last_shown(profile_name))
    if not last:
        raise UnknownPaperError(
            f"{number} is a rank, but no digest was shown yet; run `rank today`"
        )
    if number > len(last):
        raise UnknownPaperError(
            f"the last digest ranks {count(len(last), 'paper')}; there is no {number}"
        )
    return last[number - 1]


def _known(ws: Workspace, paper_id: str) -> bool:
    return bool(ws.papers.get([paper_id])) or any(v.id == paper_id for v in ws.vote_file.votes)


def _titles(ws: Workspace, ids: Sequence[str]) -> dict[str, str]:
    stored = {i: paper.title for i, paper in ws.papers.get(ids).items()}
    voted = {v.id: v.title for v in ws.vote_file.votes}
    return {i: stored.get(i) or voted.get(i, "") for i in ids}


def _record(ws: Workspace, profile: Profile, titles: dict[str, str], vote: int) -> None:
    # After any vote on these papers that a clock running ahead has dated into the future.
    earlier = [v.at for v in ws.vote_file.votes if v.id in titles and v.profile == profile.name]
    at = max([ws.now(), *(time + timedelta(microseconds=1) for time in earlier)])
    ws.vote_log.append([Vote(i, vote, at, profile.name, title) for i, title in titles.items()])
    ws.forget_votes_read()


def _cast(
    ws: Workspace, profile: Profile, titles: dict[str, str], vote: int, before: Stage
) -> Cast:
    likes, dislikes = _counts(ws, profile)
    after = _stage(ws, profile)
    effect = "the next `rank today` learns from it"
    if after != before:
        effect = f"the next `rank today` goes from {before} to {after}"
    return Cast(tuple(titles.items()), vote, profile.name, likes, dislikes, effect)


def _counts(ws: Workspace, profile: Profile) -> tuple[int, int]:
    values = [v.vote for v in ws.votes_of(profile).values()]
    return values.count(LIKE), values.count(DISLIKE)


def _stage(ws: Workspace, profile: Profile) -> Stage:
    return stage_of(*_counts(ws, profile), keywords=bool(profile.keywords))


def _joined(errors: Sequence[RankError], kept: str) -> RankError:
    return UnknownPaperError("; ".join(map(str, errors)) + kept)
