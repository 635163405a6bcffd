"""The feed as a Source: one request, split when it must be, checked against what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pytest

from ranker.errors import NotArxivError, SourceError, UnreachableError
from ranker.sources.feed import Feed
from ranker.sources.feed_xml import parse_feed
from ranker.sources.http import Client
from ranker.sources.interface import Batch
from ranker.sources.trouble import ThrottledError, UnknownCategoryError
from tests.sources.conftest import IMPATIENT
from tests.sources.samples import RSS, atom_feed, feed_entry, feed_error
from tests.sources.server import PORTAL, Reply, Server

L = date(2026, 7, 6)


def troubles(batch: Batch) -> list[tuple[str, str]]:
    return [(problem.trouble, problem.where) for problem in batch.problems]


def ids(batch: Batch) -> list[str]:
    return [entry.paper.id for entry in batch.entries]


def by_path(server: Server, bodies: dict[str, bytes]) -> None:
    """Categories to bodies; whatever has no body is a bad category, as arXiv answers it."""

    def reply(path: str) -> Reply:
        body = bodies.get(path.removeprefix("/atom/"))
        return Reply(feed_error(), 400) if body is None else Reply(body)

    server.reply = reply


def test_all_categories_come_in_one_request(server: Server, client: Client) -> None:
    entries = feed_entry(1), feed_entry(2, "replace-cross", version=4, categories=("math.NA",))
    server.always(Reply(atom_feed(*entries)))
    batch = Feed(client, server.base + "/").fetch(("cs.SD", "eess.AS"))
    assert server.paths == ["/atom/cs.SD+eess.AS"]
    first, second = batch.entries
    assert first.paper.title == "Invented result 1"
    assert first.paper.abstract == "Nothing of this was ever measured."
    assert first.paper.authors == ("Ada Sample", "Bo Example")
    assert (first.kind, first.announced, batch.announced) == ("new", L, L)
    assert (second.kind, second.paper.version, second.paper.categories) == (
        "replace-cross",
        4,
        ("math.NA",),
    )
    assert batch.problems == ()


def old_item(number: int, more: str = "", category: str = "cs.SD") -> str:
    """A row as feeds had it until January 2024."""
    creators = ", ".join(
        f'&lt;a href="http://arxiv.org/find/cs/1/au:+x"&gt;{name}&lt;/a&gt;'
        for name in ("Ada Sample", "Bo Example")
    )
    return (
        f'<item rdf:about="http://arxiv.org/abs/2307.{number:05d}">'
        f"<title>Invented rooms. (arXiv:2307.{number:05d}v{number} [{category}]{more})</title>"
        f"<link>http://arxiv.org/abs/2307.{number:05d}</link><description>&lt;p&gt;We listen, "
        '&lt;a href="https://example.org"&gt;here&lt;/a&gt;, with a &amp;lt; b.\n&lt;/p&gt;'
        f"</description><dc:creator> {creators} (1) ((1) A Place)</dc:creator></item>"
    )


def old_feed(*items: str, shape: str) -> bytes:
    day = "<dc:date>2023-07-09T20:30:00-05:00</dc:date>"  # a Sunday evening
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    if shape == "RSS 1.0":
        head = f'<rdf:RDF {rdf} xmlns="http://purl.org/rss/1.0/" {space}><channel>{day}</channel>'
        return f"{head}{''.join(items)}</rdf:RDF>".encode()
    head = f'<rss version="2.0" {rdf} {space}><channel>{day}'
    return f"{head}{''.join(items)}</channel></rss>".encode()


@pytest.mark.parametrize("shape", ["RSS 1.0", "RSS 2.0"])
def test_a_feed_of_before_2024_is_read_without_its_markup(shape: str) -> None:
    rows = old_item(1), old_item(2, " CROSS LISTED", "eess.AS"), old_item(3, " UPDATED")
    batch = parse_feed(old_feed(*rows, shape=shape), "old")
    assert [(e.paper.id, e.kind, e.paper.version) for e in batch.entries] == [
        ("2307.00001", "new", 1), ("2307.00002", "cross", 2), ("2307.00003", "replace", 3),
    ]  # fmt: skip
    first, second, _ = (entry.paper for entry in batch.entries)
    assert first.title == "Invented rooms."
    assert first.authors == ("Ada Sample", "Bo Example")
    assert first.abstract == "We listen, here, with a < b."
    assert (first.categories, second.categories) == (("cs.SD",), ("eess.AS",))
    assert batch.announced == date(2023, 7, 10)
    assert batch.problems == ()


def test_a_link_to_the_feeds_own_host_is_an_id() -> None:
    body = RSS.replace(b"https://arxiv.org/abs/2607.00007", b"https://rss.arxiv.org/abs/2607.00007")
    body = body[: body.index(b"<guid")] + body[body.index(b"</guid>") + 7 :]
    body = body.replace(b"arXiv:2607.00007v3 Announce Type: replace-cross\nAbstract: ", b"")
    [entry] = parse_feed(body, "feed").entries
    assert (entry.paper.id, entry.paper.abstract) == ("2607.00007", "A third version of nothing.")


def test_rss_is_read_as_well_as_atom(server: Server, client: Client) -> None:
    server.always(Reply(RSS))
    (entry,) = Feed(client, server.base).fetch(("cs.SD",), L).entries
    assert (entry.paper.version, entry.kind, entry.announced) == (3, "replace-cross", L)
    assert entry.paper.abstract == "A third version of nothing."


def test_an_empty_feed_is_no_announcement_and_no_failure(server: Server, client: Client) -> None:
    server.always(Reply(atom_feed()))
    batch = Feed(client, server.base).fetch(("cs.SD",))
    assert (batch.entries, batch.announced, batch.problems) == ((), None, ())


def test_a_bad_category_does_not_lose_the_others(server: Server, client: Client) -> None:
    by_path(server, {"cs.SD": atom_feed(feed_entry(1)), "eess.AS": atom_feed(feed_entry(2))})
    batch = Feed(client, server.base).fetch(("cs.SD", "cs.XX", "eess.AS"))
    assert ids(batch) == ["2607.00001", "2607.00002"]
    assert troubles(batch) == [("unknown-category", "cs.XX")]
    assert "Bad archive 'cs.XX'" in batch.problems[0].message


def test_only_bad_categories_is_an_error(server: Server, client: Client) -> None:
    by_path(server, {})
    with pytest.raises(UnknownCategoryError, match="no feed for cs"):
        Feed(client, server.base).fetch(("cs.XX", "cs.YY"))


def test_1999_rows_need_no_split(server: Server, client: Client) -> None:
    server.always(Reply(atom_feed(*map(feed_entry, range(1, 2000)))))
    batch = Feed(client, server.base).fetch(("cs.SD", "cs.CV"))
    assert (len(batch.entries), batch.problems, len(server.requests)) == (1999, (), 1)


def test_2000_rows_are_split_by_category_and_nothing_is_lost(
    server: Server, client: Client
) -> None:
    # 2,001 rows exist; the joined feed stops at 2,000 and so drops the newest.
    rows = [feed_entry(number, "new") for number in range(1, 2002)]
    bodies = {
        "cs.SD+cs.CV": atom_feed(*rows[1:]),
        "cs.SD": atom_feed(*rows[:1000], feed_entry(1500, "cross", categories=("cs.CV",))),
        "cs.CV": atom_feed(*rows[1000:]),
    }
    by_path(server, bodies)
    batch = Feed(client, server.base).fetch(("cs.SD", "cs.CV"))
    assert len(batch.entries) == len(set(ids(batch))) == 2001
    assert {entry.kind for entry in batch.entries} == {"new"}
    assert batch.problems == ()


def test_one_category_at_the_cap_is_reported(server: Server, client: Client) -> None:
    server.always(Reply(atom_feed(*map(feed_entry, range(1, 2001)))))
    batch = Feed(client, server.base).fetch(("cs.CV",))
    assert len(batch.entries) == 2000
    assert troubles(batch) == [("capped", "cs.CV")]


def test_a_truncated_feed_keeps_its_complete_entries(server: Server, client: Client) -> None:
    whole = atom_feed(feed_entry(1), feed_entry(2), feed_entry(3))
    server.always(Reply(whole[: whole.rindex(b"<summary>")]))
    batch = Feed(client, server.base).fetch(("cs.SD",))
    assert ids(batch) == ["2607.00001", "2607.00002"]
    assert troubles(batch) == [("truncated", "cs.SD")]


def test_an_entry_without_title_is_a_problem_not_a_paper(server: Server, client: Client) -> None:
    bad = feed_entry(1).replace("Invented result 1", " \n ")
    server.always(Reply(atom_feed(bad, feed_entry(2))))
    batch = Feed(client, server.base).fetch(("cs.SD",))
    assert ids(batch) == ["2607.00002"]
    assert troubles(batch) == [("bad-line", "cs.SD entry 1")]


def test_an_old_batch_dressed_as_today_is_stale(server: Server, client: Client) -> None:
    asked: list[str] = []

    def known_since(paper_ids: Iterable[str]) -> dict[str, date]:
        asked.extend(paper_ids)
        return {"2607.00001": date(2026, 7, 3), "2607.00002": date(2026, 7, 3)}

    entries = [feed_entry(1), feed_entry(2), feed_entry(3, "replace")]
    server.always(Reply(atom_feed(*entries)))
    batch = Feed(client, server.base, known_since).fetch(("cs.SD",))
    assert asked == ["2607.00001", "2607.00002"]
    assert troubles(batch) == [("stale", "feed")]
    assert "2026-07-03" in batch.problems[0].message


def test_papers_known_under_the_same_date_are_not_stale(server: Server, client: Client) -> None:
    server.always(Reply(atom_feed(feed_entry(1))))
    feed = Feed(client, server.base, lambda _: {"2607.00001": L})
    assert feed.fetch(("cs.SD",)).problems == ()


def test_another_day_than_asked_for_is_a_mismatch(server: Server, client: Client) -> None:
    server.always(Reply(atom_feed(feed_entry(1))))
    batch = Feed(client, server.base).fetch(("cs.SD",), date(2026, 7, 7))
    assert troubles(batch) == [("mismatch", "feed")]


@pytest.mark.parametrize("categories", [("cs.SD",), ("cs.SD", "eess.AS")])
def test_a_captive_portal_is_not_arxiv(
    server: Server, client: Client, categories: tuple[str, ...]
) -> None:
    server.always(Reply(PORTAL, headers=(("Content-Type", "text/html"),)))
    with pytest.raises(NotArxivError, match="web page"):
        Feed(client, server.base).fetch(categories)
    assert len(server.requests) == 1


def test_entities_and_document_types_are_refused(server: Server, client: Client) -> None:
    bomb = b'<!DOCTYPE f [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><feed><entry>&b;</entry></feed>'
    local = b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>'
    for body in (bomb, local):
        server.always(Reply(body))
        with pytest.raises(SourceError, match="refused XML with a document type"):
            Feed(client, server.base).fetch(("cs.SD",))


def test_an_outage_is_not_asked_again_per_category(
    server: Server, make_client: Callable[..., Client]
) -> None:
    server.always(Reply(b"x" * 10, fault="hang"))
    with pytest.raises(UnreachableError):
        Feed(make_client(IMPATIENT), server.base).fetch(("cs.SD", "cs.CV", "cs.LG"))
    assert len(server.requests) == 1


def test_being_throttled_half_way_keeps_what_came(server: Server, client: Client) -> None:
    def reply(path: str) -> Reply:
        if "+" in path:
            return Reply(feed_error(), 400)
        return Reply(atom_feed(feed_entry(1))) if path == "/atom/cs.SD" else Reply(status=429)

    server.reply = reply
    batch = Feed(client, server.base).fetch(("cs.SD", "cs.CV", "cs.LG"))
    assert ids(batch) == ["2607.00001"]
    assert troubles(batch) == [("throttled", "cs.CV"), ("throttled", "cs.LG")]
    with pytest.raises(ThrottledError):
        Feed(client, server.base).fetch(("cs.CV",))


def test_old_rows_of_every_kind_are_read() -> None:
    """Replaced and cross-listed at once, without a category, without the suffix."""
    plain = old_item(3).replace(" (arXiv:2307.00003v3 [cs.SD])", "")
    bare = old_item(2).replace(" [cs.SD]", "")
    batch = parse_feed(
        old_feed(old_item(1, " UPDATED CROSS LISTED"), bare, plain, shape="RSS 1.0"), ""
    )
    assert [(e.paper.id, e.kind, e.paper.categories) for e in batch.entries] == [
        ("2307.00001", "replace-cross", ("cs.SD",)), ("2307.00002", "new", ()),
        ("2307.00003", "new", ()),
    ]  # fmt: skip
    assert {(e.paper.title, e.paper.abstract) for e in batch.entries} == {
        ("Invented rooms.", "We listen, here, with a < b.")
    }
    assert {e.announced for e in batch.entries} == {date(2023, 7, 10)}


def test_old_markup_keeps_words_apart_and_addresses_whole() -> None:
    text = (
        "&lt;p&gt;One.&lt;br&gt;Two at &lt;a href='https://rooms.example/x'&gt;this https URL"
        "&lt;/a&gt;.&lt;/p&gt;&lt;p&gt;Three.&lt;/p&gt;"
    )
    row = old_item(1).replace("Invented rooms", "R&amp;amp;D")
    start, end = row.index("&lt;p&gt;"), row.index("</description>")
    [entry] = parse_feed(old_feed(row[:start] + text + row[end:], shape="RSS 1.0"), "").entries
    assert entry.paper.abstract == "One. Two at https://rooms.example/x. Three."
    assert entry.paper.title == "R&D."


def test_a_feed_of_rss_0_91_has_its_authors_in_the_text() -> None:
    body = (
        b'<rss version="0.91"><channel><lastBuildDate>Sun, 09 Jul 2023 20:30:00 EDT</lastBuildDate>'
        b"<item><title>Rooms (arXiv:2307.00001v1 [cs.SD])</title><description>&lt;p&gt;Authors: "
        b"&lt;a href='x'&gt;Ada Sample&lt;/a&gt;, Bo Example&lt;/p&gt; &lt;p&gt;We listen."
        b"&lt;/p&gt;</description></item></channel></rss>"
    )
    [entry] = parse_feed(body, "").entries
    assert entry.paper.authors == ("Ada Sample", "Bo Example")
    assert (entry.paper.abstract, entry.announced) == ("We listen.", date(2023, 7, 10))
