"""From the boxes and comments of a digest issue to votes in the log, each counted once.

The log itself remembers what was counted: every vote read here carries its `source`, the issue
or the comment. A box that still says what its last vote says adds nothing; one that says
something else was ticked or unticked since.
"""

from __future__ import annotations

from collections.abc import Iterable

from ranker.app.papers.naming import known_id
from ranker.app.workspace import Workspace
from ranker.errors import PaperIdError, RankError, UnknownPaperError, UsageError
from ranker.feedback.votes import WITHDRAWN, Vote
from ranker.github.boxes import Choice, announcement_in, choices_in
from ranker.github.client import GitHub
from ranker.github.commands import MOST_PAPERS, Command, commands_in
from ranker.github.issues import Comment, Issue, comments_of
from ranker.github.trouble import GitHubError, GitHubUnavailableError, RefusedError
from ranker.github.writers import Writers

_OUTAGES = 3
"""Issues in a run that GitHub may fail to tell of; each costs a wait."""


class _NotNowError(Exception):
    """A comment could not be read to its end now; the next run reads it."""


class Reader:
    """Reads issues, any number of times; `votes` are those that were new."""

    def __init__(self, ws: Workspace, github: GitHub) -> None:
        self._ws = ws
        self._github = github
        self._writers = Writers(github)
        self._outages = 0
        self._notes: dict[str, None] = {}
        self.votes: list[Vote] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be counted and why, once each."""
        return tuple(self._notes)

    def note(self, text: str) -> None:
        """Add a note."""
        self._notes[text] = None

    def is_ours(self, issue: Issue) -> bool:
        """Whether it is a digest issue that rank or the owner opened. Another that has the label
        and our marker is noted."""
        if announcement_in(issue.body) is None:
            return False
        ours = self._writers.opened(issue)
        if not ours:
            by = issue.opener.login if issue.opener else "a deleted account"
            self.note(f"#{issue.number} was opened by {by}, not by rank; its boxes do not count")
        return ours

    def read(self, issue: Issue) -> None:
        """Keep what the issue's boxes and comments say now.

        What GitHub does not tell of one issue is noted and keeps no other from being read. Raises
        RefusedError where the token is, and GitHubUnavailableError where it happens again and
        again.
        """
        if not self.is_ours(issue):
            return
        choices = choices_in(issue.body)
        self._keep(self._from_boxes(issue, choices))
        try:
            for comment in comments_of(self._github, issue, self.note):
                self._read_comment(issue, choices, comment)
        except RefusedError:
            raise
        except GitHubError as error:
            self._outages += isinstance(error, GitHubUnavailableError)
            if self._outages >= _OUTAGES:
                raise
            self.note(f"#{issue.number}: its comments were not read to their end: {error}")

    def _read_comment(self, issue: Issue, choices: tuple[Choice, ...], comment: Comment) -> None:
        """All lines of a comment are kept together, since it is known by its votes that it was
        read."""
        source = f"{self._source(issue)}/{comment.id}"
        commands = commands_in(comment.body)
        if not commands or any(v.source == source for v in self._ws.vote_file.votes):
            return
        if not self._writers.may_vote(comment):
            return
        votes: list[Vote] = []
        try:
            for command in commands:
                votes += self._from_command(issue, choices, comment, command, source)
        except _NotNowError as error:
            self.note(f"#{issue.number}, comment {comment.id}: {error}; the next run reads it")
        else:
            self._keep(votes)

    def _keep(self, votes: Iterable[Vote]) -> None:
        new = list(votes)
        if new:
            self._ws.vote_log.append(new)
            self._ws.forget_votes_read()
            self.votes += new

    def _source(self, issue: Issue) -> str:
        return f"github:{self._github.repository}#{issue.number}"

    def _from_boxes(self, issue: Issue, choices: tuple[Choice, ...]) -> list[Vote]:
        source = self._source(issue)
        counted = {
            (v.profile, v.id): v.vote for v in self._ws.vote_file.votes if v.source == source
        }
        announced = self._announced(issue) if choices else frozenset()
        votes = []
        for choice in choices:
            before = counted.get((choice.profile, choice.paper_id), WITHDRAWN)
            if choice.torn:
                self.note(
                    f"#{issue.number}: both boxes of {choice.paper_id} are ticked; untick one"
                )
            elif choice.vote != before and self._may_count(issue, choice, announced, source):
                votes.append(self._vote(issue, choice, source))
        return votes

    def _announced(self, issue: Issue) -> frozenset[str]:
        day = announcement_in(issue.body)
        return frozenset(e.paper.id for e in self._ws.papers.announced(day)) if day else frozenset()

    def _may_count(
        self, issue: Issue, choice: Choice, announced: frozenset[str], source: str
    ) -> bool:
        """Whether the paper and the profile are ours, and an unticked box still has its vote."""
        config = self._ws.config
        if all(p.name != choice.profile for p in config.profiles):
            self.note(f"#{issue.number}: rank.toml has no profile {choice.profile!r} any more")
            return False
        if choice.vote == WITHDRAWN:
            standing = self._ws.votes_of(config.profile(choice.profile)).get(choice.paper_id)
            return standing is not None and standing.source == source
        if choice.paper_id not in announced:
            self.note(
                f"#{issue.number}: {choice.paper_id} is not among the papers stored for its day; "
                "its box is not counted (`rank fetch` brings them back)"
            )
            return False
        return True

    def _vote(self, issue: Issue, choice: Choice, source: str) -> Vote:
        title = self._title(choice.paper_id)
        at = issue.updated_at  # GitHub does not tell when a box was ticked: no later than that
        return Vote(choice.paper_id, choice.vote, at, choice.profile, title, source=source)

    def _from_command(
        self,
        issue: Issue,
        choices: tuple[Choice, ...],
        comment: Comment,
        command: Command,
        source: str,
    ) -> list[Vote]:
        """The votes of a line, or none: a line with a word that is no paper is talk.

        Raises _NotNowError where it can't be told.
        """
        if len(command.papers) > MOST_PAPERS:
            self.note(
                f"#{issue.number}, comment {comment.id}: a line names more than {MOST_PAPERS} "
                "papers; it is not counted"
            )
            return []
        try:
            named = [self._named(choices, command, text) for text in command.papers]
        except (PaperIdError, UnknownPaperError, UsageError) as error:
            self.note(f"#{issue.number}, comment {comment.id}, not counted: {error}")
            return []
        except RankError as error:
            raise _NotNowError(str(error)) from error
        at = comment.created_at
        return [
            Vote(paper_id, command.vote, at, profile, self._title(paper_id), source=source)
            for paper_id, profile in dict.fromkeys(named)
        ]

    def _named(self, choices: tuple[Choice, ...], command: Command, text: str) -> tuple[str, str]:
        """The paper that a word means, and the profile: the one that the command names, else the
        one whose section has the paper, else the issue's first. A rank counts in the first where
        none is named."""
        first = command.profile or (choices[0].profile if choices else None)
        ranks = {str(c.rank): c.paper_id for c in choices if c.profile == first}
        section = {} if command.profile else {c.paper_id: c.profile for c in reversed(choices)}
        self._ws.config.profile(command.profile)
        paper_id = self._paper(text.lstrip("#"), ranks, ask=command.vote != WITHDRAWN)
        is_rank = text.lstrip("#") in ranks
        profile = self._ws.config.profile(first if is_rank else section.get(paper_id, first))
        if command.vote == WITHDRAWN and paper_id not in self._ws.votes_of(profile):
            raise UnknownPaperError(f"{paper_id} has no vote of {profile.name} to withdraw")
        return paper_id, profile.name

    def _paper(self, text: str, ranks: dict[str, str], *, ask: bool) -> str:
        """The paper that a comment names. A number is a rank of this issue, not of the last
        digest; with `ask`, arXiv may be asked. Raises PaperIdError or UnknownPaperError."""
        if text.isascii() and text.isdecimal():
            if text not in ranks:
                raise UnknownPaperError(f"this issue has no paper of rank {text[:10]}")
            return ranks[text]
        return known_id(self._ws, text, ask=ask)

    def _title(self, paper_id: str) -> str:
        paper = self._ws.papers.get([paper_id]).get(paper_id)
        return paper.title if paper else ""
