"""What a reader was told of a paper when it was first shown, kept, and held against the votes."""

from __future__ import annotations

from ranker.app.workspace import Workspace
from ranker.digest.value import Digest
from ranker.evaluation.reliability import Reliability, reliability
from ranker.settings import Profile
from ranker.store.forecasts import Forecast


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
