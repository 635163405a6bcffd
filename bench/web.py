"""What the page of `rank serve` takes, beside a plain page of the same server.

usage: python -m bench.web [--papers 2000] [--times 5]

A day of that many papers is ranked once; then the page is served, asked for, and voted on, over a
real connection. The plain page is a constant text of Starlette's under the same uvicorn, so that
what is left of the ratio is ours. Embeddings are random: no figure here hangs on them.
"""

from __future__ import annotations

import argparse
import http.client
import re
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from bench import places
from ranker.app.interests.setup import check_profile, create_workspace
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.config import Paths

FIRST_VIEW, VOTE = 0.5, 0.2
"""Seconds that they may take."""


class RandomEncoder:
    """A direction for every text, drawn by its length; the bench reads none of them."""

    fingerprint, dimensions = "random-384", 384

    def encode(
        self, texts: Sequence[str], advance: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit rows, (len(texts), 384)."""
        rows = np.random.default_rng(len(texts)).normal(size=(len(texts), self.dimensions))
        if advance:
            advance(len(texts))
        unit: NDArray[np.float64] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit.astype(np.float32)


def main() -> None:
    """Measure, and print a line for each."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--papers", type=int, default=2_000, help="of the day that is shown")
    words.add_argument("--times", type=int, default=5, help="requests of a kind")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="rank-web-") as folder:
        home = Path(folder) / "home"
        opened = ranked_day(home, asked.papers)
        with served(page(opened, home)) as ours, served(plain()) as other:
            first = took(ours, "GET", "/")
            print(f"first view of {asked.papers:,} papers: {first:.3f} s (may: {FIRST_VIEW} s)")
            token = re.search(r'name="csrf" value="(\w+)"', ours.text)
            ids = re.findall(r'name="paper" value="([\w.]+)"', ours.text)
            assert token is not None
            fields = [
                {"csrf": token[1], "paper": i, "do": "like", "profile": "reader"} for i in ids
            ]
            settle(ours)
            told("a page", ours, other, [("GET", "/", None)] * asked.times, 0)
            votes = [("POST", "/act", one) for one in fields[: asked.times]]
            told("a vote", ours, other, votes, VOTE)


def ranked_day(home: Path, count: int) -> Callable[[], Workspace]:
    """A workspace whose newest day has that many papers, ranked, after 1,000 earlier ones."""
    create_workspace(Paths(home), check_profile("reader", places.CATEGORIES, places.KEYWORDS))

    def opened() -> Workspace:
        return Workspace(Paths(home), make_encoder=lambda ws: RandomEncoder())

    ws, entries = opened(), places.entries(count + 1_000)
    days = [places.DAY] * count + [places.DAY.replace(day=6)] * 1_000
    dated = [replace(e, announced=day, kind="new") for e, day in zip(entries, days, strict=True)]
    ws.papers.add(dated, places.DAY, from_file=True)
    today(ws, Request(day=places.DAY, offline=True))
    return opened


class Connection:
    """One connection to a server that is kept open, with the session's cookie."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = headers | {"hx-request": "true"} | {"origin": f"http://127.0.0.1:{port}"}
        self.text = ""

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> None:
        """Ask, and read the answer to its end."""
        form = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode(fields) if fields else None
        self._http.request(method, path, body, self._headers | (form if fields else {}))
        answer = self._http.getresponse()
        self.text = answer.read().decode()
        assert answer.status == 200, (answer.status, self.text[:200])


def page(
    opened: Callable[[], Workspace], home: Path
) -> Callable[[int], tuple[Any, dict[str, str]]]:
    """The application of `rank serve`, for a port, and the headers that let one in."""
    from ranker.web.guard import Address, cookie_name
    from ranker.web.keys import read_keys
    from ranker.web.site import make_app

    keys = read_keys(home / "store")

    def made(port: int) -> tuple[Any, dict[str, str]]:
        app = make_app(opened, keys, Address(port), offline=True)
        return app, {"cookie": f"{cookie_name(port)}={keys.session}"}

    return made


def plain() -> Callable[[int], tuple[Any, dict[str, str]]]:
    """A constant page, and a form that is read and answered."""
    from starlette.applications import Starlette
    from starlette.requests import Request as Asked
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    async def answer(request: Asked) -> HTMLResponse:
        await request.body()
        return HTMLResponse("<!doctype html><title>plain</title><p>A page.")

    routes = [Route("/", answer), Route("/act", answer, methods=["POST"])]
    return lambda port: (Starlette(routes=routes), {})


@contextmanager
def served(make: Callable[[int], tuple[Any, dict[str, str]]]) -> Iterator[Connection]:
    """A connection to the application, served by a thread."""
    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    port = listening.getsockname()[1]
    app, headers = make(port)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=0, timeout_keep_alive=600
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Connection(port, headers)
    finally:
        server.should_exit = True
        thread.join()


def took(there: Connection, *request: Any) -> float:
    """Seconds from the question to the end of the answer."""
    begun = time.perf_counter()
    there.ask(*request)
    return time.perf_counter() - begun


def settle(there: Connection) -> None:
    """Wait until nothing is ranked in the background, which would take the processor."""
    while True:
        there.ask("GET", "/list?wait=1")
        if 'hx-swap-oob="delete"' in there.text:
            return


def told(
    what: str, ours: Connection, other: Connection, requests: Sequence[Any], most: float
) -> None:
    """Both in turn, each after what the last one has begun is done."""
    times = []
    for request in requests:
        times.append((took(ours, *request), took(other, *request)))
        settle(ours)
    mine, theirs = median(t for t, _ in times), median(t for _, t in times)
    may = f" (may: {most} s)" if most else ""
    print(f"{what}: {mine:.3f} s, {mine / theirs:.0f} times a plain one's {theirs:.4f} s{may}")


if __name__ == "__main__":
    main()
