"""Whatever is wrong: one clear line on stderr, the exit code of the contract, nothing lost."""

from __future__ import annotations

import gc
import gzip
import json
import os
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from ranker.feedback.votes import VoteLog
from tests.conftest import START, Done, Rank, python
from tests.invented import announcement, entry, paper, to_line, write_papers


def complaint(done: Done, code: int = 1) -> str:
    assert (done.code, done.out) == (code, "")
    return done.complaint


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["like", "2607.99999"], 1, "2607.99999 is not stored; `rank fetch` its announcement"),
        (["like", "nonsense"], 1, "'nonsense' is no arXiv id; write it as"),
        (["like", "2613.00001"], 1, "is no arXiv id"),
        (["like", "0"], 1, "'0' is no arXiv id"),
        (["like", ""], 1, "'' is no arXiv id"),
        (["like", "-1"], 2, "-1"),
        (["like", "3"], 1, "3 is a number in a list, but none was shown yet; run `rank today`"),
        (["like", "\x1b[31mred\n"], 1, "is no arXiv id"),
        (["dislike", "x" * 10_000], 1, "is no arXiv id"),
        (["undo"], 1, "hearing has no vote to withdraw"),
        (["why", "2607.99999"], 1, "is not stored"),
        (["show", "nonsense"], 1, "is no arXiv id"),
        (["like", "1", "--profile", "nobody"], 2, "no profile 'nobody'; rank.toml has hearing"),
        (["train", "--profile", "nobody"], 2, "no profile 'nobody'"),
        (["today", "--offline", "--profile", "nobody"], 2, "no profile 'nobody'"),
        (["today", "--date", "someday"], 2, "'someday' is no date; write it as YYYY-MM-DD"),
        (["today", "--offline", "--format", "pdf"], 2, "unknown format 'pdf'; choose one of"),
        (["today", "--from", "none.jsonl"], 1, "none.jsonl: No such file"),
        (["today", "--from", "."], 1, "Is a directory"),
        (["fetch", "--from", "none.jsonl"], 1, "none.jsonl"),
        (["import", "none.jsonl"], 1, "none.jsonl cannot be read"),
        (["init"], 1, "rank.toml exists; `rank init --profile NAME` adds an interest"),
        (["init", "--profile", "hearing"], 1, "has a profile 'hearing' already"),
        (["init", "--profile", "b", "--category", "cs.XX"], 2, "'cs.XX' is no arXiv category"),
        (["init", "--profile", "../b"], 2, "profile name '../b'"),
        (["init", "--profile", "b", "--keyword", "?"], 2, "'?' has no letter or digit"),
    ],
)
def test_a_wrong_word_is_named(
    ready: Rank, home: Path, words: list[str], code: int, said: str
) -> None:
    config = (home / "rank.toml").read_bytes()
    done = ready(*words)
    assert done.code == code
    assert said in done.err
    assert not {"\x1b", "\t"} & set(done.err)
    assert len(done.err) < 1000
    if said != words[-1]:
        complaint(done, code)
    assert (home / "rank.toml").read_bytes() == config
    assert not (home / "feedback" / "votes.jsonl").exists()


@pytest.mark.parametrize(
    "words", [["nothing"], ["today", "--nothing"], ["like"], ["today", "-n", "x"],
              ["today", "-n", "0"], ["--home"], ["train", "extra"]]
)  # fmt: skip
def test_words_that_the_program_does_not_have_are_usage_errors(
    ready: Rank, words: list[str]
) -> None:
    done = ready(*words)
    assert (done.code, done.out) == (2, "")
    assert "Usage:" in done.err or "requires an argument" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("command", ["today", "like", "train", "status", "fetch", "export"])
