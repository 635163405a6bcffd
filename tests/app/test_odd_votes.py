"""Votes as people have them: without text, of another field, against each other, very old."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ranker.app.learning.basis import usable_model
from ranker.app.learning.training import doubts, earlier_ids, evidence_of, fit, model_for
from ranker.app.papers.ingest import keep_voted
from ranker.app.workspace import Workspace
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN, Vote
from tests.conftest import Done, Rank, reopened
from tests.invented import DAY, Clock, HashingEncoder, entry, paper, write_papers

OLD = datetime(1999, 1, 1, tzinfo=UTC)


def save(path: Path, *cast: Vote) -> Path:
    path.write_text("".join(vote.to_line() for vote in cast), encoding="utf-8")
    return path


def likes(field: str, count: int, *, text: bool = True, at: datetime = OLD) -> list[Vote]:
    """Likes of invented papers that are not stored, with their texts or with ids alone."""
    found = [paper(4000 + n, field) for n in range(count)]
    return [Vote(p.id, LIKE, at, "", *((p.title, p.abstract) if text else ())) for p in found]


def old(votes: list[Vote]) -> list[Vote]:
    """The same texts as papers of April 2007."""
    return [replace(vote, id=f"0704.{n:04d}") for n, vote in enumerate(votes, 1)]


@pytest.fixture
def bare(rank: Rank, library_file: Path) -> Rank:
    """`rank` for a reader of speech without keywords; papers of the week before are stored."""
    categories = [word for code in ("eess.AS", "cs.SD") for word in ("--category", code)]
    assert rank("init", "--profile", "hearing", *categories).code == 0
    assert rank("fetch", "--from", library_file).code == 0
    return rank


def top(done: Done, count: int = 5) -> list[str]:
    assert done.code == 0, done.err
    return [p["categories"][0] for p in json.loads(done.out)["papers"][:count]]


def test_votes_by_id_alone_of_papers_nobody_has_are_told(
    bare: Rank, tmp_path: Path, papers_file: Path
) -> None:
    votes = save(tmp_path / "v.jsonl", *likes("speech", 12, text=False))
    assert bare("import", "--offline", votes).code == 0
    for words in (["train"], ["today", "--from", papers_file]):
        complaint = bare(*words).complaint
        assert "12 of 12 votes of hearing say nothing, since their papers are not" in complaint
        assert "rank fetch --library" in complaint


def test_likes_without_a_word_teach_nothing_and_are_told(
    bare: Rank, tmp_path: Path, papers_file: Path
) -> None:
    blank = [Vote(f"2607.0500{n}", LIKE, OLD, "", "?-…"[n]) for n in range(3)]
    bare("import", "--offline", save(tmp_path / "v.jsonl", *blank))
    complaint = bare("train").complaint
    assert "3 of 3 votes of hearing say nothing, since their papers have no word" in complaint
    bare("import", "--offline", save(tmp_path / "w.jsonl", *likes("speech", 2)))
    assert "3 of 5 votes" in bare("train").complaint
    done = bare("today", "--from", papers_file, "--format", "json")
    assert set(top(done)) == {"eess.AS"}
    note = json.loads(done.out)["notes"]
    assert [n for n in note if "3 of 5 votes of hearing say nothing" in n]


def test_a_few_of_many_are_told_by_train_alone(
    bare: Rank, tmp_path: Path, papers_file: Path
) -> None:
    blank = Vote("2607.05000", LIKE, OLD, "", "?")
    bare("import", "--offline", save(tmp_path / "v.jsonl", blank, *likes("speech", 9)))
    assert "1 of 10 votes of hearing" in bare("train").complaint
    doubts = json.loads(bare("train", "--format", "json").out)["doubts"]
    assert doubts == [{"kind": "wordless", "count": 1, "of": 10, "name": ""}]
    assert json.loads(bare("today", "--from", papers_file, "--format", "json").out)["notes"] == []


def test_likes_all_of_one_category_find_their_like(
    bare: Rank, tmp_path: Path, papers_file: Path
) -> None:
    there = write_papers(
        tmp_path / "p.jsonl", [entry(4000 + n, None, "new", "graphs") for n in range(25)]
    )
    bare("fetch", "--from", there)
    bare("import", "--offline", save(tmp_path / "v.jsonl", *likes("graphs", 10)))
    assert bare("train").code == 0
    assert set(top(bare("today", "--from", papers_file, "--format", "json"))) == {"math.CO"}


def test_a_library_of_another_field_is_told_and_is_no_background(
    bare: Rank, tmp_path: Path, papers_file: Path, home: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    bare("import", "--offline", save(tmp_path / "v.jsonl", *likes("galaxies", 60)))
    done = bare("train")
    assert (done.code, done.err) == (0, "")  # nobody knows their categories yet
    ws = reopened(home, clock, encoder)
    ids = {vote.id for vote in likes("galaxies", 60)}
    assert not ids & set(earlier_ids(ws, ws.config.profiles[0], DAY + timedelta(days=90)))
    there = write_papers(
        tmp_path / "p.jsonl", [entry(4000 + n, None, "new", "galaxies") for n in range(60)]
    )
    bare("fetch", "--from", there)
    said = bare("train").complaint
    assert (
        "60 of 60 likes of hearing whose categories are known are in none that it follows" in said
    )
    found = json.loads(bare("today", "--from", papers_file, "--format", "json").out)
    assert any("most in astro-ph.GA" in note for note in found["notes"])


def test_a_large_library_does_not_have_a_model_trained_every_time(workspace: Workspace) -> None:
    ws, profile = workspace, workspace.config.profiles[0]
    ws.vote_log.append(likes("galaxies", 130))  # more than there are papers to learn from
    assert usable_model(ws, profile, DAY) == ""
    assert model_for(ws, profile, DAY).card.id == usable_model(ws, profile, DAY)


def test_with_nothing_but_a_library_there_is_a_model(
    rank: Rank, tmp_path: Path, papers_file: Path
) -> None:
    rank("init", "--profile", "hearing", "--category", "eess.AS")
    rank("import", "--offline", save(tmp_path / "v.jsonl", *old(likes("speech", 9))))
    assert rank("train").code == 0
    assert set(top(rank("today", "--from", papers_file, "--format", "json"))) == {"eess.AS"}


def test_a_vote_that_was_withdrawn_leaves_no_background_behind(workspace: Workspace) -> None:
    ws, profile = workspace, workspace.config.profiles[0]
    before = earlier_ids(ws, profile, DAY + timedelta(days=90))
    cast = likes("galaxies", 5)
    keep_voted(ws, cast)
    ws.vote_log.append([Vote(v.id, WITHDRAWN, ws.now()) for v in cast])
    assert earlier_ids(ws, profile, DAY + timedelta(days=90)) == before


@pytest.mark.parametrize(("last", "stands"), [(LIKE, 1), (DISLIKE, -1)])
def test_of_votes_against_each_other_the_last_counts_whatever_the_spelling(
    bare: Rank, tmp_path: Path, home: Path, clock: Clock, encoder: HashingEncoder,
    last: int, stands: int,
) -> None:  # fmt: skip
    name = paper(4).id
    forms = [name, f"{name}v2", f"arXiv:{name}", f"https://arxiv.org/abs/{name}v3"]
    lines = [
        json.dumps({"id": form, "vote": -last if n < 3 else last, "at": OLD.isoformat()})
        for n, form in enumerate(forms)
    ]
    file = tmp_path / "v.jsonl"
    file.write_text("\n".join(lines))
    assert bare("import", "--offline", file).code == 0
    ws = reopened(home, clock, encoder)
    assert {i: v.vote for i, v in ws.votes_of(ws.config.profiles[0]).items()} == {name: stands}
    assert bare("train").code == 0


def test_a_work_and_its_paper_count_once(workspace: Workspace) -> None:
    ws, profile = workspace, workspace.config.profiles[0]
    one = paper(4)
    work = Vote("title:mine", LIKE, OLD, "hearing", one.title.upper())
    ws.vote_log.append([work, Vote(one.id, DISLIKE, OLD + timedelta(days=1), "hearing")])
    model = fit(ws, profile, DAY)
    assert (model.card.likes, model.card.dislikes) == (0, 1)
    assert [(d.kind, d.count) for d in doubts(ws, profile)] == [("twice", 1)]
    evidence = evidence_of(ws, profile, ws.votes_of(profile), DAY, ())
    assert [p.id for p in evidence.dislikes.papers] == [one.id]


def test_likes_older_than_every_stored_paper_teach_as_others(
    bare: Rank, tmp_path: Path, papers_file: Path
) -> None:
    bare("import", "--offline", save(tmp_path / "v.jsonl", *old(likes("speech", 8))))
    done = bare("train")
    assert (done.code, done.err) == (0, "")
    assert set(top(bare("today", "--from", papers_file, "--format", "json"))) == {"eess.AS"}
