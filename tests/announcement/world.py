"""An invented arXiv: what was announced on each listing date, in which categories, as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from ranker.calendar import announcement_of, listings_between
from ranker.paper import KINDS, Kind

CATEGORIES = ("cs.SD", "eess.AS", "cs.CL")
_WORDS = (
    "speech noise room microphone reverberation voice listener galaxy halo theorem bound graph"
    " protein enzyme folding lattice quasar clique matroid ligand".split()
)


@dataclass(frozen=True)
class Event:
    """One announcement of one paper, in the categories that it was announced in."""

    day: date
    paper_id: str
    title: str
    categories: tuple[str, ...]
    listed_in: tuple[str, ...]
    replaced: bool = False
    version: int = 1
    abstract: str = "Nothing of this was ever measured."

    def kind_in(self, category: str) -> Kind:
        home = self.categories[0] == category
        if self.replaced:
            return "replace" if home else "replace-cross"
        return "new" if home else "cross"

    def kind_among(self, categories: Sequence[str]) -> Kind:
        """The strongest kind, as a feed of several categories has it."""
        own = [self.kind_in(c) for c in categories if c in self.listed_in]
        return min(own, key=KINDS.index)


@dataclass
class World:
    """Every event, by listing date. `days` are the dates on which something was announced."""

    days: list[date] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    _number: int = 0

    def new(self, day: date, *categories: str, title: str = "") -> Event:
        """Announce a new paper; the first category is its primary one."""
        self._number += 1
        draw = Random(self._number)
        paper_id = f"{day:%y%m}.{self._number:05d}"
        title = title or f"{' '.join(draw.sample(_WORDS, 3)).title()} {self._number}"
        return self.add(Event(day, paper_id, title, categories, categories))

    def cross(self, day: date, paper: Event, category: str) -> Event:
        """Cross-list a paper later on; from then on it has the category."""
        categories = (*paper.categories, category)
        return self.add(replace(paper, day=day, categories=categories, listed_in=(category,)))

    def update(self, day: date, paper: Event, **changed: Any) -> Event:
        """Announce a further version, in all its categories."""
        listed = paper.categories
        newer = replace(paper, day=day, listed_in=listed, replaced=True, version=paper.version + 1)
        return self.add(replace(newer, **changed))

    def latest(self, before: date) -> list[Event]:
        """The last event of each paper announced before that day."""
        return list({e.paper_id: e for e in self.events if e.day < before}.values())

    def add(self, event: Event) -> Event:
        self.events.append(event)
        if event.day not in self.days:
            self.days.append(event.day)
            self.days.sort()
        return event

    def of(self, day: date, category: str) -> list[Event]:
        return [e for e in self.events if e.day == day and category in e.listed_in]

    def released(self, now: datetime, delays: dict[date, timedelta]) -> list[date]:
        """The listing dates that are out, oldest first."""
        return [d for d in self.days if now >= announcement_of(d) + delays.get(d, timedelta())]


def invent(seed: int, first: date, last: date, holidays: Sequence[date] = ()) -> World:
    """A world with new papers, cross-lists at once and later, replacements, every weekday."""
    draw, world = Random(seed), World()
    for day in listings_between(first - timedelta(days=1), last):
        if day in holidays:
            continue
        for category in CATEGORIES:
            for _ in range(draw.randint(2, 6)):
                others = [c for c in CATEGORIES if c != category]
                world.new(day, category, *draw.sample(others, draw.choice((0, 0, 1))))
        earlier = draw.sample(world.latest(day), min(6, len(world.latest(day))))
        for paper in earlier[:3]:
            world.update(day, paper)
        for paper in earlier[3:]:
            missing = [c for c in CATEGORIES if c not in paper.categories]
            world.cross(day, replace(paper, replaced=False), draw.choice(missing or ["math.CO"]))
    return world
