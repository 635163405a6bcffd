"""A list of papers that a reader was shown, in which numbers count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ListKind = Literal["digest", "search", "similar", "best"]


@dataclass(frozen=True, slots=True)
class PaperList:
    """Papers in the order of their numbers, each with the profile it is shown under, or "".

    `name` tells it apart from others of its kind: the listing dates of a digest, the query of a
    search, the paper that others are similar to, the profile that is suited best.
    """

    kind: ListKind
    name: str
    at: datetime
    papers: tuple[tuple[str, str], ...]
