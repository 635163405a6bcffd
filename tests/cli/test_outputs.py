"""`--output FILE`: its suffix names the format, and nothing that a workspace keeps is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Rank
from tests.invented import paper


@pytest.fixture
def voted(ready: Rank, papers_file: Path) -> Rank:
    """`rank` after a digest and two votes."""
    assert ready("today", "--from", papers_file).code == 0
    assert ready("like", paper(204).id, paper(208).id).code == 0
    return ready


def kept(home: Path) -> dict[str, bytes]:
    """Every file of a workspace that nothing but rank's own work may change."""
    folders = ("feedback", "store/vectors", "models", "templates")
    files = [home / "rank.toml", *(p for f in folders for p in (home / f).rglob("*"))]
    return {str(p): p.read_bytes() for p in files if p.is_file()}


OWN = (
    "feedback/votes.jsonl", "feedback/new.jsonl", "rank.toml", "store/papers.sqlite3",
    "store/new.html", "models/hearing/current.json", "templates/digest.md", "models",
    "digests/../feedback/votes.jsonl", "./feedback/./votes.jsonl",
)  # fmt: skip


@pytest.mark.parametrize("relative", [True, False], ids=["relative", "absolute"])
def test_no_output_is_written_over_what_a_workspace_keeps(
    voted: Rank, home: Path, monkeypatch: pytest.MonkeyPatch, relative: bool
) -> None:
    before = kept(home)
    assert len(before) > 3
    monkeypatch.chdir(home)
    for target in OWN:
        path = target if relative else f"{home}/{target}"
        for words in (
            ("today", "--offline", "--format", "html", "--output", path),
            ("export", path),
            ("votes", "--format", "ids", "--output", path),
        ):
            done = voted(*words)
            assert (done.code, done.out) == (2, ""), words
            assert path.split("/")[-1] in done.complaint
    assert kept(home) == before
    assert voted("status").code == 0  # the store, too, is whole


def _soft(home: Path, beside: Path) -> Path:
    (beside / "out.html").symlink_to(home / "feedback" / "votes.jsonl")
    return beside / "out.html"


def _folder(home: Path, beside: Path) -> Path:
    (beside / "out").symlink_to(home / "feedback")
    return beside / "out" / "votes.jsonl"


def _dangling(home: Path, beside: Path) -> Path:
    (beside / "out.html").symlink_to(home / "feedback" / "new.jsonl")
    return beside / "out.html"


def _moved(home: Path, beside: Path) -> Path:
    """The votes live elsewhere, and a link in feedback/ says where."""
    (home / "feedback" / "votes.jsonl").rename(beside / "mine.json")
    (home / "feedback" / "votes.jsonl").symlink_to(beside / "mine.json")
    return beside / "mine.json"


def _moved_folder(home: Path, beside: Path) -> Path:
    (home / "feedback").rename(beside / "mine")
    (home / "feedback").symlink_to(beside / "mine")
    return beside / "mine" / "votes.jsonl"


@pytest.mark.parametrize("way", [_soft, _folder, _dangling, _moved, _moved_folder])
def test_links_do_not_lead_there_either(
    voted: Rank, home: Path, tmp_path: Path, way: Callable[[Path, Path], Path]
) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    target = way(home, beside)
    before = kept(home)
    done = voted("today", "--offline", "--format", "html", "--output", target)
    assert done.code == 2
    assert "rank's own" in done.complaint
    assert kept(home) == before
    assert b'"vote": 1' in (home / "feedback" / "votes.jsonl").read_bytes()


