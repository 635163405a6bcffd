"""Dates as people write them: `--date` and `--since` have one meaning in every command.

A date is YYYY-MM-DD, `today`, `yesterday`, or `7d`, seven days ago, each by arXiv's own calendar
day, that of US Eastern time. `last` is for `--date` the newest announcement that is stored, and
for `--since` the day after the newest one that a digest covers: what no digest had yet. `--since`
includes the day it names.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ranker.errors import UsageError

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace

_AGO = re.compile(r"([0-9]{1,5})d")
_WAYS = "YYYY-MM-DD, today, yesterday, 7d (seven days ago) or last"

DayOption = Annotated[
    str | None,
    typer.Option(
        "--date", metavar="DATE", help="A listing date: YYYY-MM-DD, yesterday, 7d ago, or last."
    ),
]


def day_of(ws: Workspace, text: str | None) -> date | None:
    """The day that `--date` names, None for no text. Raises UsageError."""
    if text is None:
        return None
    if not _is_last(text):
        return _parse(ws, text)
    newest = ws.papers.newest_announcement()
    if newest is None:
        raise UsageError("there is no last announcement, since none is stored yet; name a date")
    return newest


def first_day(ws: Workspace, text: str | None, profile: str | None = None) -> date | None:
    """The first day that `--since` asks for, None for no text. Raises UsageError."""
    if text is None:
        return None
    if not _is_last(text):
        return _parse(ws, text)
    newest = ws.digests.newest(profile)
    if newest is None:
        raise UsageError("there is no last digest, since none was made yet; name a date")
    return newest + timedelta(days=1)


def _is_last(text: str) -> bool:
    return text.strip().lower() == "last"


def _parse(ws: Workspace, text: str) -> date:
    from ranker.calendar import EASTERN

    word = text.strip().lower()
    today = ws.now().astimezone(EASTERN).date()
    ago = _AGO.fullmatch(word)
    if word in ("today", "yesterday") or ago:
        return today - timedelta(days=int(ago[1]) if ago else word == "yesterday")
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise UsageError(f"{text!r} is no date; write it as {_WAYS}") from None
