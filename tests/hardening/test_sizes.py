"""Memory and time that a file or a page can take follow from its size, and its size has a limit."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ranker.config import parse_config
from ranker.errors import ConfigError, InputFileError, RankError, SourceError
from ranker.feedback.votes import read_votes
from ranker.settings import LARGEST_FILE
from ranker.sources.feed_xml import parse_feed
from ranker.sources.files import read_papers
from ranker.sources.listing_html import parse_listing
from ranker.sources.oai_xml import parse_oai
from ranker.sources.record import LONGEST_TEXT, LONGEST_TITLE, make_entry
from ranker.text.reading import read
from tests.sources.pages import new_page, row, section

MB = 1024 * 1024
FEED = b'<feed xmlns="http://www.w3.org/2005/Atom">'


@contextmanager
def at_most(most: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < most


def complaint(path: Path, largest: int = LARGEST_FILE) -> str:
    with pytest.raises(InputFileError) as refused:
        read_papers(path, largest)
    said = str(refused.value)
    assert str(path) in said
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("begin", "more", "limit"),
    [
        (b'{"id": "2607.00001", "title": "A"}\n', b'{"id": "2607.00001", "title": "A"}\n', 4),
        (b'{"id": "2607.00001", "title": "A"}\n', b"\0" * 4096, 4),
        (FEED, b"<entry/>" * 512, 1),
        (b"[\n", b'{"id": 1},\n' * 400, 1),
        (b"id,title,abstract\n", b"2607.00001,A,B\n" * 300, 1),
        (b"From: a@b\nSubject: c\n\n", b"\\\\\narXiv:x\n" * 400, 1),
        ("{\r\n".encode("utf-16"), " ".encode("utf-16-le") * 2048, 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_larger_than_allowed_is_refused(
    tmp_path: Path, begin: bytes, more: bytes, limit: int, packed: bool
) -> None:
    if packed and b"\0\n" in begin:
        pytest.skip("UTF-16 is not looked for in what is packed")
    body = begin + more * (6 * MB // len(more))
    path = tmp_path / "papers"
    path.write_bytes(gzip.compress(body, 1) if packed else body)
    del body
    with at_most(32 * MB):
        said = complaint(path, 4 * MB)
    assert "split it, or set arxiv.largest_file in rank.toml higher" in said
    at_once = f"larger than {limit} MB unpacked", "larger than 4 MB unpacked"
    assert any(one in said for one in at_once) or "more than 8,192 papers" in said


@pytest.mark.parametrize(
    "body",
    [
        FEED + b"<entry/>" * 1500,
        FEED + b"<entry><id>x</id></entry>" * 1500,
        b"<OAI-PMH><ListRecords>" + b"<record/>" * 1500,
        b'<feed xmlns:o="opensearch">' + b"<entry/>" * 1500,
        b"From: a@b\nSubject: c\n\n" + (b"-" * 70 + b"\n\\\\\narXiv:x\n") * 1500,
    ],
)
def test_entries_that_cannot_be_read_come_to_an_end(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "papers"
    path.write_bytes(body)
    assert "more than 1,000 entries cannot be read" in complaint(path)


@pytest.mark.parametrize("mark", [b"<a/>", b"<entry/>", b'<a b="">', b"<a>"])
def test_a_flood_of_tags_is_refused_before_it_is_read(mark: bytes) -> None:
    body = FEED + mark * 2_100_000
    with at_most(4 * MB), pytest.raises(SourceError, match="more than 2,000,000 tags"):
        parse_feed(body, "x")


def test_xml_nested_deeply_is_refused() -> None:
    with at_most(8 * MB), pytest.raises(SourceError, match="nested deeper than 100"):
        parse_feed(FEED + b"<a>" * 200_000, "x")


@pytest.mark.parametrize("read_xml", [parse_feed, parse_oai])
def test_entities_are_not_expanded(read_xml: object) -> None:
    lol = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE x [<!ENTITY e0 "lol">{lol}]><feed>&e9;</feed>'.encode()
    with at_most(MB), pytest.raises(SourceError, match="refused XML"):
        read_xml(body, "x")  # type: ignore[operator]


@pytest.mark.parametrize("name", ["papers.json", "papers.jsonl"])
@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_json_nested_deeply_is_one_line(tmp_path: Path, name: str, opening: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(opening * 500_000)
    complaint(path)
    path.write_bytes(b'{"id": "2607.00001", "title": "A", "b": ' + opening * 500_000)
    assert "nested too deeply" in complaint(path)


def test_a_document_of_nothing_but_values_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "papers.json"
    path.write_bytes(b'[{"id":1},\n' + b"{}," * 2_100_000)
    with at_most(64 * MB):
        assert "more than 4,000,000 values" in complaint(path)


def test_a_row_of_a_table_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "papers.csv"
    path.write_bytes(b"id,title,abstract\n" + b'"\n",' * 1_200_000)
    assert "a row is longer than 4,194,304 characters" in complaint(
        path
    ) or "no paper" in complaint(path)


def test_a_mail_nested_deeply_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "mail"
    parts = [f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(2000)]
    path.write_text("From: a@b\nSubject: c\n" + "".join(parts))
    assert "nested too deeply" in complaint(path)


def test_votes_nested_deeply_are_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_text("[" * 500_000 + "\n")
    assert "nested too deeply" in read_votes(path).bad_lines[0]


def test_a_listing_is_read_a_piece_at_a_time() -> None:
    body = new_page(section("new", [row(f"2607.{n:05}") for n in range(1, 101)]))
    with at_most(6 * MB):
        assert len(parse_listing(body, "cs.SD").entries) == 100


@pytest.mark.parametrize(
    ("flood", "said"),
    [
        ("<dt>", "more than 300 entries"),
        ("<h3>x", "more than 300 entries"),
        ("<b>", "an entry that is too long"),
        ("<dd>", "an entry that is too long"),
        ("x", "an entry that is too long"),
    ],
)
def test_a_listing_of_nothing_but_tags_is_refused(
    flood: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ranker.sources.listing_html._MOST_PIECES", 300)
    body = new_page(flood * (4 * MB // len(flood)))
    with at_most(32 * MB), pytest.raises(SourceError, match=said):
        parse_listing(body, "cs.SD")


@pytest.mark.parametrize(("title", "abstract"), [(10**6, 1), (1, 10**6)])
def test_no_text_is_longer_than_arxivs(title: int, abstract: int) -> None:
    with pytest.raises(SourceError, match=r"2607\.00001 has a longer (title|abstract) than"):
        make_entry("2607.00001", "x" * title, "y" * abstract, (), ())


COSTLY = [
    "\\", "{", "}", "$", "$$", "{\\bf ", "\\'{", "\\frac", "$x", "^", "_", " ", "\t\n", "(", "[",
    "withdrawn ", "This paper has been ", "http://a/", "&amp;", "<p>", "a-", "-", "--", "~", "\\(",
    "\\begin{a}", "%", "10^", "\\text{", "\u0301", "A", "doi:10.1/",
]  # fmt: skip


@pytest.mark.parametrize("piece", COSTLY)
def test_the_longest_text_of_one_piece_is_read(piece: str) -> None:
    title = (piece * LONGEST_TITLE)[: LONGEST_TITLE - 1] + "x"
    abstract = (piece * LONGEST_TEXT)[: LONGEST_TEXT - 1] + "x"
    with suppress(RankError):
        made = make_entry("2607.00001", title, abstract, [title], [], comments=abstract)
        read(made.paper.title)
        read(made.paper.abstract)


def test_the_limit_can_be_raised(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    lines = [json.dumps({"id": f"2607.{n:05}", "title": "A"}) for n in range(1, 5000)]
    path.write_text("\n".join(lines))
    assert "more than 2,048 papers" in complaint(path, MB)
    assert len(read_papers(path, 4 * MB).entries) == 4999
    profile: dict[str, object] = {"profile": {"a": {}}}
    assert parse_config({"arxiv": {"largest_file": 2000}, **profile}).arxiv.largest_file == 2000
    with pytest.raises(ConfigError, match=r"arxiv\.largest_file is 0"):
        parse_config({"arxiv": {"largest_file": 0}, **profile})
