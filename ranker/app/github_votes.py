"""From the boxes and comments of a digest issue to votes in the log, each counted once.

The log itself remembers what was counted: every vote read here carries its `source`, the issue
or the comment. A box that still says what its last vote says adds nothing; one that says
something else was ticked or unticked since.
"""

from __future__ import annotations

from collections.abc import Iterable

from ranker.app.naming import known_id
from ranker.app.workspace import Workspace
from ranker.errors import PaperIdError, UnknownPaperError, UsageError
from ranker.feedback.votes import WITHDRAWN, Vote
from ranker.github.boxes import Choice, announcement_in, choices_in
from ranker.github.client import GitHub
from ranker.github.commands import Command, commands_in
from ranker.github.issues import Comment, Issue, comments_of


class Reader:
    """Reads issues, any number of times; `votes` are those that were new."""

    def __init__(self, ws: Workspace, github: GitHub) -> None:
        self._ws = ws
        self._github = github
        self._notes: dict[str, None] = {}
        self.votes: list[Vote] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be counted and why, once each."""
        return tuple(self._notes)

    def note(self, text: str) -> None:
        """Add a note."""
        self._notes[text] = None

    def read(self, issue: Issue) -> None:
        """Keep what the issue's boxes and comments say now. An issue without our marker, which
        somebody labelled by hand, says nothing. Raises GitHubError."""
        if announcement_in(issue.body) is None:
            return
        choices = choices_in(issue.body)
        self._keep(self._from_boxes(issue, choices))
        for comment in comments_of(self._github, issue):
            source = f"{self._source(issue)}/{comment.id}"
            if comment.trusted and all(v.source != source for v in self._ws.vote_file.votes):
                for command in commands_in(comment.body):
                    self._keep(self._from_command(issue, choices, comment, command, source))

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
        """The votes of a command: of the profile it names, else of the one whose section has the
        paper, else of the issue's first. A rank counts in the first where none is named."""
        first = command.profile or (choices[0].profile if choices else None)
        ranks = {str(c.rank): c.paper_id for c in choices if c.profile == first}
        section = {} if command.profile else {c.paper_id: c.profile for c in reversed(choices)}
        votes = []
        for text in command.papers:
            try:
                self._ws.config.profile(command.profile)
                paper_id = self._paper(text.lstrip("#"), ranks, ask=command.vote != WITHDRAWN)
                is_rank = text.lstrip("#") in ranks
                name = first if is_rank else section.get(paper_id, first)
                profile = self._ws.config.profile(name)
                if command.vote == WITHDRAWN and paper_id not in self._ws.votes_of(profile):
                    raise UnknownPaperError(f"{paper_id} has no vote of {profile.name} to withdraw")
            except (PaperIdError, UnknownPaperError, UsageError) as error:
                self.note(f"#{issue.number}, comment {comment.id}: {error}")
                continue
            title = self._title(paper_id)
            at = comment.created_at
            votes.append(Vote(paper_id, command.vote, at, profile.name, title, source=source))
        return votes

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
