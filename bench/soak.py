"""A year of a reader's mornings on an injected clock: nothing lost, nothing twice, what grows.

usage: python -m bench.soak [--days 365] [--profiles 3] [--background 300] [--figure docs/soak.svg]

The arXiv is the invented one of the tests, a real server on 127.0.0.1, with new papers, cross-lists
at once and later, replacements and holidays. Each weekday but for missed mornings and holidays of
the reader's, `rank schedule run` fetches, writes every profile's digest and, once a week, trains
and writes the week's; the reader votes on what was shown, takes some votes back, and opens the
digest again. After each day it is counted what was announced and is in no digest of a profile, or
in those of two listing dates, and which votes are not in the log. Exits with 1 where a count is not
0 or where something grows that may not. The encoder is a small one that needs no model.

A training reads at most 5,000 earlier papers and looks among 20,000, which some two hundred small
announcements do not fill: what a day takes would only rise. So the year is lived with a background
of 300 and a pool of 1,200, filled by its spring, and what rises afterwards is growth that has no
end. `--background 5000` has the real ones.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench.soak_figure import Day, draw, grown, table, told
from ranker.app.announcements.fetching import fetch_since
from ranker.app.feedback.voting import poll, undo
from ranker.app.learning import basis, promoting, replaying, training
from ranker.app.runs.scheduled import run_scheduled
from ranker.app.today import Request
from ranker.app.today import today as rank_today
from ranker.app.workspace import Workspace
from ranker.calendar import announcement_of, holiday_hint, listings_between
from ranker.digest.value import Digest
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN
from ranker.models.scoring import ProfileModel
from ranker.scored import RankedPaper
from ranker.settings import Profile
from tests.announcement.fake_arxiv import FakeArxiv, fake_arxiv
from tests.announcement.reader import Clock, Reader
from tests.announcement.world import CATEGORIES, World, invent

FIRST = date(2026, 1, 5)
BEFORE = timedelta(days=28)
"""Of announcements fetched on the first morning, as `rank init` offers."""
TASTES = (("speech", "noise", "room"), ("galaxy", "halo", "quasar"), ("theorem", "graph", "clique"))
AWAY = ((40, 50), (150, 165))
"""Weekdays, counted from the first, on which the reader's machine is off."""
_MATTER = ("method", "measure", "result", "model", "signal", "sample", "field", "estimate", "scale")


@dataclass
class Soak:
    """What came of it. `shown` has, by profile, the listing dates whose digests had each paper."""

    days: list[Day] = field(default_factory=list)
    announced: int = 0
    lost: set[tuple[str, str]] = field(default_factory=set)
    repeated: set[tuple[str, str]] = field(default_factory=set)
    cast: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    votes_lost: int = 0
    votes_doubled: int = 0
    shown: dict[str, dict[str, set[date]]] = field(default_factory=dict)
    missed: list[date] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """Papers and votes that were lost or came twice."""
        return len(self.lost) + len(self.repeated) + self.votes_lost + self.votes_doubled


@contextmanager
def reading_at_most(background: int) -> Iterator[None]:
    """Trainings read so many earlier papers, and look for likely likes among four times as many."""
    places = ((training, "BACKGROUND"), (replaying, "BACKGROUND"), (basis, "BACKGROUND"))
    before = [(room, name, getattr(room, name)) for room, name in (*places, (training, "POOL"))]
    for room, name, _ in before:
        setattr(room, name, background * (4 if name == "POOL" else 1))
    try:
        yield
    finally:
        for room, name, value in before:
            setattr(room, name, value)


@contextmanager
def trainings_timed() -> Iterator[list[float]]:
    """The processor time of every fit that digests and `rank train` make, in seconds."""
    taken: list[float] = []
    fit = training.fit

    def timed(*given: Any, **options: Any) -> ProfileModel:
        started = time.process_time()
        try:
            return fit(*given, **options)
        finally:
            taken.append(time.process_time() - started)

    rooms = (training, promoting)
    for room in rooms:
        setattr(room, fit.__name__, timed)
    try:
        yield taken
    finally:
        for room in rooms:
            setattr(room, fit.__name__, fit)


