"""Commands as processes of their own, each forked from one that has imported what they need.

What a command imports is most of its time, and no fault touches it: a kill comes while it works.
On other systems than Linux `bench.faults` starts an interpreter for each.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

PREPARE = """
import sys
from pathlib import Path
from ranker.app.workspace import Workspace
from ranker.cli import options
from ranker.cli.main import main
from ranker.config import Paths
from tests.invented import HashingEncoder
options.open_workspace = lambda at: Workspace(Paths(at), make_encoder=lambda ws: HashingEncoder())
"""
SERVE = """
import atexit, gc, importlib, json, os, pkgutil
import filelock, jinja2, scipy.optimize, scipy.sparse.linalg
import ranker.app.feedback.voting, ranker.app.today, ranker.cli, ranker.digest, ranker.models
for room in (ranker.cli, ranker.digest, ranker.models):
    for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
        importlib.import_module(module.name)
gc.collect()
gc.freeze()
asked, told = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
for line in asked:
    words, *outputs = json.loads(line)
    child = os.fork()
    if not child:
        break
    print(child, file=told, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=told, flush=True)
else:
    sys.exit()
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
for number, path in enumerate(outputs, 1):
    os.dup2(os.open(path, os.O_WRONLY), number)
code = 1
try:
    main(words)
except SystemExit as stop:
    code = stop.code or 0
except BaseException:
    sys.excepthook(*sys.exc_info())
# An interpreter's end, but for the modules, which take longer to take apart than a vote to cast.
atexit._run_exitfuncs()
gc.collect()
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)
"""


class Forks:
    """The process that they are forked from; `front` are words before the interpreter's."""

    def __init__(self, folder: Path, environ: Mapping[str, str], front: tuple[str, ...]) -> None:
        folder.mkdir(exist_ok=True)
        self._outputs = (folder / "out", folder / "err")
        self._process = subprocess.Popen(
            [*front, sys.executable, "-c", PREPARE + SERVE],
            # Nobody may fork beside threads.
            env={**environ, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, words: list[str], patience: float) -> tuple[int | None, str, str]:
        """The code of a command, None where it was killed after that many seconds, stdout and
        stderr."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        for path in self._outputs:
            path.write_bytes(b"")
        asked = json.dumps([words, *map(str, self._outputs)])
        self._process.stdin.write(f"{asked}\n".encode())
        self._process.stdin.flush()
        child = self._told()
        killed = not select.select([self._process.stdout], [], [], patience)[0]
        if killed:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        code = self._told()
        out, err = (path.read_text("utf-8", "replace") for path in self._outputs)
        return (None if killed and code == -signal.SIGKILL else code), out, err

    def _told(self) -> int:
        assert self._process.stdout is not None
        # Byte by byte: a line that is read ahead is one that select does not see.
        line = b""
        while not line.endswith(b"\n"):
            one = os.read(self._process.stdout.fileno(), 1)
            if not one:
                sys.exit("the process that commands are forked from has ended")
            line += one
        return int(line)

    def close(self) -> None:
        """End that process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
