"""What of gigabytes that a server would send is taken, and how much memory that needs.

usage: python -m bench.flood [--gigabytes 3]

Each case is asked for by a process of its own, with the program's own limits, from a server on
127.0.0.1 that sends until it has no more or nobody listens: a redirect's body, an answer, a
listing page, headers, and an answer that is packed; the last is a packed file for `--from`. `taken`
is what the server got rid of, the buffers of both ends among it; `memory` is how far the process's
peak went beyond what it had when everything was imported.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.data import ROOT

MB = 1024 * 1024
PIECE = b"x" * 65_536
PACKED = gzip.compress(b"0" * 16 * MB)
"""16 MB; behind each other they are as many members of one file."""
PAPER = gzip.compress(b'{"id": "2607.00001", "title": "An invention"}\n')
LINES = gzip.compress((b" " * 4095 + b"\n") * 4096)
"""16 MB of empty lines."""
HEADS = {
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n",
    "answer": b"HTTP/1.1 200 OK\r\n\r\n",
    "listing": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    "headers": b"HTTP/1.1 200 OK\r\n",
    "packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
}
MORE = {"headers": b"X-Long: " + b"x" * 4000 + b"\r\n", "packed": PACKED}
CASES = (*HEADS, "file")


@dataclass
class Flood:
    """A server's one case: how many bytes it has, and how many it got rid of."""

    case: str
    available: int
    sent: int = 0


@contextmanager
def flooding(flood: Flood) -> Iterator[str]:
    """The base address of a server that answers /there briefly, and all else with the flood."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    peer, _ = listening.accept()
                except OSError:
                    return
                with peer:
                    asked = peer.recv(65_536)
                    if asked.startswith(b"GET /there"):
                        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n<feed/>")
                    elif asked:
                        _pour(peer, flood)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _pour(peer: socket.socket, flood: Flood) -> None:
    more = MORE.get(flood.case, PIECE)
    try:
        peer.sendall(HEADS[flood.case])
        while flood.sent < flood.available:
            flood.sent += peer.send(more)
    except OSError:
        return


def ask(case: str, where: str) -> None:
    """What a process of its own does: ask, and say what came of it."""
    import requests

    from ranker.errors import RankError
    from ranker.network import asking, transport  # noqa: F401 - part of what is there before
    from ranker.sources.files import read_papers
    from ranker.sources.http import Client
    from ranker.sources.pacing import Pacing, Service

    with tempfile.TemporaryDirectory() as folder, requests.Session() as session:
        session.trust_env = False
        client = Client(session, Pacing(Path(folder), time.time, time.sleep))
        before = _peak()
        try:
            if case == "file":
                read_papers(Path(where))
                said = "read"
            else:
                service: Service = "html" if case == "listing" else "api"
                body = client.get(f"{where}/here", service, "*/*").body
                said = f"{len(body)} bytes"
        except RankError as error:
            said = str(error)
    print(json.dumps({"said": said, "memory": _peak() - before}))


def _peak() -> int:
    """Bytes that this process has had at most."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _in_a_process(case: str, where: str) -> tuple[str, int]:
    words = [sys.executable, "-m", "bench.flood", "--ask", case, where]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    told = json.loads(done.stdout)
    return str(told["said"]), int(told["memory"])


def main() -> None:
    """Print a row for each case."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--gigabytes", type=float, default=3.0, help="that the server would send")
    words.add_argument("--ask", nargs=2, metavar=("CASE", "WHERE"), help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.ask:
        ask(*asked.ask)
        return
    available = int(asked.gigabytes * 1024 * MB)
    print("| sent | available, MB | taken, MB | memory, MB | seconds | what is said |")
    print("|---|--:|--:|--:|--:|---|", flush=True)
    for case in CASES:
        start = time.monotonic()
        flood = Flood(case, available)
        if case == "file":
            with tempfile.NamedTemporaryFile(suffix=".jsonl.gz") as file:
                file.write(PAPER + LINES * (available // (16 * MB)))
                file.flush()
                said, memory = _in_a_process(case, file.name)
                said = said.replace(file.name, "FILE")
                taken = "-"
        else:
            with flooding(flood) as base:
                said, memory = _in_a_process(case, base)
                said = said.replace(base.removeprefix("http://"), "HOST")
            taken = f"{flood.sent / MB:.1f}"
        seconds = time.monotonic() - start
        row = f"{case} | {available / MB:,.0f} | {taken} | {memory / MB:.1f} | {seconds:.1f}"
        print(f"| {row} | {said} |", flush=True)


if __name__ == "__main__":
    main()
