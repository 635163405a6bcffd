"""A paper, and every written form of its id.

Ids follow https://info.arxiv.org/help/arxiv_identifier.html: `YYMM.NNNN` from 0704 to 1412,
`YYMM.NNNNN` from 1501, and before April 2007 `archive/YYMMNNN`, whose subject class
(`math.GT/0309136`) is not part of the id. A version (`v2`) is never part of the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from ranker.errors import PaperIdError

Kind = Literal["new", "cross", "replace", "replace-cross"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# https://arxiv.org/archive: today's archives that had ids before 2007, and the ones since closed.
_OLD_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|"
    "comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|"
    "mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|"
    "supr-con"
)
_MONTH = "(?:0[1-9]|1[0-2])"
_NEW_4 = rf"(?:0[7-9]|1[0-4]){_MONTH}\.(?!0000)[0-9]{{4}}"
_NEW_5 = rf"(?:1[5-9]|[2-9][0-9]){_MONTH}\.(?!00000)[0-9]{{5}}"
_OLD_NUMBER = rf"(?:9[1-9]|0[0-7]){_MONTH}[0-9]{{3}}"
_OLD = rf"(?P<archive>{_OLD_ARCHIVES})(?:\.[a-z]{{2}})?/(?P<number>{_OLD_NUMBER})"
_ID = rf"(?:(?P<new>{_NEW_4}|{_NEW_5})|{_OLD})(?:v(?P<version>[1-9][0-9]{{0,2}}))?"
_PREFIX = (
    r"(?:arxiv:\s?|oai:arxiv\.org:|doi:\s?10\.48550/arxiv\.|10\.48550/arxiv\.|"
    r"(?:https?://)?(?:dx\.)?doi\.org/10\.48550/arxiv\.|"
    r"(?P<url>(?:https?://)?(?:(?:www|export|browse)\.)?arxiv\.org/"
    r"(?:abs|pdf|html|format|ps|src|e-print)/))?"
)
_WRITTEN = re.compile(
    rf"{_PREFIX}{_ID}(?P<tail>(?:\.pdf)?/?(?:[?#]\S*)?)", re.ASCII | re.IGNORECASE
)
_FIRST_NEW, _FIRST_OLD, _LAST_OLD = "0704", "9107", "0703"


@dataclass(frozen=True, slots=True)
class Paper:
    """One arXiv work.

    `id` is canonical and has no version. `authors` are names in display order, `categories`
    start with the primary one; either may be empty. `title` and `abstract` are plain text as
    arXiv wrote it, white space folded, with mathematics left as TeX. `withdrawn` says that arXiv
    keeps only a notice in its place.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    version: int = 1
    withdrawn: bool = False

    @property
    def text(self) -> str:
        """What the encoder reads."""
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
    """Read an id in any written form: bare, versioned, `arXiv:`, abs/pdf/html URL, DOI, OAI.

    Returns the canonical id and the version, or None where the text names no version.
    Raises PaperIdError for anything else, so that a typing slip never becomes a vote.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or (match["tail"] and not match["url"]):
        raise PaperIdError(_complaint(text))
    version = int(match["version"]) if match["version"] else None
    if match["new"]:
        if match["new"][:4] < _FIRST_NEW:
            raise PaperIdError(_complaint(text))
        return match["new"], version
    yymm, serial = match["number"][:4], match["number"][4:]
    in_range = yymm >= _FIRST_OLD or yymm <= _LAST_OLD
    if not in_range or serial == "000":
        raise PaperIdError(_complaint(text))
    return f"{match['archive'].lower()}/{match['number']}", version


def canonical_id(text: str) -> str:
    """The canonical id of any written form. Raises PaperIdError."""
    return parse_id(text)[0]


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
