"""What `rank doctor` says of each fault: what is wrong, what is safe, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ranker.plurals import count

if TYPE_CHECKING:
    from ranker.app.care.finding import Fault, Finding

_ALL = "your votes, and all else"
_VOTES = "your votes"
_REPAIR = "`rank doctor --repair`"
_VOTED = {
    1: ("that you liked", "like"),
    -1: ("that you disliked", "dislike"),
    0: ("that you withdrew your vote on", "undo"),
}
_WORDS: dict[Fault, tuple[str, str, str, str]] = {
    # what is wrong; what is safe; what to do; what --repair has done
    "settings-unreadable": ("{detail}", _ALL, "correct that line of {where}", ""),
    "mail-off": ("mail is off: {detail}", _ALL, "correct [email] in {where}", ""),
    "vote-unreadable": (
        "{detail}",
        "every other vote counts; a whole vote inside that line is added anew by --repair",
        "{again}correct the line or delete it in an editor; no rank ever rewrites that file, so "
        "that no vote is lost in doing so",
        "",
    ),
    "votes-unreadable": ("{detail}", "the file itself", "see to it that you may read it", ""),
    "votes-of-nobody": (
        "{votes} for a profile that rank.toml does not have: {detail}",
        _ALL,
        "rename the profile in rank.toml, or in {where}",
        "",
    ),
    "store-unreadable": (
        "{where} cannot be opened: {detail}",
        _VOTES,
        "see to it that you may read it; if it was written by a newer rank, upgrade",
        "",
    ),
    "store-damaged": (
        "{where} is damaged: {detail}",
        _VOTES,
        f"{_REPAIR} carries over what can be read; or move its folder away and run `rank fetch`",
        "moved aside; what could be read is in a new store; `rank fetch` brings the rest",
    ),
    "vectors-damaged": (
        "{vectors} of {where} damaged",
        _ALL,
        f"{_REPAIR}, or nothing: what is needed is embedded again",
        "forgotten; they are embedded again",
    ),
    "model-damaged": (
        "{where} is damaged ({detail})",
        _ALL,
        f"{_REPAIR}, or nothing: another is trained when one is needed",
        "deleted; another is trained when one is needed",
    ),
    "names-damaged": (
        "{where} cannot be read",
        _ALL,
        f"{_REPAIR}, or delete it; a model is trained anew",
        "moved aside; a model is trained anew",
    ),
    "encoder-damaged": (
        "{detail}",
        _ALL,
        f"{_REPAIR}, or nothing: it is compiled anew when it is needed",
        "compiled anew",
    ),
    "leftover": ("{where} was left by a run that was cut off", _ALL, _REPAIR, "deleted"),
    "clock-behind": (
        "the clock says {where}, but something is dated {detail}",
        _ALL,
        "set the clock",
        "",
    ),
    "run-failed": ("the last scheduled run: {detail}", _ALL, "run `rank today` and see", ""),
    "schedule-unknown": (
        "it is not known: {detail}",
        _ALL,
        "see `rank schedule show`",
        "",
    ),
    "read-only": (
        "{where} cannot be written",
        "what is there, which is shown; `rank export` works",
        "make it writable",
        "",
    ),
    "others-may-write": (
        "anybody on this machine may change {where}",
        _ALL,
        f"{_REPAIR}, or chmod o-w",
        "others may no more",
    ),
    "token-unusable": ("{detail}", _ALL, "set another token", ""),
    "unreachable": ("{where} does not answer as it should: {detail}", _ALL, "try again later", ""),
}


def told(one: Finding) -> tuple[str, str, str]:
    """What is wrong, what is safe, and what is to be done, or was."""
    wrong, safe, do, done = _WORDS[one.fault]
    facts = {
        "where": one.where,
        "detail": one.detail,
        "votes": count(one.amount, "vote"),
        "vectors": count(one.amount, "vector"),
        "again": _again(one),
    }
    return wrong.format(**facts), safe, (done if one.mended else do).format(**facts)


def _again(one: Finding) -> str:
    """How to vote as a line still says that it was voted."""
    if one.vote is None:
        return ""
    what, command = _VOTED[one.vote]
    profile = f" --profile {one.profile}" if one.profile else ""
    return f"it still says {what} {one.paper}, so `rank {command} {one.paper}{profile}`; then "
