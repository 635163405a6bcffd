"""Votes written as comments: `rank like 2507.03149 3`, as on the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN
from ranker.paper import rejoined

_VERBS = {"like": LIKE, "dislike": DISLIKE, "undo": WITHDRAWN}
_LINE = re.compile(r"\$?\s*rank\s+(like|dislike|undo)\s+(\S.*)", re.IGNORECASE)
MOST_PAPERS = 100
"""Papers that one line may name."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line of a comment: a vote (0 withdraws), the papers as written, and maybe a profile."""

    vote: int
    papers: tuple[str, ...]
    profile: str | None


def commands_in(text: str) -> tuple[Command, ...]:
    """The commands of a comment, a line each, bare or in backticks; all other lines are talk.

    A quoted line (`> rank like 3`) is somebody else's command, and not read again.
    """
    found = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line.strip().strip("`").strip())
        if match:
            words = rejoined(match[2].replace(",", " ").split())
            profile = _profile(words)
            if words:
                vote = _VERBS[match[1].lower()]
                found.append(Command(vote, tuple(words), profile))
    return tuple(found)


def _profile(words: list[str]) -> str | None:
    """Take `--profile NAME` out of the words."""
    if "--profile" not in words[:-1]:
        return None
    place = words.index("--profile")
    name = words[place + 1]
    del words[place : place + 2]
    return name
