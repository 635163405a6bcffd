"""10,000 seeded mutations of every format: only our errors, no hang, no empty id or title."""

from __future__ import annotations

import gzip
import io
import json
import random
import time
from collections import Counter
from statistics import median

from ranker.errors import RankError
from ranker.paper import Entry, canonical_id
from ranker.sources.files import read_stream
from ranker.sources.listing_html import parse_listing
from tests.sources import samples
from tests.sources.pages import catchup_page, new_page, row, section

MUTATIONS = 10_000
LONGEST = 2000  # times the processor time of a usual one of the slowest format, a millisecond

PAGE = section("new", [row("2607.00001")])
FEED = samples.atom_feed(*(samples.feed_entry(n, day="2026-07-06") for n in range(1, 4)))
SEEDS: dict[str, bytes] = {
    "papers": samples.papers_file(*(samples.paper(number) for number in range(1, 6))),
    "packed": gzip.compress(samples.papers_file(samples.paper(1), samples.paper(2))),
    "wrapper": json.dumps(
        {"url": "u", "status_code": 200, "body": samples.API.decode()}, indent=1
    ).encode(),
    "atom": FEED,
    "rss": samples.RSS,
    "api": samples.API,
    "oai": samples.OAI,
    "mail": samples.MAIL,
    "listing": new_page(PAGE),
    "catchup": catchup_page(PAGE, total=1),
}
TOKENS = (
    b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
    b"&e;",
    b"&#0;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"<title></title>",
    b"<id/>",
    b"\xff\xfe",
    b"\x00",
    b"\xed\xa0\x80",
    b"\xe2\x80\x8b",
    b'<?xml version="1.0" encoding="utf-7"?>',
    b"\\u0000",
    b"\\ud800",
    b"9" * 400,
    b"\\\\\n",
    b"\n" + b"-" * 78 + b"\n",
    b"{" * 300,
    b"<a>" * 300,
    b"\\'{" * 50,
    b"(" * 200,
)


def mutated(seed: bytes, chance: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        start = chance.randrange(len(data) + 1)
        length = chance.choice((1, 1, 4, 20, 100))
        kind = chance.randrange(6)
        if kind == 0:
            data[start : start + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del data[start : start + length]
        elif kind == 2:
            data[start:start] = data[start : start + length] * chance.choice((1, 2, 20))
        elif kind == 3:
            data[start:start] = chance.choice(TOKENS)
        elif kind == 4:
            del data[start:]
        else:
            other = chance.choice(list(SEEDS.values()))
            place = chance.randrange(len(other))
            data[start:start] = other[place : place + length * 4]
    return bytes(data)


def parse(name: str, body: bytes) -> tuple[Entry, ...]:
    if name in {"listing", "catchup"}:
        return parse_listing(body, "cs.SD").entries
    return read_stream(io.BytesIO(body), "mutated").entries


def test_mutated_answers_fail_only_in_our_own_way() -> None:
    chance = random.Random(20260706)
    names = list(SEEDS)
    for name, seed in SEEDS.items():
        parse(name, seed)  # imports what it takes, which is not to be timed
    read: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    took: dict[str, list[float]] = {name: [] for name in names}
    longest = (0.0, b"")
    for number in range(MUTATIONS):
        name = names[number % len(names)]
        body = mutated(SEEDS[name], chance)
        start = time.thread_time()
        try:
            entries = parse(name, body)
        except RankError as error:
            refused[name] += 1
            assert "\n" not in str(error), (name, body)
        else:
            read[name] += 1
            for entry in entries:
                assert canonical_id(entry.paper.id) == entry.paper.id, (name, body)
                assert entry.paper.title.strip(), (name, body)
                assert entry.paper.title.encode(), (name, body)
                assert entry.paper.abstract.encode() is not None, (name, body)
        seconds = time.thread_time() - start
        took[name].append(seconds)
        longest = max(longest, (seconds, body))
    # Both outcomes were exercised for every format.
    assert all(read[name] > 10 and refused[name] > 10 for name in names), (read, refused)
    usual = max(median(took[name]) for name in names)
    assert longest[0] < LONGEST * usual, longest
