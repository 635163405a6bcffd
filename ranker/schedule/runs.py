"""store/runs.jsonl: one line for each scheduled run, append-only, cut to its newest lines."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ranker.errors import StoreError
from ranker.files import write_atomically
from ranker.links import check_link

_LARGEST = 256 * 1024  # bytes; some two years of daily runs
_KEPT = 300  # lines that stay when it has grown past that


@dataclass(frozen=True, slots=True)
class Run:
    """What one scheduled run came to. `days` are the listing dates written, each with its
    profile, `weeks` the last dates of weekly digests; `trained` the profiles that were trained."""

    started: datetime
    ended: datetime
    outcome: str
    failed: bool = False
    days: tuple[tuple[date, str], ...] = ()
    mailed: int = 0
    trained: tuple[str, ...] = ()
    weeks: tuple[tuple[date, str], ...] = ()

    def to_line(self) -> str:
        """The run as a line of the log."""
        data: dict[str, Any] = {
            "started": self.started.isoformat(),
            "ended": self.ended.isoformat(),
            "outcome": self.outcome,
            "failed": self.failed,
            "days": [[day.isoformat(), profile] for day, profile in self.days],
            "mailed": self.mailed,
            "trained": list(self.trained),
            "weeks": [[day.isoformat(), profile] for day, profile in self.weeks],
        }
        return json.dumps(data, ensure_ascii=False) + "\n"


class RunLog:
    """The log at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, run: Run) -> None:
        """Add a run and sync it. Raises StoreError."""
        line = run.to_line().encode()
        try:
            check_link(self._path)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab+") as file:
                size = file.seek(0, os.SEEK_END)
                if size and not self._ends_with_newline(size):
                    line = b"\n" + line  # an earlier line was cut short by a crash
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            if size + len(line) > _LARGEST:
                kept = self._path.read_bytes().splitlines(keepends=True)[-_KEPT:]
                write_atomically(self._path, b"".join(kept))
        except OSError as error:
            raise StoreError(f"{self._path} cannot be written: {error}") from None

    def read(self) -> tuple[Run, ...]:
        """Every run, oldest first; a line that cannot be read is passed over."""
        try:
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StoreError(f"{self._path} cannot be read: {error}") from None
        return tuple(run for line in text.splitlines() if (run := _parse(line)))

    def _ends_with_newline(self, size: int) -> bool:
        with self._path.open("rb") as file:
            file.seek(size - 1)
            return file.read(1) == b"\n"


def _parse(line: str) -> Run | None:
    try:
        data = json.loads(line)
        return Run(
            started=datetime.fromisoformat(data["started"]),
            ended=datetime.fromisoformat(data["ended"]),
            outcome=str(data["outcome"]),
            failed=bool(data["failed"]),
            days=_dated(data["days"]),
            mailed=int(data["mailed"]),
            trained=tuple(map(str, data["trained"])),
            weeks=_dated(data.get("weeks", [])),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _dated(pairs: list[list[str]]) -> tuple[tuple[date, str], ...]:
    return tuple((date.fromisoformat(day), str(name)) for day, name in pairs)
