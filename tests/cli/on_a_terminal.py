"""A `rank` process of its own on a pseudo-terminal, typed to as a reader types."""

from __future__ import annotations

import codecs
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT, START
from tests.patience import HUNG, until

# The first terminal that the leader of a session opens is its own: Ctrl-C reaches it. It is heard
# though whoever runs the tests ignores it, as a shell has its background jobs do.
OWN_TERMINAL = (
    "import os, signal; os.close(os.open(os.ttyname(0), os.O_RDWR)); "
    "signal.signal(signal.SIGINT, signal.default_int_handler); "
)


class Typed:
    """The process and what it has written. What is waited for comes, or the process ends,
    or it says nothing for HUNG."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self._process, self._master = process, master
        self.text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._read_to = 0

    def wait_for(self, words: str) -> None:
        """Read on until the words stand in what was written after what was waited for last."""
        while words not in self.text[self._read_to :]:
            assert self._more(), f"{words!r} never came:\n{self.text}"
        self._read_to = self.text.index(words, self._read_to) + len(words)

    def type(self, answer: str, *, enter: bool = True) -> None:
        os.write(self._master, answer.encode() + (b"\n" if enter else b""))

    def break_off(self, key: str) -> None:
        """Press Ctrl-C or Ctrl-D once the process sleeps for an answer.

        A moment before, Python would take note of the signal and go to sleep all the same.
        """
        state = Path(f"/proc/{self._process.pid}/stat")
        if state.exists():  # on Linux
            asleep = lambda: state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "S"  # noqa: E731
            until(asleep, running=self._process)
        self.type(key, enter=False)

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self._more():
            pass
        return self._process.wait(HUNG)

    def _more(self) -> bool:
        if not select.select([self._master], [], [], HUNG)[0]:
            return False
        try:
            data = os.read(self._master, 4096)
        except OSError:  # Linux: nobody has the other end any more
            return False
        self.text += self._decoder.decode(data).replace("\r", "")
        return bool(data)


@contextmanager
def typed(cwd: Path, words: Sequence[object], **environ: str) -> Iterator[Typed]:
    """Run `rank` with its own terminal, in a folder, at home there."""
    import pty  # POSIX has it

    master, slave = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RANK_", "XDG_"))}
    process = subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL + START, *map(str, words)],
        cwd=cwd,
        env=kept | {"PYTHONPATH": str(ROOT), "HOME": str(cwd), "TERM": "dumb"} | environ,
        stdin=slave, stdout=slave, stderr=slave,
        start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    try:
        yield Typed(process, master)
    finally:
        process.kill()
        process.wait()
        os.close(master)
