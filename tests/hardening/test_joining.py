"""Two copies voted in apart and joined, by `rank merge` or by git: no vote is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.app.care.joining import join
from ranker.app.workspace import Workspace
from ranker.config import Paths
from ranker.errors import InputFileError, StoreError, UsageError
from ranker.feedback.votes import DISLIKE, LIKE, WITHDRAWN, Vote, VoteLog, current
from tests.conftest import Rank

START = datetime(2026, 7, 6, tzinfo=UTC)
SETTINGS = '[profile.hearing]\nkeywords = ["speech"]\n'

Cast = tuple[int, int, int]  # copy, paper, vote
casts = st.lists(
    st.tuples(st.integers(0, 1), st.integers(1, 4), st.sampled_from((LIKE, DISLIKE, WITHDRAWN))),
    max_size=24,
)


def copy_at(home: Path) -> Workspace:
    home.mkdir(parents=True)
    (home / "rank.toml").write_text(SETTINGS, "utf-8")
    return Workspace(Paths(home))


def vote(number: int, paper: int, value: int, profile: str = "hearing") -> Vote:
    return Vote(f"2607.{paper:05}", value, START + timedelta(seconds=number), profile)


def cast_apart(folder: Path, cast: Sequence[Cast], joined_after: Sequence[int]) -> list[Workspace]:
    """Two copies in which votes are cast in turn, the first taking in the second now and then."""
    copies = [copy_at(folder / name) for name in ("one", "two")]
    for number, (copy, paper, value) in enumerate(cast):
        copies[copy].vote_log.append([vote(number, paper, value)])
        for ws in copies:
            ws.forget_votes_read()
        if number in joined_after:
            join(copies[0], copies[1].paths.home)
    return copies


@given(cast=casts, joined_after=st.sets(st.integers(0, 23), max_size=3))
def test_joined_both_ways_they_agree_and_the_last_vote_stands(
    tmp_path_factory: pytest.TempPathFactory, cast: list[Cast], joined_after: set[int]
) -> None:
    one, two = cast_apart(tmp_path_factory.mktemp("apart"), cast, sorted(joined_after))
    join(one, two.paths.home)
    join(two, one.paths.home)
    expected = current(
        (vote(n, paper, value) for n, (_, paper, value) in enumerate(cast)), "hearing", first=True
    )
    for ws in (one, two):
        ws.forget_votes_read()
        votes = ws.vote_file.votes
        assert len(votes) == len(cast)
        assert current(votes, "hearing", first=True) == expected
    again = join(one, two.paths.home)
    assert (again.votes, again.present) == (0, len(cast))


@pytest.mark.parametrize("seed", range(3))
def test_gits_own_union_loses_none_either(tmp_path: Path, seed: int) -> None:
    from random import Random

    random = Random(seed)
    votes = (LIKE, DISLIKE, WITHDRAWN)
    cast = [(random.randrange(2), random.randrange(1, 5), random.choice(votes)) for _ in range(30)]
    one, two = cast_apart(tmp_path, cast, ())
    base = tmp_path / "base"
    base.write_bytes(b"")
    merged = subprocess.run(
        ["git", "merge-file", "--union", "-p", one.paths.votes, base, two.paths.votes],
        capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    (tmp_path / "merged.jsonl").write_text(merged, "utf-8")
    found = VoteLog(tmp_path / "merged.jsonl").read()
    expected = (vote(n, paper, value) for n, (_, paper, value) in enumerate(cast))
    assert not found.bad_lines
    assert current(found.votes, "hearing", first=True) == current(expected, "hearing", first=True)


def test_the_command_says_what_came_and_what_is_unknown(
    ready: Rank, home: Path, tmp_path: Path
) -> None:
    other = copy_at(tmp_path / "other")
    (other.paths.home / "rank.toml").write_text(SETTINGS.replace("hearing", "sky"), "utf-8")
    other.vote_log.append([vote(1, 1, LIKE, ""), vote(2, 2, LIKE, "hearing")])
    with other.paths.votes.open("a") as file:
        file.write("half a li\n")
    other.shelf.put("2607.00003", "note", "read this twice", START)
    done = ready("merge", other.paths.home)
    assert done.out == "2 votes added, 0 already here; 1 line added to the shelf\n"
    assert "no profile of rank.toml is called sky" in done.err
    assert "line 3" in done.err
    assert Workspace(Paths(home)).shelf.all()["2607.00003"].note == "read this twice"
    named = {v.id: v.profile for v in VoteLog(home / "feedback" / "votes.jsonl").read().votes}
    assert named == {"2607.00001": "sky", "2607.00002": "hearing"}
    assert ready("merge", other.paths.home).out.startswith("0 votes added, 2 already here; 0 lines")


def test_a_copy_without_settings_has_its_votes_as_they_are(tmp_path: Path) -> None:
    ours, there = copy_at(tmp_path / "ours"), Paths(tmp_path / "there")
    VoteLog(there.votes).append([vote(1, 1, LIKE, ""), vote(2, 2, LIKE, "sky")])
    found = join(ours, there.home)
    assert (found.votes, found.unknown) == (2, ("sky",))
    assert [v.profile for v in VoteLog(ours.paths.votes).read().votes] == ["", "sky"]


def test_votes_of_the_same_first_profile_come_as_they_are(tmp_path: Path) -> None:
    ours, theirs = copy_at(tmp_path / "ours"), copy_at(tmp_path / "theirs")
    theirs.vote_log.append([vote(1, 1, LIKE, "")])
    join(ours, theirs.paths.home)
    assert ours.paths.votes.read_bytes() == theirs.paths.votes.read_bytes()


def test_a_shelf_that_was_written_elsewhere_is_joined_whole(tmp_path: Path) -> None:
    ours, theirs = copy_at(tmp_path / "ours"), copy_at(tmp_path / "theirs")
    ours.shelf.put("2607.00001", "note", "räume", START)
    kept = ours.paths.shelf.read_bytes()
    theirs.paths.shelf.parent.mkdir(exist_ok=True)
    theirs.paths.shelf.write_bytes(b"\xef\xbb\xbf" + kept + b"\n" + b'{"half": "\xff"}\n' + kept)
    with theirs.paths.shelf.open("ab") as file:
        file.write(b"another line\n")
    assert join(ours, theirs.paths.home).shelf == 2
    added = ours.paths.shelf.read_bytes().removeprefix(kept).decode().splitlines()
    assert added == ['{"half": "\N{REPLACEMENT CHARACTER}"}', "another line"]


def test_a_vote_that_was_copied_before_the_profile_was_renamed_is_one_vote(tmp_path: Path) -> None:
    ours, theirs = copy_at(tmp_path / "ours"), copy_at(tmp_path / "theirs")
    (theirs.paths.home / "rank.toml").write_text(SETTINGS.replace("hearing", "sky"), "utf-8")
    for ws in (ours, theirs):
        ws.vote_log.append([vote(1, 1, LIKE, "")])
    found = join(ours, theirs.paths.home)
    assert (found.votes, found.present) == (0, 1)


def test_a_disk_that_fails_keeps_no_line_of_the_shelf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = copy_at(tmp_path / "ours"), copy_at(tmp_path / "theirs")
    theirs.shelf.put("2607.00001", "saved", True, START)

    def fail(handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreError, match=r"^the shelf was not kept: .*shelf\.jsonl"):
        join(ours, theirs.paths.home)
    assert ours.shelf.all() == {}


def test_a_shelf_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    ours, theirs = copy_at(tmp_path / "ours"), copy_at(tmp_path / "theirs")
    theirs.paths.shelf.mkdir(parents=True)
    with pytest.raises(InputFileError, match="cannot be read") as refused:
        join(ours, theirs.paths.home)
    assert str(theirs.paths.shelf) in str(refused.value)


def test_what_is_no_other_workspace_is_refused(ready: Rank, home: Path, tmp_path: Path) -> None:
    ready("like", "2607.00205")
    (tmp_path / "link").symlink_to(home)
    assert "is this workspace" in ready("merge", tmp_path / "link").complaint
    assert "is no workspace" in ready("merge", tmp_path).complaint
    with pytest.raises(UsageError):
        join(Workspace(Paths(home)), home)
