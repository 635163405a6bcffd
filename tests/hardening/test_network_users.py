"""GitHub, Zotero and the mail server have no better credit than arXiv."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ranker.delivery import smtp
from ranker.errors import DeliveryError, RankError
from ranker.github.access import Access
from ranker.github.client import GitHub
from ranker.github.trouble import GitHubError
from ranker.network.budget import Limits
from ranker.settings import EmailSettings, ZoteroSettings
from ranker.zotero.connection import Connection, ZoteroError
from tests.patience import HUNG
from tests.sources.conftest import FakeClock
from tests.sources.server import Reply, Server, serving

MB = 1024 * 1024
PATIENT = Limits(connect=HUNG, read=HUNG, total=HUNG, body=2 * MB)
BOMB = gzip.compress(b"0" * 50 * MB)
PACKED = (("Content-Encoding", "gzip"), ("Content-Type", "application/json"))

Ask = Callable[[str], object]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["github", "zotero"])
def ask(
    request: pytest.FixtureRequest, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ask]:
    """Something asked of a service at an address."""
    import requests

    if request.param == "github":
        monkeypatch.setattr("ranker.github.client._LIMITS", PATIENT)
        with requests.Session() as session:
            session.trust_env = False
            yield lambda base: GitHub(
                session, Access("a/b", "t", base), sleep=clock.sleep, timer=clock
            ).get("/issues")
    else:
        monkeypatch.setattr("ranker.zotero.connection.Limits", lambda **_: PATIENT)
        yield lambda base: zotero(base, HUNG, clock)


def zotero(base: str, timeout: float, clock: FakeClock) -> object:
    settings = ZoteroSettings(api="web", web_url=base, timeout=timeout)
    connection = Connection(settings, "secret", clock.sleep, clock)
    library = connection.library("1", "user")
    try:
        return connection.ask(library.top)
    finally:
        library.client.close()


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(fault="headers"), "sent more than 64 kB of headers"),
        (Reply(b"x" * 65_536, fault="endless"), "sent more than 2 MB"),
        (Reply(b"x" * 65_536, 500, fault="endless"), "sent more than 2 MB"),
        (Reply(fault="trailers"), "sent more than 2 MB"),
        (Reply(BOMB, headers=PACKED), "sent more than 2 MB"),
        (Reply(BOMB, 404, headers=PACKED), "sent more than 2 MB"),
        (Reply(BOMB, 302, (("Location", "/b"), *PACKED)), "sent more than 2 MB"),
        (Reply(b"x" * 65_536, 302, (("Location", "/b"),), "endless"), "sent more than 2 MB"),
        (Reply(b"x", headers=(("Content-Encoding", "zstd"),)), "nobody asked for"),
    ],
)
def test_what_is_too_much_is_one_line(server: Server, ask: Ask, reply: Reply, said: str) -> None:
    server.always(reply)
    tracemalloc.start()
    try:
        with pytest.raises((GitHubError, ZoteroError), match=said) as refused:
            ask(server.base)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)
    assert peak < 16 * MB
    assert len(server.requests) == 1


def test_a_redirect_is_not_followed(server: Server, ask: Ask) -> None:
    with serving() as other:
        server.always(Reply(b"[]", 302, (("Location", other.base),)))
        with pytest.raises(RankError):
            ask(server.base)
        assert other.requests == []


def test_dripping_headers_end_with_the_deadline(server: Server, ask: Ask, clock: FakeClock) -> None:
    server.always(Reply(fault="drip-head"))
    clock.tick = 1.0
    with pytest.raises(RankError):
        ask(server.base)
    assert server.sent < 10_000


@contextmanager
def mail_server(first: bytes, more: bytes) -> Iterator[tuple[int, list[int], threading.Event]]:
    """Says `first`, then `more` without end; the port, how many bytes it got rid of, the end."""
    sent, closed = [0], threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            peer, _ = listening.accept()
            with peer:
                try:
                    peer.sendall(first)
                    while not closed.wait(0 if len(more) > 1 else 0.005):
                        peer.sendall(more)
                        sent[0] += len(more)
                except OSError:
                    closed.set()

        thread = threading.Thread(target=talk)
        thread.start()
        try:
            yield listening.getsockname()[1], sent, closed
        finally:
            closed.set()
            thread.join()


def told(port: int, clock: FakeClock) -> str:
    settings = EmailSettings("127.0.0.1", port, "none", "", "a@example.org", ("b@example.org",))
    with (
        pytest.raises(DeliveryError) as refused,
        smtp.connect(settings, "", timeout=HUNG, timer=clock),
    ):
        pass
    return str(refused.value)


def test_a_greeting_without_end_is_refused() -> None:
    with mail_server(b"", b"220-welcome\r\n" * 500) as (port, _, closed):
        assert "sent more than 0.125 MB" in told(port, FakeClock())
        assert closed.wait(HUNG)


def test_a_dripping_greeting_ends_with_the_deadline() -> None:
    with mail_server(b"220-", b"x") as (port, sent, closed):
        assert "no complete answer within 120 s" in told(port, FakeClock(tick=1.0))
        assert closed.wait(HUNG)
        assert sent[0] < 1000


def test_a_file_of_passwords_is_not_asked(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests

    secrets = tmp_path / "netrc"
    secrets.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(secrets))
    server.always(Reply(b"[]"))
    with requests.Session() as session:
        GitHub(session, Access("a/b", "token", server.base)).get("/issues")
    assert server.requests[0][1]["Authorization"] == "Bearer token"
