"""The whole loop in processes of their own, on the sample papers, with the packaged encoder."""

from __future__ import annotations

import json
import sys
from math import fsum
from pathlib import Path

import pytest

from ranker import sample
from tests.cli.conftest import EACH
from tests.conftest import START, Done, Rank, link_encoder, python, rank_process

LOADED = """
import sys
from ranker.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def test_a_day_from_init_to_why(home: Path, compiled_folder: Path) -> None:
    def run(*words: object) -> Done:
        done = rank_process(["--home", home, *words])
        assert (done.code, done.err) == (0, "")
        return done

    words = [w for keyword in sample.KEYWORDS for w in ("--keyword", keyword)]
    run("init", *(w for c in sample.CATEGORIES for w in ("--category", c)), *words)
    link_encoder(compiled_folder, home / "models")
    assert "60 new" in run("fetch", "--from", sample.library_path()).out
    today = ("today", "--from", sample.announcement_path(), "--format", "json", "--all")
    before = json.loads(run(*today).out)
    assert before["stage"] == "keywords"
    run("like", *sample.LIKES)
    assert "Disliked" in run("dislike", *sample.DISLIKES).out
    daily = python(LOADED, "--home", home, *today)
    assert daily.code == 0
    assert not {"torch", "transformers", "sentence_transformers"} & set(daily.err.split())
    after = json.loads(daily.out)
    assert after["stage"] == "blend"
    assert (after["model"]["likes"], after["model"]["dislikes"]) == (3, 2)
    places = {p["id"]: p["rank"] for p in after["papers"]}
    assert max(places[i] for i in sample.LIKES) < min(places[i] for i in sample.DISLIKES)
    for one in after["papers"]:
        assert abs(fsum(r["contribution"] for r in one["because"]) - one["score"]) < 1e-6
    best = after["papers"][0]
    assert f"score {best['score']:+.2f}" in run("why", 1).out
    again = python(LOADED, "--home", home, "today", "--offline", "--format", "json")
    assert json.loads(again.out)["papers"][0]["id"] == best["id"]
    assert not {"torch", "sklearn", "scipy"} & set(again.err.split())


def test_the_demo_tells_the_whole_story(rank: Rank) -> None:
    done = rank("demo")
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    for step in ("1. A reader's keywords", "2. Three likes and two dislikes",
                 "3. The same announcement, learned", "4. What the votes moved"):  # fmt: skip
        assert step in done.out
    for paper_id in (*sample.LIKES, *sample.DISLIKES):
        assert paper_id in done.out
    assert " up " in done.out
    assert "down " in done.out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_knows_few_letters_is_no_fault(real_home: Path, encoding: str) -> None:
    commands = (["today", "--offline"], ["why", "1"], ["show", "1"], ["like", "1"], ["status"])
    written = json.dumps([["--home", str(real_home), *words] for words in commands])
    done = python(EACH, written, env={"PYTHONIOENCODING": encoding}, errors="replace")
    assert (done.code, done.err) == (0, "")
    said = done.out.split("\f\n")
    assert len(said) == len(commands) + 1
    assert all(said[:-1])


def test_a_reader_of_the_output_may_stop_reading(real_home: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "p.stdout.close(); sys.stderr.write(p.stderr.read().decode())"
    )
    done = python(
        code, sys.executable, "-c", START, "--home", real_home, "today", "--offline", "--all"
    )
    assert "Traceback" not in done.err
    assert "fault of rank" not in done.err
