"""What `rank doctor --repair` does: votes are added to, all else can be computed or fetched."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from ranker.app.workspace import Workspace
from ranker.errors import PaperIdError, StoreError
from ranker.feedback.votes import Vote, votes_in
from ranker.paper import canonical_id
from ranker.plurals import count
from ranker.store.database import connect, transaction

_KEPT = (
    "papers", "announcements", "coverage", "digests", "shown", "listed", "last_lists",
    "digest_files", "asked", "library_versions", "forecasts",
)  # fmt: skip
"""The tables that are carried over; vectors are embedded again."""
_STARTS = 1000
"""Places of a line at which a vote is looked for; of thousands of braces none begins one."""
_ID = re.compile(r'"id"\s*:\s*"([^"\\]{1,100})"')
_VOTE = re.compile(r'"vote"\s*:\s*(-?[01])\b')
_PROFILE = re.compile(r'"profile"\s*:\s*"([^"\\]{1,100})"')

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
    found: list[Vote] = []
    for line in unread_lines(path):
        found += [v for v in _whole_in(line)[0] if (v.id, v.vote, v.at, v.profile) not in known]
    if found:
        try:
            shutil.copy2(path, path.with_name(f"{path.name}.{ws.now():%Y%m%dT%H%M%S}.bak"))
        except OSError as error:
            raise StoreError(f"{path} cannot be copied: {error}") from None
        ws.vote_log.append(list(dict.fromkeys(found)))
        ws.forget_votes_read()
    return len(found)


def unread_lines(path: Path) -> list[str]:
    """The lines of a votes file that cannot be read, in the order of `VoteFile.bad_lines`."""
    text = path.read_text("utf-8-sig", errors="replace")
    # Not by splitlines, which takes more than the ends of lines for one.
    lines = (line for line in io.StringIO(text, newline=None) if line.strip())
    return [line for line in lines if votes_in(line, "").bad_lines]


def still_said(line: str) -> tuple[str, int, str] | None:
    """The paper, vote and profile (or "") that a line which was cut or damaged still names, apart
    from votes that stand whole in it; None where it does not name both paper and vote."""
    rest = _whole_in(line)[1]
    paper, vote, profile = (one.search(rest) for one in (_ID, _VOTE, _PROFILE))
    if not (paper and vote):
        return None
    try:
        return canonical_id(paper[1]), int(vote[1]), profile[1] if profile else ""
    except PaperIdError:
        return None


def _whole_in(line: str) -> tuple[list[Vote], str]:
    """The votes that stand whole in a line, and what is left of it without them."""
    decoder, at = json.JSONDecoder(), line.find("{")
    found: list[Vote] = []
    for _ in range(_STARTS):
        if at < 0:
            break
        end = at + 1
        with suppress(ValueError, RecursionError):
            end = decoder.raw_decode(line, at)[1]
            if whole := votes_in(line[at:end], "").votes:
                found += whole
                line, end = f"{line[:at]}\n{line[end:]}", at
        at = line.find("{", end)
    return found, line


def move_aside(path: Path, now: datetime) -> Path:
    """Give a file another name in its folder. Raises StoreError."""
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}")
    try:
        return path.replace(aside)
    except OSError as error:
        raise StoreError(f"{path} cannot be moved away: {error}") from None
