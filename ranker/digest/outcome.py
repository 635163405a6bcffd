"""What became of the announcement that a digest is asked for: closed sets, and the facts beside.

The words for them are made in words.py, and nowhere read back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

History = Literal["new", "shown", "reranked"]
"""Whether a reader has had the digest before: not its papers, all of them, or in another order."""

Confirmation = Literal["confirmed", "none-expected", "unconfirmed"]

Cause = Literal[
    "weekend",
    "holiday",
    "nothing-announced",
    "not-announced",
    "unreachable",
    "not-asked",
    "no-categories",
    "busy",
    "read-only",
]
"""Why the newest announcement is not the one that is due, or nobody knows."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a digest is of the announcement that is due, and if not, why.

    `detail` is the fact that belongs to the cause: the holiday's name (holiday), the listing date
    (not-announced), what the network said (unreachable), who is at work (busy).
    """

    confirmation: Confirmation = "confirmed"
    cause: Cause | None = None
    detail: str = ""


CONFIRMED = Standing()
