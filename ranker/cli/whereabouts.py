"""What became of a paper, in a sentence: where it stands, or what kept it out and what to do."""

from __future__ import annotations

from ranker.app.search.whereabouts import Outcome, Whereabouts
from ranker.digest.escape import terminal

_PLACE = "number {rank} of {ranked} in the digest of {day}"
_SENTENCES: dict[Outcome, str] = {
    "shown": _PLACE,
    "beyond": f"{_PLACE}, beyond those shown; `rank today --date {{day}} --all` shows every one",
    "withdrawn": f"{_PLACE}; withdrawn papers stand last",
    "excluded": "in no digest, since it has {words} (`exclude` in rank.toml)",
    "other-categories": "in no digest, since rank.toml names none of its categories",
    "replacement": "in no digest, since {day} announced only a new version of it; "
    "`rank today --date {day} --replacements all` ranks those, too",
    "unranked": "in no digest yet; `rank today --date {day}` ranks its announcement",
    "unread": "in no digest, since {words} of {day} was not read; "
    "`rank fetch --since {day}` reads it",
    "unannounced": "in no digest, since no stored announcement has it",
}


def whereabouts(found: Whereabouts, profile: str) -> str:
    """The sentence, for the terminal."""
    words = ", ".join(found.words)
    told = _SENTENCES[found.outcome].format(
        day=found.day, rank=found.rank, ranked=found.ranked, words=words
    )
    return terminal(f"{profile}: {told}")
