"""Papers files: JSON lines and arXiv's own formats, told apart by content; bad input is named."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from ranker.errors import InputFileError
from ranker.sources import json_file
from ranker.sources.files import read_papers
from ranker.sources.interface import Batch
from tests.sources import samples
from tests.sources.samples import paper, papers_file


def read(tmp_path: Path, content: bytes, name: str = "papers") -> Batch:
    path = tmp_path / name
    path.write_bytes(content)
    return read_papers(path)


def test_json_lines_give_papers_with_their_listing_date(tmp_path: Path) -> None:
    batch = read(tmp_path, papers_file(paper(1), paper(2, kind="cross", id="arXiv:2607.00002v3")))
    first, second = batch.entries
    assert first.paper.id == "2607.00001"
    assert first.paper.authors == ("Ada Sample", "Bo Example")
    assert first.paper.categories == ("cs.SD", "eess.AS")
    assert (second.paper.id, second.paper.version, second.kind) == ("2607.00002", 3, "cross")
    assert batch.announced == first.announced == date(2026, 7, 6)
    assert batch.problems == ()


def test_only_id_and_title_are_needed(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, b'{"id": "hep-th/9901001", "title": " A\\n  title "}').entries
    assert entry.paper.title == "A title"
    assert (entry.paper.abstract, entry.paper.authors, entry.announced) == ("", (), None)


def test_one_bad_line_among_a_thousand_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [json.dumps(paper(number)).encode() for number in range(1, 1001)]
    lines[499] = lines[499][:-20]
    batch = read(tmp_path, b"\n".join(lines))
    assert len(batch.entries) == 999
    (problem,) = batch.problems
    assert problem.trouble == "bad-line"
    assert problem.where == f"{tmp_path / 'papers'} line 500"
    assert "not JSON" in problem.message


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"[1, 2]", "not a JSON object"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (papers_file(paper(id="")), "no arXiv id"),
        (papers_file(paper(id="2607.1")), "no arXiv id"),
        (papers_file(paper(id=7)), '"id" is not a text'),
        (papers_file(paper(title="  ")), "no title"),
        (papers_file(paper(title="\u200b")), "no title"),
        (papers_file(paper(authors=7)), '"authors" is no list of names'),
        (papers_file(paper(authors=[7])), '"authors" is no list of names'),
        (papers_file(paper(categories=7)), '"categories" is no list of texts'),
        (papers_file(paper(announced="6 July")), "not YYYY-MM-DD"),
        (papers_file(paper(kind="fresh")), "not one of new, cross"),
    ],
)
def test_a_bad_line_says_why(tmp_path: Path, line: bytes, why: str) -> None:
    batch = read(tmp_path, papers_file(paper(1)) + line.strip() + b"\n" + papers_file(paper(2)))
    assert [entry.paper.id for entry in batch.entries] == ["2607.00001", "2607.00002"]
    (problem,) = batch.problems
    assert problem.where.endswith("line 2")
    assert why in problem.message


def test_an_overlong_line_is_one_bad_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "LONGEST_LINE", 1000)
    content = papers_file(paper(1), paper(2, abstract="x" * 5500), paper(3))
    batch = read(tmp_path, content)
    assert [entry.paper.id for entry in batch.entries] == ["2607.00001", "2607.00003"]
    (problem,) = batch.problems
    assert problem.where.endswith("line 2")
    assert "longer than" in problem.message


def test_blank_lines_are_no_problem_and_thousands_of_bad_ones_are_summed_up(
    tmp_path: Path,
) -> None:
    batch = read(tmp_path, papers_file(paper(1)) + b"\n \n" + b"{}\n" * 1500)
    assert len(batch.entries) == 1
    assert len(batch.problems) == 1001
    assert batch.problems[0].where.endswith("line 4")
    assert batch.problems[-1].message == "500 more lines cannot be read"


def test_a_document_on_one_long_line_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_file, "LONGEST_LINE", 1000)
    feed = samples.atom_feed(*map(samples.feed_entry, range(1, 60))).replace(b"\n", b" ")
    assert len(read(tmp_path, feed).entries) == 59
    (tmp_path / "large").write_bytes(feed)
    with pytest.raises(InputFileError, match="split it"):
        read_papers(tmp_path / "large", largest=80_000)


def test_a_truncated_packed_feed_says_both(tmp_path: Path) -> None:
    feed = samples.atom_feed(*map(samples.feed_entry, range(1, 400)))
    batch = read(tmp_path, gzip.compress(feed)[:-400])
    assert 0 < len(batch.entries) < 399
    assert [problem.trouble for problem in batch.problems] == ["truncated", "truncated"]


def test_a_compressed_file_is_known_by_its_content(tmp_path: Path) -> None:
    batch = read(tmp_path, gzip.compress(papers_file(paper(1), paper(2))), "papers.txt")
    assert len(batch.entries) == 2


def test_a_truncated_gz_keeps_what_came_before(tmp_path: Path) -> None:
    whole = papers_file(*(paper(n, abstract=f"{n * 7919} " * 40) for n in range(1, 500)))
    batch = read(tmp_path, gzip.compress(whole)[:-2000], "papers.jsonl.gz")
    assert 0 < len(batch.entries) < 499
    assert [problem.trouble for problem in batch.problems] == ["truncated"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b'{"id": "2607.00001"', "no readable paper (line 1: not JSON"),
        (b"\n".join([b'{"a": 1}'] * 3), "no readable paper (line 1: '' is no arXiv id"),
        (gzip.compress(b"x" * 99, mtime=0)[:12], "is damaged"),
        (b"\x1f\x8bgarbage", "is damaged"),
        (b"id,title\n1,2\n", "no readable paper (line 2: '1' is no arXiv id"),
        (b"id,title\n", "has a first row, and no paper under it"),
        (b"day,title\n1,2\n", "no papers file and no answer of arXiv"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
        (b"\x00\x01\x02", "no papers file"),
        (b'{"url": "u", "status_code": 200, "body": "<p>"}', "holds no answer of arXiv"),
        (b'{"url": "u", "status_code": 200, "body": 7}', "no readable recorded answer"),
        (samples.API_ERROR, "incorrect id format for xyz"),
        (samples.feed_error(), "Bad archive 'cs.XX'"),
    ],
)
def test_a_file_without_papers_is_refused_in_one_line(
    tmp_path: Path, content: bytes, why: str
) -> None:
    with pytest.raises(InputFileError) as caught:
        read(tmp_path, content)
    message = str(caught.value)
    assert why in message
    assert message.count(str(tmp_path / "papers")) == 1
    assert "\n" not in message


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"nowhere: No such file"):
        read_papers(tmp_path / "nowhere")
    with pytest.raises(InputFileError, match="directory"):
        read_papers(tmp_path)


def test_text_that_utf8_cannot_carry_is_made_storable(tmp_path: Path) -> None:
    line = papers_file(paper(title="half \ud83d pair", abstract="a\u0000b"))
    (entry,) = read(tmp_path, line).entries
    assert entry.paper.title.encode() and entry.paper.title.startswith("half ")
    assert entry.paper.abstract == "ab"


@pytest.mark.parametrize(
    ("content", "source", "ids"),
    [
        (samples.atom_feed(samples.feed_entry(1)), "feed", ["2607.00001"]),
        (samples.RSS, "feed", ["2607.00007"]),
        (samples.API, "api", ["hep-th/9901001"]),
        (samples.OAI, "oai", ["2607.00011", "2607.00013", "2607.00014"]),
        (samples.MAIL, "mail", ["2607.00021", "2607.00022", "2507.00023"]),
        (b"\xef\xbb\xbf" + samples.API, "api", ["hep-th/9901001"]),
        (gzip.compress(samples.OAI, mtime=0), "oai", ["2607.00011", "2607.00013", "2607.00014"]),
        (b"\xef\xbb\xbf" + papers_file(paper(9)), "file", ["2607.00009"]),
        (
            json.dumps(
                {"url": "u", "status_code": 200, "body": samples.API.decode()}, indent=2
            ).encode(),
            "api",
            ["hep-th/9901001"],
        ),
    ],
)
def test_every_format_is_recognised_by_content(
    tmp_path: Path, content: bytes, source: str, ids: list[str]
) -> None:
    batch = read(tmp_path, content)
    assert batch.source == source
    assert [entry.paper.id for entry in batch.entries] == ids


@pytest.mark.parametrize("front", [b"X-Hop: " + b"a" * 20_000 + b"\n", b"1234\n", b"From x 2026\n"])
def test_a_mail_is_known_by_its_head(tmp_path: Path, front: bytes) -> None:
    head, _, text = samples.MAIL.partition(b"\n\n")
    coded = b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(text)
    batch = read(tmp_path, front + head + b"\n" + coded)
    assert (batch.source, len(batch.entries)) == ("mail", 3)


OTHER_TOOLS = [
    {"arxiv_id": "2607.00001v2", "title": "T", "summary": "We listen.", "authors": ["Ada Sample"],
     "categories": ["cs.SD"], "published": "2026-07-03T10:00:00Z", "pdf_url": "x"},
    {"id": "7", "entry_id": "http://arxiv.org/abs/2607.00001v2", "title": "T",
     "summary": "We listen.", "author": "Ada Sample", "tags": [{"term": "cs.SD"}]},
    {"id": 7, "pdf_url": "https://arxiv.org/pdf/2607.00001v2", "title": "T",
     "abstract": "We listen.", "authors": [{"name": "Ada Sample"}], "primary_category": "cs.SD"},
    {"id": "2607.00001", "title": "T", "abstract": "  We listen.\n", "authors": "Ada Sample",
     "authors_parsed": [["Sample", "Ada", ""]], "categories": "cs.SD",
     "versions": [{"version": "v1"}, {"version": "v2"}], "update_date": "2026-07-06"},
    {"ID": "x", "Arxiv-Id": "2607.00001v2", "Title": "T", "Abstract": "We listen.",
     "Authors": "['Ada Sample']", "Subjects": "Sound (cs.SD)"},
    {"doi": "10.48550/arXiv.2607.00001", "version": "v2", "title": ["T"], "summary": "We listen.",
     "authors": [["Ada", "Sample"]], "categories": "['cs.SD']"},
    {"paperId": "a1", "externalIds": {"ArXiv": "2607.00001v2"}, "title": "T",
     "abstract": "We listen.", "authors": [{"name": "Ada Sample"}], "categories": ["cs.SD"]},
    {"id": "2607.00001v2", "title": "T", "abstract": "We listen.", "categories": "cs.SD",
     "authors_parsed": [["Sample", "Ada", ""]]},
]  # fmt: skip


@pytest.mark.parametrize("record", OTHER_TOOLS)
def test_other_tools_names_of_the_fields_are_known(
    tmp_path: Path, record: dict[str, object]
) -> None:
    [entry] = read(tmp_path, json.dumps(record).encode() + b"\n").entries
    read_as = entry.paper
    assert (read_as.id, read_as.version, read_as.abstract) == ("2607.00001", 2, "We listen.")
    assert (read_as.authors, read_as.categories) == (("Ada Sample",), ("cs.SD",))
    assert entry.announced is None


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "shape",
    [
        lambda papers: papers,
        lambda papers: {"date": "2026-07-06", "papers": papers},
        lambda papers: {"2026-07-06": papers},
        lambda papers: {p.pop("id"): p for p in papers},
        lambda papers: {"2026-07-06": {p["id"]: p for p in papers}},
    ],
    ids=["list", "object", "by date", "by id", "by date and id"],
)
def test_one_json_document_is_read_as_its_records(
    tmp_path: Path, shape: object, indent: int | None
) -> None:
    assert callable(shape)
    content = json.dumps(shape([paper(1), paper(2)]), indent=indent).encode()
    batch = read(tmp_path, content)
    assert [entry.paper.id for entry in batch.entries] == ["2607.00001", "2607.00002"]
    assert batch.problems == ()


def test_a_bad_record_of_a_document_is_named(tmp_path: Path) -> None:
    batch = read(tmp_path, json.dumps([paper(1), {"title": "No id"}, paper(2)]).encode())
    [problem] = batch.problems
    assert problem.where.endswith("record 2")
    assert len(batch.entries) == 2


def test_a_file_of_powershell_is_read(tmp_path: Path) -> None:
    content = papers_file(paper(1), paper(2)).decode().replace("\n", "\r\n").encode("utf-16")
    assert len(read(tmp_path, content).entries) == 2


def test_what_no_row_has_is_told(tmp_path: Path) -> None:
    whole = papers_file(paper(1), paper(2, abstract=""))
    assert read(tmp_path, whole).notes == ()
    none = papers_file(paper(1, abstract="", authors=[]), paper(2, abstract="", authors=None))
    [note] = read(tmp_path, none).notes
    assert note == f"no row of {tmp_path / 'papers'} has an abstract or authors"


def table(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "papers.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


HEAD = "id,title,abstract,authors,categories,announced\n"
ROW = (
    '2601.00007v2,"A title, with comma","Of ""rooms"".\nAnd more.","Ada One; Bo Two",eess.AS cs.SD,'
)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ROW + "2026-01-05\n",
        "\ufeff" + (HEAD + ROW + "2026-01-05\n").replace("\n", "\r\n"),
        ("sep=,\r\n" + HEAD + ROW + "2026-01-05\n").encode("utf-16"),
        "Title;arXiv ID;Summary;Author(s);Subjects;announced\n".replace("Author(s)", "Authors")
        + '"A title, with comma";https://arxiv.org/abs/2601.00007v2;"Of ""rooms"".\nAnd more.";'
        "\"['Ada One', 'Bo Two']\";\"['eess.AS', 'cs.SD']\";2026-01-05\n",
    ],
)
def test_a_table_is_read_whatever_wrote_it(tmp_path: Path, text: str | bytes) -> None:
    [entry] = read_papers(table(tmp_path, text)).entries
    paper = entry.paper
    assert (paper.id, paper.version, paper.title) == ("2601.00007", 2, "A title, with comma")
    assert paper.abstract == 'Of "rooms". And more.'
    assert (paper.authors, paper.categories) == (("Ada One", "Bo Two"), ("eess.AS", "cs.SD"))
    assert entry.announced == date(2026, 1, 5)


def test_a_table_of_windows_is_read(tmp_path: Path) -> None:
    text = "id;title;authors\n2601.00007;Über Räume;José Uno\n".encode("cp1252")
    batch = read_papers(table(tmp_path, text))
    assert batch.entries[0].paper.title == "Über Räume"
    assert batch.entries[0].paper.authors == ("José Uno",)
    assert batch.notes == (f"no row of {tmp_path / 'papers.csv'} has an abstract or categories",)


def test_ragged_rows_of_a_table_cost_no_other(tmp_path: Path) -> None:
    text = (
        "id,title,abstract\n2601.00001,Short\n2601.00002,One,two,three\n,,\nno id,T,A\n2601.3,T,A\n"
    )
    batch = read_papers(table(tmp_path, text + "2601.00003,'=SUM,A,,\n"))
    assert [e.paper.title for e in batch.entries] == ["Short", "=SUM"]
    assert [p.where.rpartition(" line ")[2] for p in batch.problems] == ["3", "5", "6"]
    assert batch.problems[0].message == "it has 4 fields, the first row 3"


def test_a_table_without_ids_says_so(tmp_path: Path) -> None:
    with pytest.raises(
        InputFileError, match=r"no column with arXiv ids; name it id \(there are: t"
    ):
        read_papers(table(tmp_path, "title,abstract\nA,B\n"))


def test_our_own_table_is_read(tmp_path: Path) -> None:
    from ranker.digest.csv_format import CsvRenderer
    from tests.digest.example import golden

    told = golden()
    batch = read_papers(table(tmp_path, CsvRenderer().render(told, everything=True)))
    assert [e.paper.id for e in batch.entries] == [r.paper.id for r in told.papers]
    assert [e.paper.authors for e in batch.entries] == [r.paper.authors for r in told.papers]
    assert [e.paper.categories for e in batch.entries] == [r.paper.categories for r in told.papers]
    assert batch.problems == ()


WHOLE = {
    "title": "T", "summary": "S", "authors": ["Ada One"], "categories": ["cs.SD"],
}  # fmt: skip


@pytest.mark.parametrize(
    "record",
    [
        {"paper": WHOLE | {"id": "2601.00007"}, "title": "T", "submittedBy": {"name": "x"}},
        {"page_content": "x", "metadata": {"Entry ID": "arxiv.org/abs/2601.00007v1"} | WHOLE},
        {"arxivId": "2601.00007", "paperTitle": "T", "abstractText": "Abstract: S",
         "authorNames": ["Ada One"], "primaryCategory": "cs.SD"},
        WHOLE | {"entry_id": "http://arxiv.org/abs/2601.00007v1",
                 "authors": ["arxiv.Result.Author('Ada One')"]},
        WHOLE | {"id": "arxiv-2601.00007", "authors": [{"given": "Ada", "family": "One"}]},
        WHOLE | {"id": "W1", "doi": "https://doi.org/10.48550/arxiv.2601.00007", "authors": [],
                 "authorships": [{"author": {"display_name": "Ada One"}}]},
        WHOLE | {"id": "2601.00007", "authors": [["One", "Ada", ""]],
                 "categories": {"primary": "cs.SD", "secondary": []}},
        WHOLE | {"links": [{"href": "https://arxiv.org/abs/2601.00007"}],
                 "categories": ["Sound (cs.SD)"]},
        WHOLE | {"id": 2601.00007},
    ],
)  # fmt: skip
def test_records_of_more_tools_are_read(tmp_path: Path, record: dict[str, object]) -> None:
    [entry] = read(tmp_path, papers_file(record)).entries
    got = entry.paper
    assert (got.id, got.title, got.abstract) == ("2601.00007", "T", "S")
    assert (got.authors, got.categories) == (("Ada One",), ("cs.SD",))


def test_a_number_that_has_lost_its_zeros_is_no_id(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="no readable paper"):
        read(tmp_path, papers_file(WHOLE | {"id": 2601.0001}))


@pytest.mark.parametrize(("written", "kind"), [("New", "new"), ("cross-list", "cross")])
def test_kinds_are_read_as_tools_write_them(tmp_path: Path, written: str, kind: str) -> None:
    batch = read(tmp_path, papers_file(paper(1, kind=written)))
    assert batch.entries[0].kind == kind
