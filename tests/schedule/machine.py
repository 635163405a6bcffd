"""Fake `crontab`, `systemctl` and `launchctl`: real programs on the PATH, with files for state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from pathlib import Path

from ranker.schedule.interface import Job, Machine

_CRONTAB = """
if [ -e "$dir/denied" ]; then
  echo "you (reader) are not allowed to use this program" >&2; exit 1; fi
case "$1" in
-l) if [ -e "$dir/table" ]; then /bin/cat "$dir/table"; else
      echo "no crontab for reader" >&2; exit 1; fi ;;
-)  if [ -e "$dir/unwritable" ]; then
      echo "crontabs/reader: mkstemp: Permission denied" >&2; exit 1; fi
    /bin/cat > "$dir/table" ;;
esac
"""

_SYSTEMCTL = """
shift
case "$1" in
show-environment) [ -e "$dir/bus" ] || { echo "Failed to connect to bus" >&2; exit 1; } ;;
is-enabled) [ -e "$dir/$2.enabled" ] ;;
enable) [ -e "$dir/bus" ] || { echo "Failed to connect to bus: No medium found" >&2; exit 1; }
        : > "$dir/$3.enabled" ;;
disable) /bin/rm -f "$dir/$3.enabled" ;;
esac
"""

_LAUNCHCTL = """
case "$1" in
print) [ -e "$dir/${2##*/}.loaded" ] ;;
bootstrap) if [ -e "$dir/unloadable" ]; then echo "Bootstrap failed: 5" >&2; exit 5; fi
           name="${3##*/}"; : > "$dir/${name%.plist}.loaded" ;;
bootout) /bin/rm "$dir/${2##*/}.loaded" ;;
esac
"""
_PROGRAMS = {"crontab": _CRONTAB, "systemctl": _SYSTEMCTL, "launchctl": _LAUNCHCTL}


@dataclass
class FakeMachine:
    """A user's home, a PATH, and what the fakes keep in `state`."""

    root: Path

    @property
    def user_home(self) -> Path:
        return self.root / "user"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def environ(self) -> dict[str, str]:
        return {"PATH": str(self.root / "bin"), "HOME": str(self.user_home)}

    def machine(self, platform: str = "linux") -> Machine:
        return Machine(platform, self.user_home, self.environ, uid=501)

    def give(self, *programs: str) -> None:
        """Put fakes on the PATH; systemctl comes with a user manager that answers."""
        for folder in (self.root / "bin", self.state, self.user_home):
            folder.mkdir(parents=True, exist_ok=True)
        for name in programs:
            path = self.root / "bin" / name
            log = f'dir="{self.state}"\necho "{name} $*" >> "$dir/calls"\n'
            path.write_text(f"#!/bin/sh\n{log}{_PROGRAMS[name]}")
            path.chmod(0o755)
        if "systemctl" in programs:
            self.mark("bus")

    def mark(self, name: str) -> None:
        """Switch on one of the fakes' faults (or the bus)."""
        (self.state / name).touch()

    def unmark(self, name: str) -> None:
        (self.state / name).unlink()

    def calls(self) -> list[str]:
        """What was run since the last time somebody asked."""
        log = self.state / "calls"
        lines = log.read_text().splitlines() if log.exists() else []
        log.write_text("")
        return lines

    @property
    def crontab(self) -> bytes | None:
        table = self.state / "table"
        return table.read_bytes() if table.exists() else None

    @crontab.setter
    def crontab(self, text: bytes) -> None:
        (self.state / "table").write_bytes(text)


def job(home: str = "/home/reader/arXiv 100%", at: time = time(8, 30)) -> Job:
    command = ("/opt/rank env/bin/rank", "--home", home, "schedule", "run", "--email")
    return Job(Path(home), at, command)
