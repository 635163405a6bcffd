"""What every library format is read into: works, each with a key that stays the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from ranker.errors import PaperIdError
from ranker.paper import canonical_id

_MENTION = re.compile(
    r"(?:\barxiv:\s*|arxiv\.org/(?:abs|pdf|html)/|\b10\.48550/arxiv\.)([^\s,;\]\[(){}<>\"']+)",
    re.IGNORECASE,
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}]+")
_TIME = re.compile(
    r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?)?"
    r"\s*(?:Z|([+-])(\d\d):?(\d\d))?"
)
# Publishers leave their markup in abstracts (JATS, https://jats.nlm.nih.gov).
_TAGS = re.compile(
    r"</?(?:jats:)?(?:p|i|b|em|strong|sub|sup|span|div|br|italic|bold|title|sec)\b[^<>]*>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Work:
    """One entry of a library. `key` is the arXiv id, else `doi:...`, else `title:` and a hash.

    `title` may be empty where the key is an arXiv id, `abstract` always. `added` is when the
    reader put it there, None where the file does not say.
    """

    key: str
    title: str = ""
    abstract: str = ""
    added: datetime | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """The works of a file in its order, and its entries that name no work, one line each."""

    works: tuple[Work, ...]
    bad_lines: tuple[str, ...] = ()


def make_work(
    title: str,
    abstract: str,
    *,
    ids: Iterable[str] = (),
    mentions: Iterable[str] = (),
    doi: str = "",
    added: datetime | None = None,
) -> Work:
    """A work from an entry's fields. Raises ValueError where it has neither title nor arXiv id.

    `ids` are fields that hold an id and nothing else, `mentions` those with one somewhere, behind
    `arXiv:`, in a link to arxiv.org or in arXiv's DOI.
    """
    title, abstract = plain(title), plain(abstract)
    key = _arxiv_id(ids, (*mentions, doi)) or _other_key(title, doi)
    if not key:
        raise ValueError("it has neither a title nor an arXiv id")
    return Work(key, title, abstract, added)


def plain(text: str) -> str:
    """Without a publisher's markup, white space folded, half characters replaced."""
    whole = text.encode("utf-8", "replace").decode()
    return " ".join(_TAGS.sub(" ", whole).split())


def parse_time(text: str) -> datetime | None:
    """When an entry was added, as the reference managers write it; UTC where no zone is named."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    zone: timezone = UTC
    try:
        if match[7]:
            offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
            zone = timezone(-offset if match[7] == "-" else offset)
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _arxiv_id(ids: Iterable[str], mentions: Iterable[str]) -> str:
    found = (m for text in mentions for m in _MENTION.findall(text))
    for candidate in (*ids, *found):
        written = candidate.strip().rstrip(".,:").removesuffix(".pdf")
        try:
            return canonical_id(written)
        except PaperIdError:
            continue
    return ""


def _other_key(title: str, doi: str) -> str:
    if not title:
        return ""
    match = _DOI.search(doi)
    if match:
        return "doi:" + match[0].lower().rstrip(".")
    letters = "".join(c for c in title.casefold() if c.isalnum())
    return "title:" + hashlib.sha256((letters or title).encode()).hexdigest()[:16]