def test_no_workspace_and_a_broken_one_are_named(rank: Rank, home: Path, command: str) -> None:
    words = [command, *(["1"] if command == "like" else [])]
    assert "there is no workspace at" in complaint(rank(*words))
    assert not home.exists()
    home.mkdir()
    (home / "rank.toml").write_text('[profile.a]\nkeywords = ["a"]\n[digest]\nsize = = 3\n')
    said = complaint(rank(*words))
    assert f"{home / 'rank.toml'} is not valid TOML" in said
    assert "line 4" in said


def test_nothing_known_of_the_reader_says_what_to_do(rank: Rank, papers_file: Path) -> None:
    assert "It has no keywords yet" in rank("init").out
    said = complaint(rank("today", "--from", papers_file))
    assert "no keywords and no votes; add keywords to rank.toml or vote" in said
    assert "no keywords" in complaint(rank("train"))
    assert rank("like", paper(204).id).code == 0  # the papers were stored all the same
    assert rank("today", "--from", papers_file).code == 0


def test_nothing_stored_says_what_to_do(rank: Rank) -> None:
    rank("init", "--keyword", "speech")
    assert "no paper is stored yet; run `rank fetch`" in complaint(rank("today", "--offline"))
    assert "no paper is stored yet" in complaint(rank("train"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"just some words\n", "no papers file"),
        (b'{"id": "2607.00001", "title": "A ti', "no readable paper (line 1"),
        (b'{"id": "nonsense", "title": "T"}\n', "no readable paper (line 1"),
        (b"<html><body>Sign in to the hotel</body></html>", "is a web page"),
        (b"\x1f\x8b\x08\x00garbage", "papers.jsonl"),
    ],
    ids=["empty", "blank", "words", "half a line", "no id", "portal", "half a gzip"],
)
def test_a_papers_file_without_a_paper_is_named(
    ready: Rank, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_bytes(content)
    for command in ("today", "fetch"):
        message = complaint(ready(command, "--from", path))
        assert said in message
        assert str(path) in message
    assert "120 papers stored" in ready("status").out


def test_a_half_written_papers_file_keeps_its_whole_lines(ready: Rank, tmp_path: Path) -> None:
    whole = write_papers(tmp_path / "whole.jsonl", announcement()).read_bytes()
    path = tmp_path / "half.jsonl"
    path.write_bytes(whole[:-200])
    done = ready("today", "--from", path, "--format", "json", "--all")
    assert done.code == 0
    assert len(json.loads(done.out)["papers"]) == 39
    assert f"{path} line 40: not JSON" in done.complaint
    packed = tmp_path / "half.jsonl.gz"
    packed.write_bytes(gzip.compress(whole)[:-500])
    done = ready("fetch", "--from", packed)
    assert done.code == 0
    assert str(packed) in done.err


def test_one_bad_line_among_a_thousand_is_named_and_skipped(ready: Rank, tmp_path: Path) -> None:
    lines = [to_line(entry(n)) for n in range(1001, 2001)]
    lines[512] = lines[512].replace('"title"', '"tittle"')
    path = tmp_path / "thousand.jsonl"
    path.write_text("\n".join(lines))
    done = ready("fetch", "--from", path)
    assert done.code == 0
    assert f"{path} line 513: 2607.01513 has no title" in done.complaint
    assert "999 papers read: 999 new" in done.out


def test_a_second_process_at_work_is_told_to_wait(
    ready: Rank, home: Path, papers_file: Path
) -> None:
    ready("today", "--from", papers_file)
    with FileLock(home / "store" / "work.lock"):
        for words in (
            ["today", "--from", papers_file],
            ["fetch", "--from", papers_file],
            ["train"],
        ):
            said = complaint(ready(*words))
            assert said == f"rank: another rank is at work in {home}; try again when it is done"
        assert ready("like", 1).code == 0  # a vote need not wait
        assert ready("status").code == 0
    assert ready("train").code == 0


def test_damage_in_the_vote_log_is_told_and_costs_nothing_else(ready: Rank, home: Path) -> None:
    ready("like", paper(4).id)
    log = home / "feedback" / "votes.jsonl"
    log.write_bytes(log.read_bytes() + b"\xff\xfe<<<<<<< HEAD\n" + log.read_bytes()[:40])
    done = ready("status")
    assert done.code == 0
    told, *lines = done.err.splitlines()
    assert told.startswith("rank: 2 lines of the votes are not read and do not count: ")
    assert [line.startswith("rank: not read: ") for line in lines] == [True, True]
    assert ready("dislike", paper(5).id).code == 0
    assert [v.vote for v in VoteLog(log).read().votes] == [1, -1]


@pytest.mark.parametrize("damaged", ["npz", "json"])
def test_a_damaged_model_is_told_and_trained_anew(
    ready: Rank, home: Path, papers_file: Path, damaged: str
) -> None:
    ready("today", "--from", papers_file)
    folder = home / "models" / "hearing"
    (path,) = (p for p in folder.glob(f"*.{damaged}") if p.name != "current.json")
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"[]"):
        path.write_bytes(content)
        done = ready("why", 1)
        assert done.code == 0
        assert f"{path} is damaged" in done.err
        assert ready("why", 1).err == ""
        assert len(path.read_bytes()) == len(whole)  # the same evidence, but for when
    (folder / "current.json").write_text("[]")
    assert "delete it to train anew" in complaint(ready("why", 1))
    (folder / "current.json").unlink()
    assert ready("why", 1).code == 0


