"""Whoever answers, a request costs what it may and no more: time, memory, and where it goes.

The server sends without end and counts what it got rid of; the deadline is the test's own clock.
"""

from __future__ import annotations

import gzip
import random
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from urllib3.util import connection

from ranker.errors import NotArxivError, SourceError, UnreachableError
from ranker.network.budget import Limits, TooMuchError
from ranker.network.redirects import RedirectError, target_of
from ranker.sources.http import Client
from ranker.sources.listing import Listing
from ranker.sources.pacing import Pacing
from tests.delivery.server import make_certificate
from tests.patience import HUNG
from tests.sources.conftest import FakeClock
from tests.sources.pages import new_page, row, section
from tests.sources.server import Reply, Server, serving

PATIENT = Limits(connect=HUNG, read=HUNG, total=HUNG)
IN_FLIGHT = 16 * 1024 * 1024  # bytes that the buffers of both ends of a connection may hold
MB = 1024 * 1024

Build = Callable[..., Client]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def build(clock: FakeClock, tmp_path: Path) -> Iterator[Build]:
    import requests

    with requests.Session() as session:
        session.trust_env = False

        def made(limits: Limits = PATIENT) -> Client:
            pacing = Pacing(tmp_path / "pacing", clock, clock.sleep)
            return Client(
                session, pacing, limits=limits, clock=clock, sleep=clock.sleep, timer=clock,
                chance=random.Random(7),
            )  # fmt: skip

        yield made


def get(client: Client, url: str) -> bytes:
    return client.get(url, "api", "*/*").body


def moved(to: str, status: int = 302, **more: Any) -> Reply:
    return Reply(status=status, headers=(("Location", to),), **more)


@pytest.mark.parametrize("fault", ["headers", "continues"])
def test_headers_without_end_are_refused(server: Server, build: Build, fault: str) -> None:
    server.always(Reply(fault=fault))
    with pytest.raises(SourceError, match=r"127\.0\.0\.1:\d+ sent more than 64 kB of headers"):
        get(build(), server.base)
    assert server.closed.wait(HUNG)
    assert server.sent < IN_FLIGHT


def test_more_headers_than_a_browser_would_read_are_refused(server: Server, build: Build) -> None:
    server.always(Reply(b"x", headers=tuple((f"X-{n}", "1") for n in range(101))))
    with pytest.raises(UnreachableError, match="more headers than we read"):
        get(build(), server.base)


def test_dripping_headers_end_with_the_deadline(
    server: Server, build: Build, clock: FakeClock
) -> None:
    server.always(Reply(fault="drip-head"))
    clock.tick = 1.0
    with pytest.raises(UnreachableError, match="no complete answer within 20 s"):
        get(build(replace(PATIENT, total=20.0)), server.base)
    assert server.sent < 1000  # bytes, one at a look at the clock


def test_a_body_without_end_is_refused(server: Server, build: Build) -> None:
    server.always(Reply(b"x" * 65_536, fault="endless"))
    with pytest.raises(SourceError, match="sent more than 2 MB; refused"):
        get(build(replace(PATIENT, body=2 * MB)), server.base)
    assert server.closed.wait(HUNG)
    assert server.sent < 2 * MB + IN_FLIGHT


def test_a_listing_page_without_end_is_read_to_its_own_limit(server: Server, build: Build) -> None:
    """Reading a page takes many times its size, so it has half of what an answer has."""
    page = new_page(section("new", [row("2607.00001")])) * 200
    server.always(Reply(page, fault="endless"))
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="sent more than 16 MB; refused"):
            Listing(build(), server.base).fetch(("cs.SD",), date(2026, 7, 6))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert server.closed.wait(HUNG)
    assert server.sent < 16 * MB + IN_FLIGHT
    assert peak < 40 * MB


@pytest.mark.parametrize("hops", [1, 5])
def test_no_redirect_s_body_is_taken_however_many_there_are(
    server: Server, build: Build, hops: int
) -> None:
    def reply(path: str) -> Reply:
        number = int(path.strip("/"))
        if number == hops:
            return Reply(b"<feed/>")
        return moved(f"/{number + 1}", body=b"x" * 65_536, fault="endless")

    server.reply = reply
    assert get(build(), f"{server.base}/0") == b"<feed/>"
    assert server.sent < hops * IN_FLIGHT


