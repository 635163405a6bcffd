"""The vote log: feedback/votes.jsonl, append-only, one JSON object a line.

A vote is written with one `write` to a file opened for appending, under a lock, and synced
before the command says so. Nothing ever rewrites the file; a withdrawn vote is a later line.
A line that cannot be read (a crash of another program, a bad merge) is reported and passed
over, and the next append starts on a line of its own, so it costs no other vote.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ranker.encodings import whole, wide_encoding
from ranker.errors import InputFileError, PaperIdError
from ranker.feedback.append_only import append_lines
from ranker.paper import canonical_id

LIKE, DISLIKE, WITHDRAWN = 1, -1, 0
_MERGE_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_OPTIONAL = ("profile", "title", "abstract", "source")


@dataclass(frozen=True, slots=True)
class Vote:
    """A like (+1), dislike (-1) or withdrawal (0) of a paper by a profile at a time.

    `profile` is empty where the log does not say: such a vote counts for the first profile.
    With `title` and `abstract` the paper need not be in the store, nor on arXiv. `source` names
    where the vote was read from, if that may be read again (a box or comment of an issue).
    """

    id: str
    vote: int
    at: datetime
    profile: str = ""
    title: str = ""
    abstract: str = ""
    source: str = ""

    def to_line(self) -> str:
        """The vote as a line of the log, without what is empty."""
        data: dict[str, Any] = {"id": self.id, "vote": self.vote, "at": self.at.isoformat()}
        data |= {key: value for key in _OPTIONAL if (value := getattr(self, key))}
        return json.dumps(data, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class VoteFile:
    """What a votes file holds: the votes in the order of its lines, and the lines not read."""

    votes: tuple[Vote, ...]
    bad_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a log, up to its last newline: bytes, their hash, lines, and the votes."""

    size: int = 0
    sum: bytes = hashlib.sha256().digest()
    lines: int = 0
    found: VoteFile = VoteFile((), ())


