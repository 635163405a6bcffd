"""What `rank doctor --repair` does: votes are added to, all else can be computed or fetched."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from ranker.app.workspace import Workspace
from ranker.errors import StoreError
from ranker.feedback.votes import Vote, votes_in
from ranker.plurals import count
from ranker.store.database import connect, transaction

_KEPT = (
    "papers", "announcements", "coverage", "digests", "shown", "listed", "last_lists",
    "digest_files", "asked", "library_versions", "forecasts",
)  # fmt: skip
"""The tables that are carried over; vectors are embedded again."""

StoreFault = Literal["store-unreadable", "store-damaged"]


def damage_of(path: Path) -> tuple[StoreFault, str] | None:
    """What is wrong with a store, by SQLite's own check of every page, and a look at every row;
    None for a sound one."""
    from ranker.store.connection import is_damage

    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        return "store-unreadable", str(error)
    try:
        said = [str(row[0]) for row in db.execute("PRAGMA integrity_check(3)")]
        wrong = [line.replace("\n", " ") for line in said if line != "ok"]
        if not wrong:  # SQLite checks its own pages, not what was written into them
            db.text_factory = _text
            bad = sum(not _is_whole(row) for table in _KEPT for row in _rows(db, table, "1", "ASC"))
            wrong = [f"{count(bad, 'row')} with what nobody wrote"] if bad else []
        return ("store-damaged", "; ".join(wrong)) if wrong else None
    except sqlite3.Error as error:
        return ("store-damaged" if is_damage(error) else "store-unreadable"), str(error)
    finally:
        db.close()


def salvage(ws: Workspace, path: Path) -> Path:
    """Move a damaged store away, and carry what can be read of it over into a new one.

    Returns where the old one is. Raises StoreError.
    """
    ws.close()
    old = move_aside(path, ws.now())
    for rest in ("-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + rest).replace(old.with_name(old.name + rest))
    new = connect(path)
    source = sqlite3.connect(f"{old.absolute().as_uri()}?mode=ro", uri=True)
    try:
        new.execute("PRAGMA foreign_keys = OFF")
        for table in _KEPT:
            with transaction(new):
                for row in _readable(source, table):
                    with suppress(sqlite3.Error):
                        marks = ", ".join("?" * len(row))
                        columns = ", ".join(row)
                        new.execute(
                            f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
                            tuple(row.values()),
                        )
        with transaction(new):  # what refers to a paper that could not be read
            new.execute("DELETE FROM announcements WHERE paper_id NOT IN (SELECT id FROM papers)")
    finally:
        source.close()
        new.close()
    return old


def _readable(db: sqlite3.Connection, table: str) -> Iterator[dict[str, object]]:
    """The rows that can be read, from both ends up to the damage, and are whole."""
    db.text_factory = _text
    for key, order in (("rowid", "ASC"), ("rowid", "DESC"), ("1", "ASC"), ("1", "DESC")):
        # By the number of the row where there is one, so that a damaged index does not matter.
        try:
            yield from filter(_is_whole, _rows(db, table, key, order))
        except sqlite3.Error:
            continue
        return


def _rows(db: sqlite3.Connection, table: str, key: str, order: str) -> Iterator[dict[str, object]]:
    rows = db.execute(f"SELECT * FROM {table} ORDER BY {key} {order}")  # noqa: S608
    names = [column[0] for column in rows.description]
    for row in rows:
        yield dict(zip(names, row, strict=True))


def _text(raw: bytes) -> str | None:
    """What SQLite calls text, None where it is none: no column of ours is empty in that way."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _is_whole(row: dict[str, object]) -> bool:
    """Whether a row is as some rank wrote it, as far as that can be seen."""
    try:
        for name in ("authors", "categories"):
            json.loads(str(row.get(name, "[]")))
    except ValueError:
        return False
    return None not in row.values()


def recover_votes(ws: Workspace) -> int:
    """Append the votes that stand whole in lines that cannot be read, as after a lost newline.

    The log is copied first, beside it; no line of it is changed. Returns how many there were.
    """
    path = ws.paths.votes
    log = ws.vote_log.read()
    known = {(v.id, v.vote, v.at, v.profile) for v in log.votes}
    text = path.read_text("utf-8-sig", errors="replace")
    found: list[Vote] = []
    for line in text.splitlines():
        if votes_in(line, "").bad_lines:
            found += [v for v in _whole_in(line) if (v.id, v.vote, v.at, v.profile) not in known]
    if found:
        try:
            shutil.copy2(path, path.with_name(f"{path.name}.{ws.now():%Y%m%dT%H%M%S}.bak"))
        except OSError as error:
            raise StoreError(f"{path} cannot be copied: {error}") from None
        ws.vote_log.append(list(dict.fromkeys(found)))
        ws.forget_votes_read()
    return len(found)


def _whole_in(line: str) -> Iterator[Vote]:
    decoder, at = json.JSONDecoder(), line.find("{")
    while at >= 0:
        try:
            _, end = decoder.raw_decode(line, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield from votes_in(line[at:end], "").votes
        at = line.find("{", end)


def move_aside(path: Path, now: datetime) -> Path:
    """Give a file another name in its folder. Raises StoreError."""
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}")
    try:
        return path.replace(aside)
    except OSError as error:
        raise StoreError(f"{path} cannot be moved away: {error}") from None
