"""What Windows refuses, played on a system that allows it: no file that is open is renamed,
replaced or deleted, nor is a folder renamed that holds one.

Linux tells which files this process has open and which it has mapped into memory, so the code that
runs is the real one. What C code does with files of its own accord (SQLite's log) is not seen.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_OPEN, _MAPPED = Path("/proc/self/fd"), Path("/proc/self/maps")
can_be_played = pytest.mark.skipif(not _MAPPED.exists(), reason="needs Linux's /proc")


def play(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on `os`, and all that is built on it, refuses what Windows does."""
    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, _both(getattr(os, name)))
    for name in ("unlink", "remove"):
        monkeypatch.setattr(os, name, _one(getattr(os, name)))


def _both(real: Callable[..., None]) -> Callable[..., None]:
    def moved(source: Any, target: Any, **options: Any) -> None:
        refuse(source)
        refuse(target)
        real(source, target, **options)

    return moved


def _one(real: Callable[..., None]) -> Callable[..., None]:
    def gone(path: Any, *, dir_fd: int | None = None) -> None:
        folder = Path() if dir_fd is None else (_OPEN / str(dir_fd)).readlink()
        refuse(folder / os.fsdecode(path))
        real(path, dir_fd=dir_fd)

    return gone


def refuse(path: Any) -> None:
    """Raise PermissionError where a path is open here, or something below it."""
    written = Path(os.path.abspath(path))  # noqa: PTH100 - a link is renamed, not its target
    if _held(written):
        gc.collect()  # what nobody can reach any more is as good as closed
        for held in _held(written):
            raise PermissionError(13, "The process cannot access the file: it is in use", str(held))


def _held(written: Path) -> list[Path]:
    return [held for held in in_use() if held == written or written in held.parents]


def in_use() -> set[Path]:
    """The files that this process has open or mapped."""
    found = {Path(line[73:]) for line in _MAPPED.read_text("utf-8").splitlines() if line[73:74]}
    for one in list(_OPEN.iterdir()):
        try:
            found.add(one.readlink())
        except OSError:  # of the listing itself
            continue
    return {path for path in found if path.is_file()}
