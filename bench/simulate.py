"""Replay weekdays of an invented arXiv that misbehaves, and count what a reader gets of it.

    python -m bench.simulate [--days 30] [--seed 1]

The server is a real one on 127.0.0.1, the clock is injected, so that nothing waits. Each weekday
the reader runs `rank today` once, at some hour, and follows its notes: `--date` for days that were
missed and for papers that came late. Counted are papers announced (new and cross-listed, in the
reader's categories), stored under the listing date they were announced under, repeated (in the
digests of two listing dates) and lost (in none). Lost and repeated must be 0.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from ranker.calendar import announcement_of, listings_between
from ranker.digest import words
from ranker.digest.value import Digest
from ranker.errors import RankError
from tests.announcement.fake_arxiv import FakeArxiv, fake_arxiv
from tests.announcement.reader import Clock, Reader, ids
from tests.announcement.world import CATEGORIES, World, invent
from tests.sources.server import PORTAL, Reply

FIRST = date(2026, 6, 1)
HOLIDAYS = (date(2026, 6, 22), date(2026, 7, 6))  # the listings after Juneteenth and 3 July
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class Day:
    """How one weekday of a scenario goes: `fault` answers in arXiv's place, or does not."""

    listing: date
    run_at: datetime | None
    fault: Callable[[str], Reply | None] = lambda path: None


@dataclass
class Result:
    """The counts of one scenario; `slept` is the longest that one run had to wait, in seconds."""

    scenario: str
    announced: int = 0
    stored: int = 0
    repeated: int = 0
    lost: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    slept: float = 0.0


Troubles = Callable[[Random, FakeArxiv, Day], None]


def stale_feeds(draw: Random, arxiv: FakeArxiv, day: Day) -> None:
    if draw.random() < 0.4:
        arxiv.stale_feed.add(day.listing)


def throttled(draw: Random, _arxiv: FakeArxiv, day: Day) -> None:
    after = draw.choice([(), (("Retry-After", "20"),), (("Retry-After", "900"),)])
    replies = (Reply(b"", 429, after), Reply(b"Rate exceeded."), Reply(b"", 403))
    if draw.random() < 0.5:
        day.fault = lambda path: draw.choice(replies) if draw.random() < 0.4 else None


def outages(draw: Random, _arxiv: FakeArxiv, day: Day) -> None:
    replies = (Reply(b"", 503), Reply(PORTAL), Reply(b"x" * 90, fault="drop"))
    if draw.random() < 0.3:
        which, share = draw.choice(replies), draw.choice([0.5, 1.0])
        day.fault = lambda path: which if draw.random() < share else None


def missed_runs(draw: Random, _arxiv: FakeArxiv, day: Day) -> None:
    if draw.random() < 0.3:
        day.run_at = None


def two_day_gap(_draw: Random, _arxiv: FakeArxiv, day: Day) -> None:
    if (day.listing - FIRST).days // 7 % 2 and day.listing.weekday() in (1, 2):
        day.run_at = None


def late_batches(draw: Random, arxiv: FakeArxiv, day: Day) -> None:
    if draw.random() < 0.4:
        hours = timedelta(hours=draw.uniform(0.1, 17.9))
        arxiv.filled[day.listing] = announcement_of(day.listing) + hours


def delays(draw: Random, arxiv: FakeArxiv, day: Day) -> None:
    if draw.random() < 0.3:
        arxiv.delays[day.listing] = timedelta(hours=draw.uniform(0.1, 20))


def lagging_category(draw: Random, arxiv: FakeArxiv, _day: Day) -> None:
    arxiv.behind = {draw.choice(CATEGORIES)} if draw.random() < 0.4 else set()


SCENARIOS: dict[str, tuple[Troubles, ...]] = {
    "calm": (),
    "stale feeds": (stale_feeds,),
    "429, 403, Rate exceeded": (throttled,),
    "outages, log-in pages": (outages,),
    "missed runs": (missed_runs,),
    "two-day gaps": (two_day_gap,),
    "late-filled batches": (late_batches,),
    "delayed announcements": (delays,),
    "one category lags": (lagging_category,),
}
SCENARIOS["all of these"] = tuple(trouble for one in SCENARIOS.values() for trouble in one)


