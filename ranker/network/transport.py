"""The connections of `requests`, held to the budget in force from connecting on.

requests knows a timeout for connecting and one between two pieces, none over all of a request, and
no bound on headers. Imported by the functions that send something.
"""

from __future__ import annotations

import http.client
import socket
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests  # noqa: TID253 - see above
from requests.adapters import HTTPAdapter  # noqa: TID253
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from ranker.network.budget import current, watched
from ranker.network.lookup import addresses


def hold(session: requests.Session) -> None:
    """Hold a session's connections to the budget in force; one that is held stays as it is.

    It takes no cookies, which nobody here needs and which would be told again, and no password from
    ~/.netrc, which would take the place of a token.
    """
    if not isinstance(session.adapters.get("https://"), _Adapter):
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Adapter())
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.auth = session.auth or _as_it_is


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self._budget = current()
        if self._budget is not None:
            self._budget.begin_answer()
            self.fp = watched(sock, self.fp.detach(), self._budget)

    def begin(self) -> None:
        super().begin()
        if self._budget is not None:
            self._budget.begin_body()


class _Plain(HTTPConnection):
    """An address that does not answer leaves less time to the next one."""

    response_class = _Answer

    def _new_conn(self) -> socket.socket:
        budget, name, timeout = current(), self._dns_host, self.timeout
        if budget is None:
            return super()._new_conn()
        try:
            found = addresses(name, self.port, budget)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        failure: Exception | None = None
        try:
            for address in found:
                self._dns_host, self.timeout = address, min(budget.limits.connect, budget.left())
                try:
                    sock = super()._new_conn()
                    sock.settimeout(min(budget.limits.connect, budget.left()))  # TLS is to come
                    return sock
                except (ConnectTimeoutError, NewConnectionError) as error:
                    failure = error
        finally:
            self._dns_host, self.timeout = name, timeout
        raise failure or OSError(f"{name} has no address")


class _Secure(_Plain, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


_POOLS = {"http": _PlainPool, "https": _SecurePool}
