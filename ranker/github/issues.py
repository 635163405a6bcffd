"""Digest issues and their comments, as values, and the few requests that concern them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ranker.github.client import GitHub
from ranker.github.trouble import GitHubError

LABEL = "arxiv-digest"
State = Literal["open", "closed", "all"]
_TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as GitHub has it now. `reopened` says that somebody opened it again by hand."""

    number: int
    title: str
    body: str
    is_open: bool
    reopened: bool
    labels: tuple[str, ...]
    comments: int
    updated_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `trusted` says that its author may write to the repository."""

    id: int
    body: str
    created_at: datetime
    trusted: bool


def digest_issues(github: GitHub, state: State, since: datetime | None = None) -> tuple[Issue, ...]:
    """The issues with our label that were touched since then, oldest first.

    Only those who may write to the repository can label an issue, so a stranger's is not here.
    """
    query = {"labels": LABEL, "state": state}
    if since is not None:
        query["since"] = f"{since:%Y-%m-%dT%H:%M:%SZ}"
    found = {}
    for data in github.get_all("/issues", **query):
        issue = None if "pull_request" in data else _issue(data)
        if issue and LABEL in issue.labels:
            found[issue.number] = issue  # a page can shift between two requests
    return tuple(found[number] for number in sorted(found))


def read_issue(github: GitHub, number: int) -> Issue:
    """The issue as it is now."""
    return _issue(github.get(f"/issues/{number}"))


def comments_of(github: GitHub, issue: Issue) -> Iterator[Comment]:
    """The comments of an issue, oldest first; no request where there are none."""
    if issue.comments:
        for data in github.get_all(f"/issues/{issue.number}/comments"):
            yield _comment(data)


def open_issue(github: GitHub, title: str, body: str) -> Issue:
    """Open an issue with our label. Raises GitHubError if GitHub dropped the label."""
    made = _issue(github.post("/issues", {"title": title, "body": body, "labels": [LABEL]}))
    if LABEL not in made.labels:
        raise GitHubError(
            f"{made.url} was opened without the label {LABEL}, which the token may not set; give "
            "the token the right to write issues, and set the label there by hand"
        )
    return made


def close_issue(github: GitHub, number: int) -> Issue:
    """Close an issue, leaving its text to whoever edits it; returns it as it was closed."""
    change = {"state": "closed", "state_reason": "completed"}
    return _issue(github.patch(f"/issues/{number}", change))


def _issue(data: Any) -> Issue:
    try:
        return Issue(
            number=int(data["number"]),
            title=str(data["title"]),
            body=data["body"] or "",
            is_open=data["state"] == "open",
            reopened=data.get("state_reason") == "reopened",
            labels=tuple(str(label["name"]) for label in data["labels"]),
            comments=int(data["comments"]),
            updated_at=datetime.fromisoformat(data["updated_at"]),
            url=str(data["html_url"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _strange("issue", error) from None


def _comment(data: Any) -> Comment:
    try:
        return Comment(
            id=int(data["id"]),
            body=data["body"] or "",
            created_at=datetime.fromisoformat(data["created_at"]),
            trusted=data["author_association"] in _TRUSTED,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _strange("comment", error) from None


def _strange(what: str, error: Exception) -> GitHubError:
    return GitHubError(f"GitHub sent an {what} of another shape ({type(error).__name__} {error})")
