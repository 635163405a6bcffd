"""What a digest says in words, the same in every human-readable format.

Everything here is plain text and still raw: the renderer escapes it for its own format.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ranker.digest.outcome import Cause, History, Standing
from ranker.digest.value import Digest
from ranker.paper_list import ListKind, PaperList
from ranker.plurals import count
from ranker.reason_kinds import REASON_KINDS, ReasonKind
from ranker.scored import By, RankedPaper, Reason
from ranker.text.display import display

_AUTHORS_SHOWN = 6
_BAR_CELLS = 10
_KINDS = {
    "new": "new",
    "cross": "cross-listed",
    "replace": "replaced",
    "replace-cross": "replaced, cross-listed",
}
REASONS: dict[ReasonKind, str] = {
    "keyword": "keyword “{}”",
    "close": "close to “{}”",
    "term": "term “{}”",
    "liked": "near “{}”, liked",
    "disliked": "near “{}”, disliked",
    "category": "subject {}",
    "author": "author {}",
    "meaning": "like what your keywords find",
    "vote": "{}",
    "field": "field {}",
    "rest": "rest {}",
    "constant": "constant {}",
}
FAR: dict[ReasonKind, str] = {
    "close": "far from “{}”",
    "liked": "unlike “{}”, liked",
    "disliked": "unlike “{}”, disliked",
    "meaning": "unlike what your keywords find",
}
"""What is said of likeness that is less than an average paper's."""
BY: dict[By, str] = {"": "", "initial": " (by initial)"}
"""What is said behind a name that agrees by no more than that."""
NAME_LIMIT = 44
"""Characters of a reason's name."""
_HISTORIES: dict[History, str] = {
    "new": "new announcement",
    "shown": "already shown",
    "reranked": "already shown, ranked anew",
}
_CAUSES: dict[Cause, str] = {
    "weekend": "weekend",
    "holiday": "no announcement on {}",
    "nothing-announced": "nothing was announced",
    "not-announced": "arXiv has not announced {} yet",
    "unreachable": "arXiv could not be asked: {}",
    "not-asked": "arXiv was not asked",
    "no-categories": "the profiles name no categories",
    "busy": "{} is at work here",
    "read-only": "nothing can be written here",
}


_LISTS: dict[ListKind, str] = {
    "digest": "the digest of {}",
    "search": "the search “{}”",
    "similar": "the papers similar to {}",
    "best": "the best for {}",
}


def day(listing: date) -> str:
    """`Monday 14 December 2099`."""
    return f"{listing:%A} {listing.day} {listing:%B} {listing.year}"


def outcome(digest: Digest) -> str:
    """What became of the announcement, in a line: `new announcement`, `already shown`, ..."""
    history = _HISTORIES[digest.history]
    if digest.standing.confirmation == "confirmed":
        return history
    if digest.standing.confirmation == "unconfirmed":
        said = f"{standing(digest.standing)}; this is the newest stored"
        return f"{said}, ranked anew" if digest.history == "reranked" else said
    said = standing(digest.standing)
    return said if digest.history == "new" else f"{said}, {history}"


def standing(found: Standing) -> str:
    """`none expected (weekend)`, `could not confirm (...)`; empty where all is well."""
    if found.cause is None:
        return ""
    heading = "none expected" if found.confirmation == "none-expected" else "could not confirm"
    return f"{heading} ({_CAUSES[found.cause].format(found.detail)})"


def ranking(digest: Digest) -> str:
    """What the order rests on, after the stage and the number of votes."""
    votes = f"{count(digest.model.likes, 'like')} and {count(digest.model.dislikes, 'dislike')}"
    if digest.stage == "keywords":
        return "ranked by keywords alone"
    if digest.stage == "blend":
        return f"ranked by keywords, {votes}"
    return f"learned from {votes}"


def counts(digest: Digest, shown: int) -> str:
    """How many papers are shown here, were ranked, and were kept out by what."""
    ranked = f"{shown:,} of {len(digest.papers):,} ranked shown"
    parts = [ranked if digest.papers else "no papers to show"]
    if digest.excluded:
        parts.append(f"{digest.excluded:,} excluded by word")
    if digest.seen:
        parts.append(f"{digest.seen:,} seen before")
    if digest.replaced:
        parts.append(f"{digest.replaced:,} replaced left out")
    return " · ".join(parts)


