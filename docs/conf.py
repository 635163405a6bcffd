"""The site of these pages, by Sphinx: `make docs`, then open build/docs/index.html.

The pages are Markdown that reads as well where no site is built. Nothing on them is asked of
another host.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ranker import __version__

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "rank"
author = "the authors of rank"
release = version = __version__
html_title = "rank"
extensions = ["myst_parser"]
exclude_patterns = ["performance"]
myst_heading_anchors = 4
myst_fence_as_directive = ["mermaid"]
smartquotes = False  # --home is no dash
nitpicky = True

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_favicon = "../ranker/web/static/icon.svg"
html_use_index = False
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

_PICTURE = re.compile(r"<picture>(.*?)</picture>", re.S)
_SOURCE = re.compile(r'<source media="([^"]+)" srcset="([^"]+)">')
_DARK = "(prefers-color-scheme: dark)"


def in_both_colours(picture: re.Match[str]) -> str:
    """A picture of two colours follows the switch of the page here, not that of the system."""
    sources = _SOURCE.findall(picture[1])
    image = re.search(r'<img alt="([^"]*)" src="([^"]+)">', picture[1])
    assert image is not None, f"{picture[0]} is no picture as docs/conf.py knows them"
    dark = [(media, file) for media, file in sources if _DARK in media]
    light = [one for one in sources if one not in dark]
    wide = next(file for media, file in dark if media == _DARK)
    narrow = [(media.removesuffix(f" and {_DARK}"), file) for media, file in dark if media != _DARK]
    return _pictured(image[1], image[2], light, "light") + _pictured(image[1], wide, narrow, "dark")


def _pictured(alt: str, file: str, sources: list[tuple[str, str]], colour: str) -> str:
    others = "".join(f'<source media="{media}" srcset="{name}">' for media, name in sources)
    return f'<picture class="only-{colour}">{others}<img alt="{alt}" src="{file}"></picture>'


def prepare(_: Any, name: str, source: list[str]) -> None:
    """The pictures of a page; and the first page has no table of its own contents beside it."""
    source[0] = _PICTURE.sub(in_both_colours, source[0])
    if name == "index":
        source[0] = f"---\nhide-toc: true\n---\n{source[0]}"


# What a browser fetches by itself when it opens a page: pictures, scripts, styles, fonts.
_LOADED = re.compile(
    r"""<(?:script|img|source|iframe|video|audio|embed)\b[^>]*?\b(?:src|srcset)="(?:https?:)?//[^"]*"""
    r"""|<link\b(?![^>]*rel="canonical")[^>]*href="(?:https?:)?//[^"]*"""
    r"""|(?:@import\s+|url\()["']?(?:https?:)?//[^)"']*"""
)


def foreign(folder: Path) -> list[str]:
    """What the pages in a folder would ask other hosts for."""
    pages = [path for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".css")]
    return [f"{p.name} loads {one}" for p in pages for one in _LOADED.findall(p.read_text("utf-8"))]


def check_hosts(app: Any, failure: Exception | None) -> None:
    """Warn, which fails the build, where a page would ask another host for something."""
    for found in [] if failure else foreign(Path(app.outdir)):
        logging.getLogger(__name__).warning("%s", found)


class FlowChart(SphinxDirective):
    """A block of Mermaid."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """The chart, drawn."""
        from flowchart import drawn

        return [nodes.raw("", drawn("\n".join(self.content)), format="html")]


def setup(app: Any) -> dict[str, bool]:
    """What Sphinx calls."""
    app.add_directive("mermaid", FlowChart)
    app.connect("source-read", prepare)
    app.connect("build-finished", check_hosts)
    return {"parallel_read_safe": True}
