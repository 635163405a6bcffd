"""Politeness and failure, against a real server that misbehaves."""

from __future__ import annotations

import gzip
import logging
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email.utils import formatdate
from pathlib import Path

import pytest
from filelock import FileLock

from ranker.errors import BusyError, ConfigError, SourceError, StoreError, UnreachableError
from ranker.sources import pacing
from ranker.sources.api import Api
from ranker.sources.feed import Feed
from ranker.sources.http import COOL_DOWN, Client
from ranker.sources.listing import CatchUp, Listing
from ranker.sources.oai import Oai
from ranker.sources.pacing import Pacing
from ranker.sources.trouble import ThrottledError
from tests.sources import samples
from tests.sources.conftest import IMPATIENT, PATIENT, FakeClock
from tests.sources.pages import catchup_page, new_page, row, section
from tests.sources.server import Reply, Server

BuildClient = Callable[..., Client]


def test_an_answer_comes_with_its_status_and_the_request_names_us(
    server: Server, make_client: BuildClient, caplog: pytest.LogCaptureFixture
) -> None:
    server.always(Reply(b"<feed/>", 400))
    client = make_client(contact="ada@example.org")
    with caplog.at_level(logging.INFO):
        answer = client.get(f"{server.base}/atom/cs.XX", "api", "application/atom+xml")
    assert (answer.status, answer.body) == (400, b"<feed/>")
    headers = server.requests[0][1]
    assert headers["User-Agent"].startswith("arxiv-ranker/")
    assert headers["User-Agent"].endswith("(ada@example.org)")
    assert headers["Accept"] == "application/atom+xml"
    assert "/atom/cs.XX -> 400, 7 bytes" in caplog.text


def test_a_compressed_body_is_unpacked(server: Server, client: Client) -> None:
    server.always(Reply(gzip.compress(b"<feed/>"), headers=(("Content-Encoding", "gzip"),)))
    assert client.get(server.base, "api", "*/*").body == b"<feed/>"


def test_requests_are_spaced_across_processes_per_service(
    server: Server, make_client: BuildClient, clock: FakeClock
) -> None:
    server.always(Reply(b"x"))
    make_client().get(server.base, "api", "*/*")
    make_client().get(server.base, "api", "*/*")
    assert clock.slept == [pytest.approx(3.0)]
    make_client().get(server.base, "html", "*/*")
    clock.now += 5
    make_client().get(server.base, "html", "*/*")
    assert clock.slept[1:] == [pytest.approx(10.0)]


def test_feed_api_and_harvest_share_one_pace_and_pages_have_another(
    server: Server, client: Client, clock: FakeClock
) -> None:
    answers = {
        "/atom": samples.atom_feed(samples.feed_entry(1)),
        "/oai": samples.OAI.replace(b"abc|3", b""),
        "/api": samples.API,
        "/list": new_page(section("new", [row()])),
        "/catchup": catchup_page(section("new", [row()])),
    }
    server.reply = lambda path: Reply(answers["/" + path.split("/")[1].partition("?")[0]])
    day = date(2026, 7, 6)
    assert Feed(client, server.base).fetch(("cs.SD",), day).entries
    assert Api(client, f"{server.base}/api/query").lookup(["hep-th/9901001"]).entries
    assert list(Oai(client, f"{server.base}/oai").pages("cs.SD", day))
    assert clock.slept == [pytest.approx(3.0)] * 2
    assert Listing(client, server.base).fetch(("cs.SD",), day).entries
    assert CatchUp(client, server.base).fetch(("cs.SD",), day).entries
    assert clock.slept[2:] == [pytest.approx(15.0)]


@pytest.mark.parametrize("status", [403, 406, 429, 500, 503])
def test_three_refusals_cool_the_service_down_on_disk(
    server: Server, make_client: BuildClient, clock: FakeClock, status: int
) -> None:
    server.always(Reply(b"no", status))
    with pytest.raises(ThrottledError, match=rf"HTTP {status}, 3 of 3 tries.*run again after 20"):
        make_client().get(server.base, "api", "*/*")
    assert len(server.requests) == 3
    assert sum(clock.slept) <= (10 + 40) * 1.5 + 3 * 3
    server.always(Reply(b"yes"))
    with pytest.raises(ThrottledError, match="asked for a pause until"):
        make_client().get(server.base, "api", "*/*")
    assert len(server.requests) == 3
    assert make_client().get(server.base, "html", "*/*").body == b"yes"
    clock.now += COOL_DOWN
    assert make_client().get(server.base, "api", "*/*").body == b"yes"


def test_the_body_rate_exceeded_means_throttled(
    server: Server, client: Client, clock: FakeClock
) -> None:
    server.always(Reply(b"Rate exceeded.\n"), Reply(b"<feed/>"))
    assert client.get(server.base, "api", "*/*").body == b"<feed/>"
    assert 10 <= clock.slept[0] <= 15


