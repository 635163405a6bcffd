"""`rank import` and `rank init --import` with libraries: likes that train, added once."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Rank
from tests.feedback.importers import samples
from tests.invented import paper

FILES = {
    "my.bib": samples.BIBTEX,
    "My Library.csv": samples.ZOTERO_CSV,
    "items.json": samples.CSL_JSON,
    "ids.txt": samples.IDS,
    "my.ris": samples.RIS,
    "my.enw": samples.REFER,
    "my.xml": samples.ENDNOTE,
    "my.rdf": samples.ZOTERO_RDF,
    "bbt.json": samples.BETTER_BIBTEX,
    "citations.csv": samples.SCHOLAR_CSV,
}


@pytest.fixture(params=sorted(FILES))
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """One file of each format, under a name that does not give it away."""
    path = tmp_path / "library"
    path.write_text(FILES[request.param], encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def votes(home: Path) -> list[dict[str, object]]:
    lines = (home / "feedback" / "votes.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_work_is_liked_once(ready: Rank, library: Path, home: Path) -> None:
    done = ready("import", library)
    assert done.code == 0
    first = votes(home)
    assert {vote["vote"] for vote in first} == {1}
    assert {vote["profile"] for vote in first} == {"hearing"}
    assert "2607.00012" in {vote["id"] for vote in first}
    assert f"{len(first)} votes added, 0 were there already" in done.out
    again = ready("import", library)
    assert f"0 votes added, {len(first)} were there already" in again.out
    os.utime(library)
    ready("import", library)
    assert votes(home) == first


def test_a_like_is_as_old_as_its_entry(ready: Rank, library: Path, home: Path) -> None:
    ready("import", library)
    times = {vote["id"]: datetime.fromisoformat(str(vote["at"])) for vote in votes(home)}
    text = library.read_text(encoding="utf-8")
    dated = any(word in text for word in ("date-added", "Date Added", "dateAdded"))
    written = datetime.fromtimestamp(1_700_000_000, UTC)
    assert times["2607.00012"] == (datetime(2024, 5, 1, 10, tzinfo=UTC) if dated else written)


def test_a_library_overrules_no_vote(ready: Rank, home: Path, tmp_path: Path) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("2607.00001\n2607.00002\n")
    ready("dislike", "2607.00001")
    ready("like", "2607.00002")
    ready("undo", "2607.00002")
    before = votes(home)
    os.utime(ids, (4_000_000_000, 4_000_000_000))
    assert "0 votes added, 2 were there already" in ready("import", ids).out
    assert votes(home) == before


def test_works_that_are_not_at_arxiv_train_the_profile(
    rank: Rank, home: Path, tmp_path: Path, papers_file: Path
) -> None:
    entries = [paper(n, "proteins") for n in range(900, 912)]
    library = tmp_path / "my.bib"
    library.write_text(
        "".join(
            f"@article{{k{n}, title={{{p.title}}}, abstract={{{p.abstract}}}, doi={{10.1/{n}}}}}\n"
            for n, p in enumerate(entries)
        )
    )
    done = rank("init", "--profile", "reading", "--import", library)
    assert done.code == 0
    assert "12 votes added" in done.out
    ranked = json.loads(rank("today", "--from", papers_file, "--format", "json").out)
    assert ranked["model"]["likes"] == 12
    top = [p["categories"][0] for p in ranked["papers"][:8]]
    assert top.count("q-bio.BM") == 8


def test_a_work_without_an_abstract_keeps_its_title(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "l").write_text('[{"title": "Only a Title", "DOI": "10.1234/x"}]')
    ready("import", tmp_path / "l")
    [vote] = votes(home)
    assert (vote["id"], vote["title"], vote.get("abstract")) == (
        "doi:10.1234/x", "Only a Title", None,
    )  # fmt: skip
    assert ready("show", "doi:10.1234/x").out.startswith("doi:10.1234/x")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"a\0b", "is no text file"),
        (b"%PDF-1.5\n\0\0", "is a PDF; import its arXiv id"),
        (b"SQLite format 3\0 itemData", "is Zotero's database; in Zotero choose File, Export"),
        (b"SQLite format 3\0 ReferenceNumber", "is an EndNote library; in EndNote choose File"),
        (b"PK\x03\x04 word/document.xml", "is a Word document"),
        (b"PK\x03\x04 xl/workbook.xml", "is an Excel workbook; save the sheet as CSV"),
        (b"{\\rtf1 x}", "is formatted text (RTF)"),
        (b"PMID- 1234\nTI  - A\n", "is PubMed's format (NBIB)"),
        (b"<rdf:RDF><bib:Article/></rdf:RDF>", "export the library as BibTeX, RIS, CSV or CSL"),
        (b"Dear reader,\nhello\n", "is none of what can be imported"),
        (b"[]", "holds no"),
        (b"[1, 2", "is no readable JSON"),
        (b"@article{x, title = {never closed", "line 1: this entry is no BibTeX"),
        (b'"Item Type","Title"\n"note",""\n', "neither a title nor an arXiv id"),
    ],
)
@pytest.mark.parametrize("command", ["import", "init"])
def test_a_file_without_a_vote_is_one_line(
    rank: Rank, home: Path, tmp_path: Path, content: bytes, said: str, command: str
) -> None:
    path = tmp_path / "library"
    path.write_bytes(content)
    if command == "import":
        rank("init", "--keyword", "speech")
        failed = rank("import", path)
        assert not (home / "feedback" / "votes.jsonl").exists()
    else:
        failed = rank("init", "--import", path)
        assert not home.exists()
    assert failed.code == 1
    assert said in failed.complaint
    assert str(path) in failed.complaint


def test_a_file_in_the_old_windows_encoding(ready: Rank, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.bib"
    path.write_bytes("@misc{a, title = {Müller’s Räume}}".encode("cp1252"))
    assert ready("import", path).code == 0
    assert votes(home)[0]["title"] == "Müller’s Räume"


def test_a_missing_file_and_a_folder_are_one_line(ready: Rank, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.bib", tmp_path):
        failed = ready("import", path)
        assert failed.code == 1
        assert f"{path} cannot be read" in failed.complaint


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_a_windows_file_is_read_in_its_encoding(
    ready: Rank, home: Path, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "my.bib"
    text = "@article{a, title={Müller’s echo}, eprint={2607.00012}}\r\n"
    path.write_bytes(text.encode(encoding))
    ready("import", path)
    assert [(v["id"], v["title"]) for v in votes(home)] == [("2607.00012", "Müller’s echo")]


def test_ids_of_powershell_are_read(ready: Rank, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "ids.txt"
    path.write_bytes("2607.00012\r\n2607.00013\r\n".encode("utf-16"))
    ready("import", path)
    assert [vote["id"] for vote in votes(home)] == ["2607.00012", "2607.00013"]


def test_it_is_told_what_the_works_have(ready: Rank, tmp_path: Path) -> None:
    path = tmp_path / "my.bib"
    path.write_text(
        "@article{a, title={One}, eprint={2607.00012}, abstract={We listen.}}\n"
        "@article{b, title={Two}, doi={10.1234/2}, abstract={We listen.}}\n"
        "@article{c, title={Three}}\n"
    )
    out = ready("import", path).out
    assert "3 works: 1 with an arXiv id, 2 with an abstract, 1 with only a title\n" in out


def test_a_dry_run_writes_nothing(rank: Rank, home: Path, library: Path) -> None:
    rank("init", "--keyword", "speech")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    told = rank("import", "--dry-run", library).out
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    assert "would be added, 0 were there already" in told
    real = rank("import", library).out
    assert real.splitlines()[0] == told.splitlines()[0].replace("would be added", "added")
