"""pyzotero's client held to one address, its waits and errors made ours.

https://www.zotero.org/support/dev/web_api/v3/basics: `Backoff` and `Retry-After` in seconds, 429
and 503 where a client must wait. pyzotero would wait as long as it is told, in a thread that keeps
the program alive; follow redirects, with the key; and quote whole answers in its errors.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from ranker.errors import RankError, UsageError
from ranker.network.budget import Account, Limits
from ranker.settings import ZoteroSettings

if TYPE_CHECKING:
    import httpx
    from pyzotero.zotero import Zotero

LONGEST_WAIT = 60.0  # seconds
USUAL_WAIT = 5.0  # seconds, where it is not said how long
TOTAL = 120.0  # seconds for one answer
LONGEST = 300.0  # seconds for what is asked for with all its tries and waits
TRIES = 4
_WAITS = ("backoff", "retry-after")
_T = TypeVar("_T")


class ZoteroError(RankError):
    """Zotero could not be reached, or refused."""


class ChangedError(ZoteroError):
    """The library was changed by somebody else between reading and writing."""


class _MustWaitError(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass
class Connection:
    """One address of Zotero's API. `sleep` waits seconds, `timer` gives them."""

    settings: ZoteroSettings
    key: str
    sleep: Callable[[float], None]
    timer: Callable[[], float] = time.monotonic
    _account: Account | None = field(default=None, init=False)
    _due: float = field(default=0.0, init=False)

    @property
    def address(self) -> str:
        return self.settings.address

    def library(self, number: str, kind: str) -> Zotero:
        """pyzotero's object for a library (`kind` is "user" or "group") that asks this address
        and no other. Raises UsageError where pyzotero is not installed."""
        try:
            import httpx
            from pyzotero.zotero import Zotero
        except ModuleNotFoundError as error:
            raise UsageError(
                f"{error.name} is not installed; `pip install 'pyzotero>=1.6.11,<1.7'`"
            ) from None
        from ranker.zotero.transport import Transport

        wait = self.settings.timeout
        zotero = Zotero(number, kind, self.key or None, local=self.settings.is_local)
        zotero.client.close()
        zotero.endpoint = self.address
        zotero.client = httpx.Client(
            headers=zotero.default_headers(),
            transport=Transport(
                Limits(connect=wait, read=wait, total=max(TOTAL, wait)),
                self._error,
                lambda: self._account,
                self.timer,
                trust_env=not self.settings.is_local,
            ),
            event_hooks={"request": [self._before], "response": [self._after]},
        )
        return zotero

    def ask(self, call: Callable[[], _T]) -> _T:
        """What a call of pyzotero returns, once Zotero lets it. Raises ZoteroError."""
        import httpx
        from pyzotero.zotero_errors import PyZoteroError

        self._account = Account(max(LONGEST, self.settings.timeout), self.timer)
        for _ in range(TRIES):
            wait, self._due = self._due, 0.0
            try:
                if wait:
                    self._wait(wait)
                return call()
            except _MustWaitError as told:
                self._due = told.seconds
            except httpx.TimeoutException:
                raise self._error(f"did not answer within {self.settings.timeout:g} s") from None
            except httpx.TransportError as error:
                raise self._unreachable(error) from None
            except (PyZoteroError, httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                raise self._error(f"gave an answer that is not Zotero's ({error})") from None
        raise self._error("asks for patience again and again; try later")

    def _before(self, request: httpx.Request) -> None:
        if not str(request.url).startswith(f"{self.address}/"):
            raise self._error(f"was left for {request.url.host}, which nobody asked for")
        if "If-Unmodified-Since-Version" in request.headers:
            request.headers.pop("Zotero-Write-Token", None)  # the API takes one of them

    def _after(self, response: httpx.Response) -> None:
        """Read an answer's status, before pyzotero does."""
        response.read()
        waits = [response.headers.pop(name) for name in _WAITS if name in response.headers]
        told = [float(wait) for wait in waits if wait.strip().isdecimal()]
        status = response.status_code
        if status == 429 or (status == 503 and waits):
            raise _MustWaitError(max(told, default=USUAL_WAIT))
        self._due = max(told, default=0.0)
        if status >= 300:
            raise self._refusal(response)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            seen = "a web page" if kind == "text/html" else kind or "no type"
            raise self._error(
                f"answered with {seen}, not with Zotero's JSON; is the network open, and the "
                "address right?"
            )

    def _wait(self, seconds: float) -> None:
        left = self._account.left() if self._account else LONGEST_WAIT
        if seconds > LONGEST_WAIT or seconds >= left:
            raise self._error(f"asks to wait {seconds:,.0f} s; run the command again then")
        self.sleep(seconds)

    def _refusal(self, response: httpx.Response) -> ZoteroError:
        status = response.status_code
        writes = response.request.method != "GET"
        if status == 412:
            return ChangedError("the library was changed meanwhile; run the command again")
        if status in {401, 403}:
            return self._error(self._forbidden("write" if writes else "read"))
        if status == 404:
            return self._error("knows no such library or collection; see [zotero] in rank.toml")
        if status < 400:
            return self._error(f"sends us elsewhere (HTTP {status}), which is not followed")
        if status >= 500:
            return self._error(f"is out of order (HTTP {status}); try again later")
        said = " ".join(response.text.split())[:200]
        return self._error(f"refused the request (HTTP {status}): {said}")

    def _forbidden(self, what: str) -> str:
        if self.settings.is_local:
            return (
                "refused; in Zotero's settings, Advanced, allow other applications on this "
                "computer to communicate with Zotero"
            )
        owned = "the key" if self.key else "to answer without a key"
        return (
            f"refused {owned}; ZOTERO_API_KEY needs one that may {what} this library, from "
            "https://www.zotero.org/settings/keys"
        )

    def _unreachable(self, error: Exception) -> ZoteroError:
        if self.settings.is_local:
            return self._error("could not be reached; is Zotero (7 or later) running?")
        return self._error(f"could not be reached: {error or type(error).__name__}")

    def _error(self, said: str) -> ZoteroError:
        whole = f"{self.address} {said}"
        return ZoteroError(whole.replace(self.key, "***") if self.key else whole)
