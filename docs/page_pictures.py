"""Take docs/page-light.png, page-dark.png and the same for a phone: the page on the sample papers.

Run `python docs/page_pictures.py` in an environment with the package, playwright and Chromium; it
takes a minute, most of it for the encoder. The papers are invented.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from ranker import sample
from ranker.app import demo
from ranker.app.today import Request, today
from ranker.app.workspace import Workspace
from ranker.cli.progress import Progress
from ranker.web.guard import Address
from ranker.web.keys import read_keys
from ranker.web.site import make_app

SHOTS = (
    ("light", 1280, 800),
    ("dark", 1280, 800),
    ("phone", 390, 700),
    ("phone-dark", 390, 700),
)
HERE = Path(__file__).parent


def main() -> None:
    """Write the pictures beside this file."""
    with demo.demo_workspace(Progress(quiet=True).task) as workspace:
        demo.ranked(workspace, 20)
        demo.vote(workspace)
        today(workspace, Request(path=sample.announcement_path()))
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        keys = read_keys(workspace.paths.store)
        app = make_app(lambda: Workspace(workspace.paths), keys, Address(port), offline=True)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        serving.start()
        while not server.started:
            time.sleep(0.1)
        take(f"http://127.0.0.1:{port}", f"/open?token={keys.new_opening()}")
        server.should_exit = True
        serving.join()


def take(address: str, opening: str) -> None:
    """The pictures, of a list in which one vote has just moved papers."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium)
        entered = browser.new_context()
        page = entered.new_page()
        page.goto(address + opening)
        vote(page)
        kept = entered.storage_state()
        for name, width, height in SHOTS:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if name.endswith("dark") else "light",
                storage_state=kept,
            )
            page = context.new_page()
            page.goto(address)
            page.keyboard.press("j")
            picture = HERE / f"page-{name}.png"
            page.screenshot(path=picture)
            shrink(picture)
        browser.close()


def shrink(picture: Path) -> None:
    """A page of few colours: a third of the bytes, and nobody sees it."""
    Image.open(picture).convert("RGB").quantize(256).save(picture, optimize=True)


def vote(page: Page) -> None:
    """Like the second paper, and wait until the list is ranked anew."""
    page.locator("article.paper .like").nth(1).click()
    page.locator(".move").first.wait_for()


if __name__ == "__main__":
    main()
