"""Draw docs/terminal.svg: the list of the sample announcement after the demo's votes.

Run `python docs/pictures.py` in an environment that has the package; it takes some seconds.
docs/page.png is a browser's picture of the same digest as HTML, 390 pixels wide, light and dark.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from ranker.app import demo
from ranker.cli.progress import Progress
from ranker.digest.terminal_list import print_list
from ranker.digest.value import Digest

WIDTH, PAPERS = 80, 12


def voted_digest() -> Digest:
    """The sample announcement as the demo's reader sees it after five votes."""
    with demo.demo_workspace(Progress(quiet=True).task) as workspace:
        demo.ranked(workspace, PAPERS)
        demo.vote(workspace)
        return demo.ranked(workspace, PAPERS)


def main() -> None:
    """Write the picture beside this file."""
    console = Console(
        record=True,
        width=WIDTH,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    print_list(voted_digest(), console)
    picture = console.export_svg(title="rank today", theme=MONOKAI, unique_id="rank-today")
    # A picture in a README loads nothing; the reader's own monospaced font will do.
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
    Path(__file__).with_name("terminal.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
