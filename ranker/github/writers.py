"""Whose issues and comments count: boxes in issues that rank or the owner opened, commands of those
who may write to the repository. Anybody else can open an issue and comment in a public one."""

from __future__ import annotations

from ranker.github.client import GitHub
from ranker.github.issues import ACTIONS_BOT, Comment, Issue
from ranker.github.trouble import GitHubError, GitHubUnavailableError

_KNOWN_HERE = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


class Writers:
    """What GitHub says of accounts, asked once each and only where it matters."""

    def __init__(self, github: GitHub) -> None:
        self._github = github
        self._owner = github.repository.partition("/")[0].lower()
        self._own: str | None = None
        self._may: dict[str, bool] = {}

    def opened(self, issue: Issue) -> bool:
        """Whether the issue is of the owner, of this repository's own workflows (nobody else's act
        as that bot here), or of the account that the token belongs to."""
        by = issue.opener
        if by is None:
            return False
        name = by.login.lower()
        return name == self._owner or by == ACTIONS_BOT or name == self._token_account()

    def may_vote(self, comment: Comment) -> bool:
        """Whether the comment's author may write to the repository.

        A member of an organisation, or a collaborator, may be there to read only, so GitHub is
        asked; where the token may not ask, being one of them has to do. Raises
        GitHubUnavailableError.
        """
        if comment.author is None or comment.association not in _KNOWN_HERE:
            return False
        name = comment.author.login.lower()
        if name == self._owner:
            return True
        if name not in self._may:
            self._may[name] = self._may_write(comment.author.login)
        return self._may[name]

    def _may_write(self, login: str) -> bool:
        from urllib.parse import quote

        try:
            data = self._github.get(f"/collaborators/{quote(login, safe='')}/permission")
        except GitHubUnavailableError:
            raise
        except GitHubError:
            return True
        permission = data.get("permission") if isinstance(data, dict) else None
        return permission in ("admin", "maintain", "write")

    def _token_account(self) -> str:
        """The login of a token of somebody's own; "" for the one of Actions, which has none."""
        if self._own is None:
            try:
                data = self._github.account()
            except GitHubError:
                data = {}
            login = data.get("login") if isinstance(data, dict) else None
            self._own = login.lower() if isinstance(login, str) else ""
        return self._own
