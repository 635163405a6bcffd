"""Writing files so that a crash leaves the old content or the new, never a half."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ranker.errors import BusyError, InputFileError, StoreError
from ranker.links import check_link

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_WINDOWS = os.name == "nt"
_TRIES, _PAUSE = 20, 0.05  # seconds between them


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a whole file as `replacing` does. Raises StoreError."""
    with replacing(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A temporary file in the same folder, synced and renamed to `path` when the block ends, and
    gone where it does not. Raises StoreError for an OSError.

    A link stays one and its target is written, unless it leads out of a workspace (`links.py`);
    what is no file (/dev/stdout) is written to. A file keeps its mode, a new one has that of the
    umask.
    """
    work = None
    check_link(path)
    try:
        path = path.resolve()
        if path.exists() and not (path.is_file() or path.is_dir()):
            with path.open("wb") as there:
                yield there
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.is_file() else None
        name = path.parent / f".{path.name}-{secrets.token_hex(4)}"
        handle = os.open(name, _NEW, 0o666 if mode is None else mode)
        work = name
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            work.chmod(mode)  # which the umask may have narrowed
        put_in_place(work, path)
        work = None
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error}") from None
    finally:
        if work:
            with suppress(OSError):
                work.unlink()


def put_in_place(work: Path, path: Path) -> None:
    """Rename a finished file to its name. Raises OSError.

    Windows replaces no file that somebody reads, which a scanner or another `rank` does for a
    moment: there it is tried for a second.
    """
    for left in reversed(range(_TRIES if _WINDOWS else 1)):
        try:
            work.replace(path)
            return
        except PermissionError as error:
            if not left:
                if _WINDOWS:
                    raise PermissionError(f"{error}; if a program has it open, close it") from None
                raise
            time.sleep(_PAUSE)


def sync_folder(folder: Path) -> None:
    """See to it that the names of files made in a folder outlive a loss of power, too.

    Raises OSError. Windows has no such thing, and needs none.
    """
    if _WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(lock: Path, place: Path, busy: str, patience: float = 0.0) -> Iterator[None]:
    """Hold a lock file, so that one process at a time works in `place`.

    Raises BusyError(busy) if another has it for longer than `patience` seconds, and StoreError
    that names `place` if the file cannot be made.
    """
    from filelock import FileLock, Timeout

    check_link(lock)
    holder = FileLock(lock, timeout=patience)
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        holder.acquire()
    except Timeout:
        raise BusyError(busy) from None
    except OSError as error:
        raise StoreError(f"{place} cannot be written: {error}") from None
    try:
        yield
    finally:
        holder.release()


def require_file(path: Path) -> None:
    """Raise InputFileError unless the file is there, before anything is made on its account."""
    if not path.is_file():
        raise InputFileError(f"there is no file {path}")
