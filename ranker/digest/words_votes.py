"""What is odd about a reader's votes, in a line each, with what can be done."""

from __future__ import annotations

from ranker.feedback.counting import Doubt
from ranker.plurals import count


def doubt(found: Doubt, profile: str) -> str:
    """A line for `rank train` and the digest."""
    some = f"{found.count:,} of {count(found.of, 'vote')} of {profile}"
    if found.kind == "unknown":
        return (
            f"{some} say nothing, since their papers are not stored; `rank fetch --library` asks "
            "arXiv for them"
        )
    if found.kind == "wordless":
        return (
            f"{some} say nothing, since their papers have no word in title and abstract; import "
            "them with titles, or undo them"
        )
    if found.kind == "twice":
        return (
            f"{some} are on works that have a later vote under another name, which counts; "
            "`rank votes` lists all"
        )
    return (
        f"{found.count:,} of {count(found.of, 'like')} of {profile} whose categories are known are "
        f"in none that it follows, most in {found.name}; add that to rank.toml, else only their "
        "like in what it follows is found"
    )