def soak(home: Path, days: int, profiles: int, seed: int = 1, every: int = 20) -> Soak:
    """Live that many days in a fresh workspace; every so many of them a line is printed, or, with
    0, none."""
    weekdays = listings_between(FIRST - timedelta(days=1), FIRST + timedelta(days=days - 1))
    draw, result = Random(seed), Soak()  # noqa: S311 - a simulated reader, no secret
    clock = Clock(announcement_of(FIRST) + timedelta(hours=10))
    with fake_arxiv(world_of(seed, weekdays[-1]), clock) as arxiv:
        reader = Reader(home, arxiv, clock)
        settle(reader, profiles)
        with opened(reader) as ws:
            fetch_since(ws, FIRST - BEFORE)
        for number, listing in enumerate(weekdays):
            last = number == len(weekdays) - 1
            away = any(first <= number < end for first, end in AWAY) or draw.random() < 0.1
            if away and number and not last:
                result.missed.append(listing)
                continue
            clock.time = max(
                clock.time, announcement_of(listing) + timedelta(hours=draw.uniform(8, 16))
            )
            arxiv.server.requests.clear()  # which is the server's, and would look like ours
            result.days.append(_live(reader, result, draw, listing))
            result.missed.clear()
            _check(result, arxiv, reader, listing)
            if every and len(result.days) % every == 0:
                print(told(listing, result.days[-1]), flush=True)
    return result


def world_of(seed: int, last: date) -> World:
    """The invented arXiv from before the first day on, with abstracts as long as real ones."""
    whole = listings_between(FIRST - BEFORE - timedelta(days=1), last)
    world = invent(seed, whole[0], last, [day for day in whole if holiday_hint(day)])
    world.events[:] = [replace(e, abstract=_abstract(e.paper_id, e.title)) for e in world.events]
    return world


def _abstract(paper_id: str, title: str) -> str:
    draw = Random(paper_id)  # noqa: S311
    return " ".join(draw.choices([*_MATTER, *title.lower().split()], k=150)) + "."


def settle(reader: Reader, profiles: int) -> None:
    """Write rank.toml, with profiles that share a category each with the next one."""
    reader.settle()
    settings = reader.home / "rank.toml"
    text = settings.read_text("utf-8").partition("[profile.")[0]
    for number, words in enumerate(TASTES[:profiles]):
        own = [CATEGORIES[number], CATEGORIES[(number + 1) % len(CATEGORIES)]]
        text += f"[profile.{words[0]}]\ncategories = {own}\nkeywords = {list(words)}\n"
    settings.write_text(text, "utf-8")


@contextmanager
def opened(reader: Reader) -> Iterator[Workspace]:
    """The workspace as a command opens it, closed when the command is done."""
    ws = reader.workspace()
    try:
        yield ws
    finally:
        if "_db" in vars(ws):
            vars(ws)["_db"].close()


def _live(reader: Reader, result: Soak, draw: Random, listing: date) -> Day:
    """One weekday: the scheduled run, the week's on Fridays, votes, and another look."""
    seconds = time.process_time()
    with trainings_timed() as trainings:
        _morning(reader, result, draw, listing)
    seconds = time.process_time() - seconds
    gc.collect()
    return Day.measured(listing, seconds, reader.home, sum(trainings), result.cast.total())


