"""One repository of GitHub's REST API: authorised, paged, patient within bounds.

https://docs.github.com/rest/using-the-rest-api: pagination by the Link header; a rate limit is a
403 or 429 with Retry-After, or with x-ratelimit-remaining 0 and x-ratelimit-reset (seconds since
the epoch), or a message that says so, after which to wait a minute.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ranker import __version__
from ranker.github.access import Access
from ranker.github.trouble import (
    GitHubError,
    GitHubUnavailableError,
    OddAnswerError,
    complaint,
)
from ranker.network.budget import Account, Limits, TooMuchError
from ranker.network.reasons import no_answer

if TYPE_CHECKING:
    import requests

TRIES = 4
LONGEST = 300.0  # seconds for one request with all its tries and waits
BACKOFF = 60.0  # seconds, doubled, where a limit does not say how long
OUTAGE_BACKOFF = 5.0  # seconds, doubled, after an answer of 5xx or none
PAGES = 50
PER_PAGE = 100
_LIMITS = Limits()

logger = logging.getLogger(__name__)


class GitHub:
    """Requests on one repository. `clock` gives seconds since the epoch, `sleep` waits them,
    `timer` gives seconds that no setting of the clock moves."""

    def __init__(
        self,
        session: requests.Session,
        access: Access,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._access = access
        self._clock = clock
        self._timer = timer
        self.sleep = sleep
        self.repository = access.repository
        self.file_url = access.file_url

    def get(self, path: str) -> Any:
        """The object at `path` below the repository. Raises GitHubError."""
        return self._json(self._send("GET", self._url(path)))

    def account(self) -> Any:
        """The account that the token is of; RefusedError for the token of Actions."""
        return self._json(self._send("GET", f"{self._access.api_url}/user"))

    def get_all(self, path: str, **query: str) -> Iterator[Any]:
        """Every element of a paged list, in GitHub's order. Raises GitHubError."""
        url, params = self._url(path), {"per_page": str(PER_PAGE), **query}
        for _ in range(PAGES):
            answer = self._send("GET", url, params=params)
            page = self._json(answer)
            if not isinstance(page, list):
                raise OddAnswerError(f"{self.repository}: GitHub answered {path} with no list")
            yield from page
            url, params = answer.links.get("next", {}).get("url", ""), {}
            if not url:
                return
            if not url.startswith(self._access.api_url + "/"):
                # The token goes along, so it goes nowhere else.
                raise OddAnswerError(f"{self.repository}: GitHub's next page is on another server")
        raise OddAnswerError(f"{self.repository}: more than {PAGES} pages of {path}; not read on")

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Create something. Raises GitHubUnavailableError where it may have been created."""
        return self._json(self._send("POST", self._url(path), body=body))

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        """Change the named fields of something, and no others. Raises GitHubError."""
        return self._json(self._send("PATCH", self._url(path), body=body))

    def _url(self, path: str) -> str:
        return f"{self._access.api_url}/repos/{self.repository}{path}"

    def _send(self, method: str, url: str, **options: Any) -> requests.Response:
        """The answer, once it is a success. A limit is waited for, an outage of a GET too."""
        account = Account(LONGEST, self._timer)
        for attempt in range(1, TRIES + 1):
            answer = self._once(method, url, account, **options)
            if answer is not None and answer.status_code < 300:
                return answer
            wait = self._wait(answer, attempt)
            outage = answer is None or answer.status_code >= 500
            if wait is None or (outage and method == "POST"):
                break
            if attempt == TRIES or wait >= account.left():
                break
            logger.info("GitHub asks for patience, trying again in %.0f s", wait)
            self.sleep(wait)
        if answer is None:
            raise GitHubUnavailableError(
                f"GitHub could not be reached at {self._access.api_url}; run again later"
            )
        raise complaint(answer, self.repository, limited=wait is not None)

    def _once(
        self, method: str, url: str, account: Account, *, params: Any = None, body: Any = None
    ) -> requests.Response | None:
        from ranker.network.asking import ask

        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._access.token}",
            "User-Agent": f"arxiv-ranker/{__version__}",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        try:
            answer = ask(
                self._session, method, url, _LIMITS, headers=headers, timer=self._timer,
                account=account, params=params, json=body,
            )  # fmt: skip
        except TooMuchError as error:
            raise GitHubError(f"{self._access.api_url} {error}; not read on") from None
        except no_answer() as e:
            logger.info("%s %s -> %s", method, url, type(e).__name__)
            return None
        logger.info("%s %s -> %d", method, url, answer.status_code)
        return answer

    def _wait(self, answer: requests.Response | None, attempt: int) -> float | None:
        """Seconds until it makes sense to try again; None where it makes none."""
        if answer is None or answer.status_code >= 500:
            return float(OUTAGE_BACKOFF * 2 ** (attempt - 1))
        if answer.status_code not in (403, 429):
            return None
        after = answer.headers.get("Retry-After", "").strip()
        if after.isascii() and after.isdecimal():
            return float(after[:9])
        if answer.headers.get("X-RateLimit-Remaining", "").strip() == "0":
            reset = answer.headers.get("X-RateLimit-Reset", "").strip()
            if reset.isascii() and reset.isdecimal():
                return max(1.0, float(reset[:12]) - self._clock() + 1.0)
        if answer.status_code == 429 or "rate limit" in answer.text.lower():
            return float(BACKOFF * 2 ** (attempt - 1))
        return None

    def _json(self, answer: requests.Response) -> Any:
        try:
            return answer.json()
        except (ValueError, RecursionError):
            raise OddAnswerError(
                f"{self._access.api_url} answered {answer.url} with something that is not JSON; "
                "is GITHUB_API_URL right?"
            ) from None
