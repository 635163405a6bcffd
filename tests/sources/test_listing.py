"""Listing and catch-up pages: dates from the heading, numbers checked, one category at a time."""

from __future__ import annotations

from datetime import date

import pytest

from ranker.errors import NotArxivError, SourceError
from ranker.sources.http import Client
from ranker.sources.interface import Batch
from ranker.sources.listing import CatchUp, Listing
from ranker.sources.listing_html import parse_listing
from ranker.sources.trouble import UnknownCategoryError
from tests.sources.pages import catchup_page, new_page, row, section
from tests.sources.server import PORTAL, Reply, Server

L = date(2026, 7, 6)


def troubles(batch: Batch) -> list[tuple[str, str]]:
    return [(problem.trouble, problem.where) for problem in batch.problems]


def test_the_newest_listing_is_read_with_kinds_and_its_date(server: Server, client: Client) -> None:
    replaced = [row("2501.00009"), row("hep-th/9901001", "Strings (hep-th); Sound (cs.SD)")]
    page = new_page(
        section("new", [row("2607.00001", title="Accents: \\'etude of $\\alpha$")]),
        section("cross", [row("2607.00002", "Machine Learning (cs.LG); Sound (cs.SD)")]),
        section("rep", replaced),
    )
    server.always(Reply(page))
    batch = Listing(client, server.base).fetch(("cs.SD",), L)
    assert server.paths == ["/list/cs.SD/new"]
    assert server.requests[0][1]["Accept"] == "text/html"
    assert [(entry.paper.id, entry.kind) for entry in batch.entries] == [
        ("2607.00001", "new"),
        ("2607.00002", "cross"),
        ("2501.00009", "replace"),
        ("hep-th/9901001", "replace-cross"),
    ]
    first = batch.entries[0]
    assert first.paper.title == "Accents: étude of $\\alpha$"
    assert first.paper.abstract == "Measured with $a < b$, see https://example.org ."
    assert first.paper.authors == ("Ada Sample", "Bo Example")
    assert first.paper.categories == ("cs.SD", "eess.AS")
    assert batch.announced == first.announced == L
    assert (batch.stated, batch.problems) == ((("cs.SD", 4),), ())


def test_the_comments_of_an_entry_are_kept() -> None:
    comments = (
        "<div class='list-comments mathjax'><span class='descriptor'>Comments:</span>\n"
        "12 pages &lt; 13; code at <a href='https://a.example/x'>this https URL</a></div>"
    )
    subjects = "<div class='list-subjects'>"
    told = row().replace(subjects, comments + subjects)
    page = parse_listing(new_page(section("new", [told, row("2607.00002")])), "cs.SD")
    assert [one.paper.comments for one in page.entries] == [
        "12 pages < 13; code at https://a.example/x",
        "",
    ]


def test_links_become_addresses_and_leave_the_text_around_them_alone() -> None:
    before = 'see <a href="https://example.org">this https URL</a> .'
    links = (
        'see <a href="http://example.org/a">this http URL</a>, '
        '<a href="/abs/2607.00009">arXiv:2607.00009</a>; <a href="javascript:x">this https URL</a>.'
        "<br><br>Then <a>this https URL</a>"
    )
    page = new_page(section("new", [row().replace(before, links)]))
    (read,) = parse_listing(page, "cs.SD").entries
    assert read.paper.abstract == (
        "Measured with $a < b$, see http://example.org/a, arXiv:2607.00009; this https URL. "
        "Then this https URL"
    )


def test_several_pages_are_followed_until_all_stated_entries_are_there(
    server: Server, client: Client
) -> None:
    pages = {
        "/list/cs.SD/new": new_page(section("new", [row("2607.00001"), row("2607.00002")], 2, 3)),
        "/list/cs.SD/new?skip=2&show=2000": new_page(section("new", [row("2607.00003")], 1, 3)),
    }
    server.reply = lambda path: Reply(pages[path])
    batch = Listing(client, server.base).fetch(("cs.SD",))
    assert [entry.paper.id[-1] for entry in batch.entries] == ["1", "2", "3"]
    assert (batch.stated, batch.problems) == ((("cs.SD", 3),), ())


def test_fewer_entries_than_stated_is_a_mismatch(server: Server, client: Client) -> None:
    server.always(Reply(new_page(section("new", [row()], shown=2, total=2))), Reply(new_page()))
    batch = Listing(client, server.base).fetch(("cs.SD",))
    assert len(batch.entries) == 1
    assert set(troubles(batch)) == {("mismatch", "cs.SD")}
    assert "arXiv says 2 entries, 1 were found" in batch.problems[-1].message


def test_a_page_of_another_day_among_the_pages_is_not_mixed_in(
    server: Server, client: Client
) -> None:
    later = new_page(section("new", [row("2607.00002")], 1, 2), day="Tuesday, 7 July 2026")
    server.always(Reply(new_page(section("new", [row("2607.00001")], 1, 2))), Reply(later))
    batch = Listing(client, server.base).fetch(("cs.SD",))
    assert [entry.paper.id for entry in batch.entries] == ["2607.00001"]
    assert set(troubles(batch)) == {("mismatch", "cs.SD")}
    assert "page 2 is of 2026-07-07" in batch.problems[0].message


