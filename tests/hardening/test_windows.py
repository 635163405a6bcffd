"""What Windows refuses costs nothing: see windows.py. The names of files and settings that differ
there are in tests/test_portable.py."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from ranker import files
from ranker.cli import pager
from ranker.encoder import compiling, weights
from ranker.encoder import opening as encoders
from ranker.encoder.compiled import CompiledEncoder
from ranker.errors import EncoderError, StoreError
from ranker.files import write_atomically
from tests.conftest import Rank
from tests.encoder import tiny
from tests.hardening import windows
from tests.hardening.test_damage import noise
from tests.invented import paper


@pytest.fixture
def as_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    windows.play(monkeypatch)


@windows.can_be_played
def test_what_is_open_or_mapped_is_refused(tmp_path: Path, as_windows: None) -> None:
    """The play itself."""
    (tmp_path / "a").mkdir()
    path = tmp_path / "a" / "b"
    with path.open("w", encoding="utf-8"):
        for act in (path.unlink, lambda: (tmp_path / "a").rename(tmp_path / "c")):
            with pytest.raises(PermissionError, match="in use"):
                act()
        shutil.rmtree(tmp_path / "a", ignore_errors=True)
        assert path.exists()
    (tmp_path / "a").rename(tmp_path / "c")
    shutil.rmtree(tmp_path / "c")


@windows.can_be_played
def test_the_whole_loop_renames_and_deletes_nothing_that_is_open(
    ready: Rank, home: Path, papers_file: Path, tmp_path: Path, as_windows: None
) -> None:
    liked, moved = paper(204).id, tmp_path / "moved"
    archive = tmp_path / "rank.zip"
    for words in (
        ["today", "--from", papers_file],
        ["like", liked],
        ["train"],
        ["today", "--offline"],
        ["save", liked],
        ["export", "--all", archive],
        ["--home", moved, "restore", archive],
        ["merge", moved],
        ["site", tmp_path / "site"],
        ["report", "--output", tmp_path / "report.html"],
        ["doctor", "--repair"],
    ):
        done = ready(*words, at=None if "restore" in words else home)
        assert done.code == 0, (words, done.err)
    assert (moved / "feedback" / "votes.jsonl").exists()
    (home / "store" / "papers.sqlite3").write_bytes(b"noise" * 999)
    done = ready("doctor", "--repair")
    assert list((home / "store").glob("papers.sqlite3.damaged-*")), done.err
    assert ready("today", "--from", papers_file).code == 0


@windows.can_be_played
def test_an_encoder_is_made_anew_while_its_files_are_open_nowhere(
    tmp_path: Path, compiled_folder: Path, monkeypatch: pytest.MonkeyPatch, as_windows: None
) -> None:
    """By what opened it, and by `rank doctor --repair`; nothing of the old one stays."""
    folder = _tiny(tmp_path, compiled_folder, monkeypatch)
    for mended in (_by_use, _by_doctor):
        noise(folder / "model.bin")
        shutil.rmtree(folder / "cache", ignore_errors=True)
        mended(folder)
        CompiledEncoder(folder).check()
        assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@windows.can_be_played
def test_an_encoder_that_another_holds_stays_whole(
    tmp_path: Path, compiled_folder: Path, monkeypatch: pytest.MonkeyPatch, as_windows: None
) -> None:
    """Half of it was deleted, then came a traceback."""
    folder = _tiny(tmp_path, compiled_folder, monkeypatch)
    there = sorted(path.name for path in folder.iterdir())
    with (folder / "model.bin").open("rb"):
        with pytest.raises(EncoderError, match=r"cannot be made anew .*; close what uses it"):
            encoders._compile_anew(weights.locate("x"), folder)
        assert sorted(path.name for path in folder.iterdir()) == there
        assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    encoders._compile_anew(weights.locate("x"), folder)
    CompiledEncoder(folder).check()


def _tiny(tmp_path: Path, reference: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small encoder, and another like it from whatever is compiled."""
    kept = tiny.write(tmp_path / "kept", reference)
    compiling.note_known(kept)
    compiling._note_sums(kept)
    monkeypatch.setattr(
        compiling, "compile_encoder", lambda _, folder: shutil.copytree(kept, folder)
    )
    monkeypatch.setattr(weights, "verify", lambda _: None)
    folder = tmp_path / "encoder" / weights.locate("x").fingerprint
    shutil.copytree(kept, folder)
    return folder


def _by_use(folder: Path) -> None:
    assert encoders.open_encoder("x", folder.parent).encode(["a text"]).shape[0] == 1


def _by_doctor(folder: Path) -> None:
    damage, mended = encoders.check_encoder("x", folder.parent, repair=True)
    assert "damaged" in damage
    assert mended


class _Refused:
    """A file that somebody reads for so many tries."""

    def __init__(self, times: int) -> None:
        self.left, self.waits = times, 0

    def replace(self, *words: object) -> None:
        if self.left:
            self.left -= 1
            raise PermissionError(13, "Access is denied", "there")
        _replace(*words)  # type: ignore[arg-type]

    def sleep(self, seconds: float) -> None:
        self.waits += 1


_replace = os.replace


@pytest.mark.parametrize("times", [0, 3, 19, 20])
def test_a_file_that_is_read_for_a_moment_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("old", "utf-8")
    refused = _Refused(times)
    monkeypatch.setattr(files, "_WINDOWS", True)
    monkeypatch.setattr(os, "replace", refused.replace)
    monkeypatch.setattr(time, "sleep", refused.sleep)
    if times < files._TRIES:
        write_atomically(path, "new")
        assert path.read_text("utf-8") == "new"
    else:
        with pytest.raises(StoreError, match="if a program has it open, close it"):
            write_atomically(path, "new")
        assert path.read_text("utf-8") == "old"
    assert refused.waits == min(times, files._TRIES - 1)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_elsewhere_a_refusal_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = _Refused(1)
    monkeypatch.setattr(files, "_WINDOWS", False)
    monkeypatch.setattr(os, "replace", refused.replace)
    monkeypatch.setattr(time, "sleep", refused.sleep)
    with pytest.raises(StoreError, match="cannot be written"):
        write_atomically(tmp_path / "a", "new")
    assert not refused.waits


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (r"C:\tools\less.exe -R", [r"C:\tools\less.exe", "-R"]),
        (r'"C:\Program Files\Git\less.exe" -R', [r"C:\Program Files\Git\less.exe", "-R"]),
        ("more", ["more"]),
        ("", []),
        ('"', []),
    ],
)
def test_a_pager_of_windows_keeps_its_backslashes(
    monkeypatch: pytest.MonkeyPatch, chosen: str, words: list[str]
) -> None:
    monkeypatch.setattr(pager, "_WINDOWS", True)
    assert pager.pager_command({"PAGER": chosen}) == words
