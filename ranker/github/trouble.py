"""What GitHub can refuse, each in one line that says what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ranker.errors import RankError

if TYPE_CHECKING:
    import requests

_MESSAGE_LIMIT = 200
_ADVICE = {
    401: "GITHUB_TOKEN is wrong or expired (HTTP 401); set a new one",
    403: "GITHUB_TOKEN has no right to do this in {repository} ({said}); the workflow needs "
    "`permissions: issues: write`, a token of your own the scope Issues",
    404: "GITHUB_TOKEN sees no repository {repository}, or not its issues (HTTP 404); check "
    "GITHUB_REPOSITORY and the token's scope",
    410: "issues are switched off in {repository}, as in every new fork; switch them on under "
    "Settings, General, Features",
}


class GitHubError(RankError):
    """GitHub refused, or answered something that is not what was asked for."""


class GitHubUnavailableError(GitHubError):
    """GitHub gave no answer or one of 5xx: what was asked for may or may not have been done."""


class RefusedError(GitHubError):
    """The token is wrong, lacks the right, or its limit is used up: all else fails as well."""


class OddAnswerError(GitHubError):
    """One answer is not what was asked for; others may be."""


def complaint(answer: requests.Response, repository: str, *, limited: bool) -> GitHubError:
    """The error for an answer that is no success; `limited` says that it was a rate limit."""
    status, said = answer.status_code, _message(answer)
    if status >= 500:
        return GitHubUnavailableError(f"GitHub is out of order (HTTP {status}); run again later")
    if limited:
        return RefusedError(
            f"GitHub's rate limit for {repository} is used up; run again{_when(answer)}"
        )
    if 300 <= status < 400:
        return GitHubError(f"{repository} has moved; set GITHUB_REPOSITORY to its new name")
    known = _ADVICE.get(status, "GitHub refused a request on {repository} (HTTP {status}: {said})")
    kind = RefusedError if status in (401, 403) else GitHubError
    return kind(known.format(repository=repository, status=status, said=said))


def _message(answer: requests.Response) -> str:
    try:
        data = answer.json()
        details = [str(e.get("message") or e.get("code")) for e in data.get("errors") or ()]
        said = "; ".join([str(data["message"]), *details])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        said = "no reason given"
    return " ".join(said.split())[:_MESSAGE_LIMIT]


def _when(answer: requests.Response) -> str:
    reset = answer.headers.get("X-RateLimit-Reset", "")
    if answer.headers.get("X-RateLimit-Remaining") == "0" and reset.isdecimal():
        return f" after {datetime.fromtimestamp(int(reset[:11]), UTC):%Y-%m-%d %H:%M UTC}"
    return " in an hour"
