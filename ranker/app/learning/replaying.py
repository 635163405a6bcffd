"""`rank replay`: a profile's own history walked in time order, ranker by ranker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ranker.app.learning.basis import model_folder
from ranker.app.learning.forecasting import reliability_of
from ranker.app.learning.training import earlier_ids, evidence_of, with_vectors
from ranker.app.papers.ingest import embed, keep_voted
from ranker.app.workspace import Workspace
from ranker.arrays import Floats
from ranker.calendar import announcement_of
from ranker.evaluation import rankers
from ranker.evaluation.planning import plan
from ranker.evaluation.rankers import TrainRankers
from ranker.evaluation.replay import (
    DayResult,
    Replayed,
    Row,
    StandingVote,
    Step,
    curve,
    judge_day,
    rows,
    verdict,
)
from ranker.feedback.votes import Vote, current
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


class _Stored(NamedTuple):
    """Ids for a step: the papers that were public before it, newest first, and those to rank."""

    step: Step
    earlier: Sequence[str]
    new: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A step's n papers and every ranker's scores of them, (n,); `previous` is the model whose
    scores are among them."""

    papers: Sequence[Paper]
    scores: Mapping[str, Floats]
    previous: ProfileModel | None

    def fair(self, day: date) -> tuple[frozenset[str], tuple[str, ...]]:
        """The papers that may not judge on that day, since the previous model was told of them,
        and the names of the rankers that may be judged."""
        if self.previous is not None and self.previous.until <= day:
            return frozenset(self.previous.voted.ids), tuple(self.scores)
        return frozenset(), tuple(name for name in self.scores if name != rankers.PREVIOUS)


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
        if previous is not None and previous.encoder != self._ws.encoder.fingerprint:
            previous = None  # it cannot read today's vectors
        found = self._embedded(steps)
        advance = self._ws.task.begin("replaying", len(steps))
        judged: list[DayResult | None] = []
        for stored in found:
            ranked = self._ranked(stored, train_all, previous)
            if ranked is not None:
                judged += [self._judged(day, ranked) for day in stored.step.days]
            advance(1)
        return [j for j in judged if j is not None]

    def _embedded(self, steps: Sequence[Step]) -> list[_Stored]:
        """What is stored for each step, embedded all at once, so that a single bar tells how long
        it takes."""
        found = [
            _Stored(
                step,
                earlier_ids(self._ws, self._profile, step.cut),
                [p.id for day in step.days for p in self._papers(day)],
            )
            for step in steps
        ]
        embed(self._ws, [i for stored in found for i in stored.earlier[:BACKGROUND]])
        embed(self._ws, [i for stored in found for i in stored.new])
        return found

    def _ranked(
        self, stored: _Stored, train_all: TrainRankers, previous: ProfileModel | None
    ) -> _Ranked | None:
        """The step's papers scored by all that is trained at its cut, and by the previous model
        where it may rank any of them; None where there is nothing to train on."""
        ws, step = self._ws, stored.step
        before = self._votes_before(step.cut)
        past = with_vectors(ws, stored.earlier[:BACKGROUND])
        evidence = evidence_of(ws, self._profile, before, step.cut, stored.earlier)
        if not (len(past) and (before or self._profile.keywords or self._profile.authors)):
            return None
        background = Background.fit(past.papers, past.vectors)
        unvoted = with_vectors(ws, [i for i in stored.new if i not in before])
        x = background.space.of(unvoted.papers, unvoted.vectors)
        scores = dict(train_all(evidence, past, background, x))
        if previous is not None and previous.until <= step.days[-1]:
            scores[rankers.PREVIOUS] = previous.parts.values(previous.space.of(x.papers, x.raw))
            return _Ranked(x.papers, scores, previous)
        return _Ranked(x.papers, scores, None)

    def known_before(self, cut: date) -> int:
        """How many votes a ranker may know that is trained for the cut."""
        return len(self._votes_before(cut))

    def _judged(self, day: date, ranked: _Ranked) -> DayResult | None:
        """The day judged by its votes; None where all or none of its papers are liked.

        A previous model takes no part before its time, and no vote it knew judges anything.
        """
        told, names = ranked.fair(day)
        rows = [
            n for n, p in enumerate(ranked.papers) if self._days[p.id] == day and p.id not in told
        ]
        votes = [self._vote(ranked.papers[n].id) for n in rows]
        return judge_day(day, votes, {name: ranked.scores[name][rows] for name in names})

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
