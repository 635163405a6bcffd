"""Running the machine's own programs (crontab, systemctl, launchctl)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from ranker.errors import ScheduleError

_TIMEOUT = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Ran:
    """The exit code, the output as bytes, and the complaint on one line."""

    code: int
    out: bytes
    complaint: str


class Commands:
    """Programs found on the PATH of an environment, run with messages in English."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = {**environ, "LC_ALL": "C"}

    def has(self, name: str) -> bool:
        """Whether there is such a program."""
        return shutil.which(name, path=self._environ.get("PATH")) is not None

    def run(self, name: str, *words: str, stdin: bytes = b"") -> Ran:
        """Run it to its end. Raises ScheduleError where it is missing or hangs."""
        program = shutil.which(name, path=self._environ.get("PATH"))
        if program is None:
            raise ScheduleError(f"there is no {name} on this machine; try another --system")
        try:
            done = subprocess.run(  # noqa: S603 - the words are ours
                [program, *words],
                input=stdin,
                capture_output=True,
                env=self._environ,
                timeout=_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ScheduleError(f"{name} did not end within {_TIMEOUT:.0f} s") from None
        except OSError as error:
            raise ScheduleError(f"{name} cannot be run: {error.strerror}") from None
        said = done.stderr.decode(errors="replace") or done.stdout.decode(errors="replace")
        return Ran(done.returncode, done.stdout, " ".join(said.split())[:200])

    def must(self, name: str, *words: str, stdin: bytes = b"") -> Ran:
        """Run it, and raise ScheduleError with its own words where it fails."""
        ran = self.run(name, *words, stdin=stdin)
        if ran.code:
            raise ScheduleError(f"{name} {words[0]} failed: {ran.complaint or ran.code}")
        return ran
