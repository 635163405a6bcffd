"""The digest as the HTML of a mail: as the page has it, with what mail programs leave of a page.

They drop style sheets or parts of them, so every style is written into its element; they show no
MathML, so mathematics is Unicode; and they fold nothing, so of an abstract there is its opening.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ranker.digest.shown import opening
from ranker.digest.templating import Templates, context
from ranker.digest.value import Digest
from ranker.errors import ConfigError
from ranker.scored import RankedPaper

_OPENING = 300  # characters of an abstract: three lines of the mail's width
_DOCTYPE = "<!DOCTYPE html>"


class MailRenderer:
    """`mail.html` and `mail.css`, from the reader's templates folder or the built-in ones."""

    def __init__(self, templates: Path | None = None) -> None:
        self._templates = Templates(templates, mathml=False)

    def render(self, digest: Digest, *, left_out: str = "") -> str:
        """The papers shown, as a document that loads nothing and runs nothing.

        `left_out` says what of the digest is not there, and where it is. Raises ConfigError.
        """
        folded = replace(digest, papers=tuple(map(_folded, digest.papers)))
        shown = context(folded, everything=False)
        return _inlined(self._templates.render("mail.html", left_out=left_out, **shown))


def _folded(ranked: RankedPaper) -> RankedPaper:
    abstract = opening(ranked.paper.abstract, _OPENING)
    return replace(ranked, paper=replace(ranked.paper, abstract=abstract))


def _inlined(page: str) -> str:
    from css_inline import CSSInliner, InlineError

    # What cannot be inlined, the rules for a dark screen, stays a sheet.
    inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    try:
        inlined = inliner.inline(page)
    except InlineError as error:
        said = " ".join(str(error).split())
        raise ConfigError(f"template mail.css: {said}; mend it, or delete it") from None
    return "<!doctype html>" + inlined.removeprefix(_DOCTYPE)
