"""What a scheduled run has done so far, so that one that fails says that, too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from ranker.errors import RankError
from ranker.schedule.runs import Run


@dataclass
class Doing:
    """As `Run` has it, while it grows; `said` and `problems` become its outcome."""

    days: list[tuple[date, str]] = field(default_factory=list)
    weeks: list[tuple[date, str]] = field(default_factory=list)
    mailed: int = 0
    trained: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    problems: list[RankError] = field(default_factory=list)

    def run(self, started: datetime, ended: datetime) -> Run:
        """The run as it is noted."""
        said = [*self.said, *(f"failed: {problem}" for problem in self.problems)]
        return Run(
            started,
            ended,
            "; ".join(said),
            bool(self.problems),
            tuple(self.days),
            self.mailed,
            tuple(self.trained),
            tuple(self.weeks),
        )


@contextmanager
def noting(doing: Doing) -> Iterator[None]:
    """One profile's trouble, or the mail's, keeps nothing else from being done."""
    try:
        yield
    except RankError as error:
        doing.problems.append(error)