def test_trailers_without_end_are_refused(server: Server, build: Build) -> None:
    server.always(Reply(fault="trailers"))
    with pytest.raises(SourceError, match="sent more than 2 MB; refused"):
        get(build(replace(PATIENT, body=2 * MB)), server.base)
    assert server.closed.wait(HUNG)
    assert server.sent < 5 * MB + IN_FLIGHT


@pytest.mark.parametrize("fault", ["", "drip", "endless"])
def test_the_body_of_a_redirect_is_never_read(server: Server, build: Build, fault: str) -> None:
    bomb = gzip.compress(b"0" * 50 * MB)
    packed = (("Location", "/there"), ("Content-Encoding", "gzip"))
    pages = {"/here": Reply(bomb, 302, packed, fault), "/there": Reply(b"<feed/>")}
    server.reply = lambda path: pages[path]
    tracemalloc.start()
    try:
        assert get(build(), f"{server.base}/here") == b"<feed/>"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10 * MB
    assert server.paths == ["/here", "/there"]
    assert server.sent < IN_FLIGHT


@pytest.mark.parametrize("times", [1, 2])
def test_a_body_is_unpacked_no_further_than_its_limit(
    server: Server, build: Build, times: int
) -> None:
    bomb = b"0" * 50 * MB
    for _ in range(times):
        bomb = gzip.compress(bomb)
    server.always(Reply(bomb, headers=(("Content-Encoding", ", ".join(["gzip"] * times)),)))
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="refused"):
            get(build(replace(PATIENT, body=MB)), server.base)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5 * MB


