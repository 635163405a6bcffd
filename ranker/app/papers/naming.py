"""From what a reader typed to papers: ids and links in every form, and numbers of the last list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ranker.app.workspace import Workspace
from ranker.digest.value import Digest
from ranker.errors import (
    DamagedError,
    PaperIdError,
    RankError,
    StoreError,
    UnknownPaperError,
    UsageError,
)
from ranker.paper import canonical_id, is_id, rejoined
from ranker.paper_list import ListKind, PaperList
from ranker.plurals import count
from ranker.store.lists import Channel

_NUMBERS = re.compile(r"#?[1-9][0-9]{0,4}(-#?[1-9][0-9]{0,4})?")

_BETWEEN_IDS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A known paper that a reader named, and the profile that it was shown under, or "".

    `place` is its number, where it was named by one, in the list `among`.
    """

    id: str
    owner: str
    place: int | None = None
    among: PaperList | None = None


@dataclass(frozen=True, slots=True)
class NamedPapers:
    """The papers that were named, each once, and what could not be understood."""

    papers: tuple[NamedPaper, ...]
    errors: tuple[RankError, ...]


def name_all(ws: Workspace, texts: Sequence[str], *, ask: bool = False) -> NamedPapers:
    """Every paper that the texts name. What is wrong with one keeps no other from being heard.

    With `ask`, papers that are not stored are asked of arXiv.
    """
    found: dict[str, NamedPaper] = {}
    errors: list[RankError] = []
    for text in rejoined(texts):
        try:
            for one in name(ws, text, ask=ask, blind=True):
                found.setdefault(one.id, one)
        except (PaperIdError, UnknownPaperError, UsageError, DamagedError) as error:
            errors.append(error)
    return NamedPapers(tuple(found.values()), tuple(errors))


def name(
    ws: Workspace, text: str, *, ask: bool = False, blind: bool = False
) -> tuple[NamedPaper, ...]:
    """The papers that one text names: an id, a link, several of them with commas or blanks between,
    or numbers of the last list (`3`, `1-3,7`).

    With `ask`, a paper that is not stored is asked of arXiv by its id, and stored. Raises
    PaperIdError for what is no id, UnknownPaperError for a paper nobody has or a number that
    means none, UsageError for a range that goes backwards. Raises DamagedError where the store
    cannot be read; with `blind`, only for a number: any arXiv id can be voted on without it.
    """
    numbers = _numbers(text)
    if numbers:
        return _at(ws, numbers)
    found = [known_id(ws, one, ask=ask, blind=blind) for one in _apart(text)]
    return tuple(
        NamedPaper(paper_id, shown_by(ws, paper_id, blind=blind))
        for paper_id in dict.fromkeys(found)
    )


def name_one(ws: Workspace, text: str, *, ask: bool = False) -> NamedPaper:
    """The one paper that a text names. Raises as `name`, and UsageError where it names more."""
    found = name(ws, text, ask=ask)
    if len(found) > 1:
        raise UsageError(f"{text} names {len(found)} papers; name one")
    return found[0]


def note_digest(ws: Workspace, digest: Digest, channel: Channel = "printed") -> None:
    """From now on numbers mean the ranks of this digest."""
    papers = [(r.paper.id, r.profile) for r in digest.papers]
    note_list(ws, "digest", str(digest.announcement), papers, channel)


def note_list(
    ws: Workspace,
    kind: ListKind,
    title: str,
    papers: Sequence[tuple[str, str]],
    channel: Channel = "printed",
) -> None:
    """From now on numbers mean this list: pairs of a paper and the profile it is shown under."""
    with ws.at_best():
        ws.lists.put(channel, PaperList(kind, title, ws.now(), tuple(papers)))


