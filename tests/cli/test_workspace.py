"""`rank init`, `fetch`, `status`, `show`, `why`, `train`, `demo`: what they say and do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ranker.config import load_config
from tests.conftest import Rank
from tests.invented import DAY, paper


def test_init_by_flags_makes_the_workspace_it_says(rank: Rank, home: Path) -> None:
    done = rank(
        "init", "--category", "eess.as", "--category", "cs.SD", "--keyword", "speech enhancement"
    )
    assert (done.code, done.err) == (0, "")
    made, ignored, *told, background, following = done.out.splitlines()
    assert made == f"Made a workspace: {home / 'rank.toml'}"
    assert ".gitignore" in ignored
    assert [line.strip() for line in told] == [
        "profile    default",
        "categories eess.AS  Audio and Speech Processing",
        "cs.SD    Sound",
        "keywords   speech enhancement",
    ]
    assert background.startswith("`rank fetch --days 14` fetches the last 14 days as background")
    assert following == f"Next: `cd {home}`, then `rank today`"
    (profile,) = load_config(home / "rank.toml").profiles
    assert (profile.name, profile.categories, profile.keywords) == (
        "default", ("eess.AS", "cs.SD"), ("speech enhancement",),
    )  # fmt: skip


def test_init_adds_a_profile_to_a_workspace(rank: Rank, home: Path) -> None:
    rank("init", "--keyword", "speech")
    done = rank("init", "--profile", "folding", "--category", "q-bio.BM", "--keyword", "protein")
    assert (done.code, done.err) == (0, "")
    assert "Added the profile folding" in done.out
    assert [p.name for p in load_config(home / "rank.toml").profiles] == ["default", "folding"]
    assert "folding (q-bio.BM): 1 keyword," in rank("status").out


def test_init_with_votes_starts_from_them(rank: Rank, home: Path, tmp_path: Path) -> None:
    votes = tmp_path / "votes.jsonl"
    votes.write_text('{"id": "2605.00001", "vote": 1, "at": "2026-05-01", "title": "Speech"}\n')
    done = rank("init", "--import", votes)
    assert (done.code, done.err) == (0, "")
    assert "1 vote added" in done.out
    assert "1 like," in rank("status").out
    assert load_config(home / "rank.toml").profiles[0].keywords == ()


def test_status_counts_what_there_is(ready: Rank, home: Path, papers_file: Path) -> None:
    first = ready("status")
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith(f"{home}: 120 papers stored, the newest of 2026-07-03")
    assert "stage keywords, no digest yet" in first.out
    ready("today", "--from", papers_file)
    ready("like", 1, 2)
    ready("dislike", 30)
    later = ready("status").out
    assert "160 papers stored, the newest of 2026-07-06" in later
    assert "2 likes, 1 dislike, stage blend, last digest 2026-07-06" in later


def test_fetching_the_same_file_again_changes_nothing(
    ready: Rank, library_file: Path, home: Path
) -> None:
    vectors = next((home / "store" / "vectors").iterdir())
    before = vectors.read_bytes()
    done = ready("fetch", "--from", library_file)
    assert "120 papers read: 0 new, 0 updated; 120 stored" in done.out
    assert vectors.read_bytes() == before


def test_show_prints_the_paper_and_the_vote(ready: Rank) -> None:
    ready("like", paper(4).id)
    done = ready("show", f"arXiv:{paper(4).id}v2")
    assert (done.code, done.err) == (0, "")
    for expected in (paper(4).title, paper(4).abstract, *paper(4).authors, "liked on 2026-07-06",
                     f"https://arxiv.org/abs/{paper(4).id}", "announced 2026-07-03"):  # fmt: skip
        assert expected in done.out


@pytest.mark.parametrize("votes", [0, 5])
def test_why_prints_parts_that_add_up_to_the_score(
    ready: Rank, papers_file: Path, votes: int
) -> None:
    if votes:
        ready("like", *(paper(4 * n).id for n in range(1, votes)))
        ready("dislike", paper(5).id)
    ready("today", "--from", papers_file)
    for place in (1, 20, 40):
        done = ready("why", place, "--all")
        assert (done.code, done.err) == (0, "")
        assert "\x1b" not in done.out
        match = re.search(r"^\d+ % likely, score ([+-]\d+\.\d\d) ", done.out, re.MULTILINE)
        assert match
        score = float(match[1])
        families = re.findall(r"^[A-Z][A-Za-z ,]+  ([+-]\d+\.\d\d)$", done.out, re.MULTILINE)
        *parts, total = map(float, families)
        assert total == score
        # Every printed number is rounded to two digits after the point.
        assert abs(sum(parts) - score) <= 0.005 * (len(parts) + 1)
        leaves = re.findall(r"^  ([+-]\d+\.\d\d)  ", done.out, re.MULTILINE)
        assert abs(sum(map(float, leaves)) - score) <= 0.005 * (len(leaves) + 1)
    if votes:
        assert paper(4).title in done.out or "more" in done.out


def test_train_tells_what_it_learned_from(ready: Rank) -> None:
    ready("like", paper(4).id, paper(8).id)
    ready("dislike", paper(5).id)
    done = ready("train")
    assert (done.code, done.err) == (0, "")
    assert re.match(r"Trained hearing: model \w+, stage blend, 2 likes, 1 dislike, \d+", done.out)


def test_a_day_without_papers_is_no_failure(ready: Rank, home: Path, papers_file: Path) -> None:
    config = home / "rank.toml"
    config.write_text(config.read_text().replace("exclude = []", 'exclude = ["*", "a*"]'))
    assert ready("today", "--from", papers_file).code == 1  # "*" names nothing
    everything = ", ".join(f'"{letter}*"' for letter in "abcdefghijklmnopqrstuvwxyz")
    config.write_text(
        config.read_text().replace('exclude = ["*", "a*"]', f"exclude = [{everything}]")
    )
    for form in ("terminal", "markdown", "html", "json", "atom", "csv", "bibtex"):
        done = ready("today", "--from", papers_file, "--format", form)
        assert (done.code, done.err) == (0, ""), form


def test_a_day_that_nobody_stored_is_named(ready: Rank) -> None:
    done = ready("today", "--offline", "--date", "2026-01-02")
    assert (done.code, done.out) == (1, "")
    assert "nothing is stored for 2026-01-02; the newest is 2026-07-03" in done.complaint
    assert DAY.isoformat() not in done.err
