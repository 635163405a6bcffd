"""`rank like`, `dislike`, `undo`, `import`, `export`: ids in every form, and what is answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ranker.feedback.votes import Vote, VoteLog
from tests.conftest import Rank
from tests.invented import DAY, entry, paper, write_papers

ID = paper(204).id


@pytest.fixture
def shown(ready: Rank, papers_file: Path) -> Rank:
    """`rank` after the day's digest."""
    assert ready("today", "--from", papers_file).code == 0
    return ready


def votes(home: Path) -> tuple[Vote, ...]:
    found = VoteLog(home / "feedback" / "votes.jsonl").read()
    assert found.bad_lines == ()
    return found.votes


def last_ids(rank: Rank) -> list[str]:
    done = rank("today", "--offline", "--format", "json", "--all")
    return [p["id"] for p in json.loads(done.out)["papers"]]


FORMS = (
    ID, f"{ID}v2", f"arXiv:{ID}", f"arxiv:{ID}v1", f" {ID} ", f"https://arxiv.org/abs/{ID}",
    f"http://arxiv.org/pdf/{ID}v3", f"https://arxiv.org/pdf/{ID}.pdf", f"arxiv.org/html/{ID}v1",
    f"10.48550/arXiv.{ID}", f"https://doi.org/10.48550/arXiv.{ID}", f"oai:arXiv.org:{ID}",
)  # fmt: skip


@pytest.mark.parametrize(("command", "value"), [("like", 1), ("dislike", -1)])
def test_every_written_form_of_an_id_is_a_vote(
    shown: Rank, home: Path, command: str, value: int
) -> None:
    for written in FORMS:
        done = shown(command, written)
        assert (done.code, done.err) == (0, ""), written
        assert f"{command.title()}d {ID}  {paper(204).title}" in done.out
        last = votes(home)[-1]
        assert (last.id, last.vote, last.profile) == (ID, value, "hearing")
    assert len(votes(home)) == len(FORMS)


def test_a_rank_number_counts_in_the_last_digest(shown: Rank, home: Path) -> None:
    ids = last_ids(shown)
    for written in ("3", "#3", " 3"):
        assert shown("like", written).code == 0
        assert votes(home)[-1].id == ids[2]


def test_a_rank_number_counts_in_the_digest_shown_last(shown: Rank, tmp_path: Path) -> None:
    other = write_papers(tmp_path / "b.jsonl", [entry(700, DAY.replace(day=7), "new", "speech")])
    shown("today", "--from", other)
    assert paper(700).id in shown("like", 1).out
    again = shown("today", "--date", DAY, "--offline", "--format", "json")
    assert json.loads(again.out)["papers"][0]["id"] in shown("like", 1).out


def test_an_old_style_id_is_a_vote(shown: Rank, home: Path, tmp_path: Path) -> None:
    record = {"id": "math.CO/0309136", "title": "An old one", "announced": "2003-09-09"}
    (tmp_path / "old.jsonl").write_text(json.dumps(record))
    assert shown("fetch", "--from", tmp_path / "old.jsonl").code == 0
    for written in ("math/0309136", "https://arxiv.org/abs/math.CO/0309136v2"):
        assert shown("like", written).code == 0
    assert {v.id for v in votes(home)} == {"math/0309136"}


def test_several_votes_at_once_and_what_they_change(shown: Rank, home: Path) -> None:
    done = shown("like", 1, 2, ID, ID)
    assert done.code == 0
    assert len(votes(home)) == len({v.id for v in votes(home)}) in (2, 3)
    assert "goes from keywords to blend" in done.out
    done = shown("dislike", 5)
    assert "1 dislike; the next `rank today` learns from it" in done.out


def test_the_known_ones_are_kept_when_another_is_wrong(shown: Rank, home: Path) -> None:
    done = shown("like", ID, "2607.77777", "nonsense")
    assert done.code == 1
    for word in ("2607.77777", "nonsense", "the other 1 kept"):
        assert word in done.complaint
    assert [v.id for v in votes(home)] == [ID]


def test_undo_takes_back_the_last_vote_or_the_named_one(shown: Rank, home: Path) -> None:
    ids = last_ids(shown)
    shown("like", 1)
    shown("dislike", 2)
    done = shown("undo")
    assert (done.code, done.err) == (0, "")
    assert f"Withdrew the vote on {ids[1]}" in done.out
    assert "1 like, 0 dislikes" in done.out
    assert shown("undo", ids[0]).code == 0
    assert [v.vote for v in votes(home)] == [1, -1, 0, 0]
    assert "has no vote to withdraw" in shown("undo").complaint
    assert f"{ids[0]} has no vote of hearing" in shown("undo", ids[0]).complaint


def test_a_votes_file_is_imported_once_and_exported_whole(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    lines = [
        {"id": paper(4).id, "vote": 1, "at": "2026-07-01T10:00"},
        {"id": "2020smith", "vote": -1, "at": "2026-07-01", "title": "Own", "abstract": "Own."},
        {"id": "2605.00001", "vote": 1, "at": "2026-07-01"},
        {"id": paper(8).id, "vote": 7, "at": "2026-07-01"},
    ]
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    done = ready("import", path)
    assert done.code == 0
    assert "3 votes added, 0 were there already" in done.out
    assert f"{path} line 4: vote is 7" in done.err
    assert len(done.err.splitlines()) == 1
    assert "1 vote kept, to count when the paper is stored" in done.out
    assert "0 votes added, 3 were there already" in ready("import", path).out
    whole = ready("export").out
    exported = [json.loads(line) for line in whole.splitlines()]
    assert exported[0]["title"] == paper(4).title
    assert exported[0]["abstract"] == paper(4).abstract
    assert ready("export", tmp_path / "out.jsonl").code == 0
    assert (tmp_path / "out.jsonl").read_text() == whole
    again = ready("import", tmp_path / "out.jsonl")
    assert "0 votes added, 3 were there already" in again.out


def test_votes_on_papers_that_nobody_has_wait_and_break_nothing(
    ready: Rank, papers_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "2605.00001", "vote": 1, "at": "2026-07-01"}')
    assert ready("import", path).code == 0
    assert ready("today", "--from", papers_file).code == 0
    assert ready("train").code == 0
    for command in ("why", "show"):
        done = ready(command, "2605.00001")
        assert done.code == 1
        assert "2605.00001 is not stored" in done.complaint
    assert ready("undo", "2605.00001").code == 0


def test_a_library_of_own_keys_is_learned_from_and_can_be_named(
    ready: Rank, papers_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.jsonl"
    keys = ["smith2020", "2020smith", "a key"]
    path.write_text(
        "".join(
            json.dumps({"id": k, "vote": 1, "at": "2026-07-01", "title": paper(4).title}) + "\n"
            for k in keys
        )
    )
    assert ready("import", path).code == 0
    done = ready("today", "--from", papers_file, "--format", "json")
    assert json.loads(done.out)["model"]["likes"] == 3
    for key in keys:
        assert ready("dislike", key).code == 0
        assert paper(4).title in ready("show", key).out
        assert ready("why", key).code == 0
