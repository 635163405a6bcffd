"""A work that the library knows by title or DOI is arXiv's paper, once that is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Rank
from tests.invented import announcement, library

ANNOUNCED = announcement()[0].paper
STORED = library()[0].paper


def votes(home: Path) -> list[dict[str, object]]:
    lines = (home / "feedback" / "votes.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def bib(tmp_path: Path, title: str, more: str = "") -> Path:
    path = tmp_path / "my.bib"
    path.write_text(f"@article{{k, title={{{title.lower()}}}, date-added={{2026-01-02}}{more}}}\n")
    return path


@pytest.mark.parametrize("more", ["", ", doi={10.1234/echo}"])
def test_an_announced_paper_takes_over_the_like_of_its_title(
    ready: Rank, home: Path, tmp_path: Path, papers_file: Path, more: str
) -> None:
    ready("import", bib(tmp_path, ANNOUNCED.title, more))
    [before] = votes(home)
    digest = json.loads(ready("today", "--from", papers_file, "--all", "--format", "json").out)
    [found] = [p for p in digest["papers"] if p["id"] == ANNOUNCED.id]
    assert found["vote"] == 1
    assert digest["model"]["likes"] == 1
    assert any(
        note == f"{ANNOUNCED.id} is in your library: its title is the same"
        for note in digest["notes"]
    )
    first, taken, withdrawn = votes(home)
    assert first == before
    assert (taken["id"], taken["vote"], taken["at"]) == (ANNOUNCED.id, 1, before["at"])
    assert taken["source"] == f"library {before['id']}"
    assert (withdrawn["id"], withdrawn["vote"]) == (before["id"], 0)


def test_a_day_looked_at_again_adds_no_vote(
    ready: Rank, home: Path, tmp_path: Path, papers_file: Path
) -> None:
    file = bib(tmp_path, ANNOUNCED.title)
    ready("import", file)
    ready("today", "--from", papers_file)
    lines = votes(home)
    ready("today", "--from", papers_file)
    assert "0 votes added, 1 was there already" in ready("import", file).out
    assert votes(home) == lines


def test_a_paper_that_was_voted_on_takes_over_nothing(
    ready: Rank, home: Path, tmp_path: Path, papers_file: Path
) -> None:
    ready("fetch", "--from", papers_file)
    ready("dislike", ANNOUNCED.id)
    assert "0 votes added" in ready("import", bib(tmp_path, ANNOUNCED.title)).out
    ready("today", "--from", papers_file)
    assert [vote["vote"] for vote in votes(home)] == [-1]


def test_a_stored_paper_is_recognised_when_the_library_is_imported(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    out = ready("import", bib(tmp_path, STORED.title)).out
    assert "1 work: 0 with an arXiv id, 0 with an abstract, 1 with only a title; " in out
    assert "1 matched by title to stored papers" in out
    [vote] = votes(home)
    assert (vote["id"], vote["at"]) == (STORED.id, "2026-01-02T00:00:00+00:00")


def test_a_like_of_a_title_moves_to_the_id_that_the_entry_names_now(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    ready("import", bib(tmp_path, "An echo that nobody has stored"))
    [before] = votes(home)
    done = ready("import", bib(tmp_path, "An echo that nobody has stored", ", arxiv={2601.00007}"))
    assert "1 vote added" in done.out
    assert [(v["id"], v["vote"]) for v in votes(home)] == [
        (before["id"], 1), ("2601.00007", 1), (before["id"], 0),
    ]  # fmt: skip


def test_a_withdrawn_like_of_a_title_does_not_come_back(
    ready: Rank, home: Path, tmp_path: Path, papers_file: Path
) -> None:
    ready("import", bib(tmp_path, ANNOUNCED.title))
    [before] = votes(home)
    ready("undo", before["id"])
    lines = votes(home)
    ready("today", "--from", papers_file)
    named = bib(tmp_path, ANNOUNCED.title, f", arxiv={{{ANNOUNCED.id}}}")
    assert "0 votes added" in ready("import", named).out
    assert votes(home) == lines


def with_doi(tmp_path: Path, doi: str, name: str = "with_doi.jsonl") -> Path:
    row = {"id": ANNOUNCED.id, "title": ANNOUNCED.title, "doi": doi, "announced": "2026-07-06"}
    path = tmp_path / name
    path.write_text(json.dumps(row) + "\n")
    return path


def test_an_announced_paper_takes_over_the_like_of_its_doi(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    """Under another title, as journals change it, and in whatever form the DOI is written."""
    ready("import", bib(tmp_path, "Quite another title", ", url={https://doi.org/10.1234/Echo.5}"))
    [before] = votes(home)
    assert before["id"] == "doi:10.1234/echo.5"
    papers = with_doi(tmp_path, "10.1234/ECHO.5 10.9999/other")
    digest = json.loads(ready("today", "--from", papers, "--all", "--format", "json").out)
    assert digest["papers"][0]["vote"] == 1
    assert f"{ANNOUNCED.id} is in your library: its DOI is the same" in digest["notes"]
    assert [(v["id"], v["vote"]) for v in votes(home)[1:]] == [
        (ANNOUNCED.id, 1), (before["id"], 0),
    ]  # fmt: skip


def test_a_doi_counts_before_a_title(ready: Rank, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "two.bib"
    path.write_text(
        f"@article{{a, title={{{ANNOUNCED.title}}}}}\n"
        "@article{b, title={Other}, doi={10.1/x}}\n"
        "@article{c, title={Third}, doi={10.1234/echo.5}}\n"
    )
    ready("import", path)
    ready("today", "--from", with_doi(tmp_path, "10.1234/echo.5"))
    taken = [vote for vote in votes(home) if vote["id"] == ANNOUNCED.id]
    assert [vote["source"] for vote in taken] == ["library doi:10.1234/echo.5"]


def test_a_stored_paper_is_recognised_by_its_doi_when_imported(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    ready("fetch", "--from", with_doi(tmp_path, "10.1234/echo.5"))
    out = ready("import", bib(tmp_path, "Quite another title", ", doi={10.1234/Echo.5}")).out
    assert "1 matched by DOI to stored papers" in out
    assert [vote["id"] for vote in votes(home)] == [ANNOUNCED.id]


def test_a_paper_that_is_fetched_after_the_import_is_recognised(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    """Also where an API tells the DOI of a paper that was stored without."""
    ready("fetch", "--from", with_doi(tmp_path, ""))
    ready("import", bib(tmp_path, "Quite another title", ", doi={10.1234/echo.5}"))
    done = ready("fetch", "--from", with_doi(tmp_path, "10.1234/echo.5"))
    assert f"{ANNOUNCED.id} is in your library: its DOI is the same" in done.err
    assert ANNOUNCED.id in [vote["id"] for vote in votes(home)]


def test_a_list_of_dois_is_a_library(ready: Rank, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("2601.00007\nhttps://doi.org/10.1234/echo.5\nsee 10.1234/echo.6 too\n")
    done = ready("import", path)
    assert "2 votes added" in done.out
    assert "list.txt line 3" in done.err
    ready("today", "--from", with_doi(tmp_path, "10.1234/echo.5"))
    assert ANNOUNCED.id in [vote["id"] for vote in votes(home)]
    assert "skipped" not in ready("status").err


def test_a_like_of_a_title_moves_to_the_doi_that_its_link_names_now(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    ready("import", bib(tmp_path, "An echo that nobody has stored"))
    [before] = votes(home)
    ready("import", bib(tmp_path, "An echo that nobody has stored", ", url={doi.org/10.1234/e}"))
    assert [(v["id"], v["vote"]) for v in votes(home)] == [
        (before["id"], 1), ("doi:10.1234/e", 1), (before["id"], 0),
    ]  # fmt: skip