def place(number: int, among: PaperList) -> str:
    """`2 in the search “reverb”`: what a number means."""
    return f"{number} in {_LISTS[among.kind].format(among.name)}"


def authors(names: Sequence[str]) -> str:
    """Names joined by commas; a long list is cut with `and N more`."""
    if len(names) <= _AUTHORS_SHOWN + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_AUTHORS_SHOWN])} and {len(names) - _AUTHORS_SHOWN:,} more"


def kind(ranked: RankedPaper) -> str:
    """The kind of an announcement entry as a reader says it."""
    return _KINDS[ranked.kind]


def flags(ranked: RankedPaper, digest: Digest) -> tuple[str, ...]:
    """What sets the paper apart: that it is withdrawn, its listing date among several, its kind
    unless new, its profile if another, vote, exploration."""
    found = ["withdrawn"] if ranked.paper.withdrawn else []
    if ranked.announced and digest.several_days:
        found.append(ranked.announced.isoformat())
    if ranked.kind != "new":
        found.append(kind(ranked))
    if ranked.profile and ranked.profile != digest.profile:
        found.append(f"for {ranked.profile}")
    if ranked.vote:
        found.append("liked" if ranked.vote > 0 else "disliked")
    if ranked.exploration:
        found.append("exploration")
    return tuple(found)


def reason(because: Reason, limit: int = NAME_LIMIT) -> tuple[str, str]:
    """The sign of a reason, `+` or `−`, and the reason in words, its name cut at `limit`."""
    name, adds = display(because.name), because.contribution > 0
    if len(name) > limit:
        name = name[: limit - 1].rstrip() + "…"
    way = REASON_KINDS[because.kind].likeness
    words = FAR if way and (way > 0) != adds else REASONS
    phrase = words[because.kind].format(name) + BY[because.by]
    return ("+" if adds else "−"), phrase.strip()


def percent(probability: float) -> str:
    """`7 %`; never 0 or 100, which no model can promise."""
    return f"{min(99, max(1, round(probability * 100)))} %"


def bar(probability: float, full: str = "█", half: str = "▌", empty: str = "░") -> tuple[str, str]:
    """A bar of ten cells, in halves: the filled part and the rest."""
    halves = round(min(1.0, max(0.0, probability)) * _BAR_CELLS * 2)
    filled = full * (halves // 2) + half * (halves % 2)
    return filled, empty * (_BAR_CELLS - len(filled))


def disagreements(digest: Digest) -> tuple[tuple[str, tuple[RankedPaper, ...]], ...]:
    """Where keywords and ranking part ways: headings, each with papers; none before a vote."""
    if digest.stage == "keywords":
        return ()
    sections = (
        ("No keyword finds these", digest.beyond_keywords()),
        ("Keyword hits ranked last", digest.doubted_hits()),
    )
    return tuple(section for section in sections if section[1])


def empty_state(digest: Digest, shown: int) -> tuple[str, str] | None:
    """What to say instead of papers, and what to do next; None where there are papers."""
    if shown:
        return None
    states = {c.state for c in digest.completeness}
    cases = (
        (
            bool(digest.papers),
            f"Nothing relevant: none of {count(len(digest.papers), 'paper')} is likely to interest "
            "you.",
            "`rank today --all` lists them all the same.",
        ),
        (
            digest.seen > 0,
            f"You have seen everything: {count(digest.seen, 'paper')}, all shown before.",
            "`rank today --date YYYY-MM-DD` shows an earlier digest again.",
        ),
        (
            digest.excluded > 0,
            f"Your excluded words keep out everything: {count(digest.excluded, 'paper')}.",
            "Shorten the list `exclude` in rank.toml if that is too much.",
        ),
        (
            "stalled" in states,
            "It could not be confirmed what arXiv announced.",
            "Run `rank today` again later; `rank status` shows what went wrong.",
        ),
        (
            "waiting" in states,
            "arXiv has not announced this day's papers yet.",
            "They come at 20:00 Eastern Time the evening before; run `rank today` again then.",
        ),
        (
            bool(states),
            "Nothing was announced in your categories.",
            "`rank today --date YYYY-MM-DD` shows an earlier digest; the next announcement comes "
            "on a weekday.",
        ),
    )
    for holds, headline, advice in cases:
        if holds:
            return headline, advice
    return "There are no papers to rank.", "Name your categories in rank.toml, then `rank fetch`."