def test_an_old_page_is_told_by_its_heading(server: Server, client: Client) -> None:
    server.always(Reply(new_page(section("new", [row()]), day="Friday, 3 July 2026")))
    batch = Listing(client, server.base).fetch(("cs.SD",), L)
    assert batch.announced == date(2026, 7, 3)
    assert troubles(batch) == [("mismatch", "cs.SD")]


def test_a_day_without_updates_is_empty_and_no_problem(server: Server, client: Client) -> None:
    server.always(Reply(catchup_page()))
    batch = CatchUp(client, server.base).fetch(("cs.SD",), L)
    assert (batch.entries, batch.stated, batch.problems) == ((), (("cs.SD", 0),), ())
    assert batch.announced == L


def test_catch_up_asks_for_the_day_and_unites_categories(server: Server, client: Client) -> None:
    pages = {
        "/catchup/cs.SD/2026-07-06?abs=True&page=1": catchup_page(
            section("new", [row("2607.00001")], 1, 2)
        ),
        "/catchup/cs.SD/2026-07-06?abs=True&page=2": catchup_page(
            section("new", [row("2607.00002")], 1, 2)
        ),
        "/catchup/eess.AS/2026-07-06?abs=True&page=1": catchup_page(
            section("cross", [row("2607.00001")])
        ),
    }
    server.reply = lambda path: Reply(pages[path])
    batch = CatchUp(client, server.base).fetch(("cs.SD", "eess.AS"), L)
    assert [(entry.paper.id, entry.kind) for entry in batch.entries] == [
        ("2607.00001", "new"),
        ("2607.00002", "new"),
    ]
    assert batch.announced == L
    assert batch.stated == (("cs.SD", 2), ("eess.AS", 1))
    assert batch.problems == ()


def test_catch_up_of_another_day_is_refused(server: Server, client: Client) -> None:
    server.always(Reply(catchup_page(section("new", [row()]), day="Fri, 03 Jul 2026")))
    with pytest.raises(SourceError, match="asked for 2026-07-06, arXiv sent 2026-07-03"):
        CatchUp(client, server.base).fetch(("cs.SD",), L)
    with pytest.raises(SourceError, match="needs a date"):
        CatchUp(client, server.base).fetch(("cs.SD",))


def test_a_category_that_fails_does_not_lose_the_others(server: Server, client: Client) -> None:
    def reply(path: str) -> Reply:
        if "cs.SD" in path:
            return Reply(new_page(section("new", [row()])))
        return Reply(PORTAL) if "cs.CV" in path else Reply(status=404)

    server.reply = reply
    batch = Listing(client, server.base).fetch(("cs.XX", "cs.CV", "cs.SD"))
    assert len(batch.entries) == 1
    assert troubles(batch) == [("unknown-category", "cs.XX"), ("not-arxiv", "cs.CV")]


def test_a_page_that_is_no_listing_is_not_arxiv(server: Server, client: Client) -> None:
    server.always(Reply(PORTAL))
    with pytest.raises(NotArxivError, match="no arXiv listing"):
        Listing(client, server.base).fetch(("cs.SD",))
    server.always(Reply(b"gone", 400))
    with pytest.raises(UnknownCategoryError, match=r"no listing of cs\.XX"):
        Listing(client, server.base).fetch(("cs.XX",))


def test_an_unreadable_entry_is_named_and_the_rest_read(server: Server, client: Client) -> None:
    rows = [row("2607.00001"), row("2607.00002", title=" "), row("2607.00003")]
    server.always(Reply(new_page(section("new", rows))))
    batch = Listing(client, server.base).fetch(("cs.SD",))
    assert [entry.paper.id for entry in batch.entries] == ["2607.00001", "2607.00003"]
    assert troubles(batch) == [("bad-line", "cs.SD entry 2")]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('at <a href="https://example.org/a?b=1&amp;c=2">this https URL</a>.',
         "at https://example.org/a?b=1&c=2."),
        ('at <a href="http://example.org">this http URL</a>', "at http://example.org"),
        ('see <a href="/abs/2401.00001">arXiv:2401.00001</a>.', "see arXiv:2401.00001."),
        ("One.<br><br>Two.", "One. Two."),
        ('at <a href="//example.org/a">this\n https URL</a>', "at https://example.org/a"),
        ('at <a href="https://example.org">https URL</a>', "at https://example.org"),
    ],
)  # fmt: skip
def test_the_words_for_a_link_become_its_address(markup: str, text: str) -> None:
    page = new_page(section("new", [row("2607.00001")])).decode()
    start = page.index("<p class='mathjax'>") + len("<p class='mathjax'>")
    page = page[:start] + markup + page[page.index("</p>", start) :]
    [entry] = parse_listing(page.encode(), "cs.SD").entries
    assert entry.paper.abstract == text
