"""A workspace that the program made as a reader's is made, with the packaged encoder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import link_encoder, python, shared
from tests.invented import announcement, library, write_papers

EACH = """
import json, sys
from ranker.cli.main import main
for words in json.loads(sys.argv[1]):
    try:
        main(words)
    except SystemExit as stop:
        assert not stop.code, words
    print("\\f", flush=True)
"""
"""Runs commands one after another in one process; a form feed follows what each of them says."""


@pytest.fixture(scope="session")
def made_once(compiled_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keywords, the week's papers and the digest of `DAY`, made once a session."""

    def make(folder: Path) -> str:
        home = folder / "home"
        week = write_papers(folder / "library.jsonl", library())
        day = write_papers(folder / "announcement.jsonl", announcement())
        link_encoder(compiled_folder, home / "models")
        words = [w for k in ("speech", "noise", "room acoustics") for w in ("--keyword", k)]
        commands = (
            ["init", "--profile", "hearing", *words],
            ["fetch", "--from", week],
            ["today", "--from", day],
        )
        written = [["--home", str(home), *map(str, one)] for one in commands]
        done = python(EACH, json.dumps(written))
        assert (done.code, done.err) == (0, "")
        return "made"

    folder, _ = shared(tmp_path_factory, "workspace", make)
    return folder / "home"


@pytest.fixture
def real_home(made_once: Path, home: Path) -> Path:
    """A copy of that workspace, for processes of their own to work in."""
    caches = shutil.ignore_patterns("cache")
    shutil.copytree(made_once, home, symlinks=True, ignore=caches)
    return home
