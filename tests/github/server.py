"""A repository's issues behind GitHub's REST API, on 127.0.0.1; it misbehaves when told.

Shapes, defaults and error texts follow https://docs.github.com/rest/issues: newest first, pull
requests among the issues, Link headers, 422 for a body that is too long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.local_server import running

REPOSITORY = "reader/papers"
TOKEN = "ghs_inventedToken0123456789"
BOT = {"login": "github-actions[bot]", "id": 41898282, "type": "Bot"}


@dataclass(frozen=True)
class Fault:
    """An answer in place of the real one; `done` says that the request was carried out first."""

    status: int
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()
    done: bool = False


def refusal(status: int, message: str, *headers: tuple[str, str], done: bool = False) -> Fault:
    said = {"message": message, "documentation_url": "https://docs.github.com/rest"}
    return Fault(status, json.dumps(said).encode(), headers, done)


SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try."


@dataclass
class FakeGitHub:
    """`faults` answer the next requests, None letting one through; `before` is called with method
    and path ahead of each; `requests` is what came in."""

    base: str = ""
    now: datetime = datetime(2026, 7, 6, 13, tzinfo=UTC)
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[Fault | None] = field(default_factory=list)
    before: Callable[[str, str], None] = lambda method, path: None
    page_size: int = 100
    drops_labels: bool = False
    has_issues: bool = True
    requests: list[tuple[str, str]] = field(default_factory=list)
    permissions: dict[str, str] = field(default_factory=lambda: {"someone": "write"})
    account: dict[str, Any] | None = None  # of a token of somebody's own; Actions' has none
    odd: dict[str, Fault] = field(default_factory=dict)  # by path, at every request

    def add(self, body: str, *, day: int = 0, **fields: Any) -> dict[str, Any]:
        """An issue opened `day` days from now (negative: ago)."""
        number = len(self.issues) + 1
        at = stamp(self.now + timedelta(days=day))
        self.issues[number] = {
            "url": f"{self.base}/repos/{REPOSITORY}/issues/{number}",
            "html_url": f"https://github.example/{REPOSITORY}/issues/{number}",
            "id": 9_000 + number, "number": number, "title": f"Issue {number}", "body": body,
            "user": BOT, "author_association": "NONE", "state": "open", "state_reason": None,
            "labels": [{"id": 1, "name": "arxiv-digest", "color": "ededed"}], "comments": 0,
            "created_at": at, "updated_at": at, "closed_at": None,
        } | fields  # fmt: skip
        return self.issues[number]

    def edit(self, number: int, old: str, new: str) -> None:
        """What a reader does in the browser, which sends lines that end in CRLF."""
        body = self.issues[number]["body"].replace("\r\n", "\n")
        assert old in body
        self.now += timedelta(minutes=1)
        changed = body.replace(old, new, 1).replace("\n", "\r\n")
        self.issues[number] |= {"body": changed, "updated_at": stamp(self.now)}

    def comment(
        self, number: int, body: str, association: str = "OWNER", login: str = "reader"
    ) -> None:
        self.now += timedelta(minutes=1)
        told = self.comments.setdefault(number, [])
        told.append({
            "id": 70_000 + 100 * number + len(told), "body": body,
            "user": {"login": login, "type": "User"},
            "author_association": association, "created_at": stamp(self.now),
            "updated_at": stamp(self.now),
        })  # fmt: skip
        self.issues[number] |= {"comments": len(told), "updated_at": stamp(self.now)}

    def sent(self, method: str) -> list[str]:
        return [path for m, path in self.requests if m == method]

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any, int]:
        """Status, JSON, and how many elements there are beyond the page."""
        url = urlsplit(path)
        query = {k: v[0] for k, v in parse_qs(url.query).items()}
        if url.path == "/user":
            refused = {"message": "Resource not accessible by integration"}
            return (200, self.account, 0) if self.account else (403, refused, 0)
        asked = re.fullmatch(rf"/repos/{REPOSITORY}/collaborators/([^/]+)/permission", url.path)
        if asked:
            return 200, {"permission": self.permissions.get(asked[1], "none")}, 0
        found = re.fullmatch(rf"/repos/{REPOSITORY}/issues(?:/(\d+)(/comments)?)?", url.path)
        if not found:
            return 404, {"message": "Not Found"}, 0
        if not self.has_issues:
            return 410, {"message": "Issues are disabled for this repo"}, 0
        if found[1] is None:
            return self._create(body) if method == "POST" else self._list(query)
        issue = self.issues.get(int(found[1]))
        if issue is None:
            return 404, {"message": "Not Found"}, 0
        if found[2]:
            return self._page(self.comments.get(issue["number"], []), query)
        if method == "PATCH":
            self.now += timedelta(seconds=1)
            issue |= {**body, "updated_at": stamp(self.now)}
        return 200, issue, 0

    def _create(self, body: Any) -> tuple[int, Any, int]:
        if len(body["body"]) > 65_536:
            error = {"resource": "Issue", "code": "custom", "field": "body",
                     "message": "body is too long (maximum is 65536 characters)"}  # fmt: skip
            return 422, {"message": "Validation Failed", "errors": [error]}, 0
        names = () if self.drops_labels else body["labels"]
        issue = self.add(body["body"], title=body["title"], labels=[{"name": n} for n in names])
        return 201, issue, 0

    def _list(self, query: dict[str, str]) -> tuple[int, Any, int]:
        wanted = set(query["labels"].split(",")) if "labels" in query else set()
        state = query.get("state", "open")
        found = [
            issue
            for issue in sorted(self.issues.values(), key=lambda i: -i["number"])
            if state in ("all", issue["state"])
            and wanted <= {label["name"] for label in issue["labels"]}
            and issue["updated_at"] >= query.get("since", "")
        ]
        return self._page(found, query)

    def _page(self, found: list[Any], query: dict[str, str]) -> tuple[int, Any, int]:
        size = min(int(query.get("per_page", 30)), self.page_size)
        start = (int(query.get("page", 1)) - 1) * size
        return 200, found[start : start + size], max(0, len(found) - start - size)


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def serving() -> Iterator[FakeGitHub]:
    """The API in a thread, stopped and joined at the end."""
    state = FakeGitHub()
    with running(_handler(state)) as state.base:
        yield state


def _handler(state: FakeGitHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            state.requests.append((self.command, self.path))
            state.before(self.command, self.path)
            fault = state.faults.pop(0) if state.faults else None
            fault = fault or state.odd.get(urlsplit(self.path).path)
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                fault = refusal(401, "Bad credentials")
            if fault is None or fault.done:
                status, data, more = state.answer(self.command, self.path, body)
            if fault is not None:
                self._reply(fault.status, fault.body, dict(fault.headers))
                return
            headers = {"X-RateLimit-Remaining": "4999", "X-RateLimit-Reset": "1783346400"}
            if more:
                headers["Link"] = self._next()
            self._reply(status, json.dumps(data).encode(), headers)

        def _next(self) -> str:
            url = urlsplit(self.path)
            query = {k: v[0] for k, v in parse_qs(url.query).items()}
            query["page"] = str(int(query.get("page", 1)) + 1)
            return f'<{state.base}{url.path}?{urlencode(query)}>; rel="next"'

        def _reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            if status == 0:  # the connection breaks
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = _serve

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
