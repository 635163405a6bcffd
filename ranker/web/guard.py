"""What stands before every page: whose request it is, how much it may send, what a browser may do.

- A name that is not this machine's in `Host` is refused: another site's name may be made to point
  here (DNS rebinding).
- Nobody reads or writes without the session's cookie, which scripts cannot read and other sites'
  requests do not carry. It is had by opening, once, the address that `rank serve` prints.
- A request that changes anything must come from a page of ours: by `Origin` and `Sec-Fetch-Site`,
  which no page can forge, and by a token in its form.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ranker.network.lookup import is_address
from ranker.web.keys import Keys, same

MOST_BYTES = 64 * 1024
"""Of a request's body: a note is the longest there is."""
TOO_MUCH = "That is too much to send at once."
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # To other sites nothing. To ourselves it is sent: without it, browsers hide `Origin`, too.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_LOCAL = frozenset(("127.0.0.1", "localhost", "::1"))
_READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is served, and the names that may stand in `Host` besides this machine's."""

    port: int
    names: Collection[str] = ()
    everywhere: bool = False

    def is_ours(self, host: str) -> bool:
        """Whether a `Host` names this server. A bare address cannot be rebound, so that where
        it is served to other machines, any will do."""
        name, port = _split(host)
        if port != self.port:
            return False
        return name in _LOCAL or name in self.names or (self.everywhere and is_address(name))


class Guard:
    """The ASGI application within, behind the checks above."""

    def __init__(self, app: ASGIApp, keys: Keys, address: Address) -> None:
        self._app = app
        self._keys = keys
        self._address = address

    @property
    def cookie(self) -> str:
        """Its name, by port, since browsers do not tell the ports of one host apart."""
        return cookie_name(self._address.port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        answer = _with_headers(send, cached=scope["path"].startswith("/static/"))
        if refused is not None:
            await refused(scope, receive, answer)
            return
        await self._app(scope, _bounded(receive), answer)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or not self._address.is_ours(host):
            return _plain(421, "This is not a name of this server.")
        if int_or(headers.get("content-length"), 0) > MOST_BYTES:
            return _plain(413, TOO_MUCH)
        path, method = scope["path"], scope["method"]
        if method not in _READING and not _is_from_us(headers, host):
            return _plain(403, "This did not come from a page of rank.")
        if path == "/open" or path.startswith(("/static/", "/mark")):
            return None  # each looks at a token of its own, or tells nothing
        if not self._has_session(headers):
            return _plain(
                403, "Open the address that `rank serve` has printed; it lets this browser in."
            )
        return None

    def _has_session(self, headers: Headers) -> bool:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return False
        return found is not None and same(self._keys.session, found.value)


def cookie_name(port: int) -> str:
    """The session's cookie of the page at that port."""
    return f"rank-{port}"


async def fields(request: Request, keys: Keys) -> dict[str, str]:
    """The fields of a form. Raises ForgedError without the session's form token."""
    from urllib.parse import parse_qsl

    body = await request.body()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise ForgedError from None
    found = dict(pairs)
    if not same(keys.form_token, found.pop("csrf", "")):
        raise ForgedError
    return found


class ForgedError(Exception):
    """A form that is none of ours."""


def int_or(text: str | None, default: int) -> int:
    """The number that a text is, of at most 18 digits; else the default."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else default


def _is_from_us(headers: Headers, host: str) -> bool:
    """By what browsers say of where a request comes from; without a word of that, it is not."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is None and site is None:
        return False
    return origin in (None, f"http://{host}") and site in (None, "same-origin")


def _split(host: str) -> tuple[str, int]:
    """`127.0.0.1:8000` or `[::1]:8000` as name and port; HTTP's port where it names none."""
    name, colon, port = host.rpartition(":")
    if not colon or (name.count(":") and not name.startswith("[")):
        name, port = host, "80"
    return name.strip("[]").lower(), int_or(port, -1)


def _bounded(receive: Receive) -> Callable[[], Awaitable[Message]]:
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:  # whatever its head said
            raise HTTPException(413, TOO_MUCH)
        return message

    return bounded


def _with_headers(send: Send, *, cached: bool) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-cache" if cached else "no-store")
        await send(message)

    return answer


def _plain(status: int, text: str) -> PlainTextResponse:
    return PlainTextResponse(text + "\n", status)
