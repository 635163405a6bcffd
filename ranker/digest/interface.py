"""The seam between the digest value and its formats."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ranker.digest.value import Digest

BUILT_IN_TEMPLATES = Path(__file__).parent / "templates"
FORMATS = ("terminal", "markdown", "html", "json", "atom", "csv", "bibtex")
FEED_DIGESTS = 7
"""Of which a feed has the papers: who reads it once a week misses none."""


class Renderer(Protocol):
    """One format."""

    def render(self, digest: Digest, *, everything: bool = False) -> str:
        """The digest as text: the papers a reader is shown, or every ranked one.

        Raises ConfigError where a template of the reader's is broken.
        """