@pytest.mark.skipif(
    sys.platform != "linux" and not (os.name == "posix" and os.geteuid()),
    reason="root's rights can be given up on Linux only",
)
@pytest.mark.parametrize(
    "words", [["like", paper(4).id], ["undo"], ["today", "--offline"], ["train"], ["status"],
              ["fetch", "--from", "library.jsonl"], ["init", "--profile", "b"]]
)  # fmt: skip
def test_a_workspace_that_cannot_be_written_is_one_line(
    ready: Rank, home: Path, papers_file: Path, words: list[str]
) -> None:
    ready("today", "--from", papers_file)
    ready("like", paper(8).id)
    gc.collect()  # closes the store, whose working files go with that
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    folders = [home, *(p for p in home.rglob("*") if p.is_dir())]
    for path in before:
        path.chmod(0o444)
    for folder in folders:
        folder.chmod(0o555)
    try:
        done = python(START, "--home", home, *words, **without_roots_rights())
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert done.code in (0, 1)
    assert done.code == 1 or words in (["status"], ["today", "--offline"])
    told = complaint(done) if done.code else done.err.splitlines()[-1]
    assert f"{home}" in told
    for path, content in before.items():
        assert path.read_bytes() == content


def without_roots_rights() -> dict[str, object]:
    """Root may write everywhere; a process that gave up CAP_DAC_OVERRIDE may not."""
    if os.geteuid():
        return {}
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    return {"preexec_fn": lambda: prctl(24, 1, 0, 0, 0)}  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


FULL = """
import resource, sys
from ranker.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
main(sys.argv[2:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits file sizes as POSIX does")
@pytest.mark.parametrize("words", [["like", paper(4).id], ["init", "--profile", "b"]])
def test_a_full_disk_is_one_line_and_loses_nothing(
    ready: Rank, home: Path, words: list[str]
) -> None:
    for number in (8, 12, 16):
        assert ready("like", paper(number).id).code == 0
    before = (home / "rank.toml").read_bytes(), (home / "feedback" / "votes.jsonl").read_bytes()
    done = python(FULL, len(before[1]) + 20, "--home", home, *words)
    said = complaint(done)
    assert "File too large" in said or "fitted on the disk" in said
    assert before == (
        (home / "rank.toml").read_bytes(),
        (home / "feedback" / "votes.jsonl").read_bytes(),
    )
    assert [p.name for p in home.iterdir() if p.name.startswith(".")] == [".gitignore"]
    assert ready("like", paper(4).id).code == 0
