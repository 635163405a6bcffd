"""A paper, and every written form of its id.

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
_OLD = rf"(?P<archive>{_OLD_ARCHIVES})(?:\.(?P<subject>[a-z-]{{2,9}}))?/(?P<number>{_OLD_NUMBER})"
_ID = rf"(?:(?P<new>{_NEW_4}|{_NEW_5})|{_OLD})(?:v(?P<version>[1-9][0-9]{{0,2}}))?"

# arXiv's own reference form, https://info.arxiv.org/help/arxiv_identifier_for_services.html, and
# how reference lists write it: `arXiv:0706.1234v1 [math.FA], 2007`.
_CATEGORY = rf"(?:{_OLD_ARCHIVES}|econ|eess|q-fin|stat)(?:\.[a-z-]{{2,9}})?"
_CATEGORIES = rf" ?(?:\[{_CATEGORY}(?:[,;]? {_CATEGORY}){{0,9}}\]|\({_CATEGORY}\))"
_DATE = r",? ?(?:\((?:19|20)[0-9]{2}\)|(?:(?:[0-3]?[0-9] )?[a-z]{3,9}\.? )?(?:19|20)[0-9]{2})"
_REFERENCE = re.compile(
    r"(?P<prefix>(?:(?:arxiv )?(?:e-?prints?|preprint)[,:]? )?arxiv(?: id)?(?:: ?| )(?:abs/)?"
    r"|(?:corr,? )?abs/(?:arxiv:)?|oai:arxiv\.org:|(?:doi: ?)?10\.48550/arxiv\.)?"
    rf"{_ID}(?:\.pdf)?(?P<about>{_CATEGORIES})?(?P<date>{_DATE})?",
    re.ASCII | re.IGNORECASE,
)
# Pages whose path is the id: arXiv's, those of its mirrors, and paper pages of other sites.
_PAGES = "|".join(
    (
        r"(?:(?:www|export|browse|static|beta|lanl|aps|xxx|[a-z]{2})\.)?arxiv\.org/{1,2}"
        r"(?:(?:abs|pdf|html|format|ps|src|e-print|dvi|bibtex|ftp/arxiv/papers/[0-9]{4})/)?",
        r"(?:xxx|arxiv)\.lanl\.gov/(?:abs|pdf|ps|format)/",
        r"(?:(?:dx|www)\.)?doi\.org/10\.48550/arxiv\.",
        r"ar5iv(?:\.labs\.arxiv)?\.org/(?:(?:abs|html|pdf)/)?",
        r"(?:www\.)?arxiv-vanity\.com/papers/",
        r"(?:www\.)?alphaxiv\.org/(?:[a-z]{2}/)?(?:abs|pdf|overview|html)/",
        r"(?:huggingface|hf)\.co/papers/",
        r"(?:ui\.)?adsabs\.harvard\.edu/#?abs/",
        r"(?:www\.)?semanticscholar\.org/arxiv/",
        r"api\.semanticscholar\.org/(?:(?:graph/)?v1/paper/)?(?=arxiv:)",
        r"(?:www\.)?inspirehep\.net/(?:api/)?arxiv/",
        r"(?:www\.)?scirate\.com/arxiv/",
        r"(?:www\.)?catalyzex\.com/paper/(?=arxiv:)",
        r"(?:www\.)?emergentmind\.com/papers/",
        r"papers\.cool/arxiv/",
        r"(?:www\.)?arxiv-sanity\.com/",
        r"(?:www\.)?connectedpapers\.com/api/redirect/arxiv/",
    )
)
# Compiled when first needed, as is _DBLP: every command waits for this file.
_PAGE = (
    rf"(?:(?:https?://)?web\.archive\.org/web/[0-9*a-z_]{{1,20}}/)?(?:https?://)?(?:{_PAGES})"
    rf"(?:arxiv:)?{_ID}(?:\.pdf|\.ps(?:\.gz)?)?(?:/[a-z]*)?(?:[?#]\S*)?"
)
# Names that ADS and DBLP make of an id: `2007arXiv0706.1234A`, `2024arXiv240112345A`.
_BIBCODE = re.compile(
    r"\b20(?P<yy>[0-9]{2})arXiv(?P<yymm>(?P=yy)[0-9]{2})\.?(?P<serial>[0-9]{4,5})[A-Z.](?![A-Za-z0-9])"
)
_DBLP = (
    r"\A(?:(?:https?://)?dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/rec/(?:(?:bib|html)/)?|DBLP:)?"
    r"journals/corr/abs-(?P<yymm>[0-9]{4})-(?P<serial>[0-9]{4,5})(?:\.(?:html|bib))?(?:[?#]\S*)?"
)
_FLAGS = re.ASCII | re.IGNORECASE
_PAIRS = {"<": ">", "(": ")", "[": "]", '"': '"', "'": "'", "`": "`", "“": "”"}
_CLOSING = ".,;:!)]>”\"'"
_MOST_AROUND = 8
_SPELLED = r"\g<yymm>.\g<serial>"
_SLASH, _COLON = re.compile("%2f", re.IGNORECASE), re.compile("%3a", re.IGNORECASE)
_FIRST_NEW, _FIRST_OLD, _LAST_OLD = "0704", "9107", "0703"


@dataclass(frozen=True, slots=True)
class Paper:
    """One arXiv work.

    `id` is canonical and has no version. `authors` are names in display order, `categories`
    start with the primary one; either may be empty. `title` and `abstract` are plain text as
    arXiv wrote it, white space folded, with mathematics left as TeX. `withdrawn` says that arXiv
    keeps only a notice in its place. `dois` are those of its journal version, in lower case.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    version: int = 1
    withdrawn: bool = False
    dois: tuple[str, ...] = ()

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
    """Read an id as people write it: bare, versioned, as arXiv's reference (`arXiv:0706.1234v1
    [math.FA]`), as DOI, OAI identifier or bibcode, or as the address of the paper's page at arXiv,
    a mirror or a site that has the id in its path; in brackets, or before a closing full stop.

    Returns the canonical id and the version, or None where the text names no version.
    Raises PaperIdError for anything else, so that a typing slip never becomes a vote.
    """
    match = _match(" ".join(text.split()))
    if match is None or not _is_assigned(match):
        raise PaperIdError(_complaint(text))
    version = int(match["version"]) if match["version"] else None
    return match["new"] or f"{match['archive'].lower()}/{match['number']}", version


def _match(written: str) -> re.Match[str] | None:
    """The id in a text, without the brackets around it and the full stop that ends its sentence."""
    for _ in range(_MOST_AROUND):
        match = _whole(written) or _whole(_rewritten(written))
        if match or len(written) < 2:
            return match
        if _PAIRS.get(written[0]) == written[-1]:
            written = written[1:-1].strip()
        elif written[-1] in _CLOSING:
            written = written[:-1].rstrip()
        else:
            return None
    return None


def _whole(written: str) -> re.Match[str] | None:
    return _REFERENCE.fullmatch(written) or re.fullmatch(_PAGE, written, _FLAGS)


def _rewritten(written: str) -> str:
    """With the names that ADS and DBLP make of an id, and a link's percent signs, read."""
    if "%" in written:
        written = _COLON.sub(":", _SLASH.sub("/", written))
    return _BIBCODE.sub(_SPELLED, re.sub(_DBLP, _SPELLED, written, flags=_FLAGS))


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
    return len(subject) == 2 and f"{archive}-{subject}".lower() not in _OLD_ARCHIVES.split("|")


def canonical_id(text: str) -> str:
    """The canonical id of any written form. Raises PaperIdError."""
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
