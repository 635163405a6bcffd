"""Entries and problems of one file, as its records are read."""

from __future__ import annotations

import json
from collections.abc import Callable

from ranker.errors import InputFileError, RankError
from ranker.paper import Entry
from ranker.sources.interface import Batch, Problem

_MOST_PROBLEMS = 1000  # a file of another kind must not become a million messages


class ParsedFile:
    """Entries and problems of one file, as its records are read."""

    def __init__(self, name: str, most: int) -> None:
        self._most = most
        self.entries: list[Entry] = []
        self._name = name
        self._problems: list[Problem] = []
        self._first = ""
        self._bad = 0

    @property
    def is_empty(self) -> bool:
        """Whether there was no record at all."""
        return not self.entries and not self._bad

    def add(self, read: Callable[[], Entry], where: str) -> None:
        """Keep what `read` gives, or the reason why it gives nothing. Raises InputFileError for
        more records than are kept in memory at once."""
        if len(self.entries) + self._bad >= self._most:
            raise InputFileError(
                f"{self._name} has more than {self._most:,} papers; split it, or set "
                "arxiv.largest_file in rank.toml higher"
            )
        try:
            self.entries.append(read())
        except (ValueError, RecursionError, RankError) as error:
            self._bad += 1
            self._first = self._first or f"{where}: {reason_of(error)}"
            if self._bad <= _MOST_PROBLEMS:
                place = f"{self._name} {where}"
                self._problems.append(Problem("bad-line", place, reason_of(error)))

    def batch(self, ended: str) -> Batch:
        """What was read; `ended` says why it is not all. Raises InputFileError for nothing."""
        if not self.entries:
            why = self._first or "it is damaged"
            raise InputFileError(f"{self._name} has no readable paper ({why})")
        if self._bad > _MOST_PROBLEMS:
            more = f"{self._bad - _MOST_PROBLEMS} more lines cannot be read"
            self._problems.append(Problem("bad-line", self._name, more))
        if ended:
            self._problems.append(Problem("truncated", self._name, ended))
        days = {entry.announced for entry in self.entries}
        announced = days.pop() if len(days) == 1 else None
        return Batch("file", tuple(self.entries), announced, problems=tuple(self._problems))


def reason_of(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg} at column {error.colno})"
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
