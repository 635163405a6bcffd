"""docs/tutorial.md is lived: its commands run in their order and print what stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.conftest import ROOT, link_encoder, python

TUTORIAL = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)

LIVED = """
import json, os, shlex, shutil, sys
from pathlib import Path
from ranker.cli.main import main
sys.stderr = sys.stdout
for block in json.loads(sys.argv[1]):
    for line in block.replace("\\\\\\n", " ").splitlines():
        words = [word.replace("~", os.environ["HOME"]) for word in shlex.split(line)]
        if words[0] == "cd":
            os.chdir(words[1])
        elif words[:2] == ["cp", "-r"]:
            shutil.copytree(*words[2:])
        else:
            assert words[0] == "rank", line
            try:
                main(words[1:])
            except SystemExit as stop:
                assert not stop.code, line
    print("\\f", end="", flush=True)
"""
"""Runs the lines of each block; a form feed follows what they print."""


def blocks() -> list[tuple[str, str]]:
    """The commands of each step with what the tutorial says they print, empty where it does not."""
    found: list[tuple[str, str]] = []
    for language, text in BLOCK.findall(TUTORIAL.read_text("utf-8")):
        if language == "sh":
            found.append((text, ""))
        elif language == "text":
            found[-1] = (found[-1][0], text)
    return found


def plain(line: str) -> str:
    """Without what differs by machine: numbers, bars, ids of models, dates, spelling of paths."""
    line = re.sub(r"model \w+|\d{4}-\d\d-\d\d(?=  )", "#", line)
    line = re.sub(r"\d+(\.\d+)?(?= %)|(?<=score )\S+|[+-]\d\.\d\d|(?<=; )\d+(?= of)", "#", line)
    return " ".join(re.sub(r"[^ -~]+|\?+", "", line).replace("\\", "/").split())


def missing(said: str, printed: str) -> list[str]:
    """The lines that the tutorial shows and the program has not printed, after one another."""
    lines = iter(map(plain, printed.splitlines()))
    wanted = [plain(line) for line in said.splitlines() if line.strip() not in ("", "…")]
    return [line for line in wanted if not any(line in one for one in lines)]


def test_the_tutorial_is_what_happens(compiled_folder: Path, tmp_path: Path) -> None:
    link_encoder(compiled_folder, tmp_path / "papers" / "models")
    steps = blocks()
    done = python(
        LIVED, json.dumps([commands for commands, _ in steps]),
        cwd=ROOT, env={"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "COLUMNS": "100"},
    )  # fmt: skip
    assert (done.code, done.err) == (0, ""), done.out[-2000:]
    printed = done.out.replace(str(tmp_path), "~").split("\f")
    assert len(printed) == len(steps) + 1
    for (commands, said), came in zip(steps, printed, strict=False):
        assert missing(said, came) == [], commands
    assert (tmp_path / "papers" / "digest.html").is_file()
    assert (tmp_path / "papers" / "report.html").is_file()


def test_the_tutorial_has_steps_and_says_what_they_print() -> None:
    assert len(blocks()) > 8
    assert sum(bool(said) for _, said in blocks()) > 5


def test_a_line_that_is_not_printed_is_told() -> None:
    said = "Trained hearing: model abc, stage blend\n…\n  21 % likely\n"
    assert missing(said, "Trained hearing: model def, stage blend\nso\n 7 % likely\n") == []
    assert missing(said, "7 % likely\nTrained hearing: model def, stage blend\n") == ["# % likely"]
