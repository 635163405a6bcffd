"""Text of papers as HTML: the one place of the page where it is escaped and marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from ranker.digest import escape, shown
from ranker.digest.marks import marked
from ranker.digest.value import Field, RankedPaper
from ranker.paper import Paper, is_canonical, links

_CODE = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co/spaces")
_DATA = ("huggingface.co/datasets", "zenodo.org", "kaggle.com", "figshare.com", "osf.io")
_ADDRESS = re.compile(r"\bhttps?://(?:www\.)?([A-Za-z0-9./_~%?=&#+:-]*[A-Za-z0-9/])")
_FOLDED = 4  # authors named where they are many


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


def named(names: Sequence[str]) -> str:
    """Authors, folded where they are many: the first few, how many more, and the last."""
    clean = [shown.plain(name, escape.NAME_LIMIT) for name in names]
    if len(clean) <= _FOLDED + 1:
        return ", ".join(clean)
    return f"{', '.join(clean[: _FOLDED - 1])}, … {clean[-1]} ({len(clean):,} authors)"


def addresses(paper: Paper) -> tuple[tuple[str, str], ...]:
    """The paper's pages: abs, pdf and html at arXiv, and the code and data that its abstract and
    its comments name."""
    found = list(links(paper.id).items()) if is_canonical(paper.id) else []
    texts = paper.abstract[: escape.ABSTRACT_LIMIT], paper.comments[: escape.COMMENTS_LIMIT]
    for match in _ADDRESS.finditer(" ".join(texts)):
        for label, sites in (("code", _CODE), ("data", _DATA)):
            if match[1].startswith(sites) and label not in dict(found):
                found.append((label, f"https://{match[1]}"))
    return tuple(found)
