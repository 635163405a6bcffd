"""Which of the stored papers to look among, as a clause of SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Within:
    """Papers public from `first` to `last`, both included, listed under `category`, a category or
    whole archive, and belonging to one of `categories`: those that a profile reads.

    What belongs to a profile is as in `PaperStore.announced`: also what a file brought, and papers
    whose categories nobody told. What is left empty leaves nothing out.
    """

    first: date | None = None
    last: date | None = None
    category: str = ""
    categories: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.first or self.last or self.category or self.categories)

    def clause(self) -> tuple[str, tuple[str, ...]]:
        """What to put after WHERE for it, of the table `papers`, and the values of its marks."""
        clauses: list[str] = []
        values: list[str] = []
        for name, day in ((">=", self.first), ("<=", self.last)):
            if day:
                clauses.append(f"papers.since {name} ?")
                values.append(day.isoformat())
        if self.category:
            clauses.append(_LISTED)
            values += _patterns(self.category)
        if self.categories:
            listed = [_LISTED] * len(self.categories)
            own = " OR ".join(("papers.from_file", "papers.categories = '[]'", *listed))
            clauses.append(f"({own})")
            values += [pattern for one in self.categories for pattern in _patterns(one)]
        return " AND ".join(clauses) or "1", tuple(values)


EVERYTHING = Within()

_LISTED = "(papers.categories LIKE ? OR papers.categories LIKE ?)"


def _patterns(category: str) -> tuple[str, str]:
    """Of the category itself, and of one within the archive, as they stand in a list of JSON."""
    return f'%"{category}"%', f'%"{category}.%'
