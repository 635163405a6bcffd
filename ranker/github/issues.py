"""Digest issues and their comments, as values, and the few requests that concern them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ranker.encodings import whole
from ranker.feedback.votes import has_other_zones
from ranker.github.client import PAGES, PER_PAGE, GitHub
from ranker.github.trouble import GitHubError, OddAnswerError

LABEL = "arxiv-digest"
_LARGEST = 2**53 - 1  # of a number in JSON that every reader takes for the same one
State = Literal["open", "closed", "all"]


@dataclass(frozen=True, slots=True)
class Account:
    """Who did something. A login is unique but for case; a bot's ends in what no user's can."""

    login: str
    is_bot: bool


ACTIONS_BOT = Account("github-actions[bot]", is_bot=True)
"""Who opens what a workflow opens with its own token."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as GitHub has it now. `reopened` says that somebody opened it again by hand;
    `opener` is None for an account that is deleted."""

    number: int
    title: str
    body: str
    is_open: bool
    reopened: bool
    labels: tuple[str, ...]
    comments: int
    updated_at: datetime
    url: str
    opener: Account | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `association` is what GitHub says of its author and the repository (OWNER,
    MEMBER, COLLABORATOR, CONTRIBUTOR, NONE, …), who is None once the account is deleted."""

    id: int
    body: str
    created_at: datetime
    author: Account | None
    association: str


def digest_issues(
    github: GitHub,
    state: State,
    since: datetime | None = None,
    note: Callable[[str], None] | None = None,
) -> tuple[Issue, ...]:
    """The issues with our label that were touched since then, oldest first, whoever opened them.

    An issue of another shape is told to `note`, and an error where there is none.
    """
    query = {"labels": LABEL, "state": state}
    if since is not None:
        query["since"] = f"{since:%Y-%m-%dT%H:%M:%SZ}"
    found = {}
    for data in github.get_all("/issues", **query):
        if isinstance(data, dict) and "pull_request" in data:
            continue
        try:
            issue = _issue(data)
        except OddAnswerError as error:
            if note is None:
                raise
            note(f"{error}; it is passed over")
            continue
        if LABEL in issue.labels:
            found[issue.number] = issue  # a page can shift between two requests
    return tuple(found[number] for number in sorted(found))


def read_issue(github: GitHub, number: int) -> Issue:
    """The issue as it is now."""
    return _issue(github.get(f"/issues/{number}"))


def comments_of(github: GitHub, issue: Issue, note: Callable[[str], None]) -> Iterator[Comment]:
    """The comments of an issue, oldest first; no request where there are none.

    Of very many the newest are read, so that nobody can bury what is written later; that, and a
    comment of another shape, is told to `note`.
    """
    if not issue.comments:
        return
    first = max(1, -(-issue.comments // PER_PAGE) - PAGES + 1)
    if first > 1:
        count = f"{issue.comments:,} comments; its first {(first - 1) * PER_PAGE:,} are not read"
        note(f"#{issue.number} has {count}")
    for data in github.get_all(f"/issues/{issue.number}/comments", page=str(first)):
        try:
            comment = _comment(data)
        except OddAnswerError as error:
            note(f"#{issue.number}: {error}; it is passed over")
        else:
            yield comment


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
            number=_number(data["number"]),
            title=_text(data["title"]),
            body=_text(data["body"] or ""),
            is_open=_text(data["state"]) == "open",
            reopened=data.get("state_reason") == "reopened",
            labels=tuple(
                _text(one if isinstance(one, str) else one["name"]) for one in data["labels"]
            ),
            comments=_number(data["comments"]),
            updated_at=_time(data["updated_at"]),
            url=_text(data["html_url"]),
            opener=_account(data["user"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _strange("issue", data, error) from None


def _comment(data: Any) -> Comment:
    try:
        return Comment(
            id=_number(data["id"]),
            body=_text(data["body"] or ""),
            created_at=_time(data["created_at"]),
            author=_account(data["user"]),
            association=_text(data["author_association"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _strange("comment", data, error) from None


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST:
        raise TypeError("a number was expected")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return whole(value)


def _time(value: Any) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None or not has_other_zones(at):
        raise ValueError("a time with its zone was expected")
    return at


def _account(value: Any) -> Account | None:
    if value is None:
        return None
    return Account(_text(value["login"]), is_bot=value.get("type") == "Bot")


def _strange(what: str, data: Any, error: Exception) -> GitHubError:
    key = "number" if what == "issue" else "id"
    number = data.get(key) if isinstance(data, dict) else None
    which = f"{what} {number}" if isinstance(number, int) else f"an {what}"
    return OddAnswerError(
        f"GitHub sent {which} in another shape ({type(error).__name__} {error})"[:200]
    )
