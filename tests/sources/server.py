"""A real HTTP server on 127.0.0.1 that answers as told, and misbehaves when told."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.local_server import running
from tests.patience import HUNG

PORTAL = b"<!DOCTYPE html><html><head><title>Free Wi-Fi</title></head><body>Log in</body></html>"


@dataclass(frozen=True)
class Reply:
    """One answer. `fault`: "hang" after the headers, "drop" mid-body, "drip" a byte at a time.

    Without end, until the client closes: "headers", "continues" (100 Continue), "drip-head" (a
    header, a byte at a time), "endless" (the body, over and over), "trailers" (behind chunks).
    """

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fault: str = ""


@dataclass
class Server:
    """`reply` maps a decoded path (with its query) to a Reply; `requests` is what came in."""

    base: str = ""
    reply: Callable[[str], Reply] = lambda path: Reply(status=404)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    finished: threading.Event = field(default_factory=threading.Event)
    sent: int = 0  # bytes of what has no end
    closed: threading.Event = field(default_factory=threading.Event)  # a client left it unread

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def always(self, *replies: Reply) -> None:
        """Answer with `replies` in turn, the last one for ever."""
        left = list(replies)
        self.reply = lambda path: left.pop(0) if len(left) > 1 else left[0]


def give_up_soon(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Wait a moment only for answers to paths with `path` in them, since nobody will give one."""
    import requests

    send = requests.Session.send

    def impatiently(session: Any, request: Any, **options: Any) -> Any:
        if path in request.url:
            options["timeout"] = 0.3
        return send(session, request, **options)

    monkeypatch.setattr(requests.Session, "send", impatiently)


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Server]:
    """A server in a thread, stopped and joined at the end."""
    state = Server()
    with running(_handler(state), certificate) as state.base:
        try:
            yield state
        finally:
            state.finished.set()


def _handler(state: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path)
            state.requests.append((path, {k.title(): v for k, v in self.headers.items()}))
            reply = state.reply(path)
            if reply.fault in ENDLESS:
                _without_end(self, reply, state)
                return
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.flush()
            _send_body(self, reply, state.finished)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


def _send_body(handler: BaseHTTPRequestHandler, reply: Reply, finished: threading.Event) -> None:
    handler.close_connection = True
    if reply.fault == "hang":
        finished.wait(HUNG)
    elif reply.fault == "drop":
        handler.wfile.write(reply.body[: len(reply.body) // 2])
        handler.wfile.flush()
        # A linger of zero closes with a reset, as a crashed peer does.
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif reply.fault == "drip":
        for number in range(len(reply.body)):
            if finished.wait(0.005):
                return
            try:
                handler.wfile.write(reply.body[number : number + 1])
                handler.wfile.flush()
            except OSError:
                return
    else:
        handler.wfile.write(reply.body)


ENDLESS = ("headers", "continues", "drip-head", "endless", "trailers")
_CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"


def _without_end(handler: BaseHTTPRequestHandler, reply: Reply, state: Server) -> None:
    """Send what has no end until nobody takes it, and count it."""
    handler.close_connection = True
    head = f"HTTP/1.1 {reply.status} Told\r\n".encode()
    head += b"".join(f"{name}: {value}\r\n".encode() for name, value in reply.headers)
    begin, more = {
        "headers": (head, b"X-Long: " + b"x" * 4000 + b"\r\n"),
        "continues": (b"", b"HTTP/1.1 100 Continue\r\nX: " + b"x" * 50 + b"\r\n\r\n"),
        "drip-head": (head + b"X-Slow: ", b"x"),
        "endless": (head + b"\r\n", reply.body),
        "trailers": (head + _CHUNKED, b"X-Trailer: " + b"x" * 4000 + b"\r\n"),
    }[reply.fault]
    try:
        handler.wfile.write(begin)
        while not state.finished.wait(0.005 if reply.fault == "drip-head" else 0):
            handler.wfile.write(more)
            state.sent += len(more)
    except OSError:
        state.closed.set()
