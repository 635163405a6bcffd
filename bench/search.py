"""Search at size: seconds and memory, beside one numpy float32 matrix-vector product.

usage: python -m bench.search WORKSPACE

Run it on a workspace of bench.synthetic; it is given a model first, as a reader's has. Memory is
the process's peak (VmHWM) over what it was before the first search, so the pages of the
memory-mapped file are counted in full.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.timing import rank, run
from ranker.app.search.best import best
from ranker.app.search.searching import CANDIDATES, search, similar
from ranker.app.workspace import open_workspace
from ranker.store.nearest import nearest
from ranker.store.within import Within

TIMES = 5


def main(home: Path) -> None:
    """Measure and print a table."""
    ws = open_workspace(home)
    run(rank("--home", str(home), "train"))
    query = ws.encoder.encode(["warm up"])[0]
    before = _peak()
    rows, scan = _scan(ws.vectors.matrix(), query)
    grown, size = _peak() - before, rows * len(query) * 2 / 2**20
    whole = _seconds(lambda: search(ws, "needle haystack", 10))
    common = _seconds(lambda: search(ws, "babababa bababade", 10))
    last = ws.papers.background_ids(ws.now().date(), (), 1)[0]
    alike = _seconds(lambda: similar(ws, last, 10))
    newest = Within(first=ws.papers.newest_announcement())
    recent = _seconds(lambda: search(ws, "needle", 10, newest))
    suited = _seconds(lambda: best(ws, None, 10))
    everything = _peak() - before
    full = ws.vectors.matrix().astype(np.float32)
    product = _seconds(lambda: full @ query)
    print(f"{rows:,} rows, {size:.0f} MiB of vectors; best of {TIMES}, seconds")
    print(f"  one float32 product   {product:.4f}")
    print(
        f"  nearest               {scan:.4f}  {scan / product:.1f} x; memory {grown / size:.2f} x"
    )
    for name, seconds in (
        ("search, rare words", whole),
        ("search, common words", common),
        ("search, newest day", recent),
        ("similar", alike),
        ("best of all years", suited),
    ):
        print(f"  {name:21} {seconds:.4f}  {seconds / product:.1f} x")
    print(f"  memory of all of it   {everything:.0f} MiB, {everything / size:.2f} x the vectors")
    for words in (("search", "needle haystack"), ("similar", last), ("best",)):
        command = rank("--home", str(home), *words)
        run(command)
        whole_process = run(command)
        print(f"  rank {words[0]:16} {whole_process.wall:.2f} s as a process of its own")


def _scan(matrix: NDArray[np.float16], query: NDArray[np.float32]) -> tuple[int, float]:
    """Rows and seconds. The mapping ends here: a second would count its pages twice."""
    return len(matrix), _seconds(lambda: nearest(matrix, query, CANDIDATES))


def _seconds(run: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return min(times)


def _peak() -> float:
    """The peak of this process's memory so far, MiB (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
