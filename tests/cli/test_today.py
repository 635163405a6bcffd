"""`rank today --from FILE`: the JSON contract, field by field, and what the options change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from math import fsum, isfinite
from pathlib import Path
from typing import Any

import pytest

from ranker.paper import KINDS, Entry, Paper
from tests.conftest import Done, Rank
from tests.invented import DAY, announcement, entry, paper, write_papers

CONTRACT = {
    "rank": int, "id": str, "version": int, "title": str, "authors": list, "categories": list,
    "kind": str, "score": float, "probability": float, "keyword_hits": list, "because": list,
    "links": dict,
}  # fmt: skip


def digest(done: Done) -> dict[str, Any]:
    assert (done.code, done.err) == (0, "")

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    found: dict[str, Any] = json.loads(done.out, parse_constant=refuse)
    return found


def check_papers(found: dict[str, Any]) -> None:
    """Everything DESIGN says of a paper, for every paper."""
    papers = found["papers"]
    assert [p["rank"] for p in papers] == list(range(1, len(papers) + 1))
    assert [p["score"] for p in papers] == sorted((p["score"] for p in papers), reverse=True)
    for one in papers:
        for field, kind in CONTRACT.items():
            assert isinstance(one[field], kind), field
        assert isfinite(one["score"])
        assert 0 <= one["probability"] <= 1
        assert one["kind"] in KINDS
        assert one["links"]["abs"] == f"https://arxiv.org/abs/{one['id']}"
        assert one["links"]["pdf"] == f"https://arxiv.org/pdf/{one['id']}"
        for hit in one["keyword_hits"]:
            assert set(hit) == {"keyword", "field", "start", "end"}
            text = one[hit["field"]][hit["start"] : hit["end"]]
            assert text.lower().startswith(hit["keyword"][:4])
        for reason in one["because"]:
            assert set(reason) == {"kind", "name", "contribution"}
            assert reason["kind"]
            assert isfinite(reason["contribution"])
        total = fsum(r["contribution"] for r in one["because"])
        assert abs(total - one["score"]) < 1e-6


@pytest.mark.parametrize("votes", [0, 1, 6])
def test_the_json_keeps_the_contract_for_every_paper(
    ready: Rank, papers_file: Path, votes: int
) -> None:
    if votes:
        ready("like", *(paper(4 * n).id for n in range(1, votes + 1)))
        ready("dislike", *(paper(4 * n + 1).id for n in range(votes - 1)))
    done = ready("today", "--from", papers_file, "--format", "json", "--all")
    found = digest(done)
    assert found["announcement"] == DAY.isoformat()
    assert found["profile"] == "hearing"
    assert found["stage"] == ("blend" if votes else "keywords")
    assert set(found["model"]) >= {"id", "trained_at", "likes", "dislikes"}
    assert found["model"]["likes"] == votes
    assert found["model"]["dislikes"] == max(votes - 1, 0)
    assert datetime.fromisoformat(found["model"]["trained_at"]).tzinfo
    for row in found["completeness"]:
        assert set(row) >= {"category", "announced", "fetched", "seen_before", "shown", "state"}
        assert row["fetched"] == row["shown"] == 40
    assert {p["id"] for p in found["papers"]} == {e.paper.id for e in announcement()}
    check_papers(found)


def test_what_is_said_of_a_paper_is_what_the_file_says(ready: Rank, papers_file: Path) -> None:
    found = digest(ready("today", "--from", papers_file, "--format", "json", "--all"))
    given = {e.paper.id: e for e in announcement()}
    for one in found["papers"]:
        expected = given[one["id"]]
        assert one["title"] == expected.paper.title
        assert tuple(one["authors"]) == expected.paper.authors
        assert tuple(one["categories"]) == expected.paper.categories
        assert (one["version"], one["kind"]) == (1, "new")


def test_the_readers_field_stands_on_top(ready: Rank, papers_file: Path) -> None:
    ready("like", *(paper(4 * n).id for n in range(1, 8)))
    found = digest(ready("today", "--from", papers_file, "--format", "json", "--all"))
    assert all("eess.AS" in p["categories"] for p in found["papers"][:10])


def test_a_digest_is_as_long_as_asked_for(ready: Rank, papers_file: Path) -> None:
    def shown(*words: object) -> int:
        done = ready("today", "--from", papers_file, "--format", "json", *words)
        return len(digest(done)["papers"])

    assert shown() == 20
    assert shown("-n", 3) == 3
    assert shown("-n", 300) == shown("--all") == shown("-n", 3, "--all") == 40


def test_the_same_day_again_is_the_same_ranking(ready: Rank, papers_file: Path) -> None:
    words = ("today", "--from", papers_file, "--format", "json", "--all")
    first, again = digest(ready(*words)), digest(ready(*words))
    assert first["papers"] == again["papers"]
    assert first["model"] == again["model"]
    offline = digest(ready("today", "--offline", "--format", "json", "--all"))
    assert offline["papers"] == first["papers"]
    # Files bring the papers of a profile without categories: nothing is awaited.
    assert [c["state"] for c in offline["completeness"]] == ["fresh"]
    by_date = digest(ready("today", "--date", DAY, "--offline", "--format", "json", "--all"))
    assert by_date["papers"] == first["papers"]


def test_a_vote_makes_the_next_digest_learn(ready: Rank, papers_file: Path) -> None:
    words = ("today", "--from", papers_file, "--format", "json", "--all")
    first = digest(ready(*words))
    last = first["papers"][-1]
    assert ready("like", last["id"]).code == 0
    second = digest(ready(*words))
    assert second["model"]["id"] != first["model"]["id"]
    found = next(p for p in second["papers"] if p["id"] == last["id"])
    assert found["rank"] < last["rank"]
    assert found["vote"] == 1
    assert ready("undo").code == 0
    third = digest(ready(*words))
    assert [p["id"] for p in third["papers"]] == [p["id"] for p in first["papers"]]


def test_excluded_and_seen_papers_are_counted(ready: Rank, home: Path, tmp_path: Path) -> None:
    config = home / "rank.toml"
    config.write_text(config.read_text().replace("exclude = []", 'exclude = ["galaxy"]'))
    galaxies = sum("galax" in e.paper.text.lower() for e in announcement())
    assert galaxies > 3
    first = write_papers(tmp_path / "first.jsonl", announcement())
    found = digest(ready("today", "--from", first, "--format", "json", "--all"))
    assert found["excluded"] == galaxies
    assert len(found["papers"]) == 40 - galaxies
    tomorrow = date(2026, 7, 7)
    again = [replace(e, announced=tomorrow, kind="cross") for e in announcement()[:12]]
    second = write_papers(
        tmp_path / "second.jsonl", [*again, entry(500, tomorrow, "new", "speech")]
    )
    found = digest(ready("today", "--from", second, "--format", "json", "--all"))
    assert [p["id"] for p in found["papers"]] == [paper(500).id]
    assert found["seen"] + found["excluded"] == 12


def test_replacements_are_left_out_and_cross_lists_ranked(ready: Rank, tmp_path: Path) -> None:
    entries = [entry(200 + n, DAY, kind) for n, kind in enumerate(KINDS)]
    path = write_papers(tmp_path / "kinds.jsonl", entries)
    found = digest(ready("today", "--from", path, "--format", "json", "--all"))
    assert sorted(p["kind"] for p in found["papers"]) == ["cross", "new"]


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json", "atom", "csv", "bibtex"])
def test_every_format_goes_to_stdout_or_to_a_file(
    ready: Rank, papers_file: Path, tmp_path: Path, form: str
) -> None:
    words = ("today", "--from", papers_file, "--format", form)
    ready(*words)  # so that both say "already shown"
    printed = ready(*words)
    assert (printed.code, printed.err) == (0, "")
    assert "\x1b" not in printed.out
    assert paper(204).title in printed.out
    to_file = ready(*words, "--output", tmp_path / "deep" / "digest")
    assert (to_file.code, to_file.out, to_file.err) == (0, "", "")
    assert (tmp_path / "deep" / "digest").read_bytes().decode() == printed.out


def test_the_day_and_the_latest_are_written_as_markdown(
    ready: Rank, home: Path, papers_file: Path, tmp_path: Path
) -> None:
    ready("today", "--from", papers_file)
    day = (home / "digests" / f"{DAY}.md").read_text()
    assert paper(204).id in day
    assert (home / "digests" / "latest.md").read_text() == day
    earlier = date(2026, 6, 24)
    old = write_papers(tmp_path / "old.jsonl", [entry(600, earlier, "new", "speech")])
    ready("today", "--from", old)
    assert paper(600).id in (home / "digests" / f"{earlier}.md").read_text()
    assert (home / "digests" / "latest.md").read_text() == day


def test_several_profiles_have_their_own_ranking_and_votes(ready: Rank, papers_file: Path) -> None:
    assert (
        ready("init", "--profile", "folding", "--keyword", "protein", "--keyword", "ligand").code
        == 0
    )
    words = ("today", "--from", papers_file, "--format", "json", "--all", "--profile")
    hearing, folding = digest(ready(*words, "hearing")), digest(ready(*words, "folding"))
    assert "eess.AS" in hearing["papers"][0]["categories"]
    assert "q-bio.BM" in folding["papers"][0]["categories"]
    assert {p["profile"] for p in folding["papers"]} == {"folding"}
    ready("like", paper(203).id, "--profile", "folding")
    assert digest(ready(*words, "hearing"))["model"]["likes"] == 0
    assert digest(ready(*words, "folding"))["model"]["likes"] == 1


def test_hostile_titles_neither_break_json_nor_reach_the_terminal(
    ready: Rank, tmp_path: Path
) -> None:
    hostile = "\x1b]0;owned\x07\x1b[31mRed\u202e </script>](javascript:x) =HYPERLINK( \u2028 speech"
    path = write_papers(
        tmp_path / "hostile.jsonl",
        [Entry(Paper("2607.00901", hostile, hostile, (hostile,), ("cs.SD",)), DAY), entry(202)],
    )
    found = digest(ready("today", "--from", path, "--format", "json", "--all"))
    assert len(found["papers"]) == 2
    check_papers(found)
    for words in (
        ("today", "--offline"),
        ("like", "2607.00901"),
        ("why", 1),
        ("show", "2607.00901"),
    ):
        done = ready(*words)
        assert done.code == 0
        assert not {"\x1b", "\u202e", "\x07"} & {*done.out, *done.err}, words
