"""launchd: a property list in ~/Library/LaunchAgents (launchd.plist(5))."""

from __future__ import annotations

import plistlib
from contextlib import suppress
from datetime import time
from pathlib import Path
from xml.parsers.expat import ExpatError

from ranker.errors import ScheduleError, StoreError
from ranker.files import write_atomically
from ranker.schedule.commands import Commands
from ranker.schedule.interface import (
    WEEKDAY,
    Every,
    Installed,
    Job,
    Machine,
    Piece,
    label,
)


class Launchd:
    """An agent of the user who is logged in. A run missed in sleep happens on waking."""

    name = "launchd"
    advice = "The job runs while you are logged in."
    mail_advice = "`launchctl setenv RANK_SMTP_PASSWORD ...` after each login"

    def __init__(self, machine: Machine) -> None:
        self._commands = Commands(machine.environ)
        self._folder = machine.user_home / "Library" / "LaunchAgents"
        self._domain = f"gui/{machine.uid}"

    def usable(self) -> bool:
        """Whether there is a `launchctl`."""
        return self._commands.has("launchctl")

    def pieces(self, job: Job) -> tuple[Piece, ...]:
        """The property list."""
        return (Piece(str(self._path(job.home, job.every)), _plist(job).decode()),)

    def install(self, job: Job) -> bool:
        """Write the list and load it; where it does not load, the old one is back."""
        path = self._path(job.home, job.every)
        target = f"{self._domain}/{label(job.home, job.every)}"
        before, loaded = self._read(job.home, job.every), self._loaded(target)
        if before == _plist(job) and loaded:
            return False
        try:
            write_atomically(path, _plist(job))
            if loaded:
                self._commands.must("launchctl", "bootout", target)
            self._commands.must("launchctl", "bootstrap", self._domain, str(path))
        except (ScheduleError, StoreError):
            with suppress(OSError, StoreError):
                if before is None:
                    path.unlink(missing_ok=True)
                else:
                    write_atomically(path, before)
            raise
        return True

    def installed(self, home: Path, every: Every = "daily") -> Installed | None:
        """The property list as it stands."""
        data = self._read(home, every)
        if data is None:
            return None
        try:
            when = plistlib.loads(data)["StartCalendarInterval"]
            plain = when.get("Weekday") == _days(every).get("Weekday")
            at = time(when["Hour"], when["Minute"]) if plain else None
        except (ValueError, KeyError, TypeError, AttributeError, ExpatError):
            at = None
        return Installed(at, (Piece(str(self._path(home, every)), data.decode(errors="replace")),))

    def remove(self, home: Path, every: Every = "daily") -> bool:
        """Unload the list and delete it."""
        path, target = self._path(home, every), f"{self._domain}/{label(home, every)}"
        if self._read(home, every) is None:
            return False
        if self._loaded(target):
            self._commands.must("launchctl", "bootout", target)
        try:
            path.unlink()
        except OSError as error:
            raise ScheduleError(f"{path} cannot be removed: {error.strerror}") from None
        return True

    def _loaded(self, target: str) -> bool:
        return self._commands.run("launchctl", "print", target).code == 0

    def _path(self, home: Path, every: Every) -> Path:
        return self._folder / f"{label(home, every)}.plist"

    def _read(self, home: Path, every: Every) -> bytes | None:
        path = self._path(home, every)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ScheduleError(f"{path} cannot be read: {error.strerror}") from None


def _days(every: Every) -> dict[str, int]:
    return {} if every == "daily" else {"Weekday": WEEKDAY + 1}  # Sunday is 0


def _plist(job: Job) -> bytes:
    return plistlib.dumps(
        {
            "Label": label(job.home, job.every),
            "ProgramArguments": list(job.command),
            "StartCalendarInterval": {
                "Hour": job.at.hour,
                "Minute": job.at.minute,
                **_days(job.every),
            },
            "ProcessType": "Background",
        }
    )
