"""Votes of the log that count for nobody, told in a line each: no vote is ignored silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from ranker.feedback.votes import VoteFile
from ranker.plurals import count


def ignored(found: VoteFile, path: Path, profiles: Collection[str]) -> tuple[str, ...]:
    """What is wrong with the log at `path`: lines not read, votes of profiles that are not there.

    `profiles` are the names in rank.toml.
    """
    lines = []
    bad = len(found.bad_lines)
    if bad:
        unread = "1 line of the votes is not read and does not count"
        if bad > 1:
            unread = f"{bad:,} lines of the votes are not read and do not count"
        more = "; `rank status` lists them" if bad > 1 else ""
        lines.append(f"{unread}: {found.bad_lines[0]}{more}")
    lost = Counter(v.profile for v in found.votes if v.profile and v.profile not in profiles)
    if lost:
        votes = count(lost.total(), "vote counts", "votes count")
        names = ", ".join(sorted(lost))
        lines.append(
            f"{votes} for nobody, since rank.toml does not have the profile: {names}; rename the "
            f"profile there, or in {path}"
        )
    return tuple(lines)
