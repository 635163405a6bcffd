"""What `rank doctor` may find, as a closed set; the words for it are in cli/doctor_words.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal[
    "settings", "votes", "store", "vectors", "models", "encoder", "leftovers", "clock",
    "schedule", "rights", "network",
]  # fmt: skip
PLACES: tuple[Place, ...] = (
    "settings", "votes", "store", "vectors", "models", "encoder", "leftovers", "clock",
    "schedule", "rights", "network",
)  # fmt: skip

Fault = Literal[
    "settings-unreadable",  # detail: what config.py says
    "mail-off",  # detail: what is wrong with [email]
    "vote-unreadable",  # detail: file, line and what it is not
    "votes-unreadable",
    "votes-of-nobody",  # detail: the profiles that rank.toml does not have
    "store-unreadable",  # detail: what SQLite says
    "store-damaged",  # detail: what the integrity check says
    "vectors-damaged",  # amount
    "model-damaged",
    "names-damaged",  # current.json, which names the models
    "encoder-damaged",  # detail
    "leftover",
    "clock-behind",  # detail: the newest time that is kept
    "run-failed",  # detail: what the last scheduled run says
    "schedule-unknown",  # detail
    "read-only",
    "others-may-write",
    "token-unusable",  # detail
    "unreachable",  # detail
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where; whether `--repair` has mended it.

    Of a line of the votes that cannot be read: the paper, vote and profile that it still names.
    """

    place: Place
    fault: Fault
    where: str
    detail: str = ""
    amount: int = 1
    mended: bool = False
    paper: str = ""
    vote: int | None = None
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a look at a workspace found, and the places that could not be looked at, or were not
    asked to be."""

    findings: tuple[Finding, ...]
    skipped: tuple[Place, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong that was not mended."""
        return all(one.mended for one in self.findings)
