"""Links in a workspace lead nothing outside, and files are as open as their reader made them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ranker.errors import StoreError
from ranker.feedback.votes import LIKE, Vote, VoteLog
from ranker.files import held, write_atomically

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="links need rights on Windows, modes are not"
)

VOTE = Vote("2607.00001", LIKE, datetime(2026, 7, 6, tzinfo=UTC))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workspace, beside a folder that is not in it."""
    home = tmp_path / "workspace"
    for folder in ("digests", "models", "feedback", "store"):
        (home / folder).mkdir(parents=True)
    (home / "rank.toml").write_text("")
    (tmp_path / "outside").mkdir()
    return home


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    "name", ["digests/latest.md", "models/x/current.json", "store/work.json", "out.html"]
)
def test_a_file_that_is_a_link_to_outside_is_refused(home: Path, name: str, there: bool) -> None:
    target = home.parent / "outside" / "profile"
    if there:
        target.write_text("mine")
    (home / name).parent.mkdir(exist_ok=True)
    (home / name).symlink_to(target)
    with pytest.raises(StoreError, match=r"is not written: a link leads it to .*outside/profile"):
        write_atomically(home / name, "x")
    assert target.exists() is there
    assert not there or target.read_text() == "mine"
    assert (home / name).is_symlink()


@pytest.mark.parametrize("folder", ["digests", "models", "models/x"])
def test_so_is_a_folder(home: Path, folder: str) -> None:
    place = home / folder
    if place.exists():
        place.rmdir()
    place.symlink_to("../outside" if place.parent == home else "../../outside")
    with pytest.raises(StoreError, match="outside the workspace; put a file or folder"):
        write_atomically(place / "new" / "file.md", "x")
    assert list((home.parent / "outside").iterdir()) == []


def test_a_link_within_the_workspace_is_written_through(home: Path) -> None:
    (home / "kept.md").write_text("old")
    (home / "digests" / "latest.md").symlink_to("../kept.md")
    write_atomically(home / "digests" / "latest.md", "new")
    assert (home / "kept.md").read_text() == "new"


def test_the_workspace_and_its_store_may_be_links(home: Path) -> None:
    (home / "store").rmdir()
    (home / "store").symlink_to(home.parent / "outside")
    link = home.parent / "link"
    link.symlink_to(home)
    write_atomically(link / "digests" / "a.md", "x")
    write_atomically(link / "store" / "pacing" / "api.json", "{}")
    assert (home / "digests" / "a.md").read_text() == "x"
    assert (home.parent / "outside" / "pacing" / "api.json").read_text() == "{}"


def test_the_readers_own_files_may_lie_elsewhere_under_the_same_ending(home: Path) -> None:
    votes, settings = home.parent / "outside" / "mine.jsonl", home.parent / "outside" / "my.toml"
    settings.write_text("")
    (home / "feedback" / "votes.jsonl").symlink_to(votes)
    (home / "rank.toml").unlink()
    (home / "rank.toml").symlink_to(settings)
    VoteLog(home / "feedback" / "votes.jsonl").append([VOTE])
    write_atomically(home / "rank.toml", "# new\n")
    assert VoteLog(votes).read().votes == (VOTE,)
    assert settings.read_text() == "# new\n"


def test_so_may_their_folder(home: Path) -> None:
    (home / "feedback").rmdir()
    (home / "feedback").symlink_to(home.parent / "outside")
    VoteLog(home / "feedback" / "votes.jsonl").append([VOTE])
    assert VoteLog(home.parent / "outside" / "votes.jsonl").read().votes == (VOTE,)


def test_votes_go_to_no_file_of_another_kind(home: Path) -> None:
    target = home.parent / "outside" / ".bashrc"
    target.write_text("mine")
    (home / "feedback" / "votes.jsonl").symlink_to(target)
    with pytest.raises(StoreError, match="outside the workspace"):
        VoteLog(home / "feedback" / "votes.jsonl").append([VOTE])
    assert target.read_text() == "mine"


def test_a_lock_empties_no_file_elsewhere(home: Path) -> None:
    target = home.parent / "outside" / "profile"
    target.write_text("mine")
    (home / "store" / "work.lock").symlink_to(target)
    (home / "feedback" / "votes.lock").symlink_to(target)
    with pytest.raises(StoreError), held(home / "store" / "work.lock", home, "busy"):
        pass
    with pytest.raises(StoreError):
        VoteLog(home / "feedback" / "votes.jsonl").append([VOTE])
    assert target.read_text() == "mine"


def test_a_link_to_itself_is_one_clear_line(home: Path) -> None:
    (home / "digests" / "latest.md").symlink_to("latest.md")
    with pytest.raises(StoreError, match=r"latest\.md (cannot be|is not) written") as refused:
        write_atomically(home / "digests" / "latest.md", "x")
    assert "\n" not in str(refused.value)


def test_outside_a_workspace_a_link_is_its_owners_business(home: Path) -> None:
    link, target = home.parent / "link.md", home.parent / "outside" / "a.txt"
    link.symlink_to(target)
    write_atomically(link, "x")
    assert target.read_text() == "x"


@pytest.mark.parametrize("own", [0o600, 0o640, 0o664, 0o666, 0o755])
@pytest.mark.usefixtures("umask")
def test_a_file_keeps_its_mode(home: Path, own: int) -> None:
    path = home / "rank.toml"
    path.chmod(own)
    write_atomically(path, "new")
    assert (path.read_text(), mode(path)) == ("new", own)


@pytest.mark.usefixtures("umask")
def test_a_new_file_has_the_mode_of_the_umask(home: Path) -> None:
    write_atomically(home / "digests" / "a.md", "x")
    VoteLog(home / "feedback" / "votes.jsonl").append([VOTE])
    assert mode(home / "digests" / "a.md") == 0o640
    assert mode(home / "feedback" / "votes.jsonl") == 0o640


def test_nobody_reads_a_private_file_while_it_is_rewritten(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "rank.toml"
    path.chmod(0o600)
    seen: list[int] = []

    def look(handle: int) -> None:
        seen.append(os.fstat(handle).st_mode & 0o777)

    monkeypatch.setattr(os, "fsync", look)
    write_atomically(path, "secret")
    assert seen == [0o600]