def test_retry_after_in_seconds_and_as_a_date_is_honoured(
    server: Server, client: Client, clock: FakeClock
) -> None:
    date = formatdate(clock.now + 70, usegmt=True)
    server.always(
        Reply(status=429, headers=(("Retry-After", "42"),)),
        Reply(status=503, headers=(("Retry-After", date),)),
        Reply(b"at last"),
    )
    assert client.get(server.base, "api", "*/*").body == b"at last"
    assert clock.slept == [42, pytest.approx(28, abs=1.1)]


@pytest.mark.parametrize("header", ["soon", "-3", "1e9", "", "Tue, 99 Foo 2026"])
def test_a_senseless_retry_after_is_ignored(
    server: Server, client: Client, clock: FakeClock, header: str
) -> None:
    server.always(Reply(status=429, headers=(("Retry-After", header),)), Reply(b"ok"))
    assert client.get(server.base, "api", "*/*").body == b"ok"
    assert 10 <= clock.slept[0] <= 15


def test_a_long_retry_after_is_not_waited_for(
    server: Server, make_client: BuildClient, clock: FakeClock
) -> None:
    server.always(Reply(status=429, headers=(("Retry-After", "7200"),)))
    with pytest.raises(ThrottledError, match="1 of 3 tries"):
        make_client().get(server.base, "api", "*/*")
    assert clock.slept == []
    clock.now += 7100
    with pytest.raises(ThrottledError, match="pause"):
        make_client().get(server.base, "api", "*/*")
    assert len(server.requests) == 1


def test_a_hang_after_the_headers_ends(server: Server, make_client: BuildClient) -> None:
    server.always(Reply(b"x" * 100, fault="hang"))
    with pytest.raises(UnreachableError, match="no answer in time"):
        make_client(IMPATIENT).get(server.base, "api", "*/*")


def test_a_drop_in_the_body_is_no_answer(server: Server, client: Client) -> None:
    server.always(Reply(b"x" * 100_000, fault="drop"))
    with pytest.raises(UnreachableError, match="broke off"):
        client.get(server.base, "api", "*/*")


def test_a_dripping_body_cannot_outlast_the_deadline(
    server: Server, make_client: BuildClient, clock: FakeClock
) -> None:
    server.always(Reply(b"x" * 1_000_000, fault="drip"))
    clock.tick = 1.0
    with pytest.raises(UnreachableError, match="no complete answer within 20 s"):
        make_client(replace(PATIENT, total=20.0)).get(server.base, "api", "*/*")


def test_a_refused_connection_and_an_unknown_name_say_so(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnreachableError, match="connection was refused"):
        client.get("http://127.0.0.1:9/atom/cs.SD", "api", "*/*")

    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UnreachableError, match="its name is not known"):
        client.get("http://arxiv.invalid/atom/cs.SD", "api", "*/*")


def test_a_body_over_the_limit_is_refused(server: Server, make_client: BuildClient) -> None:
    bomb = gzip.compress(b"0" * 5_000_000)
    server.always(Reply(bomb, headers=(("Content-Encoding", "gzip"),)))
    with pytest.raises(SourceError, match=r"more than 0\.954 MB"):
        make_client(replace(PATIENT, body=1_000_000)).get(server.base, "api", "*/*")


def test_a_contact_that_no_header_can_carry_is_refused(make_client: BuildClient) -> None:
    with pytest.raises(ConfigError, match="one line"):
        make_client(contact="a@b\r\nX-Evil: 1")


def test_damaged_stamps_and_a_clock_set_back_do_not_block(
    server: Server, make_client: BuildClient, clock: FakeClock, tmp_path: Path
) -> None:
    server.always(Reply(b"ok"))
    folder = tmp_path / "politeness"
    folder.mkdir()
    (folder / "api.json").write_text("{half")
    assert make_client().get(server.base, "api", "*/*").body == b"ok"
    clock.now -= 400_000
    assert make_client().get(server.base, "api", "*/*").body == b"ok"
    assert sum(clock.slept) <= 3
    Pacing(folder, clock, clock.sleep).cool_down("api", 3600)
    clock.now -= 400_000
    assert make_client().get(server.base, "api", "*/*").body == b"ok"


def test_a_folder_that_cannot_be_written_is_one_clear_line(
    server: Server, make_client: BuildClient, tmp_path: Path
) -> None:
    (tmp_path / "politeness").write_text("a file, not a folder")
    with pytest.raises(StoreError, match="politeness cannot be written"):
        make_client().get(server.base, "api", "*/*")


def test_another_process_that_never_lets_go_is_named(
    server: Server, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "politeness"
    folder.mkdir()
    monkeypatch.setattr(pacing, "_LOCK_PATIENCE", 0.01)
    with FileLock(folder / "api.lock"), pytest.raises(BusyError, match="another rank process"):
        client.get(server.base, "api", "*/*")
    assert server.requests == []
