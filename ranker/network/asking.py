"""One request and its answer, whole and unpacked, within what it may cost."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ranker.network.budget import Account, Budget, Limits, TooMuchError
from ranker.network.redirects import target_of

if TYPE_CHECKING:
    import requests

_CHUNK = 65_536  # bytes
_GZIP = 16 + zlib.MAX_WBITS


def ask(
    session: requests.Session,
    method: str,
    url: str,
    limits: Limits,
    *,
    headers: dict[str, str],
    timer: Callable[[], float] = time.monotonic,
    account: Account | None = None,
    follow: bool = False,
    **options: Any,
) -> requests.Response:
    """The answer, with `content` read to its end; `account` is that of all tries of a request.

    With `follow`, redirects are followed within the same limits: on the host of `url` and to
    arXiv's own, from https to https. Their bodies are not read. Raises TooLateError, TooMuchError,
    RedirectError, and what requests and urllib3 raise.
    """
    from ranker.network.transport import hold

    hold(session)
    locations: list[str] = []

    def take_location(response: requests.Response, **_: Any) -> None:
        # requests reads all of a redirect's body, unpacked, even where it is told not to follow.
        locations.append(response.headers.pop("Location", ""))

    budget = Budget(limits, timer, account)
    address = url
    # Of what requests offers to unpack, some can grow a thousandfold thousandfold at one go.
    sent = {**headers, "Accept-Encoding": "gzip"}
    for hops in range(limits.redirects, -1, -1):
        left = budget.left()
        timeout = (min(limits.connect, left), min(limits.read, left))
        with (
            budget.in_force(),
            session.request(
                method, address, headers=sent, timeout=timeout, stream=True,
                allow_redirects=False, hooks={"response": take_location}, **options,
            ) as response,
        ):  # fmt: skip
            target = ""
            if follow:
                location = locations[-1]
                target = target_of(response.status_code, location, address, url, hops)
            if not target:
                body = _body(response, budget)
                break
        address = target
    response.raw = io.BytesIO(body)
    return response


def _body(response: requests.Response, budget: Budget) -> bytes:
    # read1 returns what has arrived, so that a body that drips cannot outlast the deadline.
    body = bytearray()
    unpack = _unpacker(response.headers.get("Content-Encoding", ""))
    while piece := response.raw.read1(_CHUNK, decode_content=False):
        budget.left()
        for part in unpack(piece):
            body += part
            if len(body) > budget.limits.body:
                raise budget.too_much()
    return bytes(body)


def _unpacker(encoding: str) -> Callable[[bytes], Iterator[bytes]]:
    """What makes the pieces of a body those of its content, none of them much longer."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return lambda piece: iter((piece,))
    if name in ("gzip", "x-gzip"):
        return _Gzip().unpack
    raise TooMuchError(f"packed its answer as {encoding[:40]!r}, which nobody asked for")


class _Gzip:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._is_first = True

    def unpack(self, piece: bytes) -> Iterator[bytes]:
        full = False
        while piece or full:
            if self._member.eof:
                self._member, self._is_first = zlib.decompressobj(_GZIP), False
            try:
                part = self._member.decompress(piece, _CHUNK)
            except zlib.error as error:
                if self._is_first:
                    raise ConnectionError(f"broken: {error}") from None
                return  # what some servers fill up with
            yield part
            ended = self._member.eof
            piece = self._member.unused_data if ended else self._member.unconsumed_tail
            full = len(part) == _CHUNK and not ended
