"""systemd: a service and a timer of the user's own manager (systemd.timer(5))."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import time
from pathlib import Path

from ranker.errors import ScheduleError, StoreError
from ranker.files import write_atomically
from ranker.schedule.commands import Commands
from ranker.schedule.interface import Every, Installed, Job, Machine, Piece, label

_DAYS: dict[Every, str] = {"daily": "", "weekly": "Sat "}
_TIME = re.compile(r"^OnCalendar=((?:Sat )?)\*-\*-\* ([01]\d|2[0-3]):([0-5]\d):00$", re.MULTILINE)
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_@+=:,./-]+")


class Systemd:
    """User units in `$XDG_CONFIG_HOME/systemd/user`."""

    name = "systemd"
    advice = (
        "Your timers run while you are logged in; `loginctl enable-linger` lets them run always."
    )
    mail_advice = "a line RANK_SMTP_PASSWORD=... in ~/.config/environment.d/rank.conf"

    def __init__(self, machine: Machine) -> None:
        self._commands = Commands(machine.environ)
        config = machine.environ.get("XDG_CONFIG_HOME") or machine.user_home / ".config"
        self._folder = Path(config) / "systemd" / "user"

    def usable(self) -> bool:
        """Whether a user manager answers."""
        if not self._commands.has("systemctl"):
            return False
        return self._commands.run("systemctl", "--user", "show-environment").code == 0

    def pieces(self, job: Job) -> tuple[Piece, ...]:
        """The two unit files."""
        return tuple(Piece(str(path), text) for path, text in self._files(job).items())

    def install(self, job: Job) -> bool:
        """Write the units and start the timer; where it does not start, the old files are back."""
        files = self._files(job)
        before = {path: _text(path) for path in files}
        timer = f"{label(job.home, job.every)}.timer"
        if files == before and self._systemctl("is-enabled", timer):
            return False
        try:
            for path, text in files.items():
                write_atomically(path, text)
            self._commands.must("systemctl", "--user", "daemon-reload")
            self._commands.must("systemctl", "--user", "enable", "--now", timer)
            if any(before.values()):  # a timer that runs goes on with its old time
                self._commands.must("systemctl", "--user", "restart", timer)
        except (ScheduleError, StoreError):
            _restore(before)
            raise
        return True

    def installed(self, home: Path, every: Every = "daily") -> Installed | None:
        """The unit files as they stand."""
        timer = self._folder / f"{label(home, every)}.timer"
        files = [timer.with_suffix(".service"), timer]
        texts = {path: text for path in files if (text := _text(path)) is not None}
        if timer not in texts:
            return None
        match = _TIME.search(texts[timer])
        plain = match is not None and match[1] == _DAYS[every]
        at = time(int(match[2]), int(match[3])) if match and plain else None
        return Installed(at, tuple(Piece(str(path), text) for path, text in texts.items()))

    def remove(self, home: Path, every: Every = "daily") -> bool:
        """Stop the timer and delete the units."""
        found = self.installed(home, every)
        if found is None:
            return False
        timer = f"{label(home, every)}.timer"
        self._commands.must("systemctl", "--user", "disable", "--now", timer)
        for piece in found.pieces:
            try:
                Path(piece.where).unlink(missing_ok=True)
            except OSError as error:
                raise ScheduleError(f"{piece.where} cannot be removed: {error.strerror}") from None
        self._commands.must("systemctl", "--user", "daemon-reload")
        return True

    def _systemctl(self, *words: str) -> bool:
        return self._commands.run("systemctl", "--user", *words).code == 0

    def _files(self, job: Job) -> dict[Path, str]:
        of = "day" if job.every == "daily" else "week"
        about = f"Description=The {of}'s arXiv digest of {str(job.home).replace('%', '%%')}"
        program, *words = job.command
        # Only in the words after the program does $ start a variable (systemd.service(5)).
        command = " ".join((_quoted(program), *(_quoted(w.replace("$", "$$")) for w in words)))
        service = f"[Unit]\n{about}\n\n[Service]\nType=oneshot\nExecStart={command}\nNice=10\n"
        timer = (
            f"[Unit]\n{about}\n\n[Timer]\nOnCalendar={_DAYS[job.every]}*-*-* {job.at:%H:%M}:00\n"
            "Persistent=true\n\n[Install]\nWantedBy=timers.target\n"
        )
        path = self._folder / label(job.home, job.every)
        return {path.with_suffix(".service"): service, path.with_suffix(".timer"): timer}


def _quoted(word: str) -> str:
    """A word of a command line as systemd.service(5) reads it, where % starts a specifier."""
    plain = word.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%")
    return plain if _PLAIN_WORD.fullmatch(plain) else f'"{plain}"'


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ScheduleError(f"{path} cannot be read: {error}") from None


def _restore(before: Mapping[Path, str | None]) -> None:
    for path, text in before.items():
        with suppress(OSError, StoreError):
            if text is None:
                path.unlink(missing_ok=True)
            else:
                write_atomically(path, text)
