"""The Atom feed is valid and keeps its promises to feed readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import etree

from ranker.digest.atom import AtomRenderer
from ranker.digest.value import Digest
from tests.digest import example

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


def read(text: str) -> etree._Element:
    """The feed, after what RFC 4287 asks and a schema cannot say (4.1.1, 4.1.2, 4.2.6)."""
    feed = etree.fromstring(text.encode("utf-8"))
    SCHEMA.assertValid(feed)
    ids = values(feed, "//a:id/text()")
    assert len(set(ids)) == len(ids)
    for element in (feed, *feed.iterfind("a:entry", ATOM)):
        assert len(element.findall("a:link[@rel='alternate']", ATOM)) == 1
        assert len(element.findall("a:link[@rel='self']", ATOM)) <= 1
    return feed


def values(feed: etree._Element, path: str) -> list[str]:
    found: list[str] = feed.xpath(path, namespaces=ATOM)
    return found


def days(count: int) -> list[Digest]:
    latest = example.golden()
    return [
        replace(latest, announcement=latest.announcement - timedelta(days=n)) for n in range(count)
    ]


def test_the_schema_refuses_a_feed_without_an_id() -> None:
    broken = AtomRenderer().render(example.golden()).replace("<id>", "<x>").replace("</id>", "</x>")
    with pytest.raises(etree.DocumentInvalid):
        read(broken)


def renamed(digest: Digest, prefix: str) -> Digest:
    """The digest with papers of its own, and their listing dates."""
    papers = (replace(r, paper=replace(r.paper, id=f"{prefix}{r.rank}")) for r in digest.papers)
    return replace(digest, papers=tuple(papers))


def test_one_entry_a_paper_each_linking_to_its_page() -> None:
    feed = read(AtomRenderer().render(example.golden()))
    pages = values(feed, "a:entry/a:link[@rel='alternate']/@href")
    assert pages == [
        "https://arxiv.org/abs/9912.20001",
        "https://arxiv.org/abs/9912.20002",
        "https://arxiv.org/abs/hep-th/9901001",
    ]
    assert values(feed, "a:entry/a:title/text()")[1] == (
        "Listening to L² Walls: What Rooms Do <Not> Tell [Extended]"
    )
    first = feed.find("a:entry", ATOM)
    assert first is not None
    assert values(first, "a:author/a:name/text()") == ["Ada Quillworth", "Bo Lindenmark"]
    assert values(first, "a:category/@term") == ["eess.AS", "cs.SD"]


def test_the_summary_says_how_likely_and_why_and_the_content_the_rest() -> None:
    feed = read(AtomRenderer().render(example.golden()))
    summary = values(feed, "a:entry/a:summary/text()")[0]
    assert summary.startswith("93 % · liked · + keyword “speech enhancement” · + near “A Beam")
    content = values(feed, "a:entry/a:content/text()")[0]
    assert (
        content.index("+ keyword") < content.index("Accepted at ICIN") < content.index("We clean")
    )


def test_a_feed_knows_itself_where_it_is_told_its_address() -> None:
    told = AtomRenderer(address="https://me.example/papers/feed.atom").render(example.golden())
    feed = read(told)
    assert values(feed, "a:link[@rel='self']/@href") == ["https://me.example/papers/feed.atom"]
    assert values(feed, "a:link[@rel='alternate']/@href") == ["https://me.example/papers/"]
    untold = read(AtomRenderer().render(example.golden()))
    assert values(untold, "a:link[@rel='self']/@href") == []
    assert values(untold, "a:id/text()") == values(feed, "a:id/text()")


def test_papers_come_newest_digest_first_and_at_most_seven_digests() -> None:
    digests = [renamed(one, f"9912.{n:02}00") for n, one in enumerate(days(40))]
    feed = read(AtomRenderer(None, list(reversed(digests[1:]))).render(digests[0]))
    dates = values(feed, "a:entry/a:updated/text()")
    assert dates == [f"2099-12-{day:02}T01:00:00Z" for day in range(14, 7, -1) for _ in range(3)]
    assert feed.findtext("a:updated", namespaces=ATOM) == dates[0]


def test_a_paper_of_two_digests_is_one_entry_with_the_newer_date() -> None:
    today, yesterday = days(2)
    feed = read(AtomRenderer(None, [yesterday]).render(today))
    assert values(feed, "a:entry/a:updated/text()") == ["2099-12-14T01:00:00Z"] * 3


def test_a_paper_of_several_days_has_the_date_of_its_own() -> None:
    one = example.golden()
    papers = tuple(replace(r, announced=date(2099, 12, 8 + r.rank)) for r in one.papers)
    feed = read(AtomRenderer().render(replace(one, papers=papers)))
    assert values(feed, "a:entry/a:updated/text()") == [
        f"2099-12-{day:02}T01:00:00Z" for day in (9, 10, 11)
    ]


def test_a_digest_made_again_replaces_the_earlier_one() -> None:
    today = example.golden()
    old = replace(today, notes=("the old one",))
    feed = AtomRenderer(None, [old]).render(today)
    assert len(values(read(feed), "a:entry")) == 3
    assert "the old one" not in feed


def test_ids_stay_the_same_over_rankings_and_differ_between_profiles() -> None:
    today = example.golden()
    other = replace(today, profile="voices")
    moved = replace(today, notes=("x",), papers=tuple(reversed(today.papers)), size=4)
    ids, again, others = (
        dict(
            zip(
                values(feed, "a:entry/a:link[@rel='alternate']/@href"),
                values(feed, "a:entry/a:id/text()"),
                strict=True,
            )
        )
        for feed in (read(AtomRenderer().render(one)) for one in (today, moved, other))
    )
    assert ids.items() <= again.items()
    assert not set(ids.values()) & set(others.values())


def test_an_empty_digest_is_a_feed_that_says_so() -> None:
    feed = read(AtomRenderer().render(example.empty("seen")))
    assert feed.find("a:entry", ATOM) is None
    said = feed.findtext("a:subtitle", namespaces=ATOM)
    assert "You have seen everything" in said
    assert "<code>rank today --date YYYY-MM-DD</code>" in said


def test_who_wrote_with_hundreds_is_named_in_part_and_a_name_of_nothing_not() -> None:
    many = example.ranked(1, "T", "", authors=("\u202e", *(f"A. Name{n}" for n in range(900))))
    feed = read(AtomRenderer().render(example.digest(many)))
    assert len(values(feed, "a:entry/a:author")) == 19


def test_a_title_of_which_nothing_can_be_shown_is_the_id() -> None:
    feed = read(AtomRenderer().render(example.digest(example.ranked(1, "\u202e\u200b", ""))))
    assert values(feed, "a:entry/a:title/text()") == ["9912.20001"]
