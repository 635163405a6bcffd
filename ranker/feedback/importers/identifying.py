"""The arXiv id of a library's entry, wherever its program put it.

The fields are gone through from those that are made for it to those where people write what they
like. Everything that looks like an id is handed to `canonical_id`, which has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ranker.errors import PaperIdError
from ranker.paper import canonical_id

# What describes the work, names other works, or is of the program's own making.
_NEVER = (
    "title", "shorttitle", "abstract", "abstractnote", "author", "authors", "editor",
    "editors", "keywords", "tags", "manualtags", "references", "citedreferences", "citations",
    "related", "groups", "owner", "mendeleytags", "automatictags",
)  # fmt: skip
_OWN = (
    "eprint", "arxivid", "arxiv", "arxivnumber", "eprintid", "eprintno", "preprint", "archiveid",
    "archivelocation",
)  # fmt: skip
_SERIES = (
    "journal", "journaltitle", "booktitle", "publicationtitle", "publication", "publisher",
    "containertitle", "secondarytitle", "repository", "archive", "howpublished", "institution",
    "organization", "type", "series",
)  # fmt: skip
_FREE_TEXT = ("note", "notes", "annote", "annotation", "comment", "comments", "extra", "n1", "rn")
_FILES = (
    "file", "localfile", "fileattachments", "fileattachments1", "fileattachments2", "attachments",
    "localurl", "l1", "pdf",
)  # fmt: skip

_ID = r"(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[a-z-]{2,9})?/\d{7})(?:v\d+)?(?!\d)"
# What may repeat is bounded: a field of a stranger's can be a megabyte of one sign.
_ADDRESS = re.compile(
    r"(?:(?:[\w.-]{0,40}\.)?arxiv\.org|xxx\.lanl\.gov)/(?:abs|pdf|html|format|ps|src|e-print)/"
    rf"(?:arxiv:)?({_ID})",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s{}<>\"'\\,;|]+", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:\barxiv(?:\.org)?[\s}]{0,9}[:/]?\s{0,9}(?:abs/)?|\b10\.48550/arxiv\.|\barxiv\.(?=\d{4}\.)"
    rf"|\boai:arxiv\.org:)({_ID})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s,;\]\[(){}<>\"'|:]+")
# https://ui.adsabs.harvard.edu/help/actions/bibcode: 2019arXiv190412345S, 1997hep.th...11200M
_BIBCODE = re.compile(r"\b(?:19|20)\d\darXiv(\d{4})\.?(\d{4,5})[A-Z.]?(?![\w.])")
_OLD_BIBCODE = re.compile(r"\b(?:19|20)(\d\d)([a-z]{2,8}(?:\.[a-z]{2,4})?)\.*(\d{4,5})[A-Z](?!\w)")
_DBLP = re.compile(r"\babs-(\d{4})-(\d{4,5})\b")
_ARXIVS = re.compile(r"\b(?:arxiv|corr)\b", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"(?:^|[:/\\;\s])(?:arxiv[-_. ]?)?([^:/\\;\s]+?)\.(?:pdf|html?)\b", re.IGNORECASE
)
_PROTECTED = re.compile(r"(?<=[a-z])\{(\w)\}|\{(\w)\}(?=[a-z])", re.IGNORECASE)
_OLD_ID = re.compile(
    r"(?<![\w/])[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]{2,9})?/\d{7}(?!\d)", re.IGNORECASE
)
_SHORT_NOTE = 60  # characters
# What stands before the id of another paper in a note about this one.
_OTHER_WORDS = (
    r"\b(?:extend(?:s|ed|ing)?|extension|repl(?:y|ies)|comments? on|compared?|cf|see also|response"
    r"|follow(?:s|-up|ing)?|based on|builds? (?:up)?on|supersed(?:es|ing)|cit(?:es|ed|ing)"
    r"|erratum (?:to|for)|contradicts?|generali[sz]es|improv(?:es|ing)|related|sequel|companion)\b"
)
_OTHER_PAPER = re.compile(_OTHER_WORDS, re.IGNORECASE)
_OTHER_BEFORE = re.compile(rf"{_OTHER_WORDS}[^.;]{{0,200}}$", re.IGNORECASE)


def arxiv_id(fields: Mapping[str, str]) -> str:
    """The canonical id that an entry names as its own, or "".

    `fields` are keyed in lower case without blanks, hyphens or underscores (`plain_key`); `key` is
    the entry's name in the library.
    """
    for candidate in _candidates({name: _unprotected(text) for name, text in fields.items()}):
        written = candidate.strip().rstrip(".,:;").strip("{}<>()[]")
        for text in (written, re.sub(r"\.pdf.*$", "", written, flags=re.IGNORECASE)):
            try:
                return canonical_id(text)
            except PaperIdError:
                continue
    return ""


def _unprotected(text: str) -> str:
    """Without the braces of `ar{X}iv` and the ties between words."""
    if "{" in text:
        text = _PROTECTED.sub(r"\1\2", text)
    return text.replace("~", " ") if "~" in text and "://" not in text else text


def plain_key(name: str) -> str:
    """A field's name without what differs from program to program: `Date Added`, `date-added`."""
    return re.sub(r"[\s_-]+", "", name).lower()