def _morning(reader: Reader, result: Soak, draw: Random, listing: date) -> None:
    with opened(reader) as ws:
        if len(result.missed) > 8:  # more than a scheduled run writes by itself
            for profile in ws.config.profiles:
                asked = Request(profile=profile.name, since=result.missed[0])
                _see(result, profile, rank_today(ws, asked))
        run_scheduled(ws, {}, email=False, weekly=True)
        if listing.weekday() == 4:
            run_scheduled(ws, {}, email=False, weekly=False, every="weekly")
    with opened(reader) as ws:
        for profile in ws.config.profiles:
            for day in ws.digests.days(profile.name, len(result.missed) + 1):
                stored = ws.digests.get(profile.name, str(day))
                if stored is not None:
                    _see(result, profile, stored.digest)
                    _vote(ws, result, draw, profile, stored.digest)
    with opened(reader) as ws:
        rank_today(ws, Request())  # looked at again in the evening, ranked on the day's votes


def _see(result: Soak, profile: Profile, digest: Digest) -> None:
    """Note under which listing date a profile had each paper, in a digest of days or of one."""
    seen = result.shown.setdefault(profile.name, {})
    for ranked in digest.papers:
        seen.setdefault(ranked.paper.id, set()).add(ranked.announced or digest.announcement)


def _vote(ws: Workspace, result: Soak, draw: Random, profile: Profile, digest: Digest) -> None:
    """Two or three thumbs a digest by the profile's taste; now and then one is taken back."""
    taste = next(words for words in TASTES if words[0] == profile.name)
    fresh = [r for r in digest.papers[:10] if not r.vote and draw.random() < 0.3]
    for ranked in fresh:
        liked = LIKE if _fits(ranked, taste) else DISLIKE
        poll(ws, [ranked.paper.id], liked, profile.name)
        result.cast[profile.name, ranked.paper.id, liked] += 1
        if draw.random() < 0.05:
            undo(ws, [ranked.paper.id], profile.name)
            result.cast[profile.name, ranked.paper.id, WITHDRAWN] += 1


def _fits(ranked: RankedPaper, taste: tuple[str, ...]) -> bool:
    return bool(set(taste) & set(ranked.paper.title.lower().split()))


def _check(result: Soak, arxiv: FakeArxiv, reader: Reader, until: date) -> None:
    """Count again, over everything up to a listing date."""
    due = [e for e in arxiv.world.events if FIRST <= e.day <= until and not e.replaced]
    result.announced = len({e.paper_id for e in due if set(e.listed_in) & set(CATEGORIES)})
    with opened(reader) as ws:
        for profile in ws.config.profiles:
            shown, name = result.shown.get(profile.name, {}), profile.name
            for event in due:
                ours = set(event.listed_in) & set(profile.categories)
                if ours and event.paper_id not in shown:
                    result.lost.add((name, event.paper_id))
            result.repeated |= {(name, i) for i, days in shown.items() if len(days) > 1}
        logged = Counter((v.profile, v.id, v.vote) for v in ws.vote_log.read().votes)
    result.votes_lost = (result.cast - logged).total()
    result.votes_doubled = (logged - result.cast).total()


def main() -> None:
    """Live the year, print what came of it, draw the figure."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--days", type=int, default=365)
    words.add_argument("--profiles", type=int, default=3, choices=range(1, len(TASTES) + 1))
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--figure", type=Path, help="an SVG to draw what was measured into")
    words.add_argument("--background", type=int, default=300, help="papers a training reads")
    asked = words.parse_args()
    started = time.monotonic()
    here = tempfile.TemporaryDirectory(prefix="rank-soak-")
    with here as folder, reading_at_most(asked.background):
        result = soak(Path(folder) / "home", asked.days, asked.profiles, asked.seed)
    print(table(result.days))
    too_much = grown(result.days)
    print(
        f"{asked.days} days simulated, {len(result.days)} mornings, {asked.profiles} profiles: "
        f"{result.announced} papers announced, {len(result.lost)} lost, {len(result.repeated)} "
        f"repeated; {result.cast.total()} votes, {result.votes_lost} lost, "
        f"{result.votes_doubled} doubled; {time.monotonic() - started:.0f} s"
    )
    for line in too_much:
        print(f"grows: {line}")
    if asked.figure:
        draw(result.days, asked.figure)
    raise SystemExit(bool(result.faults or too_much))


if __name__ == "__main__":
    main()
