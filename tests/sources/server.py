"""A real HTTP server on 127.0.0.1 that answers as told, and misbehaves when told."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote

import pytest

from tests.local_server import running
from tests.patience import HUNG

PORTAL = b"<!DOCTYPE html><html><head><title>Free Wi-Fi</title></head><body>Log in</body></html>"


@dataclass(frozen=True)
class Reply:
    """One answer. `fault`: "hang" after the headers, "drop" mid-body, "drip" a byte at a time."""

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
def serving() -> Iterator[Server]:
    """A server in a thread, stopped and joined at the end."""
    state = Server()
    with running(_handler(state)) as state.base:
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
