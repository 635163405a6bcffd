"""Appending lines to a log of the reader's: kept whole when it returns, or not at all.

The lines are written with one `write` to a file opened for appending, under a lock, and synced.
Nothing ever rewrites the file. Where its last line was cut short, the next one starts on a line of
its own.
"""

from __future__ import annotations

import os
from pathlib import Path

from ranker.errors import BusyError, StoreError
from ranker.files import sync_folder
from ranker.links import check_link


def append_lines(path: Path, lines: str, what: str) -> None:
    """Add lines, each with its newline. `what` is what a complaint says was not kept.

    Raises StoreError (read-only, full disk) or BusyError (another process holds the lock for
    more than ten seconds); then none of them is kept.
    """
    from filelock import FileLock, Timeout

    for written in (path, path.with_suffix(".lock")):
        check_link(written)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=10):
            _append(path, lines.encode())
            # Each time, since whoever made the file or its folder may have died before.
            sync_folder(path.parent)
            sync_folder(path.parent.parent)
    except Timeout:
        raise BusyError(f"another process holds {path}; try again") from None
    except OSError as error:
        raise StoreError(f"{what} was not kept: {path}: {error}") from None


def _append(path: Path, data: bytes) -> None:
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        size = os.fstat(handle).st_size
        if size and not _ends_with_newline(handle, size):
            data = b"\n" + data
        try:
            written = os.write(handle, data)
            if written != len(data):
                raise OSError(f"only {written} of {len(data)} bytes fitted on the disk")
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)


def _ends_with_newline(handle: int, size: int) -> bool:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) == b"\n"