def _numbers(text: str) -> tuple[int, ...]:
    """`1-3,7` as 1, 2, 3, 7; empty for a text that is no such thing."""
    parts = [part.strip() for part in text.strip().split(",")]
    if not all(_NUMBERS.fullmatch(part) for part in parts):
        return ()
    numbers: list[int] = []
    for part in parts:
        first, _, last = part.replace("#", "").partition("-")
        begin, end = int(first), int(last or first)
        if end < begin:
            raise UsageError(f"the range {part} goes backwards; write {last}-{first}")
        numbers += range(begin, end + 1)
    return tuple(dict.fromkeys(numbers))


def _apart(text: str) -> list[str]:
    """The ids of a text that holds several and nothing else; any other text as it is."""
    parts = [part for part in _BETWEEN_IDS.split(text) if part]
    several = len(parts) > 1 and not is_id(text) and all(map(is_id, parts))
    return parts if several else [text]


def _at(ws: Workspace, numbers: Sequence[int]) -> tuple[NamedPaper, ...]:
    among = _last_list(ws, numbers[0])
    beyond = next((number for number in numbers if number > len(among.papers)), None)
    if beyond is not None:
        papers = count(len(among.papers), "paper")
        raise UnknownPaperError(f"the last list has {papers}; there is no {beyond}")
    pairs = ((number, *among.papers[number - 1]) for number in numbers)
    return tuple(
        NamedPaper(paper_id, owner or shown_by(ws, paper_id), number, among)
        for number, paper_id, owner in pairs
    )


def _last_list(ws: Workspace, number: int) -> PaperList:
    """The list printed last; where none ever was, the one that a scheduled run wrote.

    What a scheduled run wrote since may be what the reader reads, or not: then a number could
    mean two papers, and means none.
    """
    printed, written = ws.lists.get("printed"), ws.lists.get("written")
    several = len(ws.config.profiles) > 1  # a run writes a digest for each
    last = printed or (None if several else written)
    if last is None:
        raise UnknownPaperError(
            f"{number} is a number in a list, but none was shown yet; run `rank today`"
        )
    if written and written.at > last.at and (several or written.papers != last.papers):
        raise UnknownPaperError(
            f"{number} could be of the list that you saw last, or of the digest of {written.name} "
            "that was written by itself since; run `rank today`, then numbers mean what it shows, "
            "or name the paper by its id"
        )
    return last


def known_id(ws: Workspace, text: str, *, ask: bool = False, blind: bool = False) -> str:
    """The id of the known paper that a text spells; a number is none. Raises as `name`."""
    try:
        paper_id = canonical_id(text)
    except PaperIdError:
        paper_id = text.strip()  # papers of an imported library keep their own keys
        if not _is_known(ws, paper_id, blind=blind):
            raise
    if not _is_known(ws, paper_id, blind=blind):
        if not ask:
            raise UnknownPaperError(
                f"{paper_id} is not stored; `rank fetch` its announcement, or `rank import` it"
            )
        from ranker.app.papers.lookup import look_up

        look_up(ws, paper_id)
    return paper_id


def _is_known(ws: Workspace, paper_id: str, *, blind: bool) -> bool:
    """With `blind`, every arXiv id is where the store cannot be read."""
    try:
        if ws.papers.get([paper_id]):
            return True
    except StoreError as error:
        if not blind:
            raise
        ws.tell_unread(error)
        if is_id(paper_id):
            return True
    return any(v.id == paper_id for v in ws.vote_file.votes)


def shown_by(ws: Workspace, paper_id: str, *, blind: bool = False) -> str:
    """The profile that showed the paper: in the list seen last, else in its last digest; or "".

    Raises StoreError where the store cannot be read, unless `blind`.
    """
    try:
        printed = ws.lists.get("printed")
        shown = dict(printed.papers).get(paper_id) if printed else None
        if shown:
            return shown
        had = ws.digests.shown_under([paper_id]).get(paper_id)
        return had[0] if had else ""
    except StoreError as error:
        if not blind:
            raise
        ws.tell_unread(error)
        return ""  # a vote is the first profile's then, unless --profile names another
