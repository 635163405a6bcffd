"""The seam between arXiv's many services and the rest of the program.

A source returns what it found as one `Batch`, and what went wrong as `Problem` values beside
it, so that a category or a line that fails does not lose the others. A source raises
`SourceError` (or `UnreachableError`) only when it has nothing at all to return.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from ranker.paper import Entry

Trouble = Literal[
    "bad-line",  # one record could not be read and was skipped
    "truncated",  # the answer ended early
    "capped",  # the service's row limit cut the answer
    "stale",  # an earlier announcement dressed as today's
    "throttled",  # told to slow down, and still so after the tries allowed
    "unreachable",  # no answer: DNS, refused, timed out, dropped
    "not-arxiv",  # an answer that is not arXiv's (captive portal, HTML for XML)
    "unknown-category",
    "empty",  # a whole answer without a paper
    "mismatch",  # fewer or more entries parsed than the source says it has
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong: what it hit (a category, a line, an address) and why."""

    trouble: Trouble
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one source returned.

    `announced` is the listing date that the source itself states, None where it states none or
    where entries of several dates are mixed. `stated` gives, per category, how many entries the
    source says there are; a category it says nothing about is absent. `notes` are what the reader
    should know although nothing went wrong.
    """

    source: str
    entries: tuple[Entry, ...]
    announced: date | None = None
    stated: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


class Source(Protocol):
    """One service that knows what was announced in some categories on a listing date."""

    @property
    def name(self) -> str:
        """A short word for logs and the completeness line: `feed`, `listing`, `catchup`, `oai`."""

    def fetch(self, categories: tuple[str, ...], day: date | None) -> Batch:
        """The announcement of listing date `day`, or the newest one where `day` is None.

        Raises SourceError or UnreachableError when nothing at all could be read.
        """
