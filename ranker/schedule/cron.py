"""cron: a marked block a job in the user's crontab; every other line stays byte for byte."""

from __future__ import annotations

import re
import shlex
from datetime import time
from pathlib import Path

from ranker.errors import ScheduleError
from ranker.schedule.commands import Commands
from ranker.schedule.interface import WEEKDAY, Every, Installed, Job, Machine, Piece

_WHERE = "crontab"
# What the several crons say of a user who has no crontab yet.
_NONE_YET = re.compile(r"no crontab for|can't open '[^']*': No such file", re.IGNORECASE)
_DAYS: dict[Every, str] = {"daily": "*", "weekly": str(WEEKDAY + 1)}  # Sunday is 0
_TIME = re.compile(rb"^([0-5]?\d) ([01]?\d|2[0-3]) \* \* (\S+) ", re.MULTILINE)


class Cron:
    """The crontab of the user who runs this."""

    name = "cron"
    advice = "cron runs nothing while the machine sleeps; the next run catches up."
    mail_advice = "a line RANK_SMTP_PASSWORD=... at the top of your crontab (`crontab -e`)"

    def __init__(self, machine: Machine) -> None:
        self._commands = Commands(machine.environ)

    def usable(self) -> bool:
        """Whether there is a `crontab` that lets this user in."""
        if not self._commands.has("crontab"):
            return False
        ran = self._commands.run("crontab", "-l")
        return ran.code == 0 or bool(_NONE_YET.search(ran.complaint))

    def pieces(self, job: Job) -> tuple[Piece, ...]:
        """The block."""
        return (Piece(_WHERE, _block(job).decode(errors="surrogateescape")),)

    def install(self, job: Job) -> bool:
        """Put the block in, at its old place or at the end."""
        before = self._read()
        found = _find(before, job.home, job.every)
        if found:
            start, end = found
            after = before[:start] + _block(job) + before[end:]
        else:
            gap = b"\n" if before and not before.endswith(b"\n") else b""
            after = before + gap + _block(job)
        return self._write(before, after)

    def installed(self, home: Path, every: Every = "daily") -> Installed | None:
        """The block as it stands."""
        text = self._read()
        found = _find(text, home, every)
        if not found:
            return None
        block = text[found[0] : found[1]]
        match = _TIME.search(block)
        plain = match is not None and match[3].decode() == _DAYS[every]
        at = time(int(match[2]), int(match[1])) if match and plain else None
        return Installed(at, (Piece(_WHERE, block.decode(errors="surrogateescape")),))

    def remove(self, home: Path, every: Every = "daily") -> bool:
        """Take the block out."""
        before = self._read()
        found = _find(before, home, every)
        if not found:
            return False
        return self._write(before, before[: found[0]] + before[found[1] :])

    def _read(self) -> bytes:
        ran = self._commands.run("crontab", "-l")
        if ran.code == 0:
            return ran.out
        # Any other failure must not pass for an empty crontab, or writing would lose the lines.
        if _NONE_YET.search(ran.complaint):
            return b""
        raise ScheduleError(f"the crontab cannot be read: {ran.complaint or ran.code}")

    def _write(self, before: bytes, after: bytes) -> bool:
        if before == after:
            return False
        ran = self._commands.run("crontab", "-", stdin=after)
        if ran.code:
            raise ScheduleError(f"the crontab cannot be written: {ran.complaint or ran.code}")
        return True


def _block(job: Job) -> bytes:
    # In a crontab a bare % ends the command, even inside quotes.
    command = shlex.join(job.command).replace("%", r"\%")
    lines = (
        _marker(">>>", job.home, job.every),
        f"{job.at.minute} {job.at.hour} * * {_DAYS[job.every]} {command} >/dev/null",
        _marker("<<<", job.home, job.every),
    )
    return "".join(line + "\n" for line in lines).encode(errors="surrogateescape")


def _marker(arrows: str, home: Path, every: Every) -> str:
    return f"# {arrows} rank schedule{'' if every == 'daily' else f' {every}'}: {home}"


def _find(text: bytes, home: Path, every: Every) -> tuple[int, int] | None:
    """Where the block of this workspace stands, its last line end included."""
    first, last = (_marker(a, home, every).encode(errors="surrogateescape") for a in (">>>", "<<<"))
    begin = re.search(rb"^" + re.escape(first) + rb"\n", text, re.MULTILINE)
    end = re.search(rb"^" + re.escape(last) + rb"(\n|\Z)", text, re.MULTILINE)
    if begin is None and end is None:
        return None
    if begin is None or end is None or end.start() < begin.end():
        raise ScheduleError(
            f"the crontab has only half of the block of {home}; mend or delete it (`crontab -e`)"
        )
    return begin.start(), end.end()
