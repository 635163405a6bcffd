"""Copies of the votes that were written apart become one: no line lost, no line doubled."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranker.feedback.votes import current, read_votes
from tests.hardening.race import ROOT, VOTES, git, vote

JOIN = ROOT / ".github" / "join.py"

pytestmark = pytest.mark.skipif(not JOIN.exists(), reason="installed without the scripts")


def join(mine: Path, *copies: Path) -> bytes:
    words = [sys.executable, str(JOIN), str(mine), *map(str, copies)]
    return subprocess.run(words, check=True, capture_output=True).stdout


def line(paper: int, value: int, minute: int) -> str:
    at = f"2026-07-06T12:{minute:02}:00+00:00"
    return json.dumps({"id": f"2607.{paper:05}", "vote": value, "at": at})


# Distinct times, so that which vote is the last is never in doubt.
votes = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from([1, -1, 0]), st.integers(0, 59)),
    max_size=12,
    unique_by=lambda one: one[2],
).map(lambda found: [line(*one) for one in found])


@given(everything=votes, data=st.data())
@settings(max_examples=15)
def test_the_last_vote_by_time_wins_whoever_wrote_it_where(
    tmp_path_factory: pytest.TempPathFactory, everything: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("join")
    mine, theirs = folder / "votes.jsonl", folder / "theirs"
    sides = [data.draw(st.sampled_from("mtb")) for _ in everything]  # mine, theirs, both
    for path, side in ((mine, "mb"), (theirs, "tb")):
        path.write_text(
            "".join(f"{v}\n" for v, s in zip(everything, sides, strict=True) if s in side)
        )
    joined = join(mine, theirs)
    assert sorted(joined.decode().splitlines()) == sorted(everything)
    assert sorted(mine.read_text().splitlines()) == sorted(everything)
    (folder / "joined").write_bytes(joined)
    (folder / "all").write_text("".join(f"{v}\n" for v in everything))
    found = [
        current(read_votes(path).votes, "", first=True)
        for path in (folder / "all", folder / "joined", mine)
    ]
    assert found[0] == found[1] == found[2]


def test_ends_of_lines_marks_of_a_merge_and_a_cut_line_cost_no_vote(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "votes.jsonl", tmp_path / "theirs"
    one, two, three = (line(n, 1, n) for n in (1, 2, 3))
    mine.write_bytes(f"{one}\r\n<<<<<<< HEAD\n{two}\n=======\n>>>>>>> x\n{three[:9]}".encode())
    theirs.write_bytes(f"{three}\n\n{one}".encode())
    assert join(mine, theirs, tmp_path / "absent").decode().splitlines() == [
        three, one, two, three[:9]
    ]  # fmt: skip
    assert mine.read_bytes().endswith(f"\n{three[:9]}\n{three}\n".encode())
    before = mine.read_bytes()
    join(mine, theirs)
    assert mine.read_bytes() == before


def test_nothing_joined_with_nothing_is_nothing(tmp_path: Path) -> None:
    assert join(tmp_path / "a", tmp_path / "b") == b""
    assert not (tmp_path / "a").exists()


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
@pytest.mark.parametrize("how", ["--rebase", "--no-rebase"])
@pytest.mark.parametrize("name", ["votes.jsonl", "shelf.jsonl"])
def test_git_itself_joins_the_votes_of_two_machines(tmp_path: Path, how: str, name: str) -> None:
    """What a reader's own `git pull` does, by way of .gitattributes."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "remote.git")
    machines = [tmp_path / "one", tmp_path / "two"]
    git(tmp_path, "clone", "-q", "remote.git", "one")
    shutil.copy(ROOT / ".gitattributes", machines[0])
    log = Path(VOTES).with_name(name)
    for number in range(1, 4):
        vote(machines[0], f"old-{number}")
    (machines[0] / VOTES).rename(machines[0] / log)
    git(machines[0], "checkout", "-q", "-B", "main")
    git(machines[0], "add", "--all")
    git(machines[0], "commit", "-q", "-m", "Votes")
    git(machines[0], "push", "-q", "origin", "main")
    git(tmp_path, "clone", "-q", "remote.git", "two")
    for round_ in range(3):
        for machine in machines:
            (machine / log).rename(machine / VOTES)
            vote(machine, f"{machine.name}-{round_}")
            (machine / VOTES).rename(machine / log)
            git(machine, "commit", "-q", "-a", "-m", "A vote")
        for machine in (*machines, machines[0]):
            git(machine, "pull", "-q", how, "origin", "main")
            git(machine, "push", "-q", "origin", "HEAD:main")
    for machine in machines:
        ids = [json.loads(one)["id"] for one in (machine / log).read_text().splitlines()]
        assert sorted(ids) == sorted(
            ["old-1", "old-2", "old-3", *(f"{m.name}-{r}" for m in machines for r in range(3))]
        )
