"""How complete the announcements are: the newest in a few lines, a month as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ranker.cli.style import styled

if TYPE_CHECKING:
    from ranker.app.workspace import Workspace
    from ranker.digest.value import Completeness
    from ranker.settings import Profile

_GAP = "  "


def print_newest(ws: Workspace, profile: Profile) -> None:
    """The newest announcement that was read, one line a category."""
    from ranker.app.announcements.completeness import newest

    found = newest(ws, profile)
    if found is None:
        return
    for row in found.rows:
        announced = "?" if row.announced is None else row.announced
        typer.echo(
            f"    {row.category} of {found.day}: announced {announced}, fetched {row.fetched}, "
            f"seen before {row.seen_before}, ranked {row.ranked}; {_marked(row.state, row)}"
        )


def print_month(ws: Workspace, count: int) -> None:
    """A table for each profile: a line a listing date, a column a category."""
    from ranker.app.announcements.completeness import month

    for profile in ws.config.profiles:
        days = month(ws, profile, count)
        if not days:
            typer.echo(f"{profile.name}: nothing was read in that time; run `rank today`")
            continue
        typer.echo(f"{profile.name}: announced/fetched/seen before/ranked, or the state")
        lines = [["listing date", *profile.categories]]
        lines += [[f"{day.day} {day.day:%a}", *map(_cell, day.rows)] for day in days]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        typer.echo(_GAP.join(_padded(lines[0], widths)).rstrip())
        for day, line in zip(days, lines[1:], strict=True):
            first, *cells = _padded(line, widths)
            marked = (_marked(cell, row) for cell, row in zip(cells, day.rows, strict=True))
            typer.echo(_GAP.join((first, *marked)).rstrip())


def _padded(texts: list[str], widths: list[int]) -> list[str]:
    return [text.ljust(width) for text, width in zip(texts, widths, strict=True)]


def _marked(text: str, row: Completeness) -> str:
    """Bold and in colour where papers are missing."""
    if not row.missing:
        return text
    return styled(text, "yellow" if row.state == "waiting" else "red", bold=True)


def _cell(row: Completeness) -> str:
    if row.state != "fresh":
        return row.state
    announced = "?" if row.announced is None else row.announced
    return f"{announced}/{row.fetched}/{row.seen_before}/{row.ranked}"
