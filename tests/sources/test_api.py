"""The search API through the package `arxiv`, with the package's silences made loud."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from ranker.errors import NotArxivError, PaperIdError, SourceError, UnreachableError
from ranker.sources.api import Api
from ranker.sources.http import Client
from ranker.sources.trouble import ThrottledError
from tests.sources.conftest import IMPATIENT, FakeClock
from tests.sources.samples import API, API_ERROR
from tests.sources.server import PORTAL, Reply, Server

ONE = (
    "<entry><id>http://arxiv.org/abs/2607.{0:05d}v1</id><title>Found {0}</title>"
    "<updated>2026-07-01T00:00:00Z</updated><published>2026-07-01T00:00:00Z</published>"
    '<summary>S.</summary><category term="cs.SD"/><author><name>Ada Sample</name></author></entry>'
)
EMPTY = API[: API.index(b"<entry>")] + b"</feed>"


def results(numbers: range, total: int) -> bytes:
    head = API[: API.index(b"<entry>")].decode().replace(">1</opensearch", f">{total}</opensearch")
    return (head + "".join(ONE.format(number) for number in numbers) + "</feed>").encode()


def api(client: Client, server: Server) -> Api:
    return Api(client, f"{server.base}/api/query")


def query(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


def test_papers_are_looked_up_by_id_and_unknown_ones_are_named(
    server: Server, client: Client
) -> None:
    server.always(Reply(API))
    batch = api(client, server).lookup(["2607.99999", "arXiv:hep-th/9901001v1"])
    (entry,) = batch.entries
    assert (entry.paper.id, entry.paper.version, entry.announced) == ("hep-th/9901001", 2, None)
    assert entry.paper.title == "Invented strings, twice wound"
    assert entry.paper.authors == ("Zoë Sample", "Bo Example")
    assert entry.paper.categories == ("hep-th", "gr-qc")
    assert entry.paper.comments == "4 pages, to appear in Invented Letters"
    assert [(one.trouble, one.where) for one in batch.problems] == [("mismatch", "2607.99999")]
    (path,) = server.paths
    assert query(path)["id_list"] == "2607.99999,hep-th/9901001"
    assert query(path)["max_results"] == "2"
    assert server.requests[0][1]["User-Agent"].startswith("arxiv-ranker/")


def test_many_ids_are_asked_for_in_pages(server: Server, client: Client) -> None:
    def reply(path: str) -> Reply:
        numbers = [int(one.split(".")[1]) for one in query(path)["id_list"].split(",")]
        return Reply(results(range(numbers[0], numbers[-1] + 1), len(numbers)))

    server.reply = reply
    batch = api(client, server).lookup([f"2607.{number:05d}" for number in range(1, 151)])
    assert (len(batch.entries), batch.problems, len(server.requests)) == (150, (), 2)


def test_a_malformed_id_never_reaches_arxiv(server: Server, client: Client) -> None:
    with pytest.raises(PaperIdError, match="xyz"):
        api(client, server).lookup(["xyz"])
    assert server.requests == []


def test_search_follows_pages_up_to_the_limit_at_our_pace(
    server: Server, client: Client, clock: FakeClock
) -> None:
    def reply(path: str) -> Reply:
        start = int(query(path)["start"])
        return Reply(results(range(start + 1, start + 101), 1000))

    server.reply = reply
    batch = api(client, server).search("all:sound AND cat:cs.SD", 150)
    assert len(batch.entries) == 150
    assert [query(path)["search_query"] for path in server.paths] == ["all:sound AND cat:cs.SD"] * 2
    assert clock.slept == [pytest.approx(3.0)]


def test_search_without_results_and_without_words(server: Server, client: Client) -> None:
    server.always(Reply(EMPTY.replace(b">1<", b">0<")))
    assert api(client, server).search("all:nothing", 5).entries == ()
    assert api(client, server).search("  ", 5).entries == ()
    assert len(server.requests) == 1


def test_results_announced_but_not_sent_are_no_empty_answer(server: Server, client: Client) -> None:
    server.always(Reply(EMPTY))
    with pytest.raises(SourceError, match="announced results and sent none"):
        api(client, server).search("all:sound", 5)


def test_an_empty_later_page_keeps_the_results_before_it(server: Server, client: Client) -> None:
    server.always(Reply(results(range(1, 101), 300)), Reply(EMPTY))
    batch = api(client, server).search("all:sound", 300)
    assert len(batch.entries) == 100
    assert [one.trouble for one in batch.problems] == ["truncated"]


def test_the_error_entry_is_an_error_whatever_its_status(server: Server, client: Client) -> None:
    for status in (200, 400):
        server.always(Reply(API_ERROR, status))
        with pytest.raises(SourceError, match="incorrect id format for xyz"):
            api(client, server).search("id:xyz", 5)
    assert len(server.requests) == 2


def test_a_captive_portal_is_not_no_results(server: Server, client: Client) -> None:
    server.always(Reply(PORTAL))
    with pytest.raises(NotArxivError):
        api(client, server).search("all:sound", 5)


def test_throttling_and_hanging_are_ours_to_handle(
    server: Server, make_client: Callable[..., Client], clock: FakeClock
) -> None:
    client = make_client()
    server.always(Reply(b"x" * 50, fault="hang"))
    with pytest.raises(UnreachableError, match="no answer in time"):
        api(make_client(IMPATIENT), server).search("all:sound", 5)
    server.always(Reply(status=429, headers=(("Retry-After", "7"),)))
    with pytest.raises(ThrottledError):
        api(client, server).search("all:sound", 5)
    assert clock.slept.count(7) == 2


def test_a_truncated_answer_says_so(server: Server, client: Client) -> None:
    whole = results(range(1, 6), 5)
    server.always(Reply(whole[: whole.rindex(b"<summary>")]))
    batch = api(client, server).search("all:sound", 4)
    assert len(batch.entries) >= 4
    assert "truncated" in [one.trouble for one in batch.problems]


def test_dates_that_the_package_cannot_read_are_our_error(server: Server, client: Client) -> None:
    server.always(Reply(API.replace(b"1999-01-02T00:00:00Z", b"yesterday")))
    with pytest.raises(SourceError, match="cannot be read"):
        api(client, server).search("all:sound", 1)


def test_an_entry_without_title_is_named(server: Server, client: Client) -> None:
    body = results(range(1, 3), 2).replace(b"Found 2", b" ")
    server.always(Reply(body))
    batch = api(client, server).search("all:sound", 2)
    assert [entry.paper.id for entry in batch.entries] == ["2607.00001"]
    assert [one.trouble for one in batch.problems] == ["bad-line"]


def test_a_failure_after_the_first_page_keeps_it(server: Server, client: Client) -> None:
    server.always(Reply(results(range(1, 101), 300)), Reply(PORTAL))
    batch = api(client, server).search("all:sound", 300)
    assert len(batch.entries) == 100
    assert [one.trouble for one in batch.problems] == ["truncated"]