class VoteLog:
    """One votes file, appended to by any number of processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = _Known()

    def append(self, votes: Sequence[Vote]) -> None:
        """Add votes and sync them to disk; when this returns they are kept.

        Raises StoreError (read-only, full disk) or BusyError (another process holds the lock
        for more than ten seconds); then none of the votes is counted.
        """
        append_lines(self.path, "".join(vote.to_line() for vote in votes), "the vote")

    def read(self) -> VoteFile:
        """Every vote of the log; an absent log has none. Raises InputFileError.

        Of lines that this object has read before, and that are still the same, none is parsed
        again: a vote costs no more after years of them.
        """
        if not self.path.exists():
            return VoteFile((), ())
        data = _bytes_of(self.path)
        if wide_encoding(data[:64]):
            return _wide(self.path)
        known = self._known
        if hashlib.sha256(data[: known.size]).digest() != known.sum:
            known = _Known()  # changed by another hand than ours
        end = data.rfind(b"\n") + 1
        self._known = known = self._grown(known, data, end)
        return self._grown(known, data, len(data)).found  # a line cut short may yet be finished

    def _grown(self, known: _Known, data: bytes, end: int) -> _Known:
        """With the lines up to byte `end` read too."""
        if end <= known.size:
            return known
        lines = _lines(data[known.size : end], first=not known.size)
        new = _votes_of(lines, str(self.path), known.lines)
        return _Known(
            end,
            hashlib.sha256(data[:end]).digest(),
            known.lines + len(lines),
            VoteFile(known.found.votes + new.votes, known.found.bad_lines + new.bad_lines),
        )


def read_votes(path: Path) -> VoteFile:
    """Read a votes file in the format above. Raises InputFileError if it cannot be opened.

    A time without a zone is taken as UTC; an id that is not arXiv's is kept as it stands when
    it is a DOI (`doi:10...`) or the line carries a title.
    """
    data = _bytes_of(path)
    if wide_encoding(data[:64]):
        return _wide(path)
    return _votes_of(_lines(data), str(path))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputFileError(f"the votes file {path} cannot be read: {error}") from None


def _wide(path: Path) -> VoteFile:
    return VoteFile((), (f"{path}: it is UTF-16 text; save it as UTF-8",))


def _lines(data: bytes, *, first: bool = True) -> list[str]:
    """The lines of a file, or, not `first`, of its end behind a newline."""
    text = data.decode("utf-8-sig" if first else "utf-8", "replace")
    return list(io.StringIO(text, newline=None))


def votes_in(text: str, name: str) -> VoteFile:
    """As `read_votes`, from a text; `name` stands for its file."""
    return _votes_of(io.StringIO(text, newline=None), name)


def _votes_of(lines: Iterable[str], name: str, before: int = 0) -> VoteFile:
    votes, bad = [], []
    for number, line in enumerate(lines, before + 1):
        if not line.strip():
            continue
        try:
            votes.append(_parse(line))
        except (ValueError, PaperIdError) as error:
            bad.append(f"{name} line {number}: {error}")
    return VoteFile(tuple(votes), tuple(bad))


def current(votes: Iterable[Vote], profile: str, *, first: bool) -> dict[str, Vote]:
    """The vote that stands for each paper: the latest by time, the later line where times tie.

    `first` says that this is the first profile, which also owns votes that name none.
    """
    standing: dict[str, Vote] = {}
    for vote in _of_profile(votes, profile, first=first):
        earlier = standing.get(vote.id)
        if earlier is None or vote.at >= earlier.at:
            standing[vote.id] = vote
    return {paper_id: v for paper_id, v in standing.items() if v.vote != WITHDRAWN}


def tally(votes: Iterable[int]) -> tuple[int, int]:
    """How many of the votes are likes, and how many dislikes."""
    counts = Counter(votes)
    return counts[LIKE], counts[DISLIKE]


def digest_of(standing: dict[str, Vote]) -> str:
    """A short hash of which papers are liked and disliked: two equal hashes, the same votes."""
    lines = sorted(f"{v.id} {v.vote}" for v in standing.values())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _of_profile(votes: Iterable[Vote], profile: str, *, first: bool) -> Iterator[Vote]:
    return (v for v in votes if v.profile == profile or (first and not v.profile))


def _parse(line: str) -> Vote:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        if line.startswith(_MERGE_MARKERS):
            raise ValueError("is a mark of a merge; delete that line, keep all others") from None
        raise ValueError(f"is not JSON ({error.msg} at column {error.colno})") from None
    except RecursionError:
        raise ValueError("is not a vote (it is nested too deeply)") from None
    if not isinstance(data, dict):
        raise ValueError("is not a JSON object")
    text = {key: data.get(key) or "" for key in ("id", *_OPTIONAL)}
    for key, value in text.items():
        if not isinstance(value, str):
            raise ValueError(f"{key} is {value!r}, not a string")
        text[key] = whole(value)
    vote = data.get("vote")
    if vote not in (LIKE, DISLIKE, WITHDRAWN) or isinstance(vote, bool):
        raise ValueError(f"vote is {vote!r}, not 1, -1 or 0")
    return Vote(
        id=_key(text["id"], text["title"]),
        vote=int(vote),
        at=_time(data.get("at")),
        profile=text["profile"],
        title=text["title"],
        abstract=text["abstract"],
        source=text["source"],
    )


def _key(text: str, title: str) -> str:
    try:
        return canonical_id(text)
    except PaperIdError:
        key = text.strip()
        if key and (title or key.startswith("doi:")):
            return key
        raise


def _time(text: object) -> datetime:
    if not isinstance(text, str):
        raise ValueError(f"at is {text!r}, not an ISO 8601 time")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"at is {text!r}, not an ISO 8601 time") from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not has_other_zones(at):
        raise ValueError(f"at is {text!r}, which no calendar has in every time zone")
    return at


def has_other_zones(at: datetime) -> bool:
    """Whether the aware time has a date in UTC, as the first and last hours of all years do not."""
    if 1 < at.year < 9999:  # no zone is a day ahead or behind
        return True
    try:
        at.astimezone(UTC)
    except OverflowError:
        return False
    return True
