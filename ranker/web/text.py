"""Text of papers as HTML: the one place of the page where it is escaped and marked."""

from __future__ import annotations

from markupsafe import Markup

from ranker.digest import escape, shown
from ranker.digest.marks import marked
from ranker.paper import Paper
from ranker.scored import Field, RankedPaper


def marked_html(ranked: RankedPaper, field: Field) -> Markup:
    """Title or abstract, with the words that keywords hit marked."""
    text = ranked.paper.title if field == "title" else ranked.paper.abstract
    limit = escape.TITLE_LIMIT if field == "title" else escape.ABSTRACT_LIMIT
    parts = marked(text, ranked.keyword_hits, field, limit)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(shown.html_of(part)) if hit else shown.html_of(part)
        for part, hit in parts
    )


def title_html(paper: Paper) -> Markup:
    """A title without marks."""
    return shown.html(paper.title or paper.id, escape.TITLE_LIMIT)


def abstract_html(paper: Paper) -> Markup:
    """An abstract without marks."""
    return shown.html(paper.abstract, escape.ABSTRACT_LIMIT)


def remark_html(paper: Paper, limit: int = escape.COMMENTS_LIMIT) -> Markup:
    """The authors' comments, cut at `limit` characters."""
    return shown.html(paper.comments, limit)
