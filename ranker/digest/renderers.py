"""The renderer of each format, imported when it is asked for: start-up counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ranker.digest.interface import FORMATS, Renderer
from ranker.digest.value import Digest
from ranker.errors import UsageError


def renderer(
    name: str,
    *,
    templates: Path | None = None,
    earlier: Sequence[Digest] = (),
    address: str = "",
) -> Renderer:
    """The renderer of a format.

    `templates` is a folder whose files replace the built-in templates of the same name.
    `earlier` are digests that a feed lists below the new one, `address` where it will be found;
    other formats have no use for them.
    Raises UsageError for an unknown name.
    """
    if name == "terminal":
        from ranker.digest.terminal import TerminalRenderer

        return TerminalRenderer()
    if name == "markdown":
        from ranker.digest.markdown import MarkdownRenderer

        return MarkdownRenderer(templates)
    if name == "html":
        from ranker.digest.html_page import HtmlRenderer

        return HtmlRenderer(templates)
    if name == "json":
        from ranker.digest.json_format import JsonRenderer

        return JsonRenderer()
    if name == "atom":
        from ranker.digest.atom import AtomRenderer

        return AtomRenderer(templates, earlier, address)
    return _list_format(name, templates)


def _list_format(name: str, templates: Path | None) -> Renderer:
    if name == "csv":
        from ranker.digest.csv_format import CsvRenderer

        return CsvRenderer()
    if name == "bibtex":
        from ranker.digest.bibtex import BibtexRenderer

        return BibtexRenderer(templates)
    raise UsageError(f"unknown format {name!r}; choose one of {', '.join(FORMATS)}")
