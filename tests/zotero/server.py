"""A Zotero library behind its web API, version 3, on 127.0.0.1; it misbehaves when told.

Shapes follow https://www.zotero.org/support/dev/web_api/v3: items wrapped around `data`, pages by
`start` and `limit` with `Total-Results` and `Link`, `Last-Modified-Version` on every answer, writes
that need the version or a write token, but not both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.local_server import running

KEY = "inventedKey0123456789abcd"
USER = 4711


@dataclass(frozen=True)
class Fault:
    """An answer in place of the real one; without a status the connection is closed, and with
    `silent` nothing is answered at all."""

    status: int = 0
    body: bytes = b"no"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/plain"),)
    silent: bool = False


@dataclass
class FakeZotero:
    """`faults` answer the next requests, None letting one through; `before` is called with method
    and path ahead of each; `requests` is what came in."""

    base: str = ""
    prefix: str = ""
    needs_key: bool = True
    version: int = 10
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    collections: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault | None] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    before: Callable[[str, str], None] = lambda method, path: None
    refuse: str = ""
    """What the library says of every item that is written, instead of taking it."""

    def add(self, title: str, *collections: str, **fields: Any) -> dict[str, Any]:
        self.version += 1
        key = f"ITEM{len(self.items):04d}"
        self.items[key] = {
            "key": key, "version": self.version, "itemType": "journalArticle", "title": title,
            "dateAdded": "2026-05-04T03:02:01Z", "collections": list(collections),
        } | fields  # fmt: skip
        return self.items[key]

    def collect(self, key: str, name: str, parent: str = "") -> str:
        self.version += 1
        self.collections[key] = {
            "key": key, "version": self.version, "name": name, "parentCollection": parent or False
        }  # fmt: skip
        return key

    def answer(self, path: str, query: dict[str, str]) -> list[dict[str, Any]] | None:
        parts = path.removeprefix(self.prefix).strip("/").split("/")[2:]
        since = int(query.get("since", 0))
        if parts == ["collections"]:
            found = list(self.collections.values())
        elif parts[-2:] == ["items", "top"]:
            inside = parts[1] if parts[0] == "collections" else ""
            trashed = query.get("includeTrashed") == "1"
            found = [
                item for item in self.items.values()
                if (not inside or inside in item["collections"])
                and (trashed or not item.get("deleted")) and not item.get("parentItem")
            ]  # fmt: skip
        else:
            return None
        return [one for one in found if one["version"] > since]

    def write(self, items: list[dict[str, Any]]) -> dict[str, Any]:
        self.version += 1
        done: dict[str, Any] = {"success": {}, "successful": {}, "unchanged": {}, "failed": {}}
        for number, item in enumerate(items):
            if self.refuse:
                done["failed"][str(number)] = {"code": 400, "message": self.refuse}
                continue
            key = f"MADE{len(self.items):04d}"
            self.items[key] = {"key": key, "version": self.version} | item
            done["success"][str(number)] = key
        return done


@contextmanager
def fake_zotero(**settings: Any) -> Iterator[FakeZotero]:
    fake = FakeZotero(**settings)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = {k: v[0] for k, v in parse_qs(url.query).items()}
            if self._is_stopped(url.path):
                return
            if url.path == f"{fake.prefix}/keys/current":
                self._send({"key": KEY, "userID": USER, "username": "reader"})
                return
            found = fake.answer(url.path, query)
            if found is None:
                self._refuse(404, "Not found")
                return
            start, limit = int(query.get("start", 0)), int(query.get("limit", 25))
            page = [
                {"key": one["key"], "version": one["version"], "library": {}, "data": one}
                for one in found[start : start + limit]
            ]
            headers = {"Total-Results": str(len(found))}
            if start + limit < len(found):
                more = urlencode(query | {"start": str(start + limit)})
                headers["Link"] = f'<{fake.base}{url.path}?{more}>; rel="next"'
            self._send(page, headers)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self._is_stopped(self.path):
                return
            wanted = self.headers.get("If-Unmodified-Since-Version")
            if self.headers.get("Zotero-Write-Token") and wanted:
                self._refuse(400, "Zotero-Write-Token and If-Unmodified-Since-Version both given")
            elif wanted is not None and int(wanted) != fake.version:
                self._refuse(412, "Library has been modified since specified version")
            else:
                self._send(fake.write(json.loads(body)))

        def _is_stopped(self, path: str) -> bool:
            fake.requests.append((self.command, self.path, dict(self.headers)))
            fake.before(self.command, path)
            fault = fake.faults.pop(0) if fake.faults else None
            if fault is not None:
                if fault.silent:
                    self.rfile.read(1)  # until the reader gives up
                elif fault.status:
                    self.send_response(fault.status)
                    for name, value in fault.headers:
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(fault.body)))
                    self.end_headers()
                    self.wfile.write(fault.body)
                self.close_connection = True
                return True
            if fake.needs_key and self.headers.get("Authorization") != f"Bearer {KEY}":
                self._refuse(403, f"Invalid key {self.headers.get('Authorization', '')}")
                return True
            return False

        def _refuse(self, status: int, text: str) -> None:
            self._answer(status, text.encode(), "text/plain", {})

        def _send(self, value: Any, headers: dict[str, str] | None = None) -> None:
            self._answer(200, json.dumps(value).encode(), "application/json", headers or {})

        def _answer(self, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in (headers | {"Last-Modified-Version": str(fake.version)}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            pass

    with running(Handler) as address:
        fake.base = address
        yield fake
