"""`rank review`: one pass over a digest, paper by paper, each vote kept as it is cast."""

from __future__ import annotations

from collections.abc import Sequence

from ranker.app.feedback import voting
from ranker.app.workspace import Workspace
from ranker.digest.value import Digest
from ranker.feedback.votes import WITHDRAWN, Vote, tally
from ranker.scored import RankedPaper


class Review:
    """Where a reader is in a digest, and what the votes on its papers are now."""

    def __init__(self, ws: Workspace, digest: Digest, papers: Sequence[RankedPaper]) -> None:
        self._ws = ws
        self.digest = digest
        self.papers = tuple(papers)
        self.index = 0
        self._cast: list[tuple[int, int]] = []  # the place and the vote that stood there before

    @property
    def current(self) -> RankedPaper:
        return self.papers[self.index]

    @property
    def cast(self) -> int:
        """How many votes this pass has cast and not taken back."""
        return len(self._cast)

    def vote_on(self, paper: RankedPaper) -> int:
        """The vote that stands for a paper."""
        standing = self._standing().get(paper.paper.id)
        return standing.vote if standing else WITHDRAWN

    def counts(self) -> tuple[int, int]:
        """How many of the papers are liked, and disliked."""
        return tally(map(self.vote_on, self.papers))

    def move(self, step: int) -> bool:
        """Go `step` papers on (back if negative); False at the ends."""
        target = self.index + step
        if not 0 <= target < len(self.papers):
            return False
        self.index = target
        return True

    def vote(self, vote: int) -> bool:
        """Keep a vote on the current paper. False if it stood already. Raises RankError."""
        before = self.vote_on(self.current)
        if before == vote:
            return False
        self._set(self.current, vote)
        self._cast.append((self.index, before))
        return True

    def undo(self) -> bool:
        """Take back this pass's last vote and go to its paper; else the vote on this paper.

        False if there is neither. Raises RankError.
        """
        if self._cast:
            index, before = self._cast[-1]
            self._set(self.papers[index], before)
            self._cast.pop()
            self.index = index
            return True
        if self.vote_on(self.current) == WITHDRAWN:
            return False
        self._set(self.current, WITHDRAWN)
        return True

    def _standing(self) -> dict[str, Vote]:
        return self._ws.votes_of(self._ws.config.profile(self.digest.profile))

    def _set(self, ranked: RankedPaper, vote: int) -> None:
        named, profile = [ranked.paper.id], self.digest.profile
        if vote == WITHDRAWN:
            voting.undo(self._ws, named, profile)
        else:
            voting.cast_votes(self._ws, named, vote, profile)
