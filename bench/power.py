"""What a loss of power may leave of a vote: its writes recorded, and played back without the last.

A file's data is sure once the file was synced, its name once its folder was. Whatever was not may
be there or not, in any order: a name without data, data cut short at any byte, zeros in its place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Step:
    """One thing that was done: `what` is name, write, cut, sync or acknowledged."""

    what: str
    path: Path
    at: int = 0
    data: bytes = b""


@dataclass
class Recorder:
    """The steps under one folder, in order."""

    home: Path
    steps: list[Step] = field(default_factory=list)

    def acknowledge(self, note: str) -> None:
        """Note that a command has said so: from here on it must be there."""
        self.steps.append(Step("acknowledged", self.home, data=note.encode()))

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Record what is done through `os`, as append_only.py does it."""
        paths: dict[int, Path] = {}
        own = {name: getattr(os, name) for name in ("open", "write", "fsync", "ftruncate", "mkdir")}

        def note(what: str, path: Path | None, at: int = 0, data: bytes = b"") -> None:
            if path is not None and (path == self.home or self.home in path.parents):
                self.steps.append(Step(what, path, at, data))

        def opened(path: Any, *words: Any, **named: Any) -> int:
            there = Path(os.fspath(path)).exists()
            handle: int = own["open"](path, *words, **named)
            paths[handle] = Path(os.fspath(path))
            if not there:
                note("name", paths[handle])
            return handle

        def write(handle: int, data: bytes) -> int:
            at = os.fstat(handle).st_size
            done: int = own["write"](handle, data)
            note("write", paths.get(handle), at, bytes(data[:done]))
            return done

        def mkdir(path: Any, *words: Any, **named: Any) -> None:
            own["mkdir"](path, *words, **named)
            note("name", Path(os.fspath(path)))

        def fsync(handle: int) -> None:
            own["fsync"](handle)
            note("sync", paths.get(handle))

        def ftruncate(handle: int, size: int) -> None:
            own["ftruncate"](handle, size)
            note("cut", paths.get(handle), size)

        new: dict[str, Callable[..., Any]] = {
            "open": opened, "write": write, "fsync": fsync, "ftruncate": ftruncate, "mkdir": mkdir,
        }  # fmt: skip
        for name, function in new.items():
            setattr(os, name, function)
        try:
            yield
        finally:
            for name, function in own.items():
                setattr(os, name, function)


@dataclass(frozen=True)
class Outcome:
    """One state of a file after the power came back, None for no file, and what had been said."""

    content: bytes | None
    acknowledged: tuple[str, ...]


def outcomes(steps: list[Step], path: Path, before: bytes | None) -> Iterator[Outcome]:
    """Every state that `path` may have after a loss of power behind any of the steps."""
    for end in range(len(steps) + 1):
        done = steps[:end]
        said = tuple(s.data.decode() for s in done if s.what == "acknowledged")
        for content in _states(done, path, before):
            yield Outcome(content, said)


def _states(done: list[Step], path: Path, before: bytes | None) -> Iterator[bytes | None]:
    named = _may_be_gone(done, path)
    if named:
        yield None
    sure = before or b""
    pending: list[Step] = []
    for step in (s for s in done if s.path == path):
        if step.what == "sync":
            sure, pending = _applied(sure, pending), []
        elif step.what in ("write", "cut"):
            pending.append(step)
    if before is None and not any(s.what == "name" and s.path == path for s in done):
        return
    yield from {
        _applied(sure, [s for s in chosen if s]) for chosen in product(*map(_ways, pending))
    }


def _may_be_gone(done: list[Step], path: Path) -> bool:
    """Whether a name on the way to the file was made and its folder not synced since."""
    for place in (path, *path.parents):
        made = [n for n, s in enumerate(done) if s.what == "name" and s.path == place]
        synced = [n for n, s in enumerate(done) if s.what == "sync" and s.path == place.parent]
        if made and not any(n > made[-1] for n in synced):
            return True
    return False


def _ways(step: Step) -> list[Step | None]:
    """A step that is not sure: not done, done in part, done as zeros, done."""
    if step.what == "cut":
        return [None, step]
    parts = [replace(step, data=step.data[:n]) for n in range(1, len(step.data) + 1)]
    return [None, *parts, replace(step, data=bytes(len(step.data)))]


def _applied(content: bytes, steps: list[Step]) -> bytes:
    for step in steps:
        if step.what == "cut":
            content = content[: step.at]
        else:
            content = content.ljust(step.at, b"\0")
            content = content[: step.at] + step.data + content[step.at + len(step.data) :]
    return content
