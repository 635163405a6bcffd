"""`rank status --keywords`: what each keyword has brought, so that a noisy one can be dropped."""

from __future__ import annotations

from collections import Counter

from ranker.app.workspace import Workspace
from ranker.feedback.votes import LIKE
from ranker.models.keywords import KeywordMatcher
from ranker.report.value import KeywordCount
from ranker.settings import Profile

_AT_A_TIME = 2_000


def keyword_counts(ws: Workspace, profile: Profile) -> tuple[KeywordCount, ...]:
    """Every keyword of the profile over all papers that its digests ranked, each once.

    Today's keywords count, also on digests made before they were added. Most brought first.
    """
    matcher = KeywordMatcher(profile.keywords)
    votes = ws.votes_of(profile)
    brought, liked, disliked = Counter[str](), Counter[str](), Counter[str]()
    ids = ws.digests.shown(profile.name)
    for start in range(0, len(ids), _AT_A_TIME):
        for paper in ws.papers.get(ids[start : start + _AT_A_TIME]).values():
            found = {hit.keyword for hit in matcher.hits(paper)}
            brought.update(found)
            if paper.id in votes:
                (liked if votes[paper.id].vote == LIKE else disliked).update(found)
    order = sorted(profile.keywords, key=lambda k: (-brought[k], k))
    return tuple(KeywordCount(k, brought[k], liked[k], disliked[k]) for k in order)
