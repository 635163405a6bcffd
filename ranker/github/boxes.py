"""The hidden markers that tie an issue to an announcement and a box to a paper.

A marker is an HTML comment, which GitHub keeps and does not show. A box counts only as a whole
line of exactly our form, so that nothing inside a title or an abstract can ever be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote

from ranker.feedback.votes import DISLIKE, LIKE
from ranker.paper import is_canonical

_HEAD = re.compile(r"<!-- arxiv-ranker:digest (\d{4}-\d{2}-\d{2}) -->", re.ASCII)
_FACES = {LIKE: ("👍", "like"), DISLIKE: ("👎", "dislike")}
_VOTES = {name: vote for vote, (_, name) in _FACES.items()}
_BOX = re.compile(
    r"- \[(?P<tick>[ xX])\] (?:👍|👎)[^<>]{0,20}"
    r"<!-- arxiv-ranker:(?P<vote>like|dislike) (?P<rank>[1-9][0-9]{0,4}) (?P<id>[a-z0-9./-]{9,30})"
    r" (?P<profile>[A-Za-z0-9._~%-]{1,400}) -->[ \t\r]*",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The two boxes of one paper: what they say together.

    `vote` is 1, -1 or 0; `torn` says that both are ticked, which says nothing.
    """

    profile: str
    paper_id: str
    rank: int
    vote: int
    torn: bool


def head_marker(day: date) -> str:
    """The first line of a digest issue."""
    return f"<!-- arxiv-ranker:digest {day} -->"


def boxes(rank: int, paper_id: str, profile: str) -> str:
    """The two unticked boxes of a paper, a line each."""
    name = quote(profile, safe="")
    return "".join(
        f"- [ ] {face} {word} <!-- arxiv-ranker:{word} {rank} {paper_id} {name} -->\n"
        for face, word in _FACES.values()
    )


def announcement_in(body: str) -> date | None:
    """The listing date of a digest issue; None for any other text."""
    match = _HEAD.match(body.lstrip())
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def choices_in(body: str) -> tuple[Choice, ...]:
    """What the boxes of a digest issue say, in its order. A paper without both boxes says nothing:
    somebody took one out."""
    ticks: dict[tuple[str, str], dict[int, tuple[bool, int]]] = {}
    for line in body.split("\n"):
        match = _BOX.fullmatch(line)
        if not match or not is_canonical(match["id"]):
            continue
        key = (unquote(match["profile"]), match["id"])
        vote = _VOTES[match["vote"]]
        ticked = match["tick"] != " "
        before, _ = ticks.setdefault(key, {}).get(vote, (False, 0))
        ticks[key][vote] = (ticked or before, int(match["rank"]))
    return tuple(
        Choice(profile, paper_id, rank, vote=like - dislike, torn=like and dislike)
        for (profile, paper_id), found in ticks.items()
        if len(found) == 2
        for (like, rank), (dislike, _) in [(found[LIKE], found[DISLIKE])]
    )
