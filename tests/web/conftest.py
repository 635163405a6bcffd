"""The page of a workspace with a digest: as an application, served, and in a browser."""

from __future__ import annotations

import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.testclient import TestClient

from ranker.app.workspace import Workspace
from ranker.web.guard import Address
from ranker.web.keys import Keys, read_keys
from ranker.web.site import make_app
from tests.conftest import Rank, reopened
from tests.invented import Clock, HashingEncoder
from tests.patience import HUNG, until

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PORT = 8470
ORIGIN = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def opened(
    ready: Rank, papers_file: Path, home: Path, clock: Clock, encoder: HashingEncoder
) -> Callable[[], Workspace]:
    """Opens a workspace with the week's papers and the digest of `DAY`, as each thread does."""
    assert ready("today", "--from", papers_file).code == 0
    return lambda: reopened(home, clock, encoder)


@dataclass
class Visit:
    """A browser without scripts: the page's address is PORT, its cookie and form token known."""

    client: TestClient
    keys: Keys
    sent: dict[str, str] = field(default_factory=lambda: {"origin": ORIGIN})

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=headers)

    def post(self, path: str, part: bool = False, /, **fields: str) -> Any:
        """A form of ours, as a browser sends it."""
        htmx = {"hx-request": "true"} if part else {}
        data = {"csrf": self.keys.form_token} | fields
        return self.client.post(path, data=data, headers=self.sent | htmx)

    def settled(self) -> None:
        """Wait until what was begun in the background is done."""

        def fresh() -> bool:
            part = self.get("/list?wait=1", **{"hx-request": "true"})
            return 'hx-swap-oob="delete"' in part.text

        until(fresh)


@pytest.fixture
def visit(opened: Callable[[], Workspace], home: Path) -> Iterator[Visit]:
    """Somebody who has opened the page."""
    keys = read_keys(home / "store")
    app = make_app(opened, keys, Address(PORT), offline=True)
    with TestClient(app, base_url=ORIGIN, follow_redirects=False) as client:
        assert client.get(f"/open?token={keys.new_opening()}").status_code == 303
        yield Visit(client, keys)


@dataclass
class Served:
    """The page served on a port of its own, by a thread."""

    url: str
    keys: Keys
    server: uvicorn.Server
    thread: threading.Thread

    def opening(self) -> str:
        return f"{self.url}/open?token={self.keys.new_opening()}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(HUNG)


def serve(opened: Callable[[], Workspace], home: Path, port: int = 0) -> Served:
    """Begin to serve; when it returns, the page answers."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen()
    port = listening.getsockname()[1]
    keys = read_keys(home / "store")
    app = make_app(opened, keys, Address(port), offline=True)
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until(lambda: server.started)
    return Served(f"http://127.0.0.1:{port}", keys, server, thread)


@pytest.fixture
def served(opened: Callable[[], Workspace], home: Path) -> Iterator[Served]:
    one = serve(opened, home)
    yield one
    one.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Without one, the test is skipped by name."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM)
        yield found
        found.close()


def entered(browser: Browser, served: Served, **options: Any) -> BrowserContext:
    """A browser window that was let in."""
    context = browser.new_context(**options)
    context.set_default_timeout(HUNG * 1000)
    page = context.new_page()
    page.goto(served.opening())
    page.close()
    return context


def arrive(page: Page, url: str) -> None:
    """Open a page of ours, and wait until htmx has its forms: before, they are sent as any form."""
    page.goto(url)
    page.wait_for_selector("#undo[data-htmx-powered]", state="attached")


@pytest.fixture
def window(browser: Browser, served: Served) -> Iterator[Page]:
    """The day's page, opened, with whatever its scripts complain of."""
    context = entered(browser, served, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    arrive(page, served.url)
    yield page
    context.close()
    assert [c for c in complaints if "ERR_" not in c and "Failed to fetch" not in c] == []


def ids_shown(text: str) -> list[str]:
    """The papers of a page, in its order."""
    return re.findall(r'<article class="[^"]*" id="p-([\w.-]+)"', text)


def serious_findings(page: Page) -> list[str]:
    """What axe finds on the page that keeps somebody from reading or using it."""
    import axe_playwright_python

    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8"))
    return [
        f"{one['id']}: {node['html'][:150]}"
        for one in page.evaluate("async () => (await axe.run()).violations")
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
