"""One record of any source, checked and made into an `Entry`: the only way a paper comes in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from ranker.author_lists import author_names
from ranker.doi import dois
from ranker.errors import SourceError
from ranker.paper import Entry, Kind, Paper, parse_id
from ranker.taxonomy import SUCCESSORS
from ranker.text.tex import tex_to_unicode
from ranker.withdrawal import is_withdrawn

# https://arxiv.org/category_taxonomy; the API also lists ACM and MSC classes, which are not ours.
_CATEGORY = re.compile(r"[a-z][a-z-]+(?:\.[A-Za-z][A-Za-z-]+)?")


# Characters, several times the longest of arXiv: what reads a text may take longer than its length.
LONGEST_TITLE, LONGEST_TEXT = 5_000, 50_000


def make_entry(
    written_id: str,
    title: str,
    abstract: str,
    authors: Iterable[str],
    categories: Iterable[str],
    *,
    announced: date | None = None,
    kind: Kind = "new",
    version: int | None = None,
    comments: str = "",
    withdrawn: bool = False,
    doi: str = "",
) -> Entry:
    """An Entry with a canonical id, white space folded, TeX accents resolved, and of the authors
    the names (ranker/author_lists.py).

    `version` is used where the written id names none; without either it is 1. A paper is withdrawn
    where the source says so, or its text or the `comments` have a notice of it.
    `comments` are the authors' for their readers, empty where the source has no such field.
    `doi` is what the source says of the journal's: one or several.
    Raises PaperIdError for an id that is none, SourceError for an empty title, and for a title or
    abstract that is longer than any can be.
    """
    paper_id, written_version = parse_id(written_id)
    for what, text, most in (("title", title, LONGEST_TITLE), ("abstract", abstract, LONGEST_TEXT)):
        if len(text) > most:
            raise SourceError(f"{paper_id} has a longer {what} than {most:,} characters")
    title = tex_to_unicode(fold(title))
    if not title or not (title.isprintable() or any(map(str.isprintable, title))):
        raise SourceError(f"{paper_id} has no title")
    abstract = tex_to_unicode(fold(abstract))
    comments = tex_to_unicode(fold(comments))
    return Entry(
        Paper(
            paper_id,
            title,
            abstract,
            author_names(map(fold, authors)),
            known_categories(tuple(categories)),
            written_version or version or 1,
            withdrawn or is_withdrawn(title, abstract, comments),
            dois(doi),
            comments,
        ),
        announced,
        kind,
    )


def fold(text: str) -> str:
    """White space folded to single spaces; what UTF-8 cannot carry becomes U+FFFD, NUL goes."""
    folded = " ".join(text.replace("\0", "").split())
    if folded.isascii():
        return folded
    return folded.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=4096)
def known_categories(written: tuple[str, ...]) -> tuple[str, ...]:
    """The arXiv categories among `written`, each once, order kept; closed ones as their successors.

    arXiv lists a paper of a closed archive under both.
    """
    ours = (SUCCESSORS.get(word, word) for word in written if _CATEGORY.fullmatch(word))
    return tuple(dict.fromkeys(ours))
