"""Faults of the disk: read-only, and full. A mount of this process's own, where it may have one."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from bench.faults import Bench, Said, Tally, fault, voted

READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
FULL = """
set -e
mount -t tmpfs -o "size=$3" none "$1"
cp -a "$2/." "$1"
dd if=/dev/zero of="$1/filler" bs=1k 2>/dev/null || true
if [ "$4" -gt 0 ]; then truncate -s "-$4" "$1/filler"; fi
home=$1 out=$5
shift 5
set +e
"$@"
code=$?
rm "$home/filler"
cp -a "$home/." "$out"
exit $code
"""
READING = (
    ("today", "--offline"), ("today", "--offline", "--format", "json"), ("why", "1"),
    ("show", "2607.00005"), ("search", "speech"), ("similar", "2607.00005"), ("best",), ("votes",),
    ("status",), ("shelf",), ("export",), ("replay",), ("keywords", "suggest"),
)  # fmt: skip
WRITING = (("like", "2607.00044"), ("train",), ("undo",), ("save", "2607.00005"))


@lru_cache
def unable() -> str:
    """Why no mount can be made here; empty where it can."""
    if shutil.which("unshare") is None:
        return "there is no unshare"
    test = 'mount -t tmpfs none "$1"'
    done = subprocess.run([*mounting(test), "/mnt"], capture_output=True, check=False)
    return "mounts are not allowed" if done.returncode else ""


def mounting(script: str) -> tuple[str, ...]:
    """The words before a command that runs among mounts of its own."""
    return ("unshare", "-rm", "sh", "-c", script, "sh")


@fault(
    "read-only disk", "reading commands work and say so once, the others are one line",
    short=1, whole=6, unable=unable,
)  # fmt: skip
def read_only(bench: Bench, times: int) -> Tally:
    """A bind mount, remounted: as found, without SQLite's working files, with changes in them."""
    tally = Tally()
    for number in range(times):
        home = bench.home()
        store = home / "store"
        if number % 3 == 1:
            leave_changes(home, index=number % 2 == 0)
        if number % 3 == 2:
            shutil.rmtree(store)
        before = _contents(home)
        with bench.behind((*mounting(READ_ONLY), str(home))) as mounted:
            for words in READING if number % 3 < 2 else (("export",), ("votes",), ("status",)):
                tally.injected += 1
                said = mounted.rank(home, *words)
                _tell(tally, said, f"read-only: {' '.join(words)}", reads=True)
                once = said.err.count("cannot be written") == 1
                tally.expect(once or words[0] == "shelf", f"{words}: told {said.err!r}")
            for words in WRITING:
                tally.injected += 1
                said = mounted.rank(home, *words)
                _tell(tally, said, f"read-only: {' '.join(words)}", reads=False)
        tally.expect(_contents(home) == before, "something was written")
    return tally


def leave_changes(home: Path, *, index: bool) -> None:
    """As after a kill: changes in SQLite's log that are not in its file yet."""
    import sqlite3

    store = home / "store" / "papers.sqlite3"
    db = sqlite3.connect(store)
    db.execute("CREATE TABLE IF NOT EXISTS left_over (a)")
    db.commit()
    kept = {p: p.read_bytes() for p in store.parent.glob("papers.sqlite3*")}
    db.close()
    for path, content in kept.items():
        if index or not path.name.endswith("-shm"):
            path.write_bytes(content)


@fault(
    "full disk", "a vote is kept whole or one line says that it was not; nothing is half-written",
    short=3, whole=40, unable=unable,
)  # fmt: skip
def full(bench: Bench, times: int) -> Tally:
    """A small tmpfs, filled to the last block or to a few."""
    tally = Tally()
    size = sum(p.stat().st_size for p in bench.whole.rglob("*") if p.is_file()) + 400_000
    commands = (("like", "2607.00044"), ("today", "--offline"), ("export",), ("train",))
    for number in range(times):
        words = commands[number % len(commands)]
        left = (0, 4096, 16_384, 65_536, 131_072)[number // len(commands) % 5]
        home = bench.work / "small"
        out = bench.work / f"out{number}"
        for folder in (home, out):
            folder.mkdir(exist_ok=True)
        front = (*mounting(FULL), home, bench.whole, str(size), str(left), out)
        said = bench.rank(home, *words, front=tuple(map(str, front)))
        what = f"{left} bytes left: {' '.join(words)}"
        tally.injected += 1
        _tell(tally, said, what, reads=words[0] == "export")
        votes = voted(bench.whole) + (["2607.00044"] if said.code == 0 == number % 4 else [])
        tally.expect(voted(out) == votes, f"{what}: votes {voted(out)[-2:]}")
        log = (out / "feedback" / "votes.jsonl").read_bytes()
        tally.expect(log.endswith(b"}\n"), f"{what}: half a vote")
        later = bench.rank(out, "today", "--offline")
        tally.expect(later.code == 0 and later.is_clean, f"{what}: later: {later.err.strip()}")
    return tally


def _tell(tally: Tally, said: Said, what: str, *, reads: bool) -> None:
    if reads or said.code == 0:
        tally.expect(said.code == 0 and said.is_clean, f"{what}: {said.err.strip()}")
    else:
        tally.expect(said.complaint, f"{what}: {said.code} {said.err.strip()}")


def _contents(home: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
