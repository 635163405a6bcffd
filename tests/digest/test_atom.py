"""The Atom feed is valid and keeps its promises to feed readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from ranker.digest.atom import AtomRenderer
from ranker.digest.value import Digest
from tests.digest import example

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


def read(text: str) -> etree._Element:
    feed = etree.fromstring(text.encode("utf-8"))
    SCHEMA.assertValid(feed)
    return feed


def days(count: int) -> list[Digest]:
    latest = example.golden()
    return [
        replace(latest, announcement=latest.announcement - timedelta(days=n)) for n in range(count)
    ]


def test_the_schema_refuses_a_feed_without_an_id() -> None:
    broken = AtomRenderer().render(example.golden()).replace("<id>", "<x>").replace("</id>", "</x>")
    with pytest.raises(etree.DocumentInvalid):
        read(broken)


def test_one_entry_a_digest_newest_first() -> None:
    today, *earlier = days(4)
    feed = read(AtomRenderer(None, list(reversed(earlier))).render(today))
    dates = feed.xpath("a:entry/a:updated/text()", namespaces=ATOM)
    assert dates == [f"2099-12-{day}T01:00:00Z" for day in (14, 13, 12, 11)]
    assert feed.findtext("a:updated", namespaces=ATOM) == dates[0]


def test_at_most_thirty_digests() -> None:
    today, *earlier = days(40)
    feed = read(AtomRenderer(None, earlier).render(today))
    assert len(feed.xpath("a:entry", namespaces=ATOM)) == 30


def test_a_digest_made_again_replaces_the_earlier_one() -> None:
    today = example.golden()
    old = replace(today, notes=("the old one",))
    feed = AtomRenderer(None, [old]).render(today)
    assert len(read(feed).xpath("a:entry", namespaces=ATOM)) == 1
    assert "the old one" not in feed


def test_ids_stay_the_same_and_differ_between_profiles() -> None:
    today, yesterday = days(2)
    other = replace(today, profile="voices")
    ids = read(AtomRenderer(None, [yesterday, other]).render(today)).xpath(
        "a:entry/a:id/text()", namespaces=ATOM
    )
    again = read(AtomRenderer(None, [yesterday, other]).render(replace(today, notes=("x",)))).xpath(
        "a:entry/a:id/text()", namespaces=ATOM
    )
    assert len(set(ids)) == 3
    assert ids == again


def test_an_empty_digest_is_an_entry_that_says_so() -> None:
    feed = read(AtomRenderer().render(example.empty("seen")))
    content = feed.findtext("a:entry/a:content", namespaces=ATOM)
    assert "You have seen everything" in content
    assert "<code>rank today --date YYYY-MM-DD</code>" in content
