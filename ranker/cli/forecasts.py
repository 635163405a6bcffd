"""What came of the probabilities that a reader was shown: a line, and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ranker.evaluation.reliability import Band, Reliability

PASSED_OVER = "a paper passed over counts as not liked"


def sentence(found: Reliability) -> str:
    """`of 40 papers at 80 % or more you liked 31`; empty where there are too few to tell."""
    from ranker.plurals import count

    band = found.telling
    if band is None:
        return ""
    return (
        f"of {count(band.shown, 'paper')} at {_range(band)} you liked {band.liked:,} "
        f"({PASSED_OVER})"
    )


def print_table(found: Reliability) -> None:
    """A line a band, or why there is none."""
    from ranker.digest.words import percent
    from ranker.evaluation.reliability import ENOUGH
    from ranker.plurals import count

    waiting = f"{count(found.unread, 'paper')} shown since you voted last" if found.unread else ""
    if not found.judged:
        why = waiting or "what `rank today` shows is kept from now on"
        typer.echo(f"rank: no probability shown to you can be judged by a vote yet; {why}")
        return
    typer.echo(f"{'first shown at':18} papers  liked  share  told")
    for band in found.bands:
        share = f"{band.liked / band.shown:.0%}".replace("%", " %") if band.enough else ""
        told = "" if band.probability is None else percent(band.probability)
        row = f"{_range(band):18} {band.shown:6,} {band.liked:6,} {share:>6} {told:>5}"
        typer.echo(row.rstrip())
    lines = [PASSED_OVER, waiting]
    if not all(band.enough for band in found.bands):
        lines.append(f"a share takes {ENOUGH} papers, with fewer chance alone moves it by a tenth")
    typer.echo(f"rank: {'; '.join(filter(None, lines))}")


def _range(band: Band) -> str:
    low, high = f"{band.low * 100:.0f}", f"{band.high * 100:.0f}"
    if band.high == 1:
        return f"{low} % or more"
    return f"{low} to {high} %" if band.low else f"less than {high} %"
