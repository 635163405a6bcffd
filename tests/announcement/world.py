"""An invented arXiv: what was announced on each listing date, in which categories, as what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from ranker.paper import KINDS, Kind
from ranker.sources.calendar import announcement_of, listings_between

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

    def new(
        self,
        day: date,
        *categories: str,
        listed_in: tuple[str, ...] = (),
        title: str = "",
    ) -> Event:
        """Announce a new paper, in its categories or, at first, in some of them only."""
        self._number += 1
        draw = Random(self._number)
        paper_id = f"{day:%y%m}.{self._number:05d}"
        title = title or f"{' '.join(draw.sample(_WORDS, 3)).title()} {self._number}"
        return self.add(Event(day, paper_id, title, categories, listed_in or categories))

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
        if day not in holidays:
            for event in _day(draw, world, day):
                world.add(event)
    return world


def _day(draw: Random, world: World, day: date) -> Iterator[Event]:
    earlier = [e for e in world.events if e.day < day and not e.replaced]
    for category in CATEGORIES:
        for _ in range(draw.randint(2, 6)):
            others = draw.sample([c for c in CATEGORIES if c != category], draw.randint(0, 1))
            # Some are cross-listed at once, some only on a later day.
            late = others and draw.random() < 0.3
            world.new(day, category, *others, listed_in=(category,) if late else ())
    for event in draw.sample(earlier, min(3, len(earlier))):
        fields = event.paper_id, event.title, event.categories, event.categories
        yield Event(day, *fields, replaced=True, version=2)
    for event in draw.sample(earlier, min(8, len(earlier))):
        missing = tuple(c for c in event.categories if c not in event.listed_in)
        crossed = {e.paper_id for e in world.events if not e.replaced and e.listed_in == missing}
        if missing and event.paper_id not in crossed:
            yield Event(day, event.paper_id, event.title, event.categories, missing)
