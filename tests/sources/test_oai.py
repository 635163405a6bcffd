"""OAI-PMH: pages, tokens, errors inside status 200, and never today alone."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from ranker.errors import SourceError
from ranker.sources.http import Client
from ranker.sources.oai import Oai, oai_set
from ranker.sources.oai_xml import OaiError
from tests.sources.samples import OAI
from tests.sources.server import PORTAL, Reply, Server

TODAY = date(2026, 7, 8)
LAST = OAI.replace(b"abc|3", b"")


def oai(client: Client, server: Server) -> Oai:
    return Oai(client, f"{server.base}/oai", lambda: TODAY)


def asked(server: Server) -> list[dict[str, str]]:
    return [
        {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        for path in server.paths
    ]


def error(code: str) -> bytes:
    return (
        b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="'
        + code.encode()
        + b'">What went wrong</error></OAI-PMH>'
    )


def test_pages_are_followed_by_their_tokens(server: Server, client: Client) -> None:
    server.always(Reply(OAI), Reply(LAST))
    pages = list(oai(client, server).pages("cs.SD", date(2026, 6, 1), date(2026, 6, 30)))
    assert asked(server) == [
        {
            "verb": "ListRecords",
            "metadataPrefix": "arXivRaw",
            "set": "cs:cs:SD",
            "from": "2026-06-01",
            "until": "2026-06-30",
        },
        {"verb": "ListRecords", "resumptionToken": "abc|3"},
    ]
    assert [(page.token, page.total) for page in pages] == [("abc|3", 9), (None, 9)]
    papers = [entry.paper for entry in pages[0].batch.entries]
    assert [paper.id for paper in papers] == ["2607.00011", "2607.00013", "2607.00014"]
    assert papers[0].authors == ("Ada Sample", "Invented Collaboration")
    assert papers[0].abstract == "One line and another."
    assert (papers[1].version, papers[1].authors) == (2, ("Ada Sample", "Bo Example", "C. Third"))
    assert (papers[2].authors, papers[2].abstract) == (("Ada Sample",), "The abstract.")
    assert [paper.comments for paper in papers] == ["Accepted at ICIN 2026", "", "3 pages"]
    assert {entry.announced for entry in pages[0].batch.entries} == {None}


def test_an_interrupted_harvest_goes_on_from_its_token(server: Server, client: Client) -> None:
    server.always(Reply(LAST))
    (page,) = oai(client, server).pages("cs.SD", date(2026, 6, 1), token="abc|3")
    assert page.token is None
    assert asked(server) == [{"verb": "ListRecords", "resumptionToken": "abc|3"}]


@pytest.mark.parametrize("since", [TODAY, date(2026, 7, 9)])
def test_today_is_never_asked_for_alone(server: Server, client: Client, since: date) -> None:
    server.always(Reply(error("noRecordsMatch")))
    assert list(oai(client, server).pages("cs.SD", since, since)) == []
    (request,) = asked(server)
    assert request["from"] == "2026-07-07"
    assert "until" not in request


def test_an_error_inside_status_200_is_raised_with_its_code(server: Server, client: Client) -> None:
    server.always(Reply(error("badResumptionToken")))
    with pytest.raises(OaiError, match="badResumptionToken: What went wrong") as caught:
        list(oai(client, server).pages("cs.SD", TODAY, token="old"))
    assert caught.value.code == "badResumptionToken"


def test_a_token_that_leads_to_itself_ends(server: Server, client: Client) -> None:
    server.always(Reply(OAI))
    with pytest.raises(SourceError, match="again and again"):
        list(oai(client, server).pages("cs.SD", TODAY))
    assert len(server.requests) == 2


def test_a_truncated_page_keeps_its_complete_records(server: Server, client: Client) -> None:
    server.always(Reply(OAI[: OAI.index(b"<oai_dc:dc")]))
    (page,) = oai(client, server).pages("cs.SD", TODAY)
    assert [entry.paper.id for entry in page.batch.entries] == ["2607.00011", "2607.00013"]
    assert [problem.trouble for problem in page.batch.problems] == ["truncated"]


def test_html_and_a_failure_status_are_refused(server: Server, client: Client) -> None:
    server.always(Reply(PORTAL))
    with pytest.raises(SourceError, match="web page"):
        list(oai(client, server).pages("cs.SD", TODAY))
    server.always(Reply(b"", 404))
    with pytest.raises(SourceError, match="HTTP 404"):
        list(oai(client, server).pages("cs.SD", TODAY))


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("cs.LG", "cs:cs:LG"),
        ("hep-th", "physics:hep-th"),
        ("astro-ph.GA", "physics:astro-ph:GA"),
        ("physics.optics", "physics:physics:optics"),
        ("q-bio.NC", "q-bio:q-bio:NC"),
        ("cs", "cs"),
    ],
)
def test_the_sets_of_categories(category: str, name: str) -> None:
    assert oai_set(category) == name
