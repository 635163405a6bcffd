"""Levers beside reasons: mute a word, follow an author, add or drop a keyword; tried before they
are pulled, and let go again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from ranker.app.interests.editing import add_words, remove_word
from ranker.app.workspace import Workspace
from ranker.config import read_config
from ranker.digest.value import Digest
from ranker.errors import UsageError
from ranker.files import write_atomically
from ranker.paper import Entry
from ranker.scored import RankedPaper
from ranker.settings import Profile

Pull = Literal["mute", "unmute", "keyword", "drop", "follow", "unfollow"]
PULLS: tuple[Pull, ...] = get_args(Pull)
_LISTS = {
    "mute": ("exclude", True),
    "unmute": ("exclude", False),
    "keyword": ("keywords", True),
    "drop": ("keywords", False),
    "follow": ("authors", True),
    "unfollow": ("authors", False),
}
TOP = 20
"""Places that a reader looks at."""
_SHOWN = 8  # papers named in a preview


@dataclass(frozen=True, slots=True)
class Lever:
    """One change of a profile's lists: what is done with which word."""

    pull: Pull
    word: str
    profile: str


@dataclass(frozen=True, slots=True)
class Move:
    """A paper and its place before and after; None where the word keeps it out."""

    paper: RankedPaper
    before: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a lever would do to a digest: the papers whose place changes, those that move most
    first, of how many. `gone` of them would be left out."""

    lever: Lever
    moves: tuple[Move, ...]
    papers: int

    @property
    def gone(self) -> int:
        return sum(move.after is None for move in self.moves)

    @property
    def near_top(self) -> int:
        """How many of them are, or would be, among the first TOP."""
        return sum(min(m.before, m.after or m.before) <= TOP for m in self.moves)

    @property
    def told(self) -> tuple[Move, ...]:
        """The few to name."""
        return self.moves[:_SHOWN]


@dataclass(frozen=True, slots=True)
class Pulled:
    """rank.toml before and after a lever was pulled."""

    lever: Lever
    before: str
    after: str


def lever(pull: str, word: str, profile: str) -> Lever:
    """A lever by its name. Raises UsageError."""
    for known in PULLS:
        if pull == known and word.strip():
            return Lever(known, " ".join(word.split()), profile)
    raise UsageError(f"{pull!r} {word!r} is no lever; they are {', '.join(PULLS)}, of a word")


def changed(profile: Profile, pulled: Lever) -> Profile:
    """The profile as it would be. Raises UsageError where it is so already."""
    key, adds = _LISTS[pulled.pull]
    words: tuple[str, ...] = getattr(profile, key)
    there = [one for one in words if one.casefold() == pulled.word.casefold()]
    if adds == bool(there):
        where = f"{key} of {profile.name}"
        state = "is there already" if adds else "is not there"
        raise UsageError(f"“{pulled.word}” {state}, in {where}")
    left = (*words, pulled.word) if adds else tuple(one for one in words if one not in there)
    lists: dict[str, Any] = {key: left}
    return replace(profile, **lists)


def preview(ws: Workspace, pulled: Lever, digest: Digest) -> Preview:
    """Which of the digest's papers would move. Nothing is kept of it, and nothing written.

    An excluded word leaves papers out and moves no other against the rest; any other change is
    tried by a training of its own, a second or so. Raises UsageError, NothingToRankError.
    """
    profile = ws.config.profile(pulled.profile)
    wanted = changed(profile, pulled)
    own = [r for r in digest.papers if r.profile in ("", profile.name)]
    if pulled.pull == "mute":
        moves = _muted(own, pulled.word)
    elif pulled.pull == "unmute":
        return _unmuted(ws, pulled, digest)
    else:
        moves = _moved(own, _ranked(ws, profile, wanted, own, digest))
    return Preview(pulled, tuple(sorted(moves, key=_by_size)), len(own))


def pull(ws: Workspace, pulled: Lever) -> Pulled:
    """Write it into rank.toml, every comment kept. Raises UsageError, ConfigError, StoreError."""
    profile = ws.config.profile(pulled.profile)
    changed(profile, pulled)  # complains where it is so already
    before = read_config(ws.paths.config)
    key, adds = _LISTS[pulled.pull]
    if adds:
        add_words(ws.paths, profile.name, key, [pulled.word])
    else:
        remove_word(ws.paths, profile.name, key, pulled.word)
    ws.forget_config_read()
    return Pulled(pulled, before, read_config(ws.paths.config))


def release(ws: Workspace, done: Pulled) -> None:
    """Take it back: the file as it was, or, where it was edited since, the word alone."""
    if read_config(ws.paths.config) == done.after:
        write_atomically(ws.paths.config, done.before)
    else:
        key, adds = _LISTS[done.lever.pull]
        profile = ws.config.profile(done.lever.profile)
        if adds:
            remove_word(ws.paths, profile.name, key, done.lever.word)
        else:
            add_words(ws.paths, profile.name, key, [done.lever.word])
    ws.forget_config_read()


def _muted(own: Sequence[RankedPaper], word: str) -> list[Move]:
    from ranker.models.keywords import KeywordMatcher

    unwanted = KeywordMatcher((word,))
    return [Move(r, r.rank, None) for r in own if unwanted.any(r.paper)]


def _unmuted(ws: Workspace, pulled: Lever, digest: Digest) -> Preview:
    """The announced papers that this word alone keeps out; where they would stand nobody knows."""
    from ranker.models.keywords import KeywordMatcher

    profile = ws.config.profile(pulled.profile)
    left = KeywordMatcher(changed(profile, pulled).exclude)
    word = KeywordMatcher((pulled.word,))
    there = {r.paper.id for r in digest.papers}
    entries = ws.papers.announced(digest.announcement, profile.categories)
    back = [e for e in entries if word.any(e.paper) and not left.any(e.paper)]
    moves = [
        Move(RankedPaper(0, e.paper, e.kind, 0.0, 0.0, (), (), profile.name), 0, 0)
        for e in back
        if e.paper.id not in there
    ]
    return Preview(pulled, tuple(moves), len(entries))


def _ranked(
    ws: Workspace, profile: Profile, wanted: Profile, own: Sequence[RankedPaper], digest: Digest
) -> tuple[RankedPaper, ...]:
    """The same papers by a model of the changed profile, trained as the digest's was."""
    from ranker.app.learning.training import fit
    from ranker.app.papers.ingest import embed
    from ranker.ranking import rank

    day = min((r.announced for r in own if r.announced), default=digest.announcement)
    entries = [Entry(r.paper, r.announced, r.kind) for r in own]
    profiles = tuple(wanted if one == profile else one for one in ws.config.profiles)
    kept = ws.config
    ws.config = replace(kept, profiles=profiles)  # votes that name no profile are the first one's
    try:
        model = fit(ws, wanted, day, at_hand=True)
    finally:
        ws.config = kept
    vectors = embed(ws, [entry.paper.id for entry in entries])
    scored = model.score([entry.paper for entry in entries], vectors.values)
    return rank(entries, scored, profile.name)


def _moved(before: Sequence[RankedPaper], after: Sequence[RankedPaper]) -> list[Move]:
    """Places are counted among these papers alone, on both sides."""
    places = {r.paper.id: n for n, r in enumerate(after, 1)}
    found = (Move(r, n, places[r.paper.id]) for n, r in enumerate(before, 1))
    return [move for move in found if move.before != move.after]


def _by_size(move: Move) -> tuple[float, int]:
    """A place near the top counts for more: one by one, 1/1, 1/2, 1/3."""
    after = 1 / move.after if move.after else 0.0
    return -abs(1 / max(1, move.before) - after), move.before
