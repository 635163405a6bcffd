"""What a ranking rests on, by how much the reader has told. Light: `rank like` uses it."""

from __future__ import annotations

from ranker.scored import Stage

LEARNED_FROM = 30
"""Likes from which the votes outweigh the keywords by more than five to one."""


def stage_of(likes: int, dislikes: int, *, keywords: bool) -> Stage:
    """`keywords` before any vote, `learned` with many likes or no keywords, else `blend`."""
    if likes + dislikes == 0:
        return "keywords"
    return "learned" if likes >= LEARNED_FROM or not keywords else "blend"
