"""The digest as GitHub-flavoured Markdown."""

from __future__ import annotations

from pathlib import Path

from ranker.digest.templating import Templates, context
from ranker.digest.value import Digest


class MarkdownRenderer:
    """`digest.md`, from the reader's templates folder or the built-in one."""

    def __init__(self, templates: Path | None = None) -> None:
        self._templates = Templates(templates)

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """One document. Raises ConfigError for a broken template."""
        return self._templates.render("digest.md", **context(digest, everything=everything))
