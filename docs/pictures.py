"""Make every picture of the docs: `python docs/pictures.py`, or only some: `... terminal mail`.

It takes the package, playwright and Chromium, and some minutes. All papers are invented. `figures`,
which only runs when it is named, draws what the bench measures: hours, and the measuring data.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import page_pictures
import report_pictures
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI

from ranker.app import demo
from ranker.cli.progress import Progress
from ranker.digest.mail_page import MailRenderer
from ranker.digest.terminal_list import print_list
from ranker.digest.value import Digest

HERE = Path(__file__).parent
WIDTH, FEW, PAPERS = 80, 5, 12
FIGURES = ("bench.curves", "bench.ablation", "bench.loop --draw")
"""Drawn where their tables in docs/ranking.md come from. docs/performance/ is of py-spy and of
bench.imports, and says so; what it calls `before` was drawn with the program of then."""


def digests() -> tuple[Digest, Digest]:
    """The sample announcement by keywords alone, and after the demo's five votes."""
    with demo.demo_workspace(Progress(quiet=True).task) as workspace:
        before = demo.ranked(workspace, FEW)
        demo.vote(workspace)
        return before, demo.ranked(workspace, PAPERS)


def terminal() -> None:
    """terminal-before.svg and terminal.svg: the list as `rank today` prints it."""
    for digest, name in zip(digests(), ("terminal-before", "terminal"), strict=True):
        console = Console(
            record=True,
            width=WIDTH,
            file=io.StringIO(),
            force_terminal=True,
            color_system="truecolor",
        )
        print_list(digest, console)
        picture = console.export_svg(title="rank today", theme=MONOKAI, unique_id="rank-today")
        # A picture in a README loads nothing; the reader's own monospaced font will do.
        picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
        (HERE / f"{name}.svg").write_text(picture, "utf-8", newline="\n")


def mail() -> None:
    """mail-light.png and mail-dark.png: the mail as a mail program's window shows it."""
    _, digest = digests()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page = Path(folder) / "mail.html"
        page.write_text(MailRenderer().render(digest), "utf-8")
        browser = driver.chromium.launch(executable_path=chromium)
        for name in ("light", "dark"):
            window = browser.new_page(
                viewport={"width": 720, "height": 640},
                color_scheme="dark" if name == "dark" else "light",
            )
            window.goto(page.as_uri())
            picture = HERE / f"mail-{name}.png"
            window.screenshot(path=picture)
            page_pictures.shrink(picture)
        browser.close()


def figures() -> None:
    """What the bench draws."""
    for command in FIGURES:
        subprocess.run([sys.executable, "-m", *command.split()], cwd=HERE.parent, check=True)  # noqa: S603


KINDS: dict[str, Callable[[], None]] = {
    "terminal": terminal,
    "mail": mail,
    "page": page_pictures.main,
    "report": report_pictures.main,
    "figures": figures,
}


def main() -> None:
    """Make the kinds that are named, or all but the bench's."""
    named = sys.argv[1:] or [kind for kind in KINDS if kind != "figures"]
    if unknown := set(named) - set(KINDS):
        sys.exit(
            f"no pictures are called {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}"
        )
    for kind in named:
        KINDS[kind]()


if __name__ == "__main__":
    main()
