"""The site of these pages, by Sphinx: `make docs`, then open build/docs/index.html.

The pages are Markdown that reads as well where no site is built. Nothing on them is asked of
another host.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ranker import __version__

HERE = Path(__file__).parent

project = "rank"
author = "the authors of rank"
release = version = __version__
html_title = "rank"
extensions = ["myst_parser"]
exclude_patterns = ["performance"]
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_block"]
suppress_warnings = ["misc.highlighting_failure"]
nitpicky = True

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_favicon = "../ranker/web/static/icon.svg"
html_show_copyright = html_show_sphinx = html_copy_source = False
# Pictures that pages name in HTML, which Sphinx does not read.
html_extra_path = [path.name for path in sorted(HERE.glob("*.png"))]
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#8c2f1b",
        "color-brand-content": "#8c2f1b",
        "color-brand-visited": "#6a4a8c",
        "color-background-primary": "#fcfbf8",
        "color-background-secondary": "#f6f3ec",
        "color-foreground-primary": "#1f1d1a",
    },
    "dark_css_variables": {
        "color-brand-primary": "#eb9f85",
        "color-brand-content": "#eb9f85",
        "color-brand-visited": "#c3a7e5",
        "color-background-primary": "#171614",
        "color-background-secondary": "#1f1e1b",
        "color-foreground-primary": "#e8e3da",
    },
}
pygments_style, pygments_dark_style = "friendly", "native"

_PICTURE = re.compile(r'<picture>\s*<source [^>]*srcset="([^"]+)">\s*<img alt="([^"]*)" src="([^"]+)">\s*</picture>')  # fmt: skip


def prepare(_: Any, name: str, source: list[str]) -> None:
    """A picture of two colours follows the switch of the page here, not only that of the system;
    the first page has no table of its own contents beside it."""
    source[0] = _PICTURE.sub(
        r'<img class="only-light" alt="\2" src="\3"><img class="only-dark" alt="\2" src="\1">',
        source[0],
    )
    if name == "index":
        source[0] = f"---\nhide-toc: true\n---\n{source[0]}"


def setup(app: Any) -> dict[str, bool]:
    """What Sphinx calls."""
    app.connect("source-read", prepare)
    return {"parallel_read_safe": True}
