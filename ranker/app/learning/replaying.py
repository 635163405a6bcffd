"""`rank replay`: a profile's own history walked in time order, ranker by ranker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from ranker.app.learning.basis import model_folder
from ranker.app.learning.forecasting import reliability_of
from ranker.app.learning.training import earlier_ids, evidence_of, with_vectors
from ranker.app.papers.ingest import embed, keep_voted
from ranker.app.workspace import Workspace
from ranker.arrays import Floats
from ranker.calendar import announcement_of
from ranker.evaluation import rankers
from ranker.evaluation.metrics import quality
from ranker.evaluation.rankers import TrainRankers
from ranker.evaluation.replay import (
    DayResult,
    Replayed,
    Row,
    StandingVote,
    Step,
    curve,
    plan,
    rows,
    verdict,
)
from ranker.feedback.votes import DISLIKE, LIKE, Vote, current
from ranker.models.features import Background
from ranker.models.in_use import BACKGROUND
from ranker.models.keywords import KeywordMatcher
from ranker.models.scoring import ProfileModel
from ranker.paper import Paper
from ranker.settings import Profile


def replay(ws: Workspace, profile_name: str | None) -> Replayed:
    """Compare today's way of training with the previous model and with the simple rankers.

    The previous model is a fixed one, so it is judged only on the announcements and by the votes
    that came after it. The verdict is about the simple rankers. A paper's text is the stored one:
    where arXiv has replaced it since, that is the one thing known too early.
    """
    profile = ws.config.profile(profile_name)
    with ws.keeping():
        walk = _Walk(ws, profile)
        steps = plan(walk.heard)
        judged = walk.judge(steps, rankers.all_rankers, model_folder(ws, profile).previous())
    named = {name for j in judged for name in j.qualities}
    simple = [n for n in (rankers.KEYWORDS, rankers.ROCCHIO, rankers.SANITY) if n in named]
    compared = (rankers.OURS, *simple)
    table = rows(judged, compared)
    previous = (
        rows(judged, (rankers.OURS, rankers.PREVIOUS))[1:] if rankers.PREVIOUS in named else ()
    )
    told = reliability_of(ws, profile)
    points = curve(steps, [walk.known_before(s.cut) for s in steps], judged, compared)
    return Replayed(profile.name, table + previous, len(steps), verdict(table), told, points)


def against(ws: Workspace, profile: Profile, model: ProfileModel) -> Row:
    """Today's way of training held to a model, on the announcements that came after the model.

    Judged by the votes that the model was not trained on. Its own are known to the first step, so
    that both start alike; the second learns from what came before it, as a new model would.
    """
    known = frozenset(model.voted.ids)
    walk = _Walk(ws, profile, known)
    steps = plan([v for v in walk.heard if v.id not in known], model.until, most=2)
    judged = walk.judge(steps, rankers.ours, model)
    return rows(
        [j for j in judged if rankers.PREVIOUS in j.qualities], (rankers.OURS, rankers.PREVIOUS)
    )[1]


class _Walk:
    """One profile's votes and announcements, cut at will. `known` votes come before any cut."""

    def __init__(
        self, ws: Workspace, profile: Profile, known: frozenset[str] = frozenset()
    ) -> None:
        self._ws, self._profile, self._known = ws, profile, known
        self._standing = ws.votes_of(profile)
        keep_voted(ws, self._standing.values())
        self._days = ws.papers.first_announced({v.id for v in ws.vote_file.votes})
        self.heard = tuple(self._hear(vote) for vote in self._standing.values())

    def judge(
        self, steps: Sequence[Step], train_all: TrainRankers, previous: ProfileModel | None
    ) -> list[DayResult]:
        """Train at every cut, and judge the announcements of its step."""
        ws = self._ws
        if previous is not None and previous.encoder != ws.encoder.fingerprint:
            previous = None  # it cannot read today's vectors
        papers = {day: self._papers(day) for step in steps for day in step.days}
        earlier = {s.cut: earlier_ids(self._ws, self._profile, s.cut) for s in steps}
        # All at once, so that a single bar tells how long it takes.
        embed(ws, [i for ids in earlier.values() for i in ids[:BACKGROUND]])
        embed(ws, [p.id for day in papers.values() for p in day])
        advance = ws.task.begin("replaying", len(steps))
        judged = []
        for step in steps:
            known, before = earlier[step.cut], self._votes_before(step.cut)
            past = with_vectors(ws, known[:BACKGROUND])
            evidence = evidence_of(ws, self._profile, before, step.cut, known)
            if len(past) and (before or self._profile.keywords or self._profile.authors):
                background = Background.fit(past.papers, past.vectors)
                new = with_vectors(
                    ws, [p.id for d in step.days for p in papers[d] if p.id not in before]
                )
                x = background.space.of(new.papers, new.vectors)
                scores = dict(train_all(evidence, past, background, x))
                later = previous if previous and previous.until <= step.days[-1] else None
                if later is not None:
                    scores[rankers.PREVIOUS] = later.parts.values(later.space.of(x.papers, x.raw))
                judged += [self._judged(day, x.papers, scores, later) for day in step.days]
            advance(1)
        return [j for j in judged if j is not None]

    def known_before(self, cut: date) -> int:
        """How many votes a ranker may know that is trained for the cut."""
        return len(self._votes_before(cut))

    def _judged(
        self,
        day: date,
        papers: Sequence[Paper],
        scores: Mapping[str, Floats],
        previous: ProfileModel | None,
    ) -> DayResult | None:
        """The day judged by its votes; None where all or none of its papers are liked.

        A previous model takes no part before its time, and no vote it knew judges anything.
        """
        fair = previous is not None and previous.until <= day
        told = frozenset(previous.voted.ids) if previous is not None and fair else frozenset[str]()
        rows = [n for n, p in enumerate(papers) if self._days[p.id] == day and p.id not in told]
        votes = np.array([self._vote(papers[n].id) for n in rows])
        names = [name for name in scores if fair or name != rankers.PREVIOUS]
        measured = {name: quality(votes == LIKE, scores[name][rows]) for name in names}
        qualities = {name: found for name, found in measured.items() if found is not None}
        if not qualities:
            return None
        return DayResult(day, int((votes == LIKE).sum()), int((votes == DISLIKE).sum()), qualities)

    def _papers(self, day: date) -> list[Paper]:
        """What a digest of the day would rank: announced there first, no replacements."""
        unwanted = KeywordMatcher(self._profile.exclude)
        entries = self._ws.papers.announced(day, self._profile.categories)
        wanted = [e.paper for e in entries if e.kind in ("new", "cross")]
        self._days |= self._ws.papers.first_announced(p.id for p in wanted)
        return [p for p in wanted if self._days[p.id] == day and not unwanted.any(p)]

    def _votes_before(self, cut: date) -> dict[str, Vote]:
        """The votes that stood when the announcement of `cut` came, besides the known ones."""
        moment = announcement_of(cut)
        votes = self._ws.vote_file.votes
        early = [v for v in votes if v.id in self._known or self._hear(v).since < moment]
        first = self._profile == self._ws.config.profiles[0]
        return current(early, self._profile.name, first=first)

    def _hear(self, vote: Vote) -> StandingVote:
        return StandingVote(vote.id, vote.vote, vote.at, self._days.get(vote.id))

    def _vote(self, paper_id: str) -> int:
        vote = self._standing.get(paper_id)
        return vote.vote if vote else 0
