"""A reader's month: twenty listing dates with papers over four fields, and votes as they came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from ranker.app.workspace import Workspace
from ranker.calendar import listings_between
from ranker.feedback.votes import DISLIKE, LIKE, Vote
from ranker.paper import Entry
from tests.invented import DAY, entry

A_DAY = 20
DAYS = listings_between(DAY - timedelta(days=1), DAY + timedelta(days=27))
START = 1001


def month() -> list[Entry]:
    """Papers 1001 to 1400, twenty a day; every fourth is about speech."""
    return [entry(START + n, DAYS[n // A_DAY]) for n in range(A_DAY * len(DAYS))]


def about_speech(one: Entry) -> bool:
    return "eess.AS" in one.paper.categories


def vote_daily(
    ws: Workspace, likes: Callable[[Entry], bool], first: int = 0, last: int = len(DAYS)
) -> None:
    """At 15:00 UTC of each day, its papers that are to be liked, and one that is not."""
    cast = []
    for day in DAYS[first:last]:
        at = datetime.combine(day, time(15), UTC)
        todays = [e for e in month() if e.announced == day]
        liked = [e for e in todays if likes(e)]
        others = [e for e in todays if not likes(e)][:1]
        cast += [Vote(e.paper.id, LIKE, at, "hearing") for e in liked]
        cast += [Vote(e.paper.id, DISLIKE, at, "hearing") for e in others]
    ws.vote_log.append(cast)
    ws.forget_votes_read()
