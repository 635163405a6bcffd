"""The shipped sample announcement is a valid papers file, marked as invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ranker import sample
from ranker.paper import KINDS, canonical_id
from ranker.sources.files import read_papers


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("path", "first_id", "dates"),
    [
        (sample.announcement_path(), 1, {sample.ANNOUNCED.isoformat()}),
        (sample.library_path(), 10001, {f"2099-12-{day:02d}" for day in range(7, 12)}),
    ],
)
def test_papers_file(path: Path, first_id: int, dates: set[str]) -> None:
    papers = records(path)
    assert [p["id"] for p in papers] == [f"9912.{first_id + i:05d}" for i in range(60)]
    assert {p["announced"] for p in papers} == dates
    for paper in papers:
        assert canonical_id(paper["id"]) == paper["id"]
        assert paper["abstract"].endswith("(Invented sample paper.)")
        assert paper["title"] and paper["authors"] and paper["categories"]
        assert paper.get("kind", "new") in KINDS
    assert len({p["title"] for p in papers}) == 60


def test_announcement_is_realistic() -> None:
    papers = records(sample.announcement_path())
    assert all(80 <= len(p["abstract"].split()) - 3 <= 150 for p in papers)
    assert sum(p["categories"][0] in sample.CATEGORIES for p in papers) == 18
    assert len({p["categories"][0] for p in papers}) >= 10
    kinds = [p.get("kind", "new") for p in papers]
    assert (kinds.count("cross"), kinds.count("replace")) == (1, 1)


def test_announcement_has_its_traps() -> None:
    papers = records(sample.announcement_path())
    titles = " ".join(p["title"] for p in papers)
    assert "$" in titles and "ö" in titles and "Noiseless" in titles and "Metadata" in titles
    metadata = next(p for p in papers if "Metadata" in p["title"])
    text = (metadata["title"] + metadata["abstract"]).lower()
    assert not any(keyword in text for keyword in sample.KEYWORDS)


def test_votes_name_papers_of_both_tastes() -> None:
    by_id = {p["id"]: p for p in records(sample.announcement_path())}
    assert not set(sample.LIKES) & set(sample.DISLIKES)
    liked = [(by_id[i]["title"] + by_id[i]["abstract"]).lower() for i in sample.LIKES]
    assert all("enhancement" in text or "separat" in text for text in liked)
    disliked = [(by_id[i]["title"] + by_id[i]["abstract"]).lower() for i in sample.DISLIKES]
    assert all("text-to-speech" in text for text in disliked)


@pytest.mark.parametrize("path", [sample.announcement_path(), sample.library_path()])
def test_the_short_way_to_read_it_gives_what_any_papers_file_gives(path: Path) -> None:
    assert sample.read(path) == tuple(entry.paper for entry in read_papers(path).entries)
