"""One deadline is over all that a request takes: names, connecting, every try, and the waits.

Clocks are the tests' own: a server moves them, or a wait does.
"""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ranker.delivery import smtp
from ranker.errors import DeliveryError, UnreachableError
from ranker.github.access import Access
from ranker.github.client import GitHub
from ranker.github.trouble import GitHubUnavailableError
from ranker.network.budget import Limits
from ranker.network.lookup import within
from ranker.settings import EmailSettings, ZoteroSettings
from ranker.sources.http import Client
from ranker.sources.pacing import Pacing
from ranker.sources.trouble import ThrottledError
from ranker.zotero.connection import Connection, ZoteroError
from tests.patience import HUNG
from tests.sources.conftest import FakeClock
from tests.sources.server import Reply, Server

MAIL = EmailSettings("mail.example", 25, "none", "", "b@example.org", ("a@example.org",))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def session() -> Iterator[Any]:
    import requests

    with requests.Session() as made:
        made.trust_env = False
        yield made


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No name is ever found, nor is it said that there is none."""
    over = threading.Event()
    for name in ("getaddrinfo", "getfqdn"):
        monkeypatch.setattr(socket, name, lambda *_: over.wait(HUNG))
    yield
    over.set()


def client(session: Any, folder: Path, clock: FakeClock, limits: Limits) -> Client:
    return Client(
        session, Pacing(folder / "pacing", clock, clock.sleep), limits=limits, clock=clock,
        sleep=clock.sleep, timer=clock, chance=random.Random(7),
    )  # fmt: skip


def patient(total: float) -> Limits:
    return Limits(connect=HUNG, read=HUNG, total=total)


def later(clock: FakeClock, seconds: float, reply: Reply) -> Any:
    """Answers that come so many seconds after they were asked for."""

    def answer(path: str) -> Reply:
        clock.now += seconds
        return reply

    return answer


def busy(seconds: int) -> Reply:
    return Reply(b"{}", 429, (("Retry-After", str(seconds)),))


@pytest.mark.usefixtures("stuck")
def test_a_name_that_is_never_found_ends_with_the_deadline(
    session: Any, tmp_path: Path, clock: FakeClock
) -> None:
    asked = client(session, tmp_path, clock, patient(0.05))
    with pytest.raises(UnreachableError, match=r"no complete answer within 0\.05 s"):
        asked.get("http://arxiv.example/", "api", "*/*")


def test_a_lookup_s_own_error_is_told_and_its_answer_returned() -> None:
    assert within(HUNG, lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        within(HUNG, lambda: 1 / 0)


def test_no_wait_outlasts_the_deadline_of_all_tries(
    server: Server, session: Any, tmp_path: Path, clock: FakeClock
) -> None:
    server.always(busy(70))
    start = clock.now
    with pytest.raises(ThrottledError, match="HTTP 429, 2 of 3 tries"):
        client(session, tmp_path, clock, patient(120)).get(server.base, "api", "*/*")
    assert clock.slept == [70]
    assert clock.now - start < 120


def test_a_later_try_has_what_the_earlier_ones_left(
    server: Server, session: Any, tmp_path: Path, clock: FakeClock
) -> None:
    server.reply = later(clock, 50, busy(10))
    start = clock.now
    with pytest.raises(UnreachableError, match="no complete answer within 100 s"):
        client(session, tmp_path, clock, patient(100)).get(server.base, "api", "*/*")
    assert len(server.requests) == 2
    assert clock.now - start == pytest.approx(110)  # the server's own fifty seconds came last


def test_a_server_that_drips_in_its_second_try_ends_with_the_first_s_deadline(
    server: Server, session: Any, tmp_path: Path, clock: FakeClock
) -> None:
    server.always(busy(60), Reply(fault="drip-head"))
    clock.tick = 1.0
    start = clock.now
    with pytest.raises(UnreachableError, match="no complete answer within 120 s"):
        client(session, tmp_path, clock, patient(120)).get(server.base, "api", "*/*")
    assert clock.now - start < 130  # with what the pacing looked at the clock


def test_github_s_tries_share_five_minutes(server: Server, session: Any, clock: FakeClock) -> None:
    server.reply = later(clock, 100, Reply(b"{}", 503))
    github = GitHub(
        session, Access("a/b", "t", server.base), sleep=clock.sleep, timer=clock, clock=clock
    )
    with pytest.raises(GitHubUnavailableError):
        github.get("/issues")
    assert len(server.requests) == 3
    assert clock.slept == [5, 10]


def test_zotero_s_tries_share_five_minutes(server: Server, clock: FakeClock) -> None:
    server.reply = later(clock, 60, busy(50))
    settings = ZoteroSettings(api="web", web_url=server.base, timeout=HUNG / 6)
    connection = Connection(settings, "secret", clock.sleep, clock)
    library = connection.library("1", "user")
    try:
        with pytest.raises(ZoteroError, match="asks to wait 50 s; run the command again"):
            connection.ask(library.top)
    finally:
        library.client.close()
    assert len(server.requests) == 3
    assert clock.slept == [50, 50]


def refusal(clock: FakeClock) -> str:
    with pytest.raises(DeliveryError) as refused, smtp.connect(MAIL, "", timer=clock):
        pass
    return str(refused.value)


@pytest.mark.usefixtures("stuck")
def test_a_mail_server_s_name_that_is_never_found_ends_with_the_deadline(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "LIMITS", Limits(total=0.05))
    monkeypatch.setattr(smtp, "_OWN_NAME", 0.01)
    said = refusal(clock)
    assert said == (
        "the mail server mail.example:25: no complete answer within 0.05 s; try again later"
    )
    assert smtp._own_name() == "[127.0.0.1]"


def test_a_mail_server_s_addresses_share_the_deadline(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[float] = []

    def never(address: Any, timeout: float) -> None:
        tried.append(timeout)
        clock.now += timeout
        raise TimeoutError

    found = [(2, 1, 6, "", (f"192.0.2.{n}", 25)) for n in range(100)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)
    monkeypatch.setattr(socket, "create_connection", never)
    monkeypatch.setattr(smtp, "LIMITS", Limits(total=100))
    assert "no complete answer within 100 s" in refusal(clock)
    assert tried == pytest.approx([30, 30, 30, 10])
