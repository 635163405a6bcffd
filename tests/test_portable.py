"""Nothing hangs on the machine: read in the code, and tried where another can be played here."""

from __future__ import annotations

import ast
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ranker.app import demo
from ranker.app.interests.setup import add_profile, check_profile
from ranker.app.workspace import QUIET, Workspace
from ranker.config import check_name
from ranker.errors import ConfigError, UsageError
from tests.conftest import ROOT, START

POSIX = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
WINDOWS = {"msvcrt", "winreg", "_winapi"}
ONLY_POSIX = {
    "chown", "fork", "geteuid", "getuid", "getpgid", "killpg", "mkfifo", "nice", "setsid", "tzset",
    "umask", "uname", "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGUSR1", "SIGUSR2",
}  # fmt: skip
KNOWN = re.compile(r"%[aAbBdHIjmMpSUwWxXyYzZf%c]")
TREES = {
    path: ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "ranker").rglob("*.py"))
}


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            yield (function.id if isinstance(function, ast.Name) else name), node


def _reads_text(name: str, call: ast.Call) -> bool:
    """Whether a call opens a file as text: with a mode that has no `b`."""
    if name in ("read_text", "write_text"):
        return True
    on_path = isinstance(call.func, ast.Attribute) and not (
        isinstance(call.func.value, ast.Name) and call.func.value.id in ("io", "os", "gzip")
    )
    if name not in ("open", "fdopen") or (name == "open" and not _of_files(call)):
        return False
    given = call.args[0:1] if on_path and name == "open" else call.args[1:2]
    modes = [*given, *(word.value for word in call.keywords if word.arg == "mode")]
    text = [m.value for m in modes if isinstance(m, ast.Constant) and isinstance(m.value, str)]
    return not modes or any("b" not in mode for mode in text)


def _of_files(call: ast.Call) -> bool:
    """`open` itself or a path's, and neither `os.open` nor what other things call so."""
    if isinstance(call.func, ast.Name):
        return True
    value = call.func.value if isinstance(call.func, ast.Attribute) else None
    name = getattr(value, "id", getattr(value, "attr", ""))
    return name.endswith(("path", "file", "Path"))


def _names_encoding(name: str, call: ast.Call) -> bool:
    words = {word.arg for word in call.keywords}
    places = {"read_text": 0, "write_text": 1}.get(name)
    return "encoding" in words or (places is not None and len(call.args) > places)


def test_text_is_read_and_written_in_a_named_encoding() -> None:
    """Else a file written on Windows has another one than the same file on Linux."""
    for path, tree in TREES.items():
        for name, call in _calls(tree):
            where = f"{path}:{call.lineno}"
            if _reads_text(name, call):
                assert _names_encoding(name, call), where
            words = {word.arg for word in call.keywords}
            if name in ("run", "Popen", "check_output") and words & {"text", "universal_newlines"}:
                assert "encoding" in words, where


def test_no_room_needs_one_system() -> None:
    for path, tree in TREES.items():
        source = path.read_text("utf-8")
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & (POSIX | WINDOWS), path
            elif isinstance(node, ast.ImportFrom):
                assert node.module not in POSIX | WINDOWS, path
            elif isinstance(node, ast.Attribute) and node.attr in ONLY_POSIX:
                assert f'"{node.attr}")' in source, f"{path}:{node.lineno}: ask hasattr first"


def test_dates_are_written_with_what_every_c_library_knows() -> None:
    for path, tree in TREES.items():
        formats = [
            part.value
            for node in ast.walk(tree)
            if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr)
            for part in node.format_spec.values
            if isinstance(part, ast.Constant) and "%" in str(part.value)[:-1]
        ]
        formats += [
            call.args[0].value
            for name, call in _calls(tree)
            if name == "strftime" and call.args and isinstance(call.args[0], ast.Constant)
        ]
        for one in map(str, formats):
            assert "%" not in KNOWN.sub("", one), f"{path}: {one}"


@pytest.mark.parametrize("name", ["con", "NUL", "aux", "Com1", "lpt9", "Encoder"])
def test_a_profile_has_a_name_that_a_folder_can_have_everywhere(name: str) -> None:
    """A workspace goes from machine to machine, and models/ has a folder for each profile."""
    with pytest.raises(UsageError, match=f"'{name}' cannot be used"):
        check_name(name)
    assert check_name(f"{name}-1") == f"{name}-1"


def test_two_profiles_differ_by_more_than_case(workspace: Workspace) -> None:
    with pytest.raises(ConfigError, match="has a profile 'Hearing' already"):
        add_profile(workspace.paths, check_profile("Hearing", (), ("echo",)))


def test_the_demo_closes_what_it_deletes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows deletes no open file: the workspace that is thrown away is closed before."""
    monkeypatch.setattr(demo, "fetch_file", lambda ws, path: ws.papers)  # opens the store
    with demo.demo_workspace(QUIET) as ws:
        home = ws.paths.home
        papers = ws.papers
        assert home.is_dir()
    assert not home.exists()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        papers.count()


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_a_workspace_and_a_terminal_in_other_letters(tmp_path: Path, encoding: str) -> None:
    """Folders with letters that the terminal cannot spell, and votes that read the same after."""
    home, votes = tmp_path / "Zürich 音", tmp_path / "Stimmen 票.jsonl"
    vote = '{"id": "2507.03149", "vote": 1, "at": "2026-07-01T00:00:00Z", "title": "Räume 室"}'
    votes.write_text(vote + "\n", "utf-8")
    environ = os.environ | {
        "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding,
    }  # fmt: skip
    rank = [sys.executable, "-X", "warn_default_encoding", "-c", START, "--home", str(home)]
    for words in (
        ["init", "--keyword", "Rückkopplung", "--keyword", "残響", "--category", "cs.SD"],
        ["import", "--offline", str(votes)],
        ["votes"],
        ["status"],
    ):
        done = subprocess.run([*rank, *words], env=environ, capture_output=True)
        said = (done.stdout + done.stderr).decode(encoding, "replace")
        assert done.returncode == 0, said
        # What others leave to the machine is theirs; a line of ours would stand under the warning.
        assert not re.search(rf"{re.escape(str(ROOT / 'ranker'))}.*EncodingWarning", said)
    assert "残響" in (home / "rank.toml").read_text("utf-8")
    kept = (home / "feedback" / "votes.jsonl").read_text("utf-8")
    assert '"2507.03149"' in kept
    assert "Räume 室" in kept