def simulate(scenario: str, home: Path, days: int = 30, seed: int = 1) -> Result:
    """Run one scenario of that many weekdays in a fresh workspace under `home`."""
    draw = Random(f"{seed} {scenario}")  # noqa: S311 - a replay, no secret
    weekdays = listings_between(FIRST - timedelta(days=1), FIRST + timedelta(days=2 * days))[:days]
    week = timedelta(days=7)
    world = invent(seed, FIRST - week, weekdays[-1] + week, HOLIDAYS)
    result = Result(scenario)
    clock = Clock(announcement_of(FIRST) + timedelta(minutes=1))
    with fake_arxiv(world, clock) as arxiv:
        reader = Reader(home, arxiv, clock).settle()
        digests: dict[date, set[str]] = {}
        for listing in weekdays:
            day = Day(listing, announcement_of(listing) + timedelta(hours=draw.uniform(0.1, 23)))
            arxiv.behind = set()
            for trouble in SCENARIOS[scenario] if listing != FIRST else ():
                trouble(draw, arxiv, day)  # the reader's first day goes well
            if day.run_at is not None:
                clock.time = max(clock.time, day.run_at)
                arxiv.fault = day.fault
                _run(reader, result, digests)
        arxiv.fault, arxiv.behind = lambda path: None, set()
        for hours in (24, 48):  # the last announcement is re-checked, too
            clock.time = announcement_of(weekdays[-1]) + timedelta(hours=hours)
            _run(reader, result, digests)
        _count(result, world, reader, digests, weekdays[-1])
        result.requests = len(arxiv.server.requests)
    return result


def _run(reader: Reader, result: Result, digests: dict[date, set[str]]) -> None:
    """`rank today`, and then what its notes say is to be seen elsewhere."""
    before = reader.clock.slept
    try:
        digest = reader.today()
    except RankError as error:
        result.outcomes[type(error).__name__] += 1
        return
    finally:
        result.slept = max(result.slept, reader.clock.slept - before)
    result.outcomes[words.outcome(digest).split("(")[0].strip()] += 1
    _see(digest, digests)
    notes = " ".join(n for n in digest.notes if "--date" in n or "--since" in n)
    for named in sorted(set(_DAY.findall(notes.split("; `rank today --since")[0]))):
        if date.fromisoformat(named).weekday() < 5:
            _see(reader.today(day=date.fromisoformat(named), offline=True), digests)


def _see(digest: Digest, digests: dict[date, set[str]]) -> None:
    digests.setdefault(digest.announcement, set()).update(ids(digest))


def _count(
    result: Result, world: World, reader: Reader, digests: dict[date, set[str]], last: date
) -> None:
    ours = set(CATEGORIES)
    events = [
        e
        for e in world.events
        if FIRST <= e.day <= last and not e.replaced and ours & set(e.listed_in)
    ]
    announced = {e.paper_id for e in events}
    stored = reader.within(
        lambda ws: {(d, e.paper.id) for d in world.days for e in ws.papers.announced(d)}
    )
    shown = Counter(paper for papers in digests.values() for paper in papers)
    result.announced = len(announced)
    result.stored = len({e.paper_id for e in events if (e.day, e.paper_id) in stored})
    result.repeated = sum(count > 1 for count in shown.values())
    result.lost = len(announced - set(shown))


def table(results: list[Result]) -> str:
    """The results as a Markdown table."""
    head = "scenario | announced | stored | repeated | lost | requests | longest wait"
    lines = [f"| {head} |", "|---|" + "---:|" * 6]
    lines += [
        f"| {r.scenario} | {r.announced} | {r.stored} | {r.repeated} | {r.lost} | {r.requests} |"
        f" {r.slept:.0f} s |"
        for r in results
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started, results = time.monotonic(), []
    for scenario in SCENARIOS:
        with tempfile.TemporaryDirectory() as folder:
            results.append(simulate(scenario, Path(folder), asked.days, asked.seed))
    print(table(results))
    for one in results:
        said = ", ".join(f"{count} {outcome}" for outcome, count in one.outcomes.most_common())
        print(f"{one.scenario}: {said}")
    print(f"{asked.days} weekdays each, seed {asked.seed}, {time.monotonic() - started:.0f} s")
    raise SystemExit(any(r.lost or r.repeated for r in results))


if __name__ == "__main__":
    main()
