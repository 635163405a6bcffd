"""Join copies of an append-only file: every line of each, each line once.

    python3 .github/join.py MINE COPY... >joined

The copies' lines come first, in their order, then those that MINE alone has. What MINE lacks is
added at its end in one write, under the lock that `rank` takes for the same file. Which line counts
is decided by whoever reads them (the latest vote by time), so their order decides nothing.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

MARKS = (b"<<<<<<< ", b"=======", b">>>>>>> ", b"||||||| ")  # of a merge that broke off


def lines_of(path: Path) -> list[bytes]:
    """The lines of a file without their ends, none for a file that is not there."""
    if not path.exists():
        return []
    found = (line.removesuffix(b"\r") for line in path.read_bytes().split(b"\n"))
    return [line for line in found if line.strip() and not line.startswith(MARKS)]


def add(path: Path, lines: list[bytes]) -> None:
    """Add lines at the end of a file, on lines of their own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.with_suffix(".lock")), path.open("ab+", buffering=0) as file:
        data = b"".join(line + b"\n" for line in lines)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                data = b"\n" + data
        if file.write(data) != len(data):
            raise OSError(f"{path}: the disk is full")
        os.fsync(file.fileno())


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file, waiting for it; on Windows nothing is held."""
    with path.open("ab") as file:
        with contextlib.suppress(ImportError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> None:
    mine, *copies = map(Path, sys.argv[1:])
    theirs = list(dict.fromkeys(line for copy in copies for line in lines_of(copy)))
    own = lines_of(mine)
    known = set(own)
    if missing := [line for line in theirs if line not in known]:
        add(mine, missing)
    joined = dict.fromkeys([*theirs, *own])
    sys.stdout.buffer.write(b"".join(line + b"\n" for line in joined))


if __name__ == "__main__":
    main()
