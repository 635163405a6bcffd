"""`rank fetch`: papers into the store, of a file, of the day, or of days gone by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ranker.app.announcements.catching_up import estimate, furthest, missed, read_plan
from ranker.app.announcements.newest import as_failure, ask_newest, newest_of
from ranker.app.papers.ingest import embed, keep, read_file
from ranker.app.papers.recognising import notes_on, recognise_stored
from ranker.app.workspace import Workspace
from ranker.calendar import expected_listing, listings_between
from ranker.errors import UsageError

BACKGROUND_DAYS = 14
"""What `rank init` offers to fetch, so that the first digest ranks well."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """How many papers were read, new to the store and updated, and how many it has now."""

    read: int
    new: int
    updated: int
    stored: int
    notes: tuple[str, ...] = ()


def fetch_file(ws: Workspace, path: Path) -> Fetched:
    """Store and embed the papers of a file.

    Parameters
    ----------
    ws
        An open workspace.
    path
        JSON lines, CSV, or what arXiv sends: Atom, RSS, OAI-PMH, an announcement mail. It is
        recognised by its content, and may be compressed.

    Returns
    -------
    Fetched
        How many papers were read, were new and were updated, and how many are stored now.

    Raises
    ------
    InputFileError
        Where the file cannot be read at all; a record that cannot is passed over.
    BusyError
        While another process works here.

    Examples
    --------
    >>> from pathlib import Path
    >>> from ranker import fetch_file
    >>> fetched = fetch_file(ws, Path("announcement.jsonl"))
    >>> fetched.read, fetched.new
    (60, 60)
    """
    with ws.alone():
        batch = read_file(path, ws.config.arxiv.largest_file)
        added = keep(ws, batch, from_file=True)
        embed(ws, [e.paper.id for e in batch.entries])
        notes = notes_on(recognise_stored(ws))
        return Fetched(added.entries, added.new, added.updated, ws.papers.count(), notes)


def fetch_since(ws: Workspace, since: date | None = None) -> Fetched:
    """Store and embed what arXiv announced from a date on.

    The last 90 days come from the listing and catch-up pages, exactly as announced, the newest
    first; what is older comes from OAI-PMH, without its listing dates. What was read is not read
    again, so a run that was stopped goes on.

    Parameters
    ----------
    ws
        An open workspace, one of whose profiles has a category.
    since
        The first listing date; without it, the newest announcement alone.

    Returns
    -------
    Fetched
        `read` counts the announced papers that are there now, `new` those that were not before;
        `notes` says what could not be read.

    Raises
    ------
    UsageError
        Where no profile has a category.
    SourceError
        Where nothing could be read; UnreachableError, one of them, where arXiv does not answer.
    BusyError
        While another process works here.

    Examples
    --------
    >>> from datetime import date
    >>> from ranker import fetch_since
    >>> fetched = fetch_since(ws, date(2026, 7, 13))
    >>> 0 < fetched.new <= fetched.stored
    True
    """
    from ranker.app.services import Services

    categories = ws.config.categories
    if not categories:
        raise UsageError("no category to fetch; add some to a profile in rank.toml")
    with ws.alone():
        services, before = Services(ws), ws.papers.count()
        expected = expected_listing(ws.now())
        reading = ask_newest(ws, services, expected, categories)
        newest = newest_of(ws, reading, expected)
        if newest is None:
            raise as_failure(ws, reading.error)
        notes = (*reading.notes, *reading.troubles.values())
        first = min(since or newest, newest)
        if reading.failure is not None:
            notes += (f"{reading.failure}; run the command again to go on",)
        elif first < newest:
            plan = missed(ws, categories, newest, first)
            wanted = tuple((day, due) for day, due in reversed(plan) if day >= first)
            notes += tuple(read_plan(ws, services, wanted, "fetching announcements").notes)
        days = listings_between(max(first, furthest(ws.now())) - timedelta(days=1), newest)
        ids = {e.paper.id for day in days for e in ws.papers.announced(day, categories)}
        embed(ws, sorted(ids))
        harvested = 0
        if reading.failure is None and first <= furthest(ws.now()):
            from ranker.app.announcements.harvesting import harvest

            harvested, more = harvest(ws, services, first, furthest(ws.now()))
            notes += more
        notes += notes_on(recognise_stored(ws))
        total = ws.papers.count()
        read = len(ids) + harvested
        return Fetched(read, total - before, 0, total, tuple(dict.fromkeys(notes)))


def background_estimate(ws: Workspace, categories: int) -> tuple[date, str]:
    """The first date of that many categories' background, and how long its fetching takes."""
    newest = expected_listing(ws.now())
    first = newest - timedelta(days=BACKGROUND_DAYS)
    days = listings_between(first - timedelta(days=1), newest)
    return first, estimate(len(days) * categories)
