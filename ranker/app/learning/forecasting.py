"""What a reader was told of a paper when it was first shown, kept, and held against the votes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ranker.app.workspace import Workspace
from ranker.digest.value import Digest
from ranker.evaluation.reliability import Reading, Reliability, reliability
from ranker.feedback.votes import Vote
from ranker.settings import Profile
from ranker.store.forecasts import Forecast

FIRST = 10
"""Papers of a digest that who votes on one of it has seen: those further down may not be read."""
PASSED = 300
"""The latest papers passed over that are learned from."""


def keep_forecasts(ws: Workspace, digest: Digest, *, everything: bool = False) -> None:
    """Keep the probabilities of a digest's papers as it is shown or written: of its size, or all.

    A paper that has a forecast keeps that one, whatever it is ranked on later. One that arXiv
    withdrew gets none: nobody is told that it is worth reading. Raises StoreError.
    """
    at = ws.now()
    votes = {p.name: ws.votes_of(p) for p in ws.config.profiles}
    shown = digest.papers if everything else digest.shown
    forecasts = []
    for ranked in shown:
        owner, paper_id = ranked.profile or digest.profile, ranked.paper.id
        if ranked.paper.withdrawn:
            continue
        forecasts.append(
            Forecast(
                profile=owner,
                paper_id=paper_id,
                digest=digest.announcement,
                at=at,
                place=ranked.rank,
                probability=ranked.probability,
                model=digest.model.id,
                # By the digest, too: a vote that was since withdrawn may have ranked it.
                told=bool(ranked.vote) or paper_id in votes.get(owner, {}),
            )
        )
    ws.forecasts.keep(forecasts)


def reliability_of(ws: Workspace, profile: Profile) -> Reliability:
    """How often the profile's reader liked what was shown at which probability."""
    return reliability(ws.forecasts.of(profile.name), ws.votes_of(profile))


def passed_over(
    ws: Workspace, profile: Profile, votes: Mapping[str, Vote], until: date
) -> tuple[str, ...]:
    """Ids of papers that stood among the first of digests of days before `until` and were left
    without a vote by a reader who voted on these or later ones; the latest PASSED, oldest first.

    A vote that is none of `votes` was not cast yet. What is on the shelf was not passed over.
    """
    voted = ws.forecasts.of_papers(profile.name, votes)
    read = Reading.of((f for f in voted if f.digest < until), votes)
    shelf, passed = ws.shelf.all(), list[Forecast]()
    for one in ws.forecasts.newest(profile.name, until, FIRST):
        if len(passed) >= PASSED and one.at < passed[PASSED - 1].at - timedelta(seconds=1):
            break  # years of older ones
        if read.outcome(one, votes.get(one.paper_id)) == "passed" and one.paper_id not in shelf:
            passed.append(one)
    passed.sort(key=lambda f: (f.at, f.place, f.paper_id))
    return tuple(f.paper_id for f in passed[-PASSED:])
