"""A whole workspace out and back: it ranks as before, and nothing but an archive is believed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from ranker.app.care.archive import MANIFEST, restore, write_archive
from ranker.errors import InputFileError, UsageError
from tests.conftest import Rank, reopened
from tests.invented import DAY, Clock, HashingEncoder


@pytest.fixture
def used(ready: Rank, papers_file: Path, home: Path) -> Rank:
    """A workspace with a digest, votes, a note, a model, and a template of the reader's own."""
    ready("today", "--from", papers_file)
    ready("like", "1", "3", "5")
    ready("dislike", "9")
    ready("save", "2")
    ready("today", "--date", DAY)
    (home / "templates").mkdir(exist_ok=True)
    (home / "templates" / "digest.md").write_text("{{ digest.announcement }}\n", "utf-8")
    return ready


def scores(rank: Rank, home: Path) -> dict[str, float]:
    done = rank("--home", home, "today", "--date", DAY, "--all", "--format", "json")
    return {paper["id"]: paper["score"] for paper in json.loads(done.out)["papers"]}


def test_a_restored_workspace_ranks_as_the_old_one_did(
    used: Rank, home: Path, tmp_path: Path
) -> None:
    before, votes = scores(used, home), (home / "feedback" / "votes.jsonl").read_bytes()
    told = used("export", "--all", tmp_path / "rank.zip")
    assert "rank --home FOLDER restore" in told.out
    away = tmp_path / "another machine"
    shutil.move(home, tmp_path / "lost")
    assert used("--home", away, "restore", tmp_path / "rank.zip").code == 0
    assert (away / "feedback" / "votes.jsonl").read_bytes() == votes
    assert (away / "templates" / "digest.md").exists()
    after = scores(used, away)
    assert after.keys() == before.keys()
    assert max(abs(after[i] - before[i]) for i in before) < 1e-6
    # Trained anew, on the restored store and votes, it is the same as well.
    shutil.rmtree(away / "models")
    fresh = scores(used, away)
    assert max(abs(fresh[i] - before[i]) for i in before) < 1e-6
    assert used("--home", away, "like", "2").code == 0  # numbers still mean the list printed last


def test_what_belongs_to_the_machine_stays_behind(
    used: Rank, home: Path, tmp_path: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    for name in ("models/encoder/model.bin", "store/outbox/1.eml", "store/.papers-x1"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"x")
    members = write_archive(reopened(home, clock, encoder), tmp_path / "a.zip")
    names = {member.name for member in members}
    assert {"rank.toml", "feedback/votes.jsonl", "store/papers.sqlite3"} < names
    assert not [
        n for n in names if "encoder" in n or "outbox" in n or n.endswith((".lock", "-wal"))
    ]
    assert not [n for n in names if "/." in n]


def packed(path: Path, held: dict[str, bytes], **about: object) -> Path:
    """An archive forged by somebody, whose manifest agrees with what is in it."""
    import hashlib

    told = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in held.items()
    ]
    with ZipFile(path, "w") as file:
        file.writestr(MANIFEST, json.dumps({"format": 1, "schema": 1, "members": told} | about))
        for name, data in held.items():
            file.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "feedback/../../evil", "C:\\evil", "feedback\\..\\evil", "evil.py",
     "models/encoder/model.bin"],
)  # fmt: skip
def test_a_forged_name_leads_nowhere(tmp_path: Path, name: str) -> None:
    archive = packed(tmp_path / "a.zip", {"rank.toml": b"", name: b"x"})
    with pytest.raises(InputFileError, match="does not belong"):
        restore(archive, tmp_path / "deep" / "home")
    assert [p.name for p in (tmp_path / "deep").iterdir()] == []


def test_damage_is_told_and_nothing_is_left_behind(
    used: Rank, home: Path, tmp_path: Path, clock: Clock, encoder: HashingEncoder
) -> None:
    whole = tmp_path / "a.zip"
    write_archive(reopened(home, clock, encoder), whole)
    data = whole.read_bytes()
    middle = len(data) // 2
    flipped = data[:middle] + bytes(255 - byte for byte in data[middle : middle + 64])
    for damaged in (data[:middle], b"", b"no zip", flipped + data[middle + 64 :]):
        (tmp_path / "b.zip").write_bytes(damaged)
        done = used("--home", tmp_path / "new", "restore", tmp_path / "b.zip")
        assert done.code == 1
        assert "archive of rank" in done.complaint or "damaged" in done.complaint
        assert not (tmp_path / "new").exists()
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_a_member_swells_no_further_than_told(tmp_path: Path) -> None:
    about = [{"name": "rank.toml", "size": 10, "sha256": "0" * 64}]
    archive = packed(tmp_path / "a.zip", {"rank.toml": b"0" * 5_000_000}, members=about)
    with pytest.raises(InputFileError, match="not what was put in"):
        restore(archive, tmp_path / "home")


@pytest.mark.parametrize("about", [{"format": 99}, {"schema": 9_999}])
def test_a_newer_archive_is_refused(tmp_path: Path, about: dict[str, int]) -> None:
    archive = packed(tmp_path / "a.zip", {"rank.toml": b""}, **about)
    with pytest.raises(InputFileError, match="newer rank"):
        restore(archive, tmp_path / "home")


def test_nothing_is_overwritten(used: Rank, home: Path, tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"rank.toml": b""})
    with pytest.raises(UsageError, match="not empty"):
        restore(archive, home)
    assert used("export", "--all", archive).complaint.startswith("rank: ")
    assert "name it" in used("export", "--all").complaint
    assert "rank's own" in used("export", "--all", home / "store" / "a.zip").complaint
