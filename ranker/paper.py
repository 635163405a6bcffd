"""A paper, and its id.

Ids follow https://info.arxiv.org/help/arxiv_identifier.html: `YYMM.NNNN` from 0704 to 1412,
`YYMM.NNNNN` from 1501, and before April 2007 `archive/YYMMNNN`, whose subject class
(`math.GT/0309136`) is not part of the id. A version (`v2`) is never part of the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from ranker.errors import PaperIdError
from ranker.written_ids import OLD_ARCHIVES, TODAYS_ID, match_id

Kind = Literal["new", "cross", "replace", "replace-cross"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_FIRST_NEW, _FIRST_OLD, _LAST_OLD = "0704", "9107", "0703"
_TODAYS = re.compile(TODAYS_ID)


@dataclass(frozen=True, slots=True)
class Paper:
    """One arXiv work.

    `id` is canonical and has no version. `authors` are names in display order, `categories`
    start with the primary one; either may be empty. `title` and `abstract` are plain text as
    arXiv wrote it, white space folded, with mathematics left as TeX. `withdrawn` says that arXiv
    keeps only a notice in its place. `dois` are those of its journal version, in lower case.
    `comments` is what the authors add for readers ("accepted at ..."); nothing is ranked by it.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    version: int = 1
    withdrawn: bool = False
    dois: tuple[str, ...] = ()
    comments: str = ""

    @property
    def text(self) -> str:
        """What the encoder reads: the source, as every stored vector was made from it. Words read
        otherwise (ranker/text/), but another text here would be another space."""
        return f"{self.title}. {self.abstract}" if self.abstract else f"{self.title}."


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper as one announcement brought it.

    `announced` is the listing date, None where the source does not know it (OAI-PMH, the API).
    """

    paper: Paper
    announced: date | None
    kind: Kind = "new"


def parse_id(text: str) -> tuple[str, int | None]:
    """Read an id as people write it: bare, versioned, as arXiv's reference (`arXiv:0706.1234v1
    [math.FA]`), as DOI, OAI identifier or bibcode, or as the address of the paper's page at arXiv,
    a mirror or a site that has the id in its path; in brackets, or before a closing full stop.

    Returns the canonical id and the version, or None where the text names no version.
    Raises PaperIdError for anything else, so that a typing slip never becomes a vote.
    """
    match = match_id(text)
    if match is None or not _is_assigned(match):
        raise PaperIdError(_complaint(text))
    version = int(match["version"]) if match["version"] else None
    return match["new"] or f"{match['archive'].lower()}/{match['number']}", version


def _is_assigned(match: re.Match[str]) -> bool:
    """Whether arXiv has ever given out such an id, and the rest is no date behind a number."""
    groups = match.groupdict()
    if groups.get("date") and not (groups["prefix"] or groups["about"]):
        return False
    if match["new"]:
        return match["new"][:4] >= _FIRST_NEW
    yymm, serial = match["number"][:4], match["number"][4:]
    in_range = yymm >= _FIRST_OLD or yymm <= _LAST_OLD
    return in_range and serial != "000" and _is_subject(match["archive"], match["subject"])


def _is_subject(archive: str, subject: str | None) -> bool:
    """Whether it may stand behind the archive's name; `math.ph` is a slip for math-ph."""
    if subject is None:
        return True
    from ranker.taxonomy import find_category  # few ids have one

    if find_category(f"{archive}.{subject}"):
        return True
    return len(subject) == 2 and f"{archive}-{subject}".lower() not in OLD_ARCHIVES.split("|")


def canonical_id(text: str) -> str:
    """The canonical id of any written form. Raises PaperIdError."""
    if _TODAYS.fullmatch(text):  # nearly all that is stored: a log of votes is full of them
        return text
    return parse_id(text)[0]


def is_canonical(key: str) -> bool:
    """Whether it is an arXiv id in canonical form, as papers are stored under; a work of a library
    may have a key of its own."""
    try:
        return canonical_id(key) == key
    except PaperIdError:
        return False


def is_id(text: str) -> bool:
    """Whether `parse_id` reads the text."""
    try:
        parse_id(text)
    except PaperIdError:
        return False
    return True


def rejoined(words: Iterable[str]) -> list[str]:
    """Words with `[math.FA]` put back behind the id from which a blank cut it off."""
    whole: list[str] = []
    for word in words:
        if whole and word.startswith("[") and is_id(f"{whole[-1]} {word}"):
            whole[-1] += f" {word}"
        else:
            whole.append(word)
    return whole


def links(paper_id: str) -> dict[str, str]:
    """The paper's pages at arXiv. `/pdf/<id>` is written without `.pdf`, as arXiv redirects it."""
    return {
        "abs": f"https://arxiv.org/abs/{paper_id}",
        "pdf": f"https://arxiv.org/pdf/{paper_id}",
        "html": f"https://arxiv.org/html/{paper_id}",
    }


def _complaint(text: str) -> str:
    shown = text.strip()[:80]
    return f"{shown!r} is no arXiv id; write it as 2507.03149, hep-th/9901001 or an arxiv.org link"
