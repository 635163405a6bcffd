"""Jinja2 templates: the built-in ones, each replaced by the reader's file of the same name.

A template gets `digest`, `papers` (those to show, by rank), `layout` (the same in groups) and what
`words` says. `sections` are the groups under the page's headings, `rest` what is ranked below them
where everything is asked for; where it is not, `below` counts it. A template escapes every text of
a paper with the filter of its format; `seen` and `md_seen` also show the mathematics in it. Copy a
file of ranker/digest/templates/ into the workspace's templates/ folder to change what a format
looks like.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ranker.digest import escape, shown, words, words_view
from ranker.digest.addresses import addresses, named
from ranker.digest.interface import BUILT_IN_TEMPLATES
from ranker.digest.layout import laid_out
from ranker.digest.marks import marked
from ranker.digest.shown import Part
from ranker.digest.value import Digest
from ranker.errors import ConfigError
from ranker.paper import links
from ranker.scored import Field, RankedPaper

if TYPE_CHECKING:
    from markupsafe import Markup

    from ranker.digest.sandbox import SafeEnvironment

_PAGE_STYLE = Path(__file__).parents[1] / "web" / "static" / "style.css"


class Templates:
    """The templates that a renderer draws from; `folder` is the reader's, if there is one.

    `mathml` says that what reads their HTML shows MathML, which mail programs do not.
    """

    def __init__(self, folder: Path | None, *, mathml: bool = True) -> None:
        self._mathml = mathml
        self._folders = [BUILT_IN_TEMPLATES] if folder is None else [folder, BUILT_IN_TEMPLATES]
        self._environment: SafeEnvironment | None = None

    def render(self, name: str, **context: Any) -> str:
        """Fill the template. Raises ConfigError with file and line where it is broken, or does what
        no template may (ranker/digest/sandbox.py)."""
        from jinja2 import TemplateSyntaxError

        if self._environment is None:
            self._environment = _environment(self._folders, mathml=self._mathml)
        try:
            return self._environment.fill(self._environment.get_template(name), context)
        except TemplateSyntaxError as error:
            where = error.filename or error.name or name
            raise _complaint(where, error.lineno, error) from error
        except Exception as error:
            # Whatever a reader's template does wrong, the frames tell where.
            frames = traceback.extract_tb(error.__traceback__)
            ours = [f for f in frames if Path(f.filename).parent in self._folders]
            if not ours:
                raise _complaint(str(self._folders[0] / name), None, error) from error
            raise _complaint(ours[-1].filename, ours[-1].lineno, error) from error


def context(digest: Digest, *, everything: bool) -> dict[str, Any]:
    """What a template sees of one digest."""
    papers = digest.papers if everything else digest.shown
    layout = laid_out(digest, everything=everything)
    top = replace(digest, papers=digest.shown)
    first = laid_out(top, everything=True) if everything else layout
    lower = digest.papers[digest.size :]
    return {
        "digest": digest,
        "papers": papers,
        "layout": layout,
        "headings": words_view.headings(digest),
        "sections": words_view.sections(digest, first),
        "rest": lower if everything else (),
        "below": 0 if everything else len(lower),
        "unlikely": words_view.unlikely(digest, layout),
        "common": words_view.common(layout),
        "folded": words_view.folded(layout.voted),
        "missing": words_view.missing(digest),
        "day": words.day(digest.announcement),
        "outcome": words.outcome(digest),
        "counts": words_view.summary(digest, len(papers)),
        "ranking": words_view.ranking(digest),
        "empty": words.empty_state(digest, len(papers)),
        "disagreements": words.disagreements(digest) if papers else (),
    }


def _environment(folders: list[Path], *, mathml: bool) -> SafeEnvironment:
    from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape

    from ranker.digest.sandbox import SafeEnvironment

    environment = SafeEnvironment(
        loader=FileSystemLoader(folders),
        # Markdown and BibTeX are escaped by filters of their own.
        autoescape=select_autoescape(("html", "xml"), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "clean": _clean,
        "seen": shown.html if mathml else shown.plain,
        "plain": shown.plain,
        "md": escape.markdown,
        "md_seen": shown.markdown,
        "bib": escape.bibtex,
        "md_marked": _markdown_marked,
        "commands": _commands,
        "percent": words.percent,
        "authors": words.authors,
        "reason": words.reason,
        "named": named,
    }
    environment.globals |= {
        "addresses": addresses,
        "bar": words.bar,
        "flags": words.flags,
        "links": links,
        "page_style": _page_style,
        "stretches": partial(_stretches, say=shown.html_of if mathml else shown.plain_of),
        "name_limit": escape.NAME_LIMIT,
        "title_limit": escape.TITLE_LIMIT,
        "text_limit": escape.ABSTRACT_LIMIT,
        "comments_limit": escape.COMMENTS_LIMIT,
    }
    return environment


def _page_style() -> str:
    """The sheet of `rank serve`, which a file shares, so that both look alike."""
    return _PAGE_STYLE.read_text("utf-8")


def _marked(ranked: RankedPaper, field: Field) -> tuple[tuple[list[Part], bool], ...]:
    text = ranked.paper.title if field == "title" else ranked.paper.abstract
    limit = escape.TITLE_LIMIT if field == "title" else escape.ABSTRACT_LIMIT
    return marked(text, ranked.keyword_hits, field, limit)


def _stretches(
    ranked: RankedPaper, field: Field, say: Callable[[list[Part]], str]
) -> list[tuple[str, bool]]:
    return [(say(parts), hit) for parts, hit in _marked(ranked, field)]


def _clean(text: str, limit: int | None = None) -> str:
    """`escape.clean`, which leaves what is HTML already."""
    return text if hasattr(text, "__html__") else escape.clean(text, limit)


def _commands(text: str) -> Markup:
    """Our own text in HTML, with what stands in backticks as code."""
    from markupsafe import Markup

    return Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", str(escape.html(text))))  # noqa: S704


def _markdown_marked(ranked: RankedPaper, field: Field) -> str:
    parts: list[str] = []
    for stretch, hit in _marked(ranked, field):
        text = shown.markdown_of(stretch, starts=not parts)
        parts.append(f"**{text}**" if hit and text.strip() == text else text)
    return "".join(parts).strip()


def _complaint(file: str, line: int | None, error: Exception) -> ConfigError:
    where = f"{file}, line {line}" if line else file
    reason = " ".join(str(error).split()) or type(error).__name__
    return ConfigError(
        f"template {where}: {reason}; mend it, or delete it to get the built-in one back"
    )
