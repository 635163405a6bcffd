"""What every library format is read into: works, each with a key that stays the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from ranker.doi import dois
from ranker.feedback.importers.cleaning import plain
from ranker.feedback.importers.identifying import arxiv_id
from ranker.feedback.votes import has_other_zones

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}]+")
_TIME = re.compile(
    r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?)?"
    r"\s*(?:Z|([+-])(\d\d):?(\d\d))?"
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")  # seconds or milliseconds since 1970
_DOI_FIELDS = ("doi", "url", "link", "ee", "howpublished")
# When the reader put an entry there, as the programs call it.
_ADDED = ("dateadded", "creationdate", "addedat", "timestamp", "added", "addeddate", "createddate")


@dataclass(frozen=True, slots=True)
class Work:
    """One entry of a library. `key` is the arXiv id, else `doi:...`, else `title:` and a hash.

    `title` may be empty where the key is no title's, `abstract` always. `added` is when the
    reader put it there, None where the file does not say. `other` is the key that the work has
    by its title and its field `doi` alone, or "".
    """

    key: str
    title: str = ""
    abstract: str = ""
    added: datetime | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """The works of a file in its order, and its entries that name no work, one line each."""

    works: tuple[Work, ...]
    bad_lines: tuple[str, ...] = ()


def work_of(fields: Mapping[str, str], title: str = "", abstract: str = "") -> Work:
    """A work from an entry's fields, named as `plain_key` does. Raises ValueError where it has
    neither a title nor an arXiv id nor a DOI.

    `title` and `abstract` stand for the fields of that name, where those need a reading of their
    own.
    """
    title = plain(title or fields.get("title", ""))
    abstract = plain(abstract or fields.get("abstract") or fields.get("abstractnote") or "")
    other = _other_key(title, fields.get("doi", ""))
    key = arxiv_id(fields) or _doi_key(fields, other)
    if not key:
        raise ValueError("it has neither a title nor an arXiv id nor a DOI")
    times = (parse_time(fields[name]) for name in _ADDED if name in fields)
    return Work(key, title, abstract, next(filter(None, times), None), other)


def works_of(items: Iterable[tuple[str, Callable[[], Work]]]) -> Library:
    """The library of entries, each with where it stands; one that is no work is a bad line."""
    works, bad = [], []
    for where, make in items:
        try:
            works.append(make())
        except ValueError as error:
            bad.append(f"{where}: {error}")
    return Library(tuple(works), tuple(bad))


def parse_time(text: str) -> datetime | None:
    """When an entry was added, as the reference managers write it; UTC where no zone is named."""
    text = text.strip("{} \t\r\n")
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    zone: timezone = UTC
    try:
        if match[7]:
            offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
            zone = timezone(-offset if match[7] == "-" else offset)
        at = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        return at if has_other_zones(at) else None
    except ValueError:
        return None


def _doi_key(fields: Mapping[str, str], other: str) -> str:
    """The work's key by a DOI that stands in its link or in the field `doi`, else `other`."""
    if other.startswith("doi:"):
        return other
    texts = (fields.get(name, "") for name in _DOI_FIELDS)
    return next((f"doi:{doi}" for text in texts for doi in dois(text)), other)


def _other_key(title: str, doi: str) -> str:
    if not title:
        return ""
    match = _DOI.search(doi)
    if match:
        return "doi:" + match[0].lower().rstrip(".")
    letters = "".join(c for c in title.casefold() if c.isalnum())
    return "title:" + hashlib.sha256((letters or title).encode()).hexdigest()[:16]
