"""Ten mornings on which the reader trains and pushes meanwhile: nothing lost, always pushed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hardening.race import VOTES, Race, forked, git, seeded, train, vote

pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists() or shutil.which("bash") is None,
    reason="no git checkout, or no bash",
)

ROUNDS = (
    ("git fetch 1",),
    ("git commit-tree 1",),
    ("git push 1",),
    ("rank today 1",),
    ("rank train 1", "git push 2"),
    ("git reset 1",),  # the votes are pushed, this machine isn't at their commit yet
    ("git push 1", "git push 2", "git push 3", "git push 4"),
    ("git push 2", "git push 3", "git commit-tree 4"),
    ("rank github sync 1", "git push 3"),
    ("rank github --read 1", "rank today 1", "rank train 1", "git push 2", "rank github 1"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeded(tmp_path_factory.mktemp("seeded"))


@pytest.fixture
def race(made: Path, tmp_path: Path) -> Race:
    return forked(made, tmp_path)


@pytest.mark.parametrize("machine", ["new", "kept"])
def test_ten_races_lose_nothing_and_are_always_pushed(race: Race, machine: str) -> None:
    """On a machine of GitHub's, new every morning, and on one of the reader's that stays."""
    pushed = 0
    for number, moments in enumerate(ROUNDS, 1):
        if machine == "new":
            race.clone()
        done = race.run(number, *moments)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        pushed += len(race.came_to())
        nothing_is_lost(race, said)
        assert race.committed(f"digests/day-{number:04}.md") == f"digest of {number:04}\n"
        assert (race.runner / "models/x/current.json").read_text() == f"run{number:04}\n"
        # The run's own state is whole, so that the next one begins as if nothing had been.
        assert git(race.runner, "rev-parse", "HEAD") == git(race.remote, "rev-parse", "main")
        changed = git(race.runner, "status", "--porcelain").split("\n")[:-1]
        assert [one for one in changed if not one[3:].startswith("models/")] in (
            [],
            [f" M {VOTES}"],
        )
    assert pushed >= 2 * len(ROUNDS) - 4


def nothing_is_lost(race: Race, said: str) -> None:
    notes = race.committed("notes.txt").split() if "notes.txt" in listed(race) else []
    assert sorted(race.votes()) == sorted([*race.asked, *notes]), said  # each once
    here = (race.runner / VOTES).read_text().splitlines()
    assert len(here) == len(set(here))
    commits = git(race.desk, "reflog", "--format=%H").split()
    assert set(commits) <= set(git(race.remote, "rev-list", "main").split())


def listed(race: Race) -> list[str]:
    return git(race.remote, "ls-tree", "-r", "--name-only", "main").split()


def test_votes_are_pushed_before_anything_is_computed_and_what_came_meanwhile_counts(
    race: Race,
) -> None:
    race.run(1, "rank github --read 1")
    log = git(race.remote, "log", "--format=%s", "main").split("\n")
    votes = next(n for n, one in enumerate(log) if one.startswith("Digest of"))
    assert any(one.startswith("Votes of") for one in log[votes:])
    assert "reader-0001" in (race.folder / "votes-read").read_text()  # what the digest rests on


def test_a_remote_that_takes_nothing_is_given_up_and_the_next_run_pushes_it_all(race: Race) -> None:
    hook = race.remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert race.run(1).returncode == 1
    assert race.votes() == ["first"]
    hook.unlink()
    assert race.run(2, "git push 1").returncode == 0
    nothing_is_lost(race, "")
    assert "digests/day-0001.md" in listed(race)


def commit_like_a_run_of_before(race: Race) -> None:
    """Digest, votes and models in one commit, which the reader's push keeps from being pushed."""
    vote(race.runner, "of-the-commit")
    train(race.runner, "stuck")
    (race.runner / "digests").mkdir()
    (race.runner / "digests" / "day-0000.md").write_text("of before\n")
    (race.runner / "digests" / "latest.md").write_text("of before\n")
    git(race.runner, "add", "--all")
    git(race.runner, "commit", "-q", "-m", "Digest, votes and models of 2026-07-03")
    vote(race.desk, "of-the-desk")
    train(race.desk, "desk")
    git(race.desk, "add", "--all")
    git(race.desk, "commit", "-q", "-m", "Train on my own machine")
    git(race.desk, "push", "-q", "origin", "HEAD:main")
    race.asked += ["of-the-commit", "of-the-desk"]


