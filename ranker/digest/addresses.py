"""A paper's pages, and its authors as a line that fits: what the page and the files both show."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ranker.digest import escape, shown
from ranker.paper import Paper, is_canonical, links

_CODE = (
    "github.com/",
    "gitlab.com/",
    "bitbucket.org/",
    "codeberg.org/",
    "huggingface.co/spaces/",
)
_DATA = ("huggingface.co/datasets/", "zenodo.org/", "kaggle.com/", "figshare.com/", "osf.io/")
_ADDRESS = re.compile(r"\bhttps?://(?:www\.)?([A-Za-z0-9./_~%?=&#+:-]*[A-Za-z0-9/])")
_FOLDED = 4  # authors named where they are many


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


def named(names: Sequence[str]) -> str:
    """Authors, folded where they are many: the first few, how many more, and the last."""
    clean = [shown.plain(name, escape.NAME_LIMIT) for name in names]
    if len(clean) <= _FOLDED + 1:
        return ", ".join(clean)
    return f"{', '.join(clean[: _FOLDED - 1])}, … {clean[-1]} ({len(clean):,} authors)"
