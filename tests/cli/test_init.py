"""`rank init`: where, what it asks, what it refuses, what it writes and says."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from ranker.config import load_config
from ranker.settings import Profile
from tests.cli.on_a_terminal import typed
from tests.conftest import Rank

posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


class Terminal(io.StringIO):
    """Typed lines, then Ctrl-D."""

    def isatty(self) -> bool:
        return True


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))


def profile_of(home: Path) -> Profile:
    return load_config(home / "rank.toml").profiles[-1]


@posix
def test_a_whole_conversation_on_a_terminal(tmp_path: Path) -> None:
    home = tmp_path / "my papers"
    with typed(tmp_path, ["init"]) as rank:
        rank.wait_for("Folder (. is this one)")
        rank.wait_for(str(tmp_path))
        rank.type("~/my papers")
        rank.wait_for("Categories:")
        rank.type("cs.SX")
        rank.wait_for("'cs.SX' is no arXiv category; did you mean cs.S")
        rank.wait_for("Categories:")
        rank.type("math.co speech")
        rank.wait_for("1  eess.AS  Audio and Speech Processing")
        rank.wait_for("3  cs.CL    Computation and Language")
        rank.wait_for("Enter for all")
        rank.type("4")
        rank.wait_for("'4' is none of the numbers 1 to 3")
        rank.type("1, 2")
        rank.wait_for("Keywords (Enter for none yet):")
        rank.type("reverb, ??")
        rank.wait_for("the keyword '??' has no letter or digit")
        rank.wait_for("Keywords (Enter for none yet):")
        rank.type('speech  enhancement; "rooms, large", Reverb, reverb')
        rank.wait_for("Authors to follow")
        rank.type("Ada Quill")
        rank.wait_for("Fetch the last 14 days")
        assert not home.exists()
        rank.type("n")
        assert rank.end() == 0
    assert f"Made a workspace: {home / 'rank.toml'}" in rank.text
    assert "categories math.CO  Combinatorics" in rank.text
    assert "keywords   speech enhancement, rooms, large, Reverb" in rank.text
    assert rank.text.endswith(f"Next: `cd '{home}'`, then `rank today`\n")
    assert profile_of(home) == Profile(
        "default",
        ("math.CO", "eess.AS", "cs.SD"),
        ("speech enhancement", "rooms, large", "Reverb"),
        (),
        ("Ada Quill",),
    )


@posix
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("asked", range(5))
def test_breaking_off_at_any_question_leaves_nothing(tmp_path: Path, key: str, asked: int) -> None:
    questions = (
        ("is this one)", "papers"),
        ("Categories", "speech"),
        ("for all)", ""),
        ("Keywords", "reverb"),
        ("Authors", ""),
        ("Fetch", "n"),
    )
    with typed(tmp_path, ["init"]) as rank:
        for question, reply in questions[: asked + 1]:
            rank.wait_for(question)
            rank.type(reply)
        rank.wait_for(questions[asked + 1][0])
        rank.wait_for(": ")  # the blank is written when the answer is being read, and not before
        rank.break_off(key)
        assert rank.end() == 1
    assert rank.text.endswith("\nrank: stopped; nothing was written\n")
    assert "Aborted" not in rank.text
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_taken_as_people_write_it(
    rank: Rank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    done = rank("init", ".", "--keyword", "speech", at=None)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("Next: `rank today`\n")
    for folder in ("~/a", "../b/../c"):
        assert rank("init", folder, "--keyword", "speech", at=None).code == 0
    made = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("rank.toml"))
    assert list(map(str, made)) == ["c/rank.toml", "here/rank.toml", "me/a/rank.toml"]


def test_a_folder_and_another_home_contradict_each_other(
    rank: Rank, home: Path, tmp_path: Path
) -> None:
    done = rank("init", tmp_path / "other", "--keyword", "speech")
    assert done.code == 2
    assert "are two places; name one" in done.complaint
    assert not home.exists()
    assert not (tmp_path / "other").exists()
    assert rank("init", home, "--keyword", "speech").code == 0


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_in_the_way_is_one_line(rank: Rank, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    done = rank("init", tmp_path / place, "--keyword", "speech", at=None)
    assert done.code == 1
    assert done.complaint == f"rank: {tmp_path / 'file'} is no folder; name another place"
    assert (tmp_path / "file").read_text() == "mine"


def test_a_place_that_will_not_do_is_asked_for_again(
    rank: Rank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RANK_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("os.access", lambda path, mode: Path(path).name != "locked")
    (tmp_path / "locked").mkdir()
    answer(monkeypatch, "file", "locked/new", "", "cs.SD", "reverb", "", "n")
    done = rank("init", at=None)
    assert done.code == 0, done.err
    assert f"{tmp_path / 'file'} is no folder" in done.out
    assert f"{tmp_path / 'locked'} cannot be written" in done.out
    [made] = (tmp_path / "data").rglob("rank.toml")
    assert f"[{made.parent}]" in done.out
    assert done.out.endswith("Next: `rank today`\n")


def test_another_interest_is_asked_its_name_first(
    rank: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rank("init", "--profile", "hearing", "--keyword", "speech").code == 0
    answer(monkeypatch, "hearing", "../x", "folding", "protein", "", "none", "", "", "n")
    done = rank("init")
    assert done.code == 0, done.err
    assert f"{home} is a workspace with hearing" in done.out
    assert "rank.toml has a profile 'hearing' already; edit it there" in done.out
    assert "the profile name '../x' cannot be used" in done.out
    assert profile_of(home) == Profile("folding", ("q-bio.BM", "q-bio.QM"), ("none",))


def test_a_bad_name_is_told_before_anything_is_asked(
    rank: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch)
    done = rank("init", "--profile", "../b")
    assert (done.code, done.out) == (2, "")
    assert "profile name '../b'" in done.complaint


def test_categories_may_be_none_but_not_forgotten(
    rank: Rank, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "", "quantum", "none", "1", "", "")
    done = rank("init")
    assert 'name one at least, or "none"' in done.out
    assert "that leaves no category" in done.out
    assert not home.exists()  # the lines ended at the last question
    answer(monkeypatch, "none", "", "")
    done = rank("init")
    assert done.code == 0
    assert "none: only papers of files are ranked" in done.out
    assert profile_of(home) == Profile("default")


def test_everything_can_be_said_by_flags(rank: Rank, home: Path) -> None:
    done = rank(
        "init", "--category", "CS.sd, eess.as", "--category", "math.CO stat", "--keyword", "reverb",
        "--exclude", "text-to-speech", "--exclude", "music", "--author", "Ada  Quill",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert profile_of(home) == Profile(
        "default", ("cs.SD", "eess.AS", "math.CO", "stat"), ("reverb",),
        ("text-to-speech", "music"), ("Ada Quill",),
    )  # fmt: skip
    assert "excluded   text-to-speech, music" in done.out
    assert "authors    Ada Quill" in done.out
    assert "stat     Statistics" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--category", "speech"], "'speech' is no arXiv category; did you mean eess.AS, cs.SD"),
        (["--category", "xyzzy"], "'xyzzy' is no arXiv category; see https://arxiv.org/"),
        (["--exclude", "!"], "the excluded word '!' has no letter or digit"),
        (["--author", "-"], "the author '-' has no letter or digit"),
    ],
)
def test_a_flag_that_will_not_do_is_one_line(
    rank: Rank, home: Path, words: list[str], said: str
) -> None:
    done = rank("init", *words)
    assert done.code == 2
    assert said in done.complaint
    assert not home.exists()


IGNORED = ["/store/", "/models/*", "/feedback/*.lock", "/site/"]


def test_git_leaves_out_the_working_files_and_not_the_votes(rank: Rank, home: Path) -> None:
    rank("init", "--keyword", "speech")
    lines = (home / ".gitignore").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == IGNORED


@pytest.mark.parametrize("own", [b"*.pdf\nstore/", b"caf\xe9\r\n/store\r\n", b""])
def test_a_gitignore_that_is_there_keeps_every_line(rank: Rank, home: Path, own: bytes) -> None:
    home.mkdir()
    (home / ".gitignore").write_bytes(own)
    assert rank("init", "--keyword", "speech").code == 0
    new = (home / ".gitignore").read_bytes()
    assert new.startswith(own)
    rules = [r.decode("latin-1").strip() for r in new.splitlines() if not r.startswith(b"#")]
    assert sum(rule.strip("/") == "store" for rule in rules) == 1
    assert set(IGNORED[1:]) <= set(rules)
    (home / "rank.toml").unlink()
    assert rank("init", "--keyword", "speech").code == 0
    assert (home / ".gitignore").read_bytes() == new


def test_no_gitignore_is_written_elsewhere(rank: Rank, home: Path, tmp_path: Path) -> None:
    outside = tmp_path / "global-ignore"
    outside.write_text("mine\n")
    home.mkdir()
    (home / ".gitignore").symlink_to(outside)
    assert rank("init", "--keyword", "speech").code == 0
    assert outside.read_text() == "mine\n"


def test_a_gitignore_that_cannot_be_read_does_not_stop_it(rank: Rank, home: Path) -> None:
    (home / ".gitignore").mkdir(parents=True)
    done = rank("init", "--keyword", "speech")
    assert done.code == 0
    assert ".gitignore cannot be read" in done.complaint
    assert (home / "rank.toml").exists()


def test_a_closed_archive_leads_to_its_successor_with_a_word(rank: Rank, home: Path) -> None:
    done = rank("init", "--category", "solv-int cs.*", "--keyword", "solitons")
    assert done.code == 0
    assert done.err.splitlines() == [
        "rank: arXiv closed solv-int; its papers are now in nlin.SI",
        "rank: cs.* is read as cs, Computer Science",
    ]
    assert profile_of(home).categories == ("nlin.SI", "cs")
    path = home / "rank.toml"
    path.write_text(path.read_text().replace('"nlin.SI"', '"patt-sol", "nlin.PS"'))
    assert profile_of(home).categories == ("nlin.PS", "cs")