def mentioned(text: str) -> Iterator[str]:
    """What is written as an arXiv id somewhere in a text: a link, behind `arXiv:`, a DOI."""
    return (candidate for _, candidate in _found(text))


def _found(text: str) -> Iterator[tuple[int, str]]:
    """Each candidate, and where it begins."""
    for pattern in (_ADDRESS, _NAMED):
        for match in pattern.finditer(text):
            yield match.start(), match[1]
    for match in _LINK.finditer(text):
        yield match.start(), match[0].rstrip(".)]")
    for match in _BIBCODE.finditer(text):
        yield match.start(), f"{match[1]}.{match[2]}"
    for match in _OLD_BIBCODE.finditer(text):
        yield match.start(), f"{match[2].replace('.', '-')}/{match[1]}{match[3]:0>5}"


def _candidates(fields: Mapping[str, str]) -> Iterator[str]:
    yield from _eprint(fields)
    free = [name for name in fields if name in _FREE_TEXT]
    usual = [
        name for name in fields
        if name not in _NEVER and name not in free and name not in _FILES and name != "key"
    ]  # fmt: skip
    for name in usual:
        yield from mentioned(fields[name])
    yield from _in_series(fields[name] for name in usual if name not in {"doi", "url", "publisher"})
    yield from _journal_of_arxiv(fields)
    for name in free:
        yield from _in_note(fields[name])
    for name in ("key", "biburl", "bibsource", "id"):
        text = fields.get(name, "")
        yield from (f"{match[1]}.{match[2]}" for match in _DBLP.finditer(text))
        yield text
    for name in _FILES:
        yield from mentioned(fields.get(name, ""))
        yield from _FILE_NAME.findall(fields.get(name, ""))


def _eprint(fields: Mapping[str, str]) -> Iterator[str]:
    """Fields that hold an id and nothing else; an old one may leave its archive to another."""
    kind = fields.get("archiveprefix") or fields.get("eprinttype") or fields.get("archive") or ""
    archive = kind.strip("{} ").lower()
    ours = not archive or "arxiv" in archive or archive == "corr"
    classes = [
        fields.get(name, "").strip("{}[] ").partition(".")[0]
        for name in ("primaryclass", "eprintclass", "arxivclass")
    ]
    for name in _OWN:
        text = re.sub(r"\\url|[{}]", "", fields.get(name, "")).strip()
        if not text:
            continue
        if ours or name.startswith("arxiv"):
            yield from mentioned(text)
            bare = re.sub(r"^(?:arxiv(?:\.org)?\s?:?\s*)?(?:abs/)?", "", text, flags=re.IGNORECASE)
            yield text
            yield re.split(r"[\s\[,;(]", bare, maxsplit=1)[0]
            for archive_name in classes:
                yield f"{archive_name}/{bare}"
        else:  # archivePrefix = {hep-th}, eprint = {9711201}
            yield f"{archive.removeprefix('arxiv:')}/{text}"
            if "/" in text:
                yield text


def _in_series(texts: Iterable[str]) -> Iterator[str]:
    """`arXiv preprint hep-th/9802150`, `CoRR abs/1409.0473`: words beside arXiv's name."""
    for text in texts:
        if _ARXIVS.search(text):
            yield from (word.removeprefix("abs/") for word in _WORD.findall(text))
        elif text.lstrip("{ ").startswith("abs/"):
            yield text.strip("{} ").removeprefix("abs/")
        yield from _OLD_ID.findall(text)  # Preprint astro-ph/9802004


def _journal_of_arxiv(fields: Mapping[str, str]) -> Iterator[str]:
    """The volume, number or pages of what was published in arXiv or CoRR."""
    if any(_ARXIVS.search(fields.get(name, "")) for name in _SERIES):
        for name in ("volume", "number", "pages", "eid", "issue", "archivelocation", "callnumber"):
            written = fields.get(name, "").strip("{} ").removeprefix("abs/")
            yield written
            yield written.partition(" [")[0]


def _in_note(text: str) -> Iterator[str]:
    """As `mentioned`, without what a note calls another paper; or the note is an id alone."""
    yield text.strip("[]{}(). ")
    for line in text.splitlines():
        for start, candidate in _found(line):
            if not _OTHER_BEFORE.search(line[max(0, start - 240) : start]):
                yield candidate
        if len(line) <= _SHORT_NOTE and not _OTHER_PAPER.search(line):
            yield from _in_series([line])