def test_another_spelling_of_the_same_file_is_refused(
    voted: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file system says that FEEDBACK/VOTES.JSONL is the same file, it is."""
    asked = Path.samefile

    def regardless_of_case(one: Path, other: Path) -> bool:
        return asked(Path(str(one).casefold()), Path(str(other).casefold()))

    monkeypatch.setattr(Path, "samefile", regardless_of_case)
    before = kept(home)
    done = voted("export", home / "FEEDBACK" / "VOTES.JSONL")
    if str(home) != str(home).casefold():
        pytest.skip("the folder for temporary files has capitals in its name")
    assert done.code == 2
    assert "rank's own" in done.complaint
    assert kept(home) == before
    assert not (home / "FEEDBACK").exists()


def test_another_workspace_is_as_safe(voted: Rank, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert voted("init", "--keyword", "speech", at=other).code == 0
    before = kept(home)
    done = voted("export", home / "feedback" / "votes.jsonl", at=other)
    assert done.code == 2
    assert kept(home) == before


def test_the_file_that_is_ranked_is_not_written_over(ready: Rank, papers_file: Path) -> None:
    before = papers_file.read_bytes()
    done = ready("today", "--from", papers_file, "--format", "json", "--output", papers_file)
    assert done.code == 2
    assert "is what is read from" in done.complaint
    assert papers_file.read_bytes() == before


def test_a_folder_is_refused_in_words_before_anything_is_done(
    ready: Rank, home: Path, papers_file: Path, tmp_path: Path
) -> None:
    done = ready("today", "--from", papers_file, "--output", tmp_path)
    assert done.code == 2
    assert done.complaint == f"rank: {tmp_path} is a folder; name a file in it"
    assert "120 papers stored" in ready("status").out


def test_a_link_to_itself_is_one_line(ready: Rank, papers_file: Path, tmp_path: Path) -> None:
    (tmp_path / "loop.html").symlink_to(tmp_path / "loop.html")
    done = ready("today", "--from", papers_file, "--output", tmp_path / "loop.html")
    assert done.code == 1
    assert "loop.html cannot be written" in done.complaint


@pytest.mark.parametrize(
    ("name", "begins"),
    [("x.md", "# arXiv digest"), ("x.html", "<!doctype html>"), ("x.json", "{"),
     ("x.xml", "<?xml"), ("x.atom", "<?xml"), ("x.csv", "announcement,"), ("x.bib", "@misc{"),
     ("x.txt", " Monday 6 July 2026"), ("X.HTML", "<!doctype html>"),
     ("plain", " Monday 6 July 2026")],
)  # fmt: skip
def test_the_suffix_names_the_format(
    ready: Rank, papers_file: Path, tmp_path: Path, name: str, begins: str
) -> None:
    path = tmp_path / "new" / name
    done = ready("today", "--from", papers_file, "--output", path)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert path.read_text().strip().startswith(begins.strip())
    asked = ready("today", "--from", papers_file, "--format", "json", "--output", path)
    assert asked.code == 0
    assert json.loads(path.read_text())["ranked"] == 40


def test_a_feed_knows_itself_by_the_address_in_rank_toml(
    ready: Rank, home: Path, papers_file: Path
) -> None:
    words = ("today", "--from", papers_file, "--format", "atom")
    assert 'rel="self"' not in ready(*words).out
    with (home / "rank.toml").open("a") as settings:
        settings.write('\n[site]\naddress = "https://me.example/papers"\n')
    assert '"https://me.example/papers/feed.atom"' in ready(*words).out
    ready("init", "--profile", "sky", "--keyword", "galaxy")
    assert '"https://me.example/papers/feed-sky.atom"' in ready(*words, "--profile", "sky").out


def test_a_suffix_that_names_none_is_told_with_those_that_do(
    ready: Rank, papers_file: Path, tmp_path: Path
) -> None:
    done = ready("today", "--from", papers_file, "--output", tmp_path / "x.pdf")
    assert done.code == 2
    assert "the suffix .pdf names no format; take .md, .html, .json" in done.complaint
    assert not (tmp_path / "x.pdf").exists()


def test_a_dash_is_stdout(
    voted: Rank, papers_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("today", "--offline", "--format", "csv")
    assert voted(*words, "--output", "-").out == voted(*words).out != ""
    assert voted("export", "-").out == voted("export").out != ""
    assert not (tmp_path / "-").exists()


@pytest.mark.skipif(not os.path.exists(os.devnull), reason="needs a null device")  # noqa: PTH110
def test_a_device_is_written_to(ready: Rank, papers_file: Path) -> None:
    done = ready("today", "--from", papers_file, "--output", os.devnull)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert not Path(os.devnull).is_file()
