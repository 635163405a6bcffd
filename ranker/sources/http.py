"""A polite HTTP client: spaced, patient, bounded in time and size, and honest about failure."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ranker import __version__
from ranker.errors import ConfigError, NotArxivError, SourceError, UnreachableError
from ranker.network.budget import Account, Limits, TooMuchError
from ranker.network.reasons import no_answer, why
from ranker.network.redirects import RedirectError
from ranker.sources.pacing import LONGEST_COOL_DOWN, Pacing, Service
from ranker.sources.trouble import ThrottledError

if TYPE_CHECKING:
    import requests

TRIES = 3
BACKOFF = (10.0, 40.0)  # seconds after the first and second refusal, up to half as much again
COOL_DOWN = 600.0  # seconds, after the last try
_THROTTLED = frozenset({403, 406, 429})  # and every 5xx
_USUAL = Limits()
# Bytes of one answer: several times the longest that was seen of each, since reading a page takes
# many times its size.
_LARGEST: dict[Service, int] = {"api": 32 * 1024 * 1024, "html": 16 * 1024 * 1024}

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer that is neither a refusal to serve nor an outage; `status` may be 4xx."""

    url: str
    status: int
    body: bytes


class Client:
    """Gets addresses over `session`, in turns that `pacing` hands out.

    `clock` gives seconds since the epoch, `sleep` waits them, `timer` gives seconds that no setting
    of the clock moves, `chance` is the generator of the jitter.
    """

    def __init__(
        self,
        session: requests.Session,
        pacing: Pacing,
        *,
        contact: str = "",
        limits: Limits = _USUAL,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        self._session = session
        self._pacing = pacing
        self._agent = user_agent(contact)
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._timer = timer
        self._chance = chance or random.Random()  # noqa: S311 - jitter, no secret

    def get(self, url: str, service: Service, accept: str) -> Answer:
        """The answer to GET `url`, whatever its status, once it is not a request to slow down.

        403, 406, 429, 5xx and the body "Rate exceeded." are tried again, `TRIES` times in all,
        after Retry-After or a jittered wait; then, or where a wait would outlast the deadline, the
        service cools down and ThrottledError is raised. All tries, waits and redirects share one
        deadline, from the first connecting on. Raises UnreachableError where no complete answer
        comes, SourceError for more than the limits, NotArxivError for a redirect to somewhere else.
        """
        account = None
        for attempt in range(TRIES):
            with self._pacing.turn(service):
                account = account or Account(self._limits.total, self._timer)
                answer, retry_after = self._once(url, service, accept, account)
            if not _is_refusal(answer):
                return answer
            backoff = BACKOFF[min(attempt, len(BACKOFF) - 1)] * self._chance.uniform(1.0, 1.5)
            wait = backoff if retry_after is None else retry_after
            if attempt == TRIES - 1 or wait >= account.left():
                break
            logger.info("told to slow down, trying again in %.0f s", wait)
            self._sleep(wait)
        until = self._pacing.cool_down(service, max(COOL_DOWN, retry_after or 0.0))
        said = f"HTTP {answer.status}" if answer.status != 200 else "Rate exceeded"
        raise ThrottledError(
            f"{_host(url)} does not serve us now ({said}, {attempt + 1} of {TRIES} tries); "
            f"run again after {until}"
        )

    def _once(
        self, url: str, service: Service, accept: str, account: Account
    ) -> tuple[Answer, float | None]:
        from ranker.network.asking import ask

        headers = {"User-Agent": self._agent, "Accept": accept}
        limits = replace(self._limits, body=min(self._limits.body, _LARGEST[service]))
        start = self._timer()
        try:
            response = ask(
                self._session, "GET", url, limits, headers=headers, timer=self._timer,
                account=account, follow=True,
            )  # fmt: skip
        except TooMuchError as error:
            raise SourceError(f"{_host(url)} {error}; refused") from None
        except RedirectError as error:
            raise NotArxivError(f"{_host(url)} {error}") from None
        except no_answer() as e:
            logger.info("GET %s -> %s", url, type(e).__name__)
            raise UnreachableError(f"{_host(url)} could not be reached: {why(e)}") from e
        status, body = response.status_code, response.content
        took = self._timer() - start
        logger.info("GET %s -> %d, %d bytes, %.1f s", response.url, status, len(body), took)
        after = _retry_after(response.headers.get("Retry-After", ""), self._clock())
        return Answer(url, status, body), after


def user_agent(contact: str) -> str:
    """`arxiv-ranker/VERSION (CONTACT)`. Raises ConfigError for a contact that no header carries."""
    if not contact:
        return f"arxiv-ranker/{__version__}"
    if not (contact.isascii() and contact.isprintable()):
        raise ConfigError(
            f"the contact setting {contact[:60]!r} must be one line of plain letters, such as "
            "an e-mail address"
        )
    return f"arxiv-ranker/{__version__} ({contact})"


def _is_refusal(answer: Answer) -> bool:
    if answer.status == 200:
        return answer.body[:64].strip().lower().startswith(b"rate exceeded")
    return answer.status in _THROTTLED or answer.status >= 500


def _retry_after(written: str, now: float) -> float | None:
    """Seconds to wait, from either form of the header (RFC 9110, section 10.2.3), or None."""
    text = written.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:12]), LONGEST_COOL_DOWN)
    try:
        return min(max(0.0, parsedate_to_datetime(text).timestamp() - now), LONGEST_COOL_DOWN)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _host(url: str) -> str:
    return urlsplit(url).netloc