def test_only_what_was_asked_for_is_unpacked(server: Server, build: Build) -> None:
    server.always(Reply(b"x", headers=(("Content-Encoding", "br"),)))
    with pytest.raises(SourceError, match="packed its answer as 'br', which nobody asked for"):
        get(build(), server.base)
    assert server.requests[0][1]["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("parts", [1, 3])
def test_packed_answers_come_whole(server: Server, build: Build, parts: int) -> None:
    whole = random.Random(3).randbytes(300_000) + b"0" * 3_000_000
    size = len(whole) // parts
    members = [gzip.compress(whole[n : n + size]) for n in range(0, len(whole), size)]
    body = b"".join(members) + b"\0" * 20
    server.always(Reply(body, headers=(("Content-Encoding", "gzip"),)))
    assert get(build(), server.base) == whole


def test_damage_in_what_is_packed_is_no_answer(server: Server, build: Build) -> None:
    server.always(Reply(b"\x1f\x8b no gzip", headers=(("Content-Encoding", "gzip"),)))
    with pytest.raises(UnreachableError, match="broke off"):
        get(build(), server.base)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_on_the_host_are_followed(server: Server, build: Build, status: int) -> None:
    pages = {"/a": moved("/b?x=1", status), "/b?x=1": moved(f"{server.base}/c"), "/c": Reply(b"c")}
    server.reply = lambda path: pages[path]
    assert get(build(), f"{server.base}/a") == b"c"


def test_redirects_in_a_circle_end(server: Server, build: Build) -> None:
    server.reply = lambda path: moved("/a" if path == "/b" else "/b")
    with pytest.raises(SourceError, match="from address to address without end"):
        get(build(), f"{server.base}/a")
    assert len(server.requests) == 6


def test_one_deadline_is_over_all_redirects(server: Server, build: Build, clock: FakeClock) -> None:
    def slowly(path: str) -> Reply:
        clock.now += 15
        return moved("/on")

    server.reply = slowly
    with pytest.raises(UnreachableError, match="no complete answer within 20 s"):
        get(build(replace(PATIENT, total=20.0)), server.base)
    assert len(server.requests) == 2


def test_a_redirect_to_another_host_is_not_followed(server: Server, build: Build) -> None:
    with serving() as other:
        server.always(moved(f"{other.base}/portal"))
        with pytest.raises(NotArxivError, match=r"sends us to 127\.0\.0\.1, which is not arXiv's"):
            get(build(), server.base)
        assert other.requests == []


@pytest.mark.parametrize(
    ("here", "location", "there"),
    [
        ("https://arxiv.org/a", "/b", "https://arxiv.org/b"),
        ("http://arxiv.org/a", "https://arxiv.org/a", "https://arxiv.org/a"),
        ("https://rss.arxiv.org/a", "https://export.arxiv.org/b", "https://export.arxiv.org/b"),
        ("https://mirror.example/a", "//arxiv.org/b", "https://arxiv.org/b"),
        ("http://127.0.0.1:81/a", "http://127.0.0.1:81/b", "http://127.0.0.1:81/b"),
    ],
)
def test_where_redirects_may_lead(here: str, location: str, there: str) -> None:
    assert target_of(302, location, here, here, 1) == there


@pytest.mark.parametrize(
    ("here", "location", "said"),
    [
        ("https://arxiv.org/a", "http://arxiv.org/a", "arxiv.org without encryption"),
        ("https://arxiv.org/a", "https://arxiv.org.evil.example/", "which is not arXiv's"),
        ("https://arxiv.org/a", "https://notarxiv.org/", "which is not arXiv's"),
        ("https://arxiv.org/a", "https://arxiv.org:8443/", "which is not arXiv's"),
        ("https://arxiv.org/a", "http://169.254.169.254/", "without encryption"),
        ("http://127.0.0.1:81/a", "http://127.0.0.1:22/", "which is not arXiv's"),
        ("https://arxiv.org/a", "https://arxiv.org@evil.example/", "no address of a page"),
        ("https://arxiv.org/a", "file:///etc/passwd", "no address of a page"),
        ("https://arxiv.org/a", "https://[::1/", "no address"),
        ("https://arxiv.org/a", "https://arxiv.org:99999/", "no address"),
    ],
)
def test_where_they_may_not(here: str, location: str, said: str) -> None:
    with pytest.raises(RedirectError, match=said):
        target_of(302, location, here, here, 1)
    with pytest.raises(TooMuchError):
        target_of(302, "/b", here, here, 0)


def test_addresses_that_do_not_answer_share_the_deadline(
    build: Build, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[float] = []

    def never(address: Any, timeout: float, **_: Any) -> None:
        tried.append(timeout)
        clock.now += timeout
        raise TimeoutError

    found = [(2, 1, 6, "", (f"192.0.2.{n}", 80)) for n in range(100)]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: found)
    monkeypatch.setattr(connection, "create_connection", never)
    with pytest.raises(UnreachableError, match="no complete answer within 35 s"):
        get(build(Limits(connect=10, read=30, total=35)), "http://many.example/")
    assert tried == pytest.approx([10, 10, 10, 5])


def test_no_cookie_is_told_again(server: Server, build: Build) -> None:
    server.always(Reply(b"x", headers=(("Set-Cookie", "who=reader"),)))
    client = build()
    for _ in range(2):
        get(client, server.base)
    assert "Cookie" not in server.requests[1][1]


def test_every_request_has_an_account_of_its_own(server: Server, build: Build) -> None:
    server.always(Reply(b"x" * 200_000))
    client = build(replace(PATIENT, body=250_000))
    assert [len(get(client, server.base)) for _ in range(4)] == [200_000] * 4


def test_the_same_holds_behind_tls(
    build: Build, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    with serving(certificate) as server:
        server.always(Reply(b"x"))
        with pytest.raises(UnreachableError, match="the secure connection failed"):
            get(build(), server.base)
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate))
        assert get(build(), server.base) == b"x"
        server.always(moved(server.base.replace("https", "http")))
        with pytest.raises(NotArxivError, match=r"sends us to 127\.0\.0\.1 without encryption"):
            get(build(), server.base)
        server.always(Reply(fault="headers"))
        with pytest.raises(SourceError, match="64 kB of headers"):
            get(build(), server.base)
        server.always(Reply(fault="drip-head"))
        clock.tick = 1.0
        with pytest.raises(UnreachableError, match="no complete answer within 20 s"):
            get(build(replace(PATIENT, total=20.0)), server.base)
