"""Run one command and print what it took, as JSON: wall and processor seconds, peak bytes, status.

A process of its own, since a child's peak begins at its parent's size: a parent that is as small
as this one hides nothing.
"""

import json
import os
import subprocess
import sys
import time

UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss: bytes there, KiB elsewhere

started = time.perf_counter()
with subprocess.Popen(
    sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
) as process:
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
print(
    json.dumps({
        "wall": wall,
        "processor": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss * UNIT,
        "status": process.returncode,
        "said": said.decode(errors="replace"),
    })
)  # fmt: skip