@pytest.mark.parametrize("state", ["diverged", "rebasing", "rebasing, edited", "stash"])
def test_a_clone_that_a_run_of_before_broke_recovers(race: Race, state: str) -> None:
    git(race.runner, "fetch", "-q", "--unshallow")
    git(race.runner, "config", "user.name", "Run")
    git(race.runner, "config", "user.email", "run@example.org")
    commit_like_a_run_of_before(race)
    (race.runner / "rank.toml").write_text("[profile.x]\n# edited, not committed\n")
    vote(race.runner, "not-committed")
    race.asked.append("not-committed")
    pull = ["pull", "-q", "--rebase", "--autostash", "--strategy-option=theirs", "origin", "main"]
    if state.startswith("rebasing"):
        git(race.runner, *pull, code=1)  # rename/rename
        assert (race.runner / ".git" / "rebase-merge").is_dir()
        if state.endswith("edited"):
            vote(race.runner, "voted-in-the-middle")
            race.asked.append("voted-in-the-middle")
    elif state == "stash":  # what was stashed does not go back
        git(race.runner, "reset", "-q", "--soft", "HEAD~")
        git(race.runner, "stash", "-q")
        git(race.runner, "pull", "-q", "--rebase", "origin", "main")
        git(race.runner, "stash", "pop", "-q", code=1)
        assert git(race.runner, "ls-files", "-u") != ""
    for number in (1, 2):
        done = race.run(number, "git push 1")
        assert done.returncode == 0, done.stdout + done.stderr
        nothing_is_lost(race, done.stdout + done.stderr)
        assert git(race.runner, "symbolic-ref", "HEAD") == "refs/heads/main\n"
        assert git(race.runner, "rev-parse", "HEAD") == git(race.remote, "rev-parse", "main")
        assert git(race.runner, "ls-files", "-u") == ""
    assert "digests/day-0000.md" in listed(race)
    digests = [path for path in listed(race) if path.startswith(("digests/", "feedback/"))]
    assert not any("<<<<" in race.committed(path) for path in digests)
    edits = (race.runner / "rank.toml").read_text() + git(race.runner, "stash", "list", "-p")
    assert "# edited, not committed" in edits


def test_commits_of_the_reader_that_are_not_pushed_go_along(race: Race) -> None:
    (race.runner / "rank.toml").write_text("[profile.x]\nkeywords = ['mine']\n")
    git(race.runner, "commit", "-q", "-a", "-m", "A keyword of mine")
    done = race.run(1, "git fetch 1", "git push 1")
    assert done.returncode == 0, done.stdout + done.stderr
    nothing_is_lost(race, done.stdout)
    assert "mine" in race.committed("rank.toml")
    assert "A keyword of mine" in git(race.remote, "log", "--format=%s", "main")


def test_commits_that_only_their_reader_can_join_stay_and_the_digest_goes_out(race: Race) -> None:
    (race.runner / "rank.toml").write_text("[profile.x]\nkeywords = ['mine']\n")
    git(race.runner, "commit", "-q", "-a", "-m", "A keyword of mine")
    mine = git(race.runner, "rev-parse", "HEAD")
    (race.desk / "rank.toml").write_text("[profile.x]\nkeywords = ['other']\n")
    git(race.desk, "commit", "-q", "-a", "-m", "Another keyword")
    git(race.desk, "push", "-q", "origin", "HEAD:main")
    done = race.run(1, "git push 1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::warning::GitHub and this folder both changed a file" in done.stdout
    nothing_is_lost(race, done.stdout)
    assert "other" in race.committed("rank.toml")
    assert "digests/day-0001.md" in listed(race)
    assert git(race.runner, "rev-parse", "HEAD") == mine


def test_a_rebase_of_the_readers_own_is_left_alone(race: Race) -> None:
    git(race.runner, "fetch", "-q", "--unshallow")
    for folder, word in ((race.runner, "mine"), (race.desk, "other")):
        (folder / "rank.toml").write_text(f"[profile.x]\nkeywords = ['{word}']\n")
        git(folder, "commit", "-q", "-a", "-m", word)
    git(race.desk, "push", "-q", "origin", "HEAD:main")
    git(race.runner, "pull", "-q", "--rebase", "origin", "main", code=1)
    before = git(race.runner, "status", "--porcelain", "rank.toml")
    done = race.run(1)
    assert done.returncode == 1
    assert "a merge or rebase is under way in this folder" in done.stdout
    assert git(race.runner, "status", "--porcelain", "rank.toml") == before
    assert (race.runner / ".git" / "rebase-merge").is_dir()
    assert "2607.0001" in (race.runner / VOTES).read_text()
