"""How pyzotero's client reaches Zotero: through our own connections, held to their limits.

httpx knows a timeout for every piece, none over all of a request, and reads and unpacks whatever
comes. Imported when a library is opened, since httpx comes with pyzotero.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx  # noqa: TID253 - see above

from ranker.network.asking import ask
from ranker.network.budget import Account, Limits, TooLateError, TooMuchError
from ranker.network.reasons import why

_ABOUT_THE_BODY = ("content-encoding", "content-length", "transfer-encoding")
_OUR_OWN = ("host", "connection", "accept-encoding", *_ABOUT_THE_BODY)


class Transport(httpx.BaseTransport):
    """`refusal` makes the error of an answer that is too much or too late, from what is said of it.
    `account` is that of all tries of what is asked for; `trust_env` lets the environment name a
    proxy."""

    def __init__(
        self,
        limits: Limits,
        refusal: Callable[[str], Exception],
        account: Callable[[], Account | None],
        timer: Callable[[], float],
        *,
        trust_env: bool,
    ) -> None:
        import requests

        self._limits = limits
        self._refusal = refusal
        self._account = account
        self._timer = timer
        self._session = requests.Session()
        self._session.trust_env = trust_env

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        import requests
        import urllib3

        headers = {k: v for k, v in request.headers.items() if k.lower() not in _OUR_OWN}
        try:
            answer = ask(
                self._session, request.method, str(request.url), self._limits, headers=headers,
                data=request.read(), timer=self._timer, account=self._account(),
            )  # fmt: skip
        except TooMuchError as error:
            raise self._refusal(f"{error}; refused") from None
        except TooLateError as error:
            raise self._refusal(f"gave {error}") from None
        except requests.Timeout as error:
            raise httpx.ReadTimeout(why(error), request=request) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise httpx.ConnectError(why(error), request=request) from error
        kept = [(k, v) for k, v in answer.headers.items() if k.lower() not in _ABOUT_THE_BODY]
        return httpx.Response(
            answer.status_code, headers=kept, content=answer.content, request=request
        )

    def close(self) -> None:
        self._session.close()
