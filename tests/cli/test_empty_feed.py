"""A whole feed without a paper, as of a weekend, given as a file: empty, not unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.sources.files import read_papers
from tests.conftest import Rank
from tests.sources.samples import API, ATOM

RSS = b"""<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" version="2.0"><channel>
<title>math.CO updates on arXiv.org</title><language>en-us</language>
<lastBuildDate>Sat, 04 Jul 2026 04:00:21 +0000</lastBuildDate>
<pubDate>Sat, 04 Jul 2026 00:00:00 -0400</pubDate>
<skipDays><day>Sunday</day><day>Saturday</day></skipDays></channel></rss>"""
UPDATED = b"<title>math.CO updates on arXiv.org</title><updated>2026-07-05T04:00:20+00:00</updated>"
FEEDS = [
    (RSS, "an empty feed of Saturday 2026-07-04: arXiv announced nothing on it"),
    (
        ATOM.encode() + UPDATED + b"</feed>",
        "an empty feed of Sunday 2026-07-05: arXiv announced nothing on it",
    ),
    (
        API[: API.index(b"<entry>")].replace(b">1<", b">0<") + b"</feed>",
        "an empty answer of arXiv's API: it has no paper",
    ),
]


@pytest.mark.parametrize(("body", "said"), FEEDS)
def test_it_is_called_empty_with_its_date(
    ready: Rank, tmp_path: Path, body: bytes, said: str
) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(body)
    done = ready("today", "--from", path)
    assert done.code == 1
    assert done.complaint == f"rank: {path} is {said}"
    fetched = ready("fetch", "--from", path)
    assert fetched.code == 0
    assert fetched.complaint == f"rank: {path}: {said}"
    assert fetched.out.startswith("0 papers read")


def test_a_feed_cut_in_its_first_row_is_not_called_empty(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(ATOM.encode() + UPDATED + b"<entry><id>oai:arXiv.org:2607.00001v1</id>"
                     b"<title></title></entry></feed>")  # fmt: skip
    assert [one.trouble for one in read_papers(path).problems] == ["bad-line"]
