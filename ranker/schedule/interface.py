"""The seam to the machine's scheduler: systemd, cron or launchd."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Literal, Protocol, get_args

Every = Literal["daily", "weekly"]
EVERY: tuple[Every, ...] = get_args(Every)
WEEKDAY = 5
"""The day of weekly runs, Monday being 0: on Saturday the five listing dates of a week are out."""


@dataclass(frozen=True, slots=True)
class Job:
    """One workspace's daily or weekly run: at which local time, and the whole command."""

    home: Path
    at: time
    command: tuple[str, ...]
    every: Every = "daily"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that is written into the machine: where, and the text."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Installed:
    """What a scheduler holds of a workspace. `at` is None where a reader wrote a time of their
    own that is no plain daily, or Saturday's, one."""

    at: time | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """What a scheduler needs to know of the machine and its user."""

    platform: str
    user_home: Path
    environ: Mapping[str, str]
    uid: int = 0


class Scheduler(Protocol):
    """One of them. Every method raises ScheduleError in one line."""

    name: str
    advice: str
    """What a reader should know once it is installed."""
    mail_advice: str
    """Where the job can find the mail server's password, since it has no shell."""

    def usable(self) -> bool:
        """Whether this machine has it, and this user may use it."""

    def pieces(self, job: Job) -> tuple[Piece, ...]:
        """What `install` would write."""

    def install(self, job: Job) -> bool:
        """Write it, in place of an earlier one; False where all of it is there already."""

    def installed(self, home: Path, every: Every = "daily") -> Installed | None:
        """What is there of this workspace's daily or weekly run."""

    def remove(self, home: Path, every: Every = "daily") -> bool:
        """Take it out; False where there is none."""


def label(home: Path, every: Every = "daily") -> str:
    """A name for a workspace's job, the same every time and unlike that of another workspace."""
    name = "arxiv-rank-" + hashlib.sha256(str(home).encode()).hexdigest()[:8]
    return name if every == "daily" else f"{name}-{every}"
