"""Write docs/reference/: pages made from the program itself, so that they cannot say otherwise.

Run `python docs/reference.py` in an environment that has the package; it takes some seconds. A test
fails where the files differ from what this writes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import reference_commands
import reference_python
import reference_settings
import reference_templates

FOLDER = Path(__file__).with_name("reference")
PAGES: dict[str, Callable[[], str]] = {
    "commands.md": reference_commands.page,
    "settings.md": reference_settings.page,
    "templates.md": reference_templates.page,
    "python.md": reference_python.page,
}
NOTE = "<!-- Written by `python docs/reference.py`: change what it reads, not this. -->\n\n"


def pages() -> dict[str, str]:
    """Each file's name and text."""
    return {name: NOTE + make() for name, make in PAGES.items()}


def main() -> None:
    """Write the pages, naming those that change."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            sys.stdout.write(f"wrote {path.relative_to(FOLDER.parents[1])}\n")


if __name__ == "__main__":
    main()
