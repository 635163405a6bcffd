"""The digest as one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path

from ranker.digest.templating import Templates, context
from ranker.digest.value import Digest


class HtmlRenderer:
    """`digest.html`, from the reader's templates folder or the built-in one."""

    def __init__(self, templates: Path | None = None) -> None:
        self._templates = Templates(templates)

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """One page that loads nothing and runs nothing. Raises ConfigError."""
        return self._templates.render("digest.html", **context(digest, everything=everything))
